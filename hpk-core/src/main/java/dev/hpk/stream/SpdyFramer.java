package dev.hpk.stream;

import io.netty.buffer.ByteBuf;
import io.netty.channel.ChannelHandlerContext;
import io.netty.handler.codec.ByteToMessageCodec;
import io.netty.handler.codec.DecoderException;
import io.netty.handler.codec.TooLongFrameException;
import io.netty.handler.codec.spdy.DefaultSpdyDataFrame;
import io.netty.handler.codec.spdy.DefaultSpdyHeadersFrame;
import io.netty.handler.codec.spdy.DefaultSpdyPingFrame;
import io.netty.handler.codec.spdy.DefaultSpdyRstStreamFrame;
import io.netty.handler.codec.spdy.DefaultSpdySynStreamFrame;
import io.netty.handler.codec.spdy.SpdyDataFrame;
import io.netty.handler.codec.spdy.SpdyFrame;
import io.netty.handler.codec.spdy.SpdyPingFrame;
import io.netty.handler.codec.spdy.SpdyRstStreamFrame;
import io.netty.handler.codec.spdy.SpdySynReplyFrame;
import java.util.List;

/**
 * Frames of SPDY/3.1 (SPDY draft 3, section 2.6), the kubelet's side: reads what clients send, and
 * writes the few that they are sent. Data is passed on as it comes; control frames have a bound,
 * compressed and inflated. Those that mean nothing here are left out.
 */
final class SpdyFramer extends ByteToMessageCodec<SpdyFrame> {

  /** Of a control frame. */
  static final int MOST = 16 << 10;

  private static final int HEAD = 8;
  private static final int VERSION = 3;
  private static final int CONTROL = 0x8000;
  private static final int STREAM = 0x7fffffff;
  private static final int LAST = 1;

  private static final int SYN_STREAM = 1;
  private static final int SYN_REPLY = 2;
  private static final int RST_STREAM = 3;
  private static final int PING = 6;
  private static final int HEADERS = 8;

  private final HeaderBlocks headers = new HeaderBlocks();
  private int stream;
  private boolean last;
  private int remaining;
  private boolean broken;

  /** After an error nothing that comes can be understood. */
  @Override
  protected void decode(ChannelHandlerContext context, ByteBuf in, List<Object> out) {
    if (broken) {
      in.skipBytes(in.readableBytes());
      return;
    }
    try {
      read(in, out);
    } catch (RuntimeException e) {
      broken = true;
      throw e;
    }
  }

  private void read(ByteBuf in, List<Object> out) {
    if (remaining > 0) {
      data(in, out);
      return;
    }
    if (in.readableBytes() < HEAD) {
      return;
    }
    int at = in.readerIndex();
    int length = in.getUnsignedMedium(at + 5);
    int flags = in.getUnsignedByte(at + 4);
    if ((in.getUnsignedShort(at) & CONTROL) == 0) {
      stream = id(in);
      in.skipBytes(4);
      last = (flags & LAST) != 0;
      remaining = length;
      if (length == 0 && last) {
        out.add(lastOf(stream, in.alloc().buffer(0, 0)));
      }
      return;
    }
    if (in.getUnsignedShort(at) != (CONTROL | VERSION)) {
      throw new DecoderException("no frame of SPDY/3.1");
    }
    if (length > MOST) {
      throw new TooLongFrameException("a control frame of " + length + " bytes");
    }
    if (in.readableBytes() < HEAD + length) {
      return;
    }
    int type = in.getUnsignedShort(at + 2);
    control(type, flags, in.skipBytes(HEAD).readSlice(length), out);
  }

  private void data(ByteBuf in, List<Object> out) {
    int length = Math.min(remaining, in.readableBytes());
    if (length == 0) {
      return;
    }
    remaining -= length;
    ByteBuf piece = in.readRetainedSlice(length);
    out.add(
        last && remaining == 0 ? lastOf(stream, piece) : new DefaultSpdyDataFrame(stream, piece));
  }

  private static SpdyDataFrame lastOf(int stream, ByteBuf data) {
    SpdyDataFrame frame = new DefaultSpdyDataFrame(stream, data);
    frame.setLast(true);
    return frame;
  }

  private void control(int type, int flags, ByteBuf body, List<Object> out) {
    switch (type) {
      case SYN_STREAM -> {
        need(body, 10);
        DefaultSpdySynStreamFrame opened =
            new DefaultSpdySynStreamFrame(id(body), 0, (byte) 0, false);
        body.skipBytes(6); // the stream it belongs to, and its priority
        opened.setLast((flags & LAST) != 0);
        if (!headers.read(body, opened.headers())) {
          opened.setInvalid();
        }
        out.add(opened);
      }
      case SYN_REPLY, HEADERS -> {
        need(body, 4);
        // of no meaning, but part of what is compressed together
        headers.read(body, new DefaultSpdyHeadersFrame(id(body), false).headers());
      }
      case RST_STREAM -> {
        need(body, 8);
        out.add(new DefaultSpdyRstStreamFrame(id(body), body.readInt()));
      }
      case PING -> {
        need(body, 4);
        out.add(new DefaultSpdyPingFrame(body.readInt()));
      }
      default -> {
        // SETTINGS, GOAWAY, WINDOW_UPDATE: nobody controls the flow, and the client closes
      }
    }
  }

  private static void need(ByteBuf body, int length) {
    if (body.readableBytes() < length) {
      throw new DecoderException("a control frame of " + body.readableBytes() + " bytes");
    }
  }

  private static int id(ByteBuf body) {
    int id = body.readInt() & STREAM;
    if (id == 0) {
      throw new DecoderException("a frame of no stream");
    }
    return id;
  }

  @Override
  protected void encode(ChannelHandlerContext context, SpdyFrame frame, ByteBuf out) {
    if (frame instanceof SpdyDataFrame data) {
      int length = data.content().readableBytes();
      out.ensureWritable(HEAD + length);
      out.writeInt(data.streamId()).writeByte(data.isLast() ? LAST : 0).writeMedium(length);
      out.writeBytes(data.content(), data.content().readerIndex(), length);
    } else if (frame instanceof SpdyRstStreamFrame reset) {
      head(RST_STREAM, 8, out);
      out.writeInt(reset.streamId()).writeInt(reset.status().code());
    } else if (frame instanceof SpdyPingFrame ping) {
      head(PING, 4, out);
      out.writeInt(ping.id());
    } else if (frame instanceof SpdySynReplyFrame reply) {
      head(SYN_REPLY, 0, out);
      int length = out.writerIndex() - 3;
      out.writeInt(reply.streamId());
      headers.write("x-stream", "open", out); // clients do not understand one without headers
      out.setMedium(length, out.writerIndex() - length - 3);
    } else {
      throw new IllegalArgumentException("a frame that is not sent: " + frame);
    }
  }

  private static void head(int type, int length, ByteBuf out) {
    out.writeShort(CONTROL | VERSION).writeShort(type).writeByte(0).writeMedium(length);
  }

  @Override
  public void handlerRemoved(ChannelHandlerContext context) throws Exception {
    super.handlerRemoved(context);
    headers.close();
  }
}
