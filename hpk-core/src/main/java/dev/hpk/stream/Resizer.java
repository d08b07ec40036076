package dev.hpk.stream;

import java.util.concurrent.Executor;
import java.util.function.BiConsumer;
import java.util.regex.Pattern;
import org.jspecify.annotations.Nullable;

/**
 * Gives a terminal on a pod's host the size of the client's: one change at a time, and of several
 * the newest.
 */
final class Resizer {

  private static final Pattern TERMINAL = Pattern.compile("/dev/pts/[0-9]{1,9}");

  private final Sizes sizes;
  private final Executor executor;
  private final BiConsumer<String, TerminalSize> change;
  private TerminalSize current;
  private @Nullable String terminal;
  private boolean busy;

  /**
   * @param current the size that the terminal begins with
   * @param change sets a size; may take a while, and must not throw
   */
  Resizer(
      Sizes sizes,
      TerminalSize current,
      Executor executor,
      BiConsumer<String, TerminalSize> change) {
    this.sizes = sizes;
    this.current = current;
    this.executor = executor;
    this.change = change;
    sizes.onChange(this::look);
  }

  /** The terminal is there. */
  void terminal(String name) {
    if (TERMINAL.matcher(name).matches()) {
      synchronized (this) {
        terminal = name;
      }
      look();
    }
  }

  private synchronized void look() {
    TerminalSize wanted = sizes.latest();
    String name = terminal;
    if (busy || name == null || wanted.equals(current)) {
      return;
    }
    busy = true;
    executor.execute(() -> apply(name, wanted));
  }

  private void apply(String name, TerminalSize wanted) {
    change.accept(name, wanted);
    synchronized (this) {
      current = wanted;
      busy = false;
    }
    look();
  }
}
