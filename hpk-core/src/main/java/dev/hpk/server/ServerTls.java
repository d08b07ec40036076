package dev.hpk.server;

import dev.hpk.access.Access;
import dev.hpk.api.HpkException;
import dev.hpk.certificate.CertificateSource;
import dev.hpk.certificate.KeyPairWithChain;
import io.netty.handler.ssl.ClientAuth;
import io.netty.handler.ssl.SslContext;
import io.netty.handler.ssl.SslContextBuilder;
import io.netty.handler.ssl.SslProvider;
import java.security.cert.X509Certificate;
import java.util.Optional;
import java.util.function.Supplier;
import javax.net.ssl.SSLException;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * TLS of the kubelet port: 1.2 and 1.3, by the JDK. Each new connection is given the certificate of
 * the moment; those that are open keep theirs.
 */
final class ServerTls implements Supplier<SslContext> {

  private static final Logger LOG = LoggerFactory.getLogger(ServerTls.class);

  private final CertificateSource source;
  private final Access access;
  private KeyPairWithChain pair;
  private volatile SslContext current;

  /**
   * @throws HpkException of kind CONFIGURATION when what is configured cannot be used
   */
  ServerTls(CertificateSource source, Access access) {
    this.source = source;
    this.access = access;
    this.pair = source.first();
    this.current = context(pair);
  }

  @Override
  public SslContext get() {
    return current;
  }

  /**
   * Takes up what has changed: the certificate, and the CAs of clients. May wait; never fails. By
   * one thread.
   */
  void refresh() {
    try {
      boolean asked = !access.authorities().isEmpty();
      access.refresh();
      Optional<KeyPairWithChain> renewed = source.next();
      if (renewed.isPresent() || asked == access.authorities().isEmpty()) {
        pair = renewed.orElse(pair);
        current = context(pair);
      }
    } catch (RuntimeException e) {
      LOG.warn("The certificate of the kubelet port cannot be renewed now", e);
    }
  }

  private SslContext context(KeyPairWithChain shown) {
    try {
      SslContextBuilder builder =
          SslContextBuilder.forServer(shown.key(), shown.chain().toArray(new X509Certificate[0]))
              .sslProvider(SslProvider.JDK)
              .protocols("TLSv1.3", "TLSv1.2");
      if (!access.authorities().isEmpty()) {
        builder.trustManager(new AnyClient(access::authorities)).clientAuth(ClientAuth.OPTIONAL);
      }
      return builder.build();
    } catch (SSLException | IllegalArgumentException e) {
      throw new HpkException(
          HpkException.Kind.CONFIGURATION,
          "server.certificate cannot be used: " + e.getMessage() + "; name another one",
          e);
    }
  }
}
