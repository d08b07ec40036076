package dev.hpk.stream;

import java.util.HashMap;
import java.util.HashSet;
import java.util.Map;
import java.util.Set;
import java.util.function.Consumer;
import org.jspecify.annotations.Nullable;

/** Waits until a client has opened all the streams it announced. On the event loop. */
final class ExecStreamCollector implements SpdyConnection.Acceptor {

  private static final String ERROR = "error";

  private final Set<String> missing = new HashSet<>(Set.of(ERROR));
  private final Map<String, ByteStream> streams = new HashMap<>();
  private final Consumer<ExecStreams> whenComplete;
  private @Nullable Feeder stdin;
  private @Nullable Sizes resize;

  /**
   * @param whenComplete called once, before the client has the answer to its last stream
   */
  ExecStreamCollector(ExecRequest request, boolean canResize, Consumer<ExecStreams> whenComplete) {
    this.whenComplete = whenComplete;
    expect("stdin", request.stdin());
    expect("stdout", request.stdout());
    expect("stderr", request.stderr());
    expect("resize", request.terminal() && canResize);
  }

  private void expect(String type, boolean wanted) {
    if (wanted) {
      missing.add(type);
    }
  }

  boolean isComplete() {
    return missing.isEmpty();
  }

  @Override
  public boolean accept(int id, ByteStream stream, Map<String, String> headers) {
    String type = headers.getOrDefault("streamtype", "");
    if (!missing.remove(type)) {
      return false;
    }
    streams.put(type, stream);
    if (type.equals("stdin")) {
      stdin = new Feeder(stream);
      stream.listen(stdin);
    }
    if (type.equals("resize")) {
      resize = new Sizes();
      stream.listen(resize);
    }
    ByteStream error = streams.get(ERROR);
    if (missing.isEmpty() && error != null) {
      whenComplete.accept(
          new ExecStreams(stdin, streams.get("stdout"), streams.get("stderr"), error, resize));
    }
    return true;
  }
}
