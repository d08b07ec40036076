package dev.hpk.resolve;

import io.fabric8.kubernetes.api.model.ClusterTrustBundleProjection;
import java.util.Base64;
import java.util.List;
import java.util.Optional;
import java.util.TreeSet;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/**
 * The certificates of ClusterTrustBundles, for projected volumes (kubelet pkg/clustertrustbundle).
 */
final class TrustBundles {

  private static final Pattern CERTIFICATE =
      Pattern.compile("-----BEGIN CERTIFICATE-----([A-Za-z0-9+/=\\s]+)-----END CERTIFICATE-----");
  private static final int LINE = 64;

  private final ObjectReader reader;

  TrustBundles(ObjectReader reader) {
    this.reader = reader;
  }

  /**
   * The certificates that a source names, each once, as PEM; nothing for an optional one that is
   * not there.
   *
   * @throws MissingException when there are none and must be
   */
  String certificates(ClusterTrustBundleProjection source) throws MissingException {
    boolean optional = Boolean.TRUE.equals(source.getOptional());
    String name = source.getName();
    if (name != null && !name.isEmpty()) {
      Optional<String> bundle = reader.trustBundle(name);
      if (bundle.isEmpty() && !optional) {
        throw new MissingException(
            "unable to get trust anchors: while getting ClusterTrustBundle:"
                + " clustertrustbundles.certificates.k8s.io \"%s\" not found".formatted(name));
      }
      return normalized(bundle.map(List::of).orElse(List.of()));
    }
    String signer = String.valueOf(source.getSignerName());
    // without a selector none is meant, with an empty one all are (Kubernetes API)
    String all =
        source.getLabelSelector() == null
            ? ""
            : normalized(reader.trustBundles(signer, source.getLabelSelector()));
    if (all.isEmpty() && !optional) {
      throw new MissingException(
          "unable to get trust anchors: no ClusterTrustBundle of signer \"%s\" has the labels asked"
                  .formatted(signer)
              + " for");
    }
    return all;
  }

  /** Sorted, so that a volume does not change when the API server lists in another order. */
  private static String normalized(List<String> bundles) {
    TreeSet<String> certificates = new TreeSet<>();
    for (String bundle : bundles) {
      Matcher found = CERTIFICATE.matcher(bundle);
      while (found.find()) {
        certificates.add(found.group(1).replaceAll("\\s", ""));
      }
    }
    Base64.Encoder lines = Base64.getMimeEncoder(LINE, new byte[] {'\n'});
    StringBuilder text = new StringBuilder();
    for (String certificate : certificates) {
      text.append("-----BEGIN CERTIFICATE-----\n")
          .append(lines.encodeToString(Base64.getDecoder().decode(certificate)))
          .append("\n-----END CERTIFICATE-----\n");
    }
    return text.toString();
  }
}
