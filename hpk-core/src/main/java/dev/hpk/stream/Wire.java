package dev.hpk.stream;

import io.netty.util.concurrent.EventExecutor;

/** A connection that carries streams. Its methods may be called from any thread. */
interface Wire {

  EventExecutor loop();

  /** Hears once, on the event loop, that the connection is gone; at once when it is. */
  void onClose(Runnable listener);

  /**
   * Everything has been said: lets the client close, and keeps reading until it does. Closing at
   * once would cut off what is still under way to the client (Kubernetes issue 60140).
   */
  void end();

  /** Closes at once. */
  void close();
}
