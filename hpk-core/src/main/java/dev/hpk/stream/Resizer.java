package dev.hpk.stream;

import java.util.concurrent.Executor;
import java.util.function.BiConsumer;
import org.jspecify.annotations.Nullable;

/**
 * Gives a terminal on a pod's host the size of the client's: one change at a time, and of several
 * the newest.
 */
final class Resizer {

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
  void ready(String name) {
    synchronized (this) {
      terminal = name;
    }
    look();
  }

  private synchronized void look() {
    TerminalSize wanted = sizes.latest();
    String name = terminal;
    boolean known = !wanted.equals(TerminalSize.UNKNOWN);
    if (busy || name == null || !known || wanted.equals(current)) {
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
