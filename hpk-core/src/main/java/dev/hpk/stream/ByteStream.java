package dev.hpk.stream;

import io.netty.buffer.ByteBuf;
import io.netty.channel.ChannelFuture;

/** One of the streams that share a connection. Its methods may be called from any thread. */
interface ByteStream {

  /**
   * Sends data, of which it takes the ownership.
   *
   * @return done when the data left for the client, or cannot
   */
  ChannelFuture send(ByteBuf data);

  /** Says that no more will be sent. */
  void finish();

  /** Ends the stream in both directions; the peer learns that it is not whole. */
  void reset();

  /** Who gets what the client sends; before, and by default, it is discarded. */
  void listen(Incoming incoming);

  /**
   * Stops reading from the connection, until each call has been followed by one of {@link #resume}.
   */
  void pause();

  void resume();
}
