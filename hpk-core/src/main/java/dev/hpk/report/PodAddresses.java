package dev.hpk.report;

import com.google.common.base.Splitter;
import com.google.common.net.InetAddresses;
import java.util.List;
import org.jspecify.annotations.Nullable;

/** Addresses as the supervisor tells them. */
final class PodAddresses {

  private static final Splitter COMMAS = Splitter.on(',').omitEmptyStrings().trimResults();

  private PodAddresses() {}

  /**
   * The addresses in a text with commas between them; empty when it is null. What is no address is
   * left out: the API server would refuse the whole status for it.
   */
  static List<String> of(@Nullable String text) {
    return text == null
        ? List.of()
        : COMMAS.splitToStream(text).filter(InetAddresses::isInetAddress).toList();
  }
}
