package dev.hpk.examples.portal;

import com.sun.net.httpserver.HttpExchange;
import com.sun.net.httpserver.HttpServer;
import dev.hpk.pod.PodView;
import java.io.IOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.URI;
import java.nio.charset.StandardCharsets;
import java.util.List;
import java.util.function.Supplier;

/** Shows pods and jobs as a page of HTML, on loopback only. */
public final class Portal implements AutoCloseable {

  private final HttpServer server;
  private final Supplier<List<PodView>> pods;

  /**
   * Opens the page.
   *
   * @param pods what is shown, such as {@code kubelet::pods}; called by the server's thread
   * @param port 0 means any that is free
   * @throws IOException when the port is taken
   */
  public Portal(Supplier<List<PodView>> pods, int port) throws IOException {
    this.pods = pods;
    this.server =
        HttpServer.create(new InetSocketAddress(InetAddress.getLoopbackAddress(), port), 0);
    server.createContext("/", this::answer);
    server.start();
  }

  public URI address() {
    InetSocketAddress open = server.getAddress();
    return URI.create("http://" + open.getAddress().getHostAddress() + ":" + open.getPort() + "/");
  }

  private void answer(HttpExchange exchange) throws IOException {
    try (exchange) {
      byte[] page = PodPage.html(pods.get()).getBytes(StandardCharsets.UTF_8);
      exchange.getResponseHeaders().set("Content-Type", "text/html; charset=utf-8");
      exchange.sendResponseHeaders(200, page.length);
      exchange.getResponseBody().write(page);
    }
  }

  @Override
  public void close() {
    server.stop(0);
  }
}
