package dev.hpk.stream;

import com.google.common.base.Splitter;
import com.google.common.io.ByteArrayDataOutput;
import com.google.common.io.ByteStreams;
import com.google.common.io.Resources;
import io.netty.buffer.ByteBuf;
import io.netty.handler.codec.DecoderException;
import io.netty.handler.codec.TooLongFrameException;
import io.netty.handler.codec.spdy.SpdyHeaders;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.util.List;
import java.util.zip.DataFormatException;
import java.util.zip.Inflater;

/**
 * The compressed headers of one SPDY connection (SPDY draft 3, section 2.6.10). All blocks of a
 * direction are one zlib stream, so that each must be read. Lives on an event loop.
 */
final class HeaderBlocks implements AutoCloseable {

  /** What a block may be inflated to; clients need some hundred bytes. */
  static final int MOST = 16 << 10;

  private static final byte[] DICTIONARY = dictionary();

  /** Of a zlib stream that is not compressed. */
  private static final int ZLIB = 0x7801;

  private final Inflater inflater = new Inflater();
  private final byte[] block = new byte[MOST + 1];
  private boolean begun;

  /**
   * Reads a whole block into headers.
   *
   * @return false when what was compressed is no block of headers
   * @throws TooLongFrameException when it is too long
   * @throws DecoderException when it cannot be inflated, nor can what would follow
   */
  boolean read(ByteBuf compressed, SpdyHeaders headers) {
    int length = inflate(compressed);
    Reader reader = new Reader(length);
    long count = reader.number();
    for (long index = 0; index < count && reader.isGood(); index++) {
      String name = reader.text();
      String value = reader.text();
      if (!reader.isGood() || name.isEmpty() || headers.contains(name)) {
        return false;
      }
      for (String one : Splitter.on('\0').split(value)) {
        headers.add(name, one);
      }
    }
    return reader.isGood();
  }

  private int inflate(ByteBuf compressed) {
    byte[] input = new byte[compressed.readableBytes()];
    compressed.readBytes(input);
    inflater.setInput(input);
    try {
      int length = 0;
      while (length < block.length) {
        int count = inflater.inflate(block, length, block.length - length);
        length += count;
        if (inflater.needsDictionary()) {
          inflater.setDictionary(DICTIONARY);
        } else if (count == 0) {
          return length;
        }
      }
    } catch (DataFormatException | IllegalArgumentException e) {
      throw new DecoderException("headers that are not compressed as agreed", e);
    }
    throw new TooLongFrameException("headers of more than " + MOST + " bytes");
  }

  /** Writes a block of one header, stored: nothing is to be gained by compression. */
  void write(String name, String value, ByteBuf target) {
    if (!begun) {
      begun = true;
      target.writeShort(ZLIB);
    }
    int length = 12 + name.length() + value.length();
    target.writeByte(0).writeShortLE(length).writeShortLE(~length).writeInt(1);
    write(name, target);
    write(value, target);
    target.writeByte(0).writeShortLE(0).writeShortLE(~0); // Go gives a block out only with this
  }

  private static void write(String text, ByteBuf target) {
    target.writeInt(text.length());
    target.writeCharSequence(text, StandardCharsets.ISO_8859_1);
  }

  @Override
  public void close() {
    inflater.end();
  }

  private static byte[] dictionary() {
    try {
      List<String> parts =
          Splitter.on("\n\n")
              .splitToList(
                  Resources.toString(
                      Resources.getResource(HeaderBlocks.class, "spdy-dictionary.txt"),
                      StandardCharsets.US_ASCII));
      ByteArrayDataOutput bytes = ByteStreams.newDataOutput();
      for (String name : Splitter.on('\n').split(parts.get(0))) {
        bytes.writeInt(name.length());
        bytes.write(name.getBytes(StandardCharsets.US_ASCII));
      }
      bytes.write(parts.get(1).strip().getBytes(StandardCharsets.US_ASCII));
      return bytes.toByteArray();
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  /** Numbers and texts of the block, until something is wrong. */
  private final class Reader {

    private final int length;
    private int at;
    private boolean good = true;

    Reader(int length) {
      this.length = length;
    }

    boolean isGood() {
      return good;
    }

    long number() {
      if (length - at < 4) {
        good = false;
        return 0;
      }
      long number = 0;
      for (int index = 0; index < 4; index++) {
        number = (number << 8) | (block[at++] & 0xff);
      }
      return number;
    }

    String text() {
      long size = number();
      if (size > length - at) {
        good = false;
        return "";
      }
      String text = new String(block, at, (int) size, StandardCharsets.ISO_8859_1);
      at += (int) size;
      return text;
    }
  }
}
