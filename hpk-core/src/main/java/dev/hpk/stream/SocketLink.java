package dev.hpk.stream;

import java.io.IOException;
import java.io.InputStream;
import java.io.OutputStream;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.Socket;
import org.jspecify.annotations.Nullable;

/** A connection from the kubelet's own host. */
final class SocketLink implements Link {

  private static final int CONNECT_MILLIS = 2000;

  private final Socket socket;
  private final InputStream input;
  private final OutputStream output;

  private SocketLink(Socket socket) throws IOException {
    this.socket = socket;
    this.input = socket.getInputStream();
    this.output = socket.getOutputStream();
  }

  /** Connects; null when nobody answers. */
  static @Nullable SocketLink open(InetAddress address, int port) {
    Socket socket = new Socket();
    try {
      socket.setTcpNoDelay(true);
      socket.connect(new InetSocketAddress(address, port), CONNECT_MILLIS);
      return new SocketLink(socket);
    } catch (IOException e) {
      close(socket);
      return null;
    }
  }

  @Override
  public InputStream input() {
    return input;
  }

  @Override
  public OutputStream output() {
    return output;
  }

  @Override
  public void closeOutput() throws IOException {
    socket.shutdownOutput();
  }

  @Override
  public void abort() {
    close(socket);
  }

  private static void close(Socket socket) {
    try {
      socket.close();
    } catch (IOException e) {
      // it is closed
    }
  }
}
