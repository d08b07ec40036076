package dev.hpk.server;

import dev.hpk.access.Access;
import dev.hpk.api.HpkException;
import dev.hpk.certificate.KeyPairWithChain;
import dev.hpk.certificate.OwnCertificate;
import dev.hpk.certificate.PemFile;
import dev.hpk.disk.Disk;
import dev.hpk.disk.WorkDirectory;
import io.netty.handler.ssl.ClientAuth;
import io.netty.handler.ssl.SslContext;
import io.netty.handler.ssl.SslContextBuilder;
import io.netty.handler.ssl.SslProvider;
import java.nio.file.Files;
import java.nio.file.Path;
import java.security.cert.X509Certificate;
import java.time.Instant;
import javax.net.ssl.SSLException;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** TLS of the kubelet port: 1.2 and 1.3, by the JDK. */
final class ServerTls {

  private static final Logger LOG = LoggerFactory.getLogger(ServerTls.class);

  private ServerTls() {}

  /**
   * @param files what the configuration names
   * @param work where a certificate of its own is kept, so that it stays the same after a restart
   * @param own what such a certificate would say
   * @param access knows which certificates of clients are asked for
   */
  static SslContext context(
      TlsFiles files, WorkDirectory work, OwnCertificate own, Access access, Instant now) {
    KeyPairWithChain pair = pair(files, work, own, now);
    try {
      SslContextBuilder builder =
          SslContextBuilder.forServer(pair.key(), pair.chain().toArray(new X509Certificate[0]))
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

  private static KeyPairWithChain pair(
      TlsFiles files, WorkDirectory work, OwnCertificate own, Instant now) {
    Path certificate = files.certificate();
    Path key = files.key();
    if (certificate == null && key == null) {
      return own(work, own, now);
    }
    if (certificate == null || key == null) {
      throw new HpkException(
          HpkException.Kind.CONFIGURATION,
          "server.certificate and server.key go together, one is missing: "
              + (certificate == null ? key : certificate));
    }
    PemFile file = new PemFile("certificate", certificate);
    KeyPairWithChain pair =
        new KeyPairWithChain(new PemFile("key", key).key(), file.certificates());
    if (!pair.belongTogether()) {
      throw file.wrong("does not belong to the key in " + key, null);
    }
    return pair;
  }

  private static KeyPairWithChain own(WorkDirectory work, OwnCertificate own, Instant now) {
    Path kept = work.servingCertificate();
    if (Files.exists(kept)) {
      try {
        PemFile file = new PemFile("certificate", kept);
        KeyPairWithChain pair = new KeyPairWithChain(file.key(), file.certificates());
        if (own.isServedBy(pair.certificate(), now) && pair.belongTogether()) {
          return pair;
        }
      } catch (HpkException e) {
        LOG.atWarn().addKeyValue("file", kept).log("The kept certificate is replaced: {}", text(e));
      }
    }
    KeyPairWithChain made = own.make(now);
    Disk.makeDirectory(work.root());
    Disk.writeDurably(kept, OwnCertificate.pem(made), 0600);
    return made;
  }

  private static String text(HpkException failure) {
    return String.valueOf(failure.getMessage());
  }
}
