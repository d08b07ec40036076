package dev.hpk.stream;

import dev.hpk.api.HostCommand;
import dev.hpk.api.HpkException;
import io.netty.buffer.Unpooled;
import java.io.InputStream;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.TimeUnit;
import java.util.regex.Pattern;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * A command in a container, or a container itself, and its client. Ends with whichever ends first.
 */
final class ExecSession implements Session {

  private static final Logger LOG = LoggerFactory.getLogger(ExecSession.class);

  /** A client sends the size of its terminal at once; one that does not is not waited for. */
  private static final long SIZE_MILLIS = 300;

  private static final String EXIT = "exit ";
  private static final String TERMINAL = "terminal ";
  private static final String FAILED = "failed ";
  private static final Pattern TERMINAL_NAME = Pattern.compile("/dev/pts/[0-9]{1,9}");

  private final Wire wire;
  private final ExecStreams streams;
  private final ExitReport report;
  private final RunningPod pod;
  private final ExecRequest request;
  private final StreamTools tools;
  private final String mark;
  private volatile @Nullable String lastWord;
  private volatile @Nullable Resizer resizer;
  private @Nullable HostProcess process;
  private boolean started;
  private boolean over;
  private boolean told;

  ExecSession(
      Wire wire,
      ExecStreams streams,
      ExitReport report,
      RunningPod pod,
      ExecRequest request,
      StreamTools tools) {
    this.wire = wire;
    this.streams = streams;
    this.report = report;
    this.pod = pod;
    this.request = request;
    this.tools = tools;
    this.mark = tools.secret();
  }

  /** On the event loop. */
  void begin() {
    wire.onClose(this::clientLeft);
    Sizes sizes = streams.resize();
    if (sizes == null || !sizes.latest().equals(TerminalSize.UNKNOWN)) {
      start();
      return;
    }
    sizes.onChange(this::start);
    wire.loop().schedule(this::start, SIZE_MILLIS, TimeUnit.MILLISECONDS);
  }

  private void start() {
    if (!started) {
      started = true;
      tools.threads().execute(this::run);
    }
  }

  private void run() {
    try {
      TerminalSize size =
          streams.resize() == null ? TerminalSize.UNKNOWN : streams.resize().latest();
      String secret = tools.secret();
      HostCommand way =
          request.isAttach()
              ? tools.entrance().attach(pod, request, secret)
              : tools.entrance().exec(pod, request, secret, mark, size);
      HostProcess entered = new HostProcess(tools.processes().start(way), secret, this::heard);
      Sizes sizes = streams.resize();
      if (sizes != null) {
        followSizes(sizes, size);
      }
      serve(entered);
    } catch (HpkException e) {
      fail(String.valueOf(e.getMessage()));
    } catch (RuntimeException e) {
      LOG.atError().addKeyValue("pod", pod.label()).setCause(e).log("An exec failed");
      fail("internal error");
    }
  }

  /** A container's own terminal is there already, with a size that is not known. */
  private void followSizes(Sizes sizes, TerminalSize first) {
    TerminalSize current = request.isAttach() ? TerminalSize.UNKNOWN : first;
    Resizer made = new Resizer(sizes, current, tools.threads(), this::resize);
    resizer = made;
    if (request.isAttach()) {
      made.ready("");
    }
  }

  private void serve(HostProcess entered) {
    synchronized (this) {
      process = entered;
    }
    Feeder stdin = streams.stdin();
    if (stdin != null) { // else the process's input stays open: its end means the kubelet's
      tools.threads().execute(() -> stdin.feed(entered.stdin(), entered.stdin()::close));
    }
    CompletableFuture<Void> stdout = pump(streams.stdout(), entered.stdout());
    CompletableFuture<Void> stderr = pump(streams.stderr(), entered.stderr());
    CompletableFuture.allOf(stdout, stderr, entered.ended())
        .whenCompleteAsync((done, problem) -> concluded(entered), tools.threads());
    if (isOver()) {
      entered.kill(tools.timer());
    }
  }

  private CompletableFuture<Void> pump(@Nullable ByteStream stream, InputStream source) {
    return CompletableFuture.runAsync(() -> new Pump(stream).pump(source), tools.threads());
  }

  private void heard(String line) {
    if (line.startsWith(TERMINAL)) {
      Resizer known = resizer;
      String terminal = line.substring(TERMINAL.length());
      if (known != null && TERMINAL_NAME.matcher(terminal).matches()) {
        known.ready(terminal);
      }
      return;
    }
    lastWord = line;
    if (streams.stdin() != null) {
      streams.stdin().discard(); // the script on the host waits for the end of its input
    }
  }

  private void resize(String terminal, TerminalSize size) {
    try {
      tools
          .commands()
          .run(
              request.isAttach()
                  ? tools.entrance().resizeContainer(pod, request.container(), size)
                  : tools.entrance().resize(pod, terminal, size));
    } catch (HpkException e) {
      LOG.atDebug().addKeyValue("pod", pod.label()).setCause(e).log("A terminal kept its size");
    }
  }

  private void concluded(HostProcess entered) {
    String word = lastWord;
    if (word == null) {
      String said = entered.stderr().passed();
      fail("the way into the job failed: " + (said.isEmpty() ? "it said nothing" : said));
    } else if (word.startsWith(EXIT)) {
      end(report.exit(Integer.parseInt(word.substring(EXIT.length()).strip())));
    } else if (word.startsWith(FAILED)) {
      fail(word.substring(FAILED.length()));
    } else {
      fail("container not found (\"" + request.container() + "\")");
    }
  }

  @Override
  public void fail(String reason) {
    end(report.failure(reason));
    HostProcess running;
    synchronized (this) {
      running = process;
    }
    if (running != null && !running.ended().isDone()) {
      leave(running);
    }
  }

  /** The last words, once. Nothing is read any more, but the connection goes on. */
  private void end(byte[] words) {
    synchronized (this) {
      if (told) {
        return;
      }
      told = true;
      over = true;
    }
    if (streams.stdin() != null) {
      streams.stdin().discard();
    }
    if (streams.stdout() != null) {
      streams.stdout().finish();
    }
    if (streams.stderr() != null) {
      streams.stderr().finish();
    }
    if (words.length > 0) {
      streams.error().send(Unpooled.wrappedBuffer(words));
    }
    streams.error().finish();
    wire.end();
  }

  private void clientLeft() {
    HostProcess running;
    synchronized (this) {
      running = process;
      over = true;
      if (told) {
        return;
      }
      told = true;
    }
    if (running != null) {
      leave(running);
    }
  }

  private synchronized boolean isOver() {
    return over;
  }

  /** Ends what runs, and what it has started elsewhere on the host. */
  private void leave(HostProcess running) {
    running.kill(tools.timer());
    if (request.isAttach()) {
      return;
    }
    tools
        .threads()
        .execute(
            () -> {
              try {
                tools.commands().run(tools.entrance().sweep(pod, mark));
              } catch (HpkException e) {
                LOG.atDebug().addKeyValue("pod", pod.label()).setCause(e).log("No sweep");
              }
            });
  }
}
