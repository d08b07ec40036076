package dev.hpk.server;

import static org.awaitility.Awaitility.await;

import dev.hpk.access.Access;
import dev.hpk.access.TestAccess;
import dev.hpk.certificate.TestAuthority;
import java.io.IOException;
import java.net.URLEncoder;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.security.GeneralSecurityException;
import java.util.List;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import javax.net.ssl.SSLContext;

/** A locked kubelet port, a pod whose container is a process of this host, and a known client. */
final class StreamWorld implements AutoCloseable {

  final ServerWorld server;
  final Process container;
  final SSLContext client;

  StreamWorld(Path directory) throws IOException, GeneralSecurityException {
    ProcessBuilder builder = new ProcessBuilder("sleep", "600");
    builder.environment().clear();
    builder.environment().put("PATH", System.getenv("PATH"));
    builder.environment().put("HPK_POD_MARK", ServerWorld.UID + ".0");
    builder.environment().put("GREETING", "a b");
    builder.directory(Files.createDirectories(directory.resolve("container")).toFile());
    container = builder.start();
    // it is another program only some moments later
    await()
        .atMost(SpdyClient.PATIENCE)
        .until(
            () ->
                container.info().command().orElse("").endsWith("sleep")
                    || container.info().command().orElse("").endsWith("coreutils"));
    TestAuthority authority = TestAuthority.named("clients");
    Access access = TestAccess.clientsOf(authority.file(directory.resolve("ca.pem")));
    server = new ServerWorld(directory.resolve("work"), access).started();
    server.lives("app", container.pid());
    client = server.trust(TestAuthority.keyManagers(authority.client("CN=client")));
  }

  /** Connects for an exec; the flags are such as input, output, error and tty. */
  SpdyClient exec(List<String> flags, String... words) throws IOException {
    return connect(
        execPath(flags, words), SpdyClient.upgrade("v5.channel.k8s.io", "v4.channel.k8s.io"));
  }

  static String execPath(List<String> flags, String... words) {
    String query =
        Stream.concat(
                flags.stream().map(flag -> flag + "=1"),
                Stream.of(words)
                    .map(word -> "command=" + URLEncoder.encode(word, StandardCharsets.UTF_8)))
            .collect(Collectors.joining("&"));
    return "/exec/default/web/app?" + query;
  }

  SpdyClient connect(String path, List<String> headers) throws IOException {
    return new SpdyClient(client, server.port(), path, headers);
  }

  @Override
  public void close() {
    container.destroyForcibly();
    server.close();
  }
}
