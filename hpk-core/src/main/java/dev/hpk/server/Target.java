package dev.hpk.server;

import io.netty.handler.codec.http.QueryStringDecoder;
import java.nio.charset.StandardCharsets;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/**
 * What a request is for. Read once, so that whoever decides about a request and whoever serves it
 * cannot read it differently.
 *
 * @param path its parts, decoded one by one; empty for a path that nothing has: one with empty
 *     parts, with {@code .} or {@code ..}, or with a slash or a control character within a part
 * @param query its parameters
 * @param problem why neither can be decoded; null when they can
 */
record Target(List<String> path, Map<String, List<String>> query, @Nullable String problem) {

  /** Each word of a command is one. Of more, none may be left out. */
  private static final int MOST_PARAMETERS = 32_768;

  /** Reads path and query as they came. */
  static Target of(String uri) {
    if (uri.chars().filter(letter -> letter == '&').count() >= MOST_PARAMETERS) {
      return new Target(List.of(), Map.of(), "more than " + MOST_PARAMETERS + " parameters");
    }
    try {
      QueryStringDecoder decoder =
          new QueryStringDecoder(uri, StandardCharsets.UTF_8, true, MOST_PARAMETERS, true);
      List<String> path = path(decoder.rawPath());
      boolean plain = uri.startsWith("/") && path.stream().allMatch(Target::isPlain);
      return new Target(plain ? path : List.of(), decoder.parameters(), null);
    } catch (IllegalArgumentException e) {
      return new Target(List.of(), Map.of(), e.getMessage());
    }
  }

  /** One slash at the end changes nothing. */
  private static List<String> path(String raw) {
    String trimmed = raw.endsWith("/") ? raw.substring(0, raw.length() - 1) : raw;
    return List.of(trimmed.split("/", -1)).stream()
        .skip(1)
        .map(part -> QueryStringDecoder.decodeComponent(part.replace("+", "%2B")))
        .toList();
  }

  private static boolean isPlain(String part) {
    return !part.isEmpty()
        && !part.equals(".")
        && !part.equals("..")
        && part.chars().noneMatch(letter -> letter == '/' || letter == '\\' || letter < ' ');
  }
}
