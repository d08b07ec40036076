package dev.hpk.stream;

import dev.hpk.api.HpkException;
import java.net.InetAddress;
import java.net.NetworkInterface;
import java.net.SocketException;
import java.net.UnknownHostException;
import java.time.Duration;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;
import org.jspecify.annotations.Nullable;

/**
 * Connects to ports of pods. A pod in its host's network is tried from here first, which costs no
 * process; what listens on the host's loopback address only, or in a network of the pod's own, is
 * reached by a relay beside the pod.
 */
final class Dialer {

  private static final Duration PATIENCE = Duration.ofSeconds(30);
  private static final String CONNECTED = "connected";

  private final StreamTools tools;

  Dialer(StreamTools tools) {
    this.tools = tools;
  }

  /**
   * Connects; may take a while.
   *
   * @throws HpkException when the port does not answer, or there is no way to it
   */
  Link dial(RunningPod pod, int port) {
    if (!pod.hasOwnNetwork()) {
      Link direct = direct(pod.address(), port);
      if (direct != null) {
        return direct;
      }
    }
    return relay(pod, port);
  }

  private static @Nullable Link direct(@Nullable String address, int port) {
    if (address == null) {
      return null;
    }
    try {
      InetAddress host = InetAddress.getByName(address);
      if (host.isLoopbackAddress()) {
        return null; // every host has it
      }
      boolean here = NetworkInterface.getByInetAddress(host) != null;
      List<InetAddress> tried =
          here ? List.of(InetAddress.getLoopbackAddress(), host) : List.of(host);
      for (InetAddress one : tried) {
        Link link = SocketLink.open(one, port);
        if (link != null) {
          return link;
        }
      }
    } catch (UnknownHostException | SocketException e) {
      return null;
    }
    return null;
  }

  private Link relay(RunningPod pod, int port) {
    String secret = tools.secret();
    CompletableFuture<String> answer = new CompletableFuture<>();
    HostProcess relay =
        new HostProcess(
            tools.processes().start(tools.entrance().relay(pod, secret, port)),
            secret,
            answer::complete);
    tools
        .threads()
        .execute(
            () -> {
              new Pump(null).pump(relay.stderr());
              answer.complete(relay.stderr().passed());
            });
    String said = wait(answer);
    if (said.equals(CONNECTED)) {
      return new RelayLink(relay, tools.timer());
    }
    relay.kill(tools.timer());
    throw new HpkException(
        HpkException.Kind.EXTERNAL,
        "failed to connect to localhost:%d inside the pod's network: %s".formatted(port, said));
  }

  private static String wait(CompletableFuture<String> answer) {
    try {
      return answer.get(PATIENCE.toSeconds(), TimeUnit.SECONDS);
    } catch (TimeoutException e) {
      return "no answer within " + PATIENCE.toSeconds() + " s";
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
      return "the kubelet stops";
    } catch (ExecutionException e) {
      return String.valueOf(e.getMessage());
    }
  }
}
