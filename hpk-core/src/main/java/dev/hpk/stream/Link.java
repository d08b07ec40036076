package dev.hpk.stream;

import java.io.IOException;
import java.io.InputStream;
import java.io.OutputStream;

/** An open way to a port of a pod. */
interface Link {

  InputStream input();

  OutputStream output();

  /** Tells the port that no more will come; it may still answer. */
  void closeOutput() throws IOException;

  /** Closes both directions; whoever waits in one wakes up. */
  void abort();
}
