package dev.hpk.access;

import com.google.common.base.Ticker;
import io.fabric8.kubernetes.api.model.ConfigMap;
import io.fabric8.kubernetes.client.KubernetesClient;
import io.fabric8.kubernetes.client.KubernetesClientException;
import java.io.ByteArrayInputStream;
import java.nio.charset.StandardCharsets;
import java.security.cert.CertificateException;
import java.security.cert.CertificateFactory;
import java.security.cert.X509Certificate;
import java.time.Duration;
import java.util.List;
import java.util.Optional;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;
import org.slf4j.event.Level;

/**
 * Those that the API server itself knows its clients by, which it publishes for servers beside it
 * (ConfigMap kube-system/extension-apiserver-authentication). In most clusters the certificate with
 * which it comes to kubelets is from the same CA.
 */
final class ClusterAuthorities implements Authorities {

  private static final Logger LOG = LoggerFactory.getLogger(ClusterAuthorities.class);
  private static final Duration AGAIN = Duration.ofMinutes(1);
  private static final Duration KNOWN = Duration.ofMinutes(30);

  private final KubernetesClient client;
  private final Ticker ticker;
  private List<X509Certificate> found = List.of();
  private boolean told;
  private long due;

  /** The client stays the caller's. */
  ClusterAuthorities(KubernetesClient client, Ticker ticker) {
    this.client = client;
    this.ticker = ticker;
    this.due = ticker.read();
  }

  @Override
  public List<X509Certificate> first() {
    return List.of();
  }

  @Override
  public Optional<List<X509Certificate>> next() {
    if (ticker.read() - due < 0) {
      return Optional.empty();
    }
    List<X509Certificate> now = ask();
    due = ticker.read() + (now == null || now.isEmpty() ? AGAIN : KNOWN).toNanos();
    if (now == null || now.isEmpty() || now.equals(found)) {
      return Optional.empty();
    }
    found = now;
    LOG.info("Client certificates of the cluster's CA are known by the kubelet port");
    return Optional.of(now);
  }

  /** Null when nothing could be learnt. */
  private @Nullable List<X509Certificate> ask() {
    try {
      ConfigMap published =
          client
              .configMaps()
              .inNamespace("kube-system")
              .withName("extension-apiserver-authentication")
              .get();
      String pem = published == null ? null : published.getData().get("client-ca-file");
      if (pem == null) {
        tell(Level.INFO, "the cluster does not publish the CA of its clients");
        return null;
      }
      return CertificateFactory.getInstance("X.509")
          .generateCertificates(new ByteArrayInputStream(pem.getBytes(StandardCharsets.ISO_8859_1)))
          .stream()
          .map(X509Certificate.class::cast)
          .toList();
    } catch (KubernetesClientException | CertificateException e) {
      tell(Level.WARN, "the CA of the cluster's clients cannot be read: " + e.getMessage());
      return null;
    }
  }

  private void tell(Level level, String why) {
    if (!told) {
      told = true;
      LOG.atLevel(level)
          .log(
              "The kubelet port knows no client certificates, the API server's among them, so that"
                  + " kubectl logs and exec are refused: {}; set server.clientCa",
              why);
    }
  }
}
