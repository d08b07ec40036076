package dev.hpk.access;

import dev.hpk.api.HpkException;
import dev.hpk.certificate.PemFile;
import dev.hpk.certificate.WatchedFiles;
import java.nio.file.Path;
import java.security.cert.X509Certificate;
import java.util.List;
import java.util.Optional;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** Those in a file of the site's, which may be written anew at any time. */
final class FileAuthorities implements Authorities {

  private static final Logger LOG = LoggerFactory.getLogger(FileAuthorities.class);

  private final PemFile file;
  private final WatchedFiles watched;

  FileAuthorities(Path path) {
    this.file = new PemFile("clientCa", path);
    this.watched = new WatchedFiles(path);
  }

  /**
   * @throws HpkException of kind CONFIGURATION when the file cannot be used
   */
  @Override
  public List<X509Certificate> first() {
    return file.certificates();
  }

  @Override
  public Optional<List<X509Certificate>> next() {
    if (!watched.haveChanged()) {
      return Optional.empty();
    }
    try {
      List<X509Certificate> now = file.certificates();
      LOG.atInfo().addKeyValue("file", file.path()).log("The CAs of clients were read again");
      return Optional.of(now);
    } catch (HpkException e) {
      LOG.warn("The CAs of clients from before are believed on: {}", e.getMessage());
      return Optional.empty();
    }
  }
}
