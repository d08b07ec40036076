package dev.hpk.translate;

import static java.nio.charset.StandardCharsets.UTF_8;

import io.fabric8.kubernetes.api.model.HTTPHeader;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.TreeMap;
import java.util.regex.Pattern;

/**
 * What the request of an HTTP probe says, as Go writes it for a kubelet (probe/http/request.go).
 */
final class HttpTarget {

  private static final Pattern BROKEN = Pattern.compile("%(?![0-9A-Fa-f]{2})|\\p{Cntrl}");
  private static final Pattern AUTHORITY = Pattern.compile("^([A-Za-z][A-Za-z0-9+.-]*:)?//[^/?]*");
  private static final String PATH = "-_.~$&+,/:;=@!'()*[]%";
  private static final String QUERY = PATH + "?{}|^\\`\"<>";

  private HttpTarget() {}

  /** Path and query for the first line of a request. */
  static String of(String path) {
    if (BROKEN.matcher(path).find()) {
      // net/url does not take it: all of it is the path
      return slashed(escaped(path, PATH.replace("%", "")));
    }
    String local = AUTHORITY.matcher(path).replaceFirst("").replaceFirst("#.*", "");
    int mark = local.indexOf('?');
    if (mark < 0) {
      return slashed(escaped(local, PATH));
    }
    return slashed(escaped(local.substring(0, mark), PATH))
        + "?"
        + escaped(local.substring(mark + 1), QUERY);
  }

  /**
   * The lines of the headers, each without its end, sorted by name; with the agent and the Accept
   * of a kubelet where the pod does not give its own.
   */
  static List<String> headers(List<HTTPHeader> given, String agent) {
    Map<String, List<String>> byName = new TreeMap<>();
    for (HTTPHeader header : given) {
      String value = header.getValue() == null ? "" : header.getValue().strip();
      byName.computeIfAbsent(canonical(header.getName()), name -> new ArrayList<>()).add(value);
    }
    byName.putIfAbsent("User-Agent", List.of(agent));
    if (byName.getOrDefault("Accept", List.of("*/*")).get(0).isEmpty()) {
      byName.remove("Accept");
    } else {
      byName.putIfAbsent("Accept", List.of("*/*"));
    }
    // net/http writes no agent that is empty, and these by itself
    if (byName.get("User-Agent").get(0).isEmpty()) {
      byName.remove("User-Agent");
    }
    List.of("Connection", "Content-Length", "Transfer-Encoding", "Trailer").forEach(byName::remove);
    List<String> lines = new ArrayList<>();
    byName.forEach((name, values) -> values.forEach(value -> lines.add(name + ": " + value)));
    return lines;
  }

  /** net/textproto CanonicalMIMEHeaderKey. */
  private static String canonical(String name) {
    StringBuilder result = new StringBuilder();
    boolean first = true;
    for (char letter : name.toLowerCase(Locale.ROOT).toCharArray()) {
      result.append(first ? Character.toUpperCase(letter) : letter);
      first = letter == '-';
    }
    return result.toString();
  }

  private static String slashed(String path) {
    return path.startsWith("/") ? path : "/" + path;
  }

  private static String escaped(String text, String kept) {
    StringBuilder result = new StringBuilder();
    for (byte each : text.getBytes(UTF_8)) {
      char letter = (char) (each & 0xff);
      boolean plain =
          letter < 0x80 && (Character.isLetterOrDigit(letter) || kept.indexOf(letter) >= 0);
      result.append(plain ? String.valueOf(letter) : "%%%02X".formatted((int) letter));
    }
    return result.toString();
  }
}
