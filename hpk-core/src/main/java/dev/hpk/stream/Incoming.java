package dev.hpk.stream;

import io.netty.buffer.ByteBuf;

/** Hears what the client sends on one stream, on the connection's event loop; must not wait. */
interface Incoming {

  /** Discards everything, as must be done with what comes after an end. */
  Incoming NOBODY =
      new Incoming() {
        @Override
        public void data(ByteBuf data) {
          data.release();
        }

        @Override
        public void finished() {}

        @Override
        public void aborted() {}
      };

  /** Takes the ownership of the data. */
  void data(ByteBuf data);

  /** The client sends no more. */
  void finished();

  /** The client reset the stream, or its connection is gone. */
  void aborted();
}
