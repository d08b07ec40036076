package dev.hpk.stream;

import dev.hpk.api.HpkException;
import io.netty.buffer.Unpooled;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import org.jspecify.annotations.Nullable;

/** One connection to a port of a pod. */
final class Forward {

  /**
   * How long a port may leave what it is sent. The connections of one client share its connection
   * to the kubelet: one that takes nothing would stop them all.
   */
  private static final Duration PATIENCE = Duration.ofSeconds(30);

  private final RunningPod pod;
  private final int port;
  private final ByteStream data;
  private final ByteStream error;
  private final Feeder feeder;
  private final StreamTools tools;
  private @Nullable Link link;
  private boolean aborted;

  /**
   * @param feeder hears what comes on the data stream
   */
  Forward(
      RunningPod pod,
      int port,
      ByteStream data,
      ByteStream error,
      Feeder feeder,
      StreamTools tools) {
    this.pod = pod;
    this.port = port;
    this.data = data;
    this.error = error;
    this.feeder = feeder.onAbort(this::abort);
    this.tools = tools;
  }

  /** Connects and passes everything on; on a thread of its own, until the port says no more. */
  void run() {
    Link open;
    try {
      open = new Dialer(tools).dial(pod, port);
    } catch (HpkException e) {
      refuse(String.valueOf(e.getMessage()));
      return;
    }
    if (!keep(open)) {
      open.abort();
      return;
    }
    tools.threads().execute(() -> feeder.feed(open.output(), open::closeOutput));
    new Pump(data).pump(open.input());
    // a client waits for the end of both
    data.finish();
    error.finish();
    feeder.discard();
    open.abort();
  }

  /** Any text here makes newer clients give up all their connections: only for this. */
  void refuse(String problem) {
    String text =
        "error forwarding port %d to pod %s, uid %s: %s"
            .formatted(port, pod.pod().getMetadata().getName(), pod.uid(), problem);
    error.send(Unpooled.copiedBuffer(text, StandardCharsets.UTF_8));
    error.finish();
    feeder.discard();
    data.reset();
  }

  /** Gives the connection up when the port takes nothing any more. */
  void look() {
    if (feeder.isStuck(PATIENCE)) {
      data.reset();
      abort();
    }
  }

  private synchronized boolean keep(Link open) {
    link = open;
    return !aborted;
  }

  private void abort() {
    Link open;
    synchronized (this) {
      aborted = true;
      open = link;
    }
    if (open != null) {
      open.abort();
    }
  }
}
