package dev.hpk.stream;

/** What goes on over one connection. */
interface Session {

  /** Ends it, with the reason told to the client: a connection just lost looks like success. */
  void fail(String reason);
}
