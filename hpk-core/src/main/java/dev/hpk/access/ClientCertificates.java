package dev.hpk.access;

import com.google.common.base.Ticker;
import com.google.common.cache.Cache;
import com.google.common.cache.CacheBuilder;
import java.security.GeneralSecurityException;
import java.security.cert.CertPath;
import java.security.cert.CertPathBuilder;
import java.security.cert.CertStore;
import java.security.cert.CollectionCertStoreParameters;
import java.security.cert.PKIXBuilderParameters;
import java.security.cert.PKIXCertPathBuilderResult;
import java.security.cert.TrustAnchor;
import java.security.cert.X509CertSelector;
import java.security.cert.X509Certificate;
import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.util.Date;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;

/**
 * Tells by their certificates who clients are. The TLS handshake accepts any certificate whose key
 * the client has; what it is worth is decided here, for each request, as in a kubelet: so that an
 * unknown one is answered with 401, and one that expires on an open connection ends there. Safe for
 * use by several threads.
 */
final class ClientCertificates {

  private static final String CLIENT_AUTH = "1.3.6.1.5.5.7.3.2";
  private static final String ANY_USAGE = "2.5.29.37.0";
  private static final long LARGEST = 1024;
  private static final Duration LIFE = Duration.ofMinutes(2);

  private final Clock clock;
  private final Cache<List<X509Certificate>, Proof> known;
  private volatile List<X509Certificate> authorities;

  /**
   * What a certificate is worth, apart from the time.
   *
   * @param user null when nothing, for this reason
   */
  private record Proof(@Nullable User user, Instant from, Instant until, String reason) {

    static Proof none(String reason) {
      return new Proof(null, Instant.MIN, Instant.MAX, reason);
    }
  }

  /** Somebody, or nobody and why. */
  record Answer(Optional<User> user, String reason) {}

  ClientCertificates(List<X509Certificate> authorities, Clock clock, Ticker ticker) {
    this.authorities = List.copyOf(authorities);
    this.clock = clock;
    this.known =
        CacheBuilder.newBuilder()
            .expireAfterWrite(LIFE)
            .maximumSize(LARGEST)
            .ticker(ticker)
            .build();
  }

  List<X509Certificate> authorities() {
    return authorities;
  }

  /** From now on these CAs are believed, and no others. */
  void replace(List<X509Certificate> newAuthorities) {
    authorities = List.copyOf(newAuthorities);
    known.invalidateAll();
  }

  /**
   * @param chain at least one certificate
   */
  Answer user(List<X509Certificate> chain) {
    Proof proof = known.getIfPresent(chain);
    if (proof == null) {
      proof = prove(chain);
      known.put(chain, proof);
    }
    Instant now = clock.instant();
    if (proof.user() == null) {
      return new Answer(Optional.empty(), proof.reason());
    }
    if (now.isAfter(proof.until())) {
      return new Answer(Optional.empty(), "the certificate expired at " + proof.until());
    }
    if (now.isBefore(proof.from())) {
      return new Answer(Optional.empty(), "the certificate is not valid before " + proof.from());
    }
    return new Answer(Optional.of(proof.user()), "");
  }

  private Proof prove(List<X509Certificate> chain) {
    X509Certificate own = chain.get(0);
    try {
      List<String> usages = own.getExtendedKeyUsage();
      if (usages != null && !usages.contains(CLIENT_AUTH) && !usages.contains(ANY_USAGE)) {
        return Proof.none("the certificate is not for client authentication");
      }
      List<X509Certificate> path = path(chain);
      return CertificateUser.of(own)
          .map(user -> new Proof(user, begin(path), end(path), ""))
          .orElseGet(() -> Proof.none("the certificate's subject has no common name"));
    } catch (GeneralSecurityException e) {
      return Proof.none(
          "no CA that the kubelet port knows clients by has signed the certificate of "
              + own.getSubjectX500Principal());
    }
  }

  /** The chain up to a CA, with it. Whether each is valid now is another question. */
  private List<X509Certificate> path(List<X509Certificate> chain) throws GeneralSecurityException {
    X509Certificate own = chain.get(0);
    X509CertSelector target = new X509CertSelector();
    target.setCertificate(own);
    Instant moment = moment(own);
    Set<TrustAnchor> anchors =
        authorities.stream()
            .filter(authority -> !moment.isBefore(authority.getNotBefore().toInstant()))
            .filter(authority -> !moment.isAfter(authority.getNotAfter().toInstant()))
            .map(authority -> new TrustAnchor(authority, null))
            .collect(Collectors.toSet());
    PKIXBuilderParameters parameters = new PKIXBuilderParameters(anchors, target);
    parameters.setRevocationEnabled(false);
    parameters.setDate(Date.from(moment));
    parameters.addCertStore(
        CertStore.getInstance("Collection", new CollectionCertStoreParameters(chain)));
    PKIXCertPathBuilderResult result =
        (PKIXCertPathBuilderResult) CertPathBuilder.getInstance("PKIX").build(parameters);
    CertPath found = result.getCertPath();
    return Stream.concat(
            found.getCertificates().stream().map(X509Certificate.class::cast),
            Stream.of(result.getTrustAnchor().getTrustedCert()))
        .toList();
  }

  /** Now; for an expired certificate its last moment, so that it is told from a stranger's. */
  private Instant moment(X509Certificate own) {
    Instant now = clock.instant();
    Instant from = own.getNotBefore().toInstant();
    Instant until = own.getNotAfter().toInstant();
    if (now.isBefore(from)) {
      return from;
    }
    return now.isAfter(until) ? until : now;
  }

  private static Instant begin(List<X509Certificate> path) {
    return path.stream()
        .map(one -> one.getNotBefore().toInstant())
        .max(Instant::compareTo)
        .orElse(Instant.MAX);
  }

  private static Instant end(List<X509Certificate> path) {
    return path.stream()
        .map(one -> one.getNotAfter().toInstant())
        .min(Instant::compareTo)
        .orElse(Instant.MIN);
  }
}
