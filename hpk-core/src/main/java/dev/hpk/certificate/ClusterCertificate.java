package dev.hpk.certificate;

import io.fabric8.kubernetes.api.model.certificates.v1.CertificateSigningRequest;
import io.fabric8.kubernetes.api.model.certificates.v1.CertificateSigningRequestCondition;
import io.fabric8.kubernetes.client.KubernetesClient;
import io.fabric8.kubernetes.client.KubernetesClientException;
import java.io.ByteArrayInputStream;
import java.nio.file.Path;
import java.security.cert.CertificateException;
import java.security.cert.CertificateFactory;
import java.security.cert.X509Certificate;
import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.util.Base64;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.function.DoubleSupplier;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * A certificate that the cluster signs (kubelet's serverTLSBootstrap). Until somebody has approved
 * the request, and where it is denied, another one is served. It is requested anew, with a new key,
 * before it expires, and when its names have changed.
 */
final class ClusterCertificate implements CertificateSource {

  private static final Logger LOG = LoggerFactory.getLogger(ClusterCertificate.class);
  private static final int CONFLICT = 409;
  private static final Duration SHORTEST_PAUSE = Duration.ofSeconds(30);
  private static final Duration LONGEST_PAUSE = Duration.ofHours(1);
  private static final Duration REMINDER = Duration.ofHours(1);
  private static final Set<String> REFUSALS = Set.of("Denied", "Failed");

  private final OwnCertificate wanted;
  private final KeptCertificate kept;
  private final KeptKey key;
  private final CertificateSource meanwhile;
  private final KubernetesClient client;
  private final Clock clock;
  private final DoubleSupplier random;
  private Instant due = Instant.MIN;
  private Instant reminder = Instant.MIN;
  private Duration pause = SHORTEST_PAUSE;

  /**
   * @param file where it is kept; the key of a request that waits is beside it
   * @param meanwhile what is served as long as there is none
   * @param random from 0 to 1, for the moment of the renewal
   */
  ClusterCertificate(
      OwnCertificate wanted,
      Path file,
      CertificateSource meanwhile,
      KubernetesClient client,
      Clock clock,
      DoubleSupplier random) {
    this.wanted = wanted;
    this.kept = new KeptCertificate(file);
    this.key = new KeptKey(file.resolveSibling(file.getFileName() + ".requested"));
    this.meanwhile = meanwhile;
    this.client = client;
    this.clock = clock;
    this.random = random;
  }

  @Override
  public KeyPairWithChain first() {
    Optional<KeyPairWithChain> known =
        kept.read().filter(pair -> wanted.isServedBy(pair.certificate(), clock.instant()));
    known.ifPresent(pair -> due = Renewal.due(pair.certificate(), random));
    return known.orElseGet(meanwhile::first);
  }

  @Override
  public Optional<KeyPairWithChain> next() {
    if (clock.instant().isBefore(due)) {
      return Optional.empty();
    }
    try {
      Optional<KeyPairWithChain> signed = ask(new SigningRequest(wanted, key.take()));
      signed.ifPresent(this::take);
      return signed;
    } catch (KubernetesClientException e) {
      rest("No certificate can be requested: " + message(e));
      return Optional.empty();
    }
  }

  private Optional<KeyPairWithChain> ask(SigningRequest request) {
    CertificateSigningRequest known = find(request.name());
    if (known == null) {
      create(request);
      reminder = Instant.MIN;
      return waiting(request.name());
    }
    Optional<CertificateSigningRequestCondition> refusal = refusal(known);
    if (refusal.isPresent()) {
      key.remove();
      rest(
          "The request for a certificate was refused: %s is %s, %s"
              .formatted(request.name(), refusal.get().getType(), refusal.get().getMessage()));
      return Optional.empty();
    }
    String certificate = known.getStatus() == null ? null : known.getStatus().getCertificate();
    if (certificate == null || certificate.isEmpty()) {
      return waiting(request.name());
    }
    return signed(request, certificate);
  }

  private @Nullable CertificateSigningRequest find(String name) {
    return client.certificates().v1().certificateSigningRequests().withName(name).get();
  }

  private void create(SigningRequest request) {
    try {
      client.certificates().v1().certificateSigningRequests().resource(request.object()).create();
    } catch (KubernetesClientException e) {
      if (e.getCode() != CONFLICT) {
        throw e;
      }
    }
  }

  private Optional<KeyPairWithChain> waiting(String name) {
    Instant now = clock.instant();
    if (!now.isBefore(reminder)) {
      reminder = now.plus(REMINDER);
      LOG.atInfo()
          .addKeyValue("names", wanted.names())
          .log("A certificate for the kubelet port waits: kubectl certificate approve {}", name);
    }
    return Optional.empty();
  }

  private static Optional<CertificateSigningRequestCondition> refusal(
      CertificateSigningRequest request) {
    if (request.getStatus() == null) {
      return Optional.empty();
    }
    return request.getStatus().getConditions().stream()
        .filter(condition -> REFUSALS.contains(condition.getType()))
        .findFirst();
  }

  private Optional<KeyPairWithChain> signed(SigningRequest request, String certificate) {
    try {
      KeyPairWithChain pair =
          new KeyPairWithChain(
              request.key().getPrivate(), certificates(Base64.getDecoder().decode(certificate)));
      if (pair.belongTogether() && clock.instant().isBefore(end(pair))) {
        return Optional.of(pair);
      }
      rest("The certificate of " + request.name() + " is of no use for its key, or has expired");
    } catch (CertificateException | IllegalArgumentException e) {
      rest("The certificate of " + request.name() + " cannot be read: " + e.getMessage());
    }
    key.remove();
    return Optional.empty();
  }

  private static List<X509Certificate> certificates(byte[] pem) throws CertificateException {
    return CertificateFactory.getInstance("X.509")
        .generateCertificates(new ByteArrayInputStream(pem))
        .stream()
        .map(X509Certificate.class::cast)
        .toList();
  }

  private void take(KeyPairWithChain pair) {
    kept.write(pair);
    key.remove();
    due = Renewal.due(pair.certificate(), random);
    pause = SHORTEST_PAUSE;
    LOG.atInfo()
        .addKeyValue("names", wanted.names())
        .addKeyValue("expires", end(pair))
        .addKeyValue("renewal", due)
        .log("The cluster has signed the certificate of the kubelet port");
  }

  private static Instant end(KeyPairWithChain pair) {
    return pair.certificate().getNotAfter().toInstant();
  }

  private void rest(String reason) {
    LOG.atWarn().addKeyValue("again", pause).log(reason);
    due = clock.instant().plus(pause);
    Duration longer = pause.multipliedBy(2);
    pause = longer.compareTo(LONGEST_PAUSE) < 0 ? longer : LONGEST_PAUSE;
  }

  private static String message(KubernetesClientException failure) {
    return failure.getStatus() != null && failure.getStatus().getMessage() != null
        ? failure.getStatus().getMessage()
        : String.valueOf(failure.getMessage());
  }
}
