package dev.hpk.access;

import java.util.List;
import java.util.Map;
import java.util.stream.Collectors;
import java.util.stream.Stream;

/**
 * Who sent a request, in the words of the API server's reviews.
 *
 * @param name user name
 * @param uid empty where none is known
 * @param groups with {@code system:authenticated}, as a kubelet adds it
 * @param extra what else the API server knows of a token's owner
 */
record User(String name, String uid, List<String> groups, Map<String, List<String>> extra) {

  private static final String AUTHENTICATED = "system:authenticated";

  User {
    groups = Stream.concat(groups.stream(), Stream.of(AUTHENTICATED)).distinct().toList();
    extra =
        extra.entrySet().stream()
            .collect(
                Collectors.toUnmodifiableMap(
                    Map.Entry::getKey, entry -> List.copyOf(entry.getValue())));
  }
}
