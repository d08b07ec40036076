package dev.hpk.resolve;

import dev.hpk.api.PodRefusedException;
import java.nio.ByteBuffer;
import java.nio.charset.CharacterCodingException;
import java.nio.charset.StandardCharsets;

/** What a process can be given as a word or a variable: UTF-8 without NUL. */
final class Text {

  private Text() {}

  /** The text itself, which stands in the pod: it can never work with a NUL. */
  static String ofPod(String text, String field) {
    if (text.indexOf('\0') >= 0) {
      throw new PodRefusedException(field, "has a NUL");
    }
    return text;
  }

  /**
   * The text of bytes that a reference names.
   *
   * @param what whose bytes they are, for messages
   * @throws MissingException when they are no UTF-8 or have a NUL: the object can be mended
   */
  static String ofBytes(byte[] bytes, String what) throws MissingException {
    try {
      return ofObject(
          StandardCharsets.UTF_8.newDecoder().decode(ByteBuffer.wrap(bytes)).toString(), what);
    } catch (CharacterCodingException e) {
      throw new MissingException(what + " is not UTF-8, so it cannot be a variable's value");
    }
  }

  /** The text of an object that a reference names; a NUL in it can be mended. */
  static String ofObject(String text, String what) throws MissingException {
    if (text.indexOf('\0') >= 0) {
      throw new MissingException(what + " has a NUL, so it cannot be a variable's value");
    }
    return text;
  }
}
