package dev.hpk.examples;

import static org.awaitility.Awaitility.await;

import java.io.IOException;
import java.net.InetAddress;
import java.net.ServerSocket;
import java.net.Socket;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;

/** An sshd(8) of one's own, on loopback, that lets in one key. */
final class LocalSshd implements AutoCloseable {

  private final Path directory;
  private final int port;
  private final Process process;

  LocalSshd(Path directory) throws IOException {
    this.directory = Files.createDirectories(directory);
    try (ServerSocket free = new ServerSocket(0)) {
      port = free.getLocalPort();
    }
    for (String key : List.of("host", "client")) {
      LivePods.run("ssh-keygen", "-q", "-t", "ed25519", "-N", "", "-f", path(key));
    }
    Files.writeString(
        directory.resolve("config"),
        """
        Port %d
        ListenAddress 127.0.0.1
        HostKey %s
        AuthorizedKeysFile %s
        StrictModes no
        UsePAM no
        PidFile none
        """
            .formatted(port, path("host"), path("client.pub")));
    process =
        new ProcessBuilder("/usr/sbin/sshd", "-D", "-e", "-f", path("config"))
            .redirectErrorStream(true)
            .redirectOutput(directory.resolve("log").toFile())
            .start();
    await().atMost(LivePods.LIMIT).ignoreExceptions().until(this::answers);
  }

  private boolean answers() throws IOException {
    try (Socket socket = new Socket(InetAddress.getLoopbackAddress(), port)) {
      return socket.getInputStream().read() > 0;
    }
  }

  private String path(String file) {
    return directory.resolve(file).toString();
  }

  /** By which any host's name leads here. */
  List<String> options() {
    return List.of(
        "-F",
        "none",
        "-p",
        String.valueOf(port),
        "-i",
        path("client"),
        "-o",
        "HostName=127.0.0.1",
        "-o",
        "StrictHostKeyChecking=accept-new",
        "-o",
        "UserKnownHostsFile=" + path("known"));
  }

  @Override
  public void close() {
    process.descendants().forEach(ProcessHandle::destroy);
    process.destroy();
    LivePods.run("rm", "-rf", "--", directory.toString());
  }
}
