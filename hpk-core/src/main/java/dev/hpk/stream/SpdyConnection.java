package dev.hpk.stream;

import io.netty.buffer.ByteBuf;
import io.netty.channel.ChannelFuture;
import io.netty.channel.ChannelHandlerContext;
import io.netty.handler.codec.spdy.DefaultSpdyDataFrame;
import io.netty.handler.codec.spdy.DefaultSpdyPingFrame;
import io.netty.handler.codec.spdy.DefaultSpdyRstStreamFrame;
import io.netty.handler.codec.spdy.DefaultSpdySynReplyFrame;
import io.netty.handler.codec.spdy.SpdyDataFrame;
import io.netty.handler.codec.spdy.SpdyFrame;
import io.netty.handler.codec.spdy.SpdyPingFrame;
import io.netty.handler.codec.spdy.SpdyRstStreamFrame;
import io.netty.handler.codec.spdy.SpdyStreamStatus;
import io.netty.handler.codec.spdy.SpdySynStreamFrame;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;

/**
 * Streams over SPDY/3.1, as Kubernetes' clients speak it: the client opens them, nobody controls
 * their flow, and no SETTINGS, WINDOW_UPDATE or GOAWAY is sent (Go's client stops reading on the
 * latter). Data for a stream that is over is read and dropped.
 */
final class SpdyConnection extends Connection<SpdyFrame> {

  /** Decides about a stream that the client opened. On the event loop. */
  interface Acceptor {
    /**
     * Takes the stream, and must not send on it before it has returned.
     *
     * @param headers with lower-case names
     * @return false to have it reset
     */
    boolean accept(int id, ByteStream stream, Map<String, String> headers);
  }

  private final int mostStreams;
  private Acceptor acceptor = (id, stream, headers) -> false;
  private final Map<Integer, SpdyStream> streams = new HashMap<>();
  private int lastId;

  /**
   * @param mostStreams how many streams may be open; a further one is refused
   */
  SpdyConnection(Pauses pauses, int mostStreams) {
    super(SpdyFrame.class, pauses);
    this.mostStreams = mostStreams;
  }

  /** Who decides about streams; set before the connection is used. */
  void acceptor(Acceptor decider) {
    acceptor = decider;
  }

  @Override
  protected void channelRead0(ChannelHandlerContext reader, SpdyFrame frame) {
    if (frame instanceof SpdyDataFrame data) {
      SpdyStream stream = streams.get(data.streamId());
      if (stream != null) {
        stream.received(data.content().retain(), data.isLast());
      }
    } else if (frame instanceof SpdySynStreamFrame opened) {
      opened(opened);
    } else if (frame instanceof SpdyRstStreamFrame reset) {
      SpdyStream stream = streams.remove(reset.streamId());
      if (stream != null) {
        stream.aborted();
      }
    } else if (frame instanceof SpdyPingFrame ping && ping.id() % 2 != 0) {
      pong(new DefaultSpdyPingFrame(ping.id()));
    }
  }

  private void opened(SpdySynStreamFrame frame) {
    int id = frame.streamId();
    if (frame.isInvalid() || id % 2 == 0 || id <= lastId) {
      reset(id, SpdyStreamStatus.PROTOCOL_ERROR);
      return;
    }
    lastId = id;
    if (streams.size() >= mostStreams) {
      reset(id, SpdyStreamStatus.REFUSED_STREAM);
      return;
    }
    Map<String, String> headers = new HashMap<>();
    frame
        .headers()
        .forEach(
            header ->
                headers.put(
                    header.getKey().toString().toLowerCase(Locale.ROOT),
                    header.getValue().toString()));
    SpdyStream stream = new SpdyStream(id);
    streams.put(id, stream);
    if (!acceptor.accept(id, stream, headers)) {
      streams.remove(id);
      reset(id, SpdyStreamStatus.PROTOCOL_ERROR);
      return;
    }
    answer(new DefaultSpdySynReplyFrame(id));
    if (frame.isLast()) {
      stream.received(context().alloc().buffer(0, 0), true);
    }
  }

  private void reset(int id, SpdyStreamStatus status) {
    answer(new DefaultSpdyRstStreamFrame(id, status));
  }

  @Override
  void abortAll() {
    List<SpdyStream> all = new ArrayList<>(streams.values());
    streams.clear();
    all.forEach(SpdyStream::aborted);
  }

  private final class SpdyStream extends ReadStream {

    private final int id;
    private boolean clientFinished;
    private boolean finished;

    SpdyStream(int id) {
      this.id = id;
    }

    void received(ByteBuf data, boolean last) {
      if (clientFinished) {
        data.release();
        return;
      }
      incoming.data(data);
      if (last) {
        clientFinished = true;
        incoming.finished();
        forget();
      }
    }

    @Override
    public ChannelFuture send(ByteBuf data) {
      return context().writeAndFlush(new DefaultSpdyDataFrame(id, data));
    }

    @Override
    public void finish() {
      DefaultSpdyDataFrame last = new DefaultSpdyDataFrame(id);
      last.setLast(true);
      context().writeAndFlush(last);
      loop()
          .execute(
              () -> {
                finished = true;
                forget();
              });
    }

    private void forget() {
      if (finished && clientFinished) {
        streams.remove(id);
      }
    }

    @Override
    public void reset() {
      loop()
          .execute(
              () -> {
                if (streams.remove(id) != null) {
                  SpdyConnection.this.reset(id, SpdyStreamStatus.CANCEL);
                  aborted();
                }
              });
    }
  }
}
