package dev.hpk.stream;

import java.io.IOException;
import java.io.InputStream;
import java.io.OutputStream;
import java.util.concurrent.ScheduledExecutorService;

/** A connection that a relay beside the pod holds. */
final class RelayLink implements Link {

  private final HostProcess relay;
  private final ScheduledExecutorService timer;

  RelayLink(HostProcess relay, ScheduledExecutorService timer) {
    this.relay = relay;
    this.timer = timer;
  }

  @Override
  public InputStream input() {
    return relay.stdout();
  }

  @Override
  public OutputStream output() {
    return relay.stdin();
  }

  @Override
  public void closeOutput() throws IOException {
    relay.stdin().close();
  }

  @Override
  public void abort() {
    relay.kill(timer);
  }
}
