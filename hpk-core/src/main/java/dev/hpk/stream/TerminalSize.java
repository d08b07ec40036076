package dev.hpk.stream;

/** Of a terminal; zeros mean unknown. */
record TerminalSize(int rows, int columns) {

  static final TerminalSize UNKNOWN = new TerminalSize(0, 0);

  TerminalSize {
    if (rows < 0 || columns < 0 || rows > 0xffff || columns > 0xffff) {
      throw new IllegalArgumentException("no size of a terminal: " + rows + " x " + columns);
    }
  }
}
