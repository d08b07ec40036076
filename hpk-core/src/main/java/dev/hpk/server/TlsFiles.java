package dev.hpk.server;

import java.nio.file.Path;
import org.jspecify.annotations.Nullable;

/**
 * The PEM files of the kubelet port.
 *
 * @param certificate with its chain; null together with the key means: one is made and kept
 * @param key its private key, without a passphrase
 */
public record TlsFiles(@Nullable Path certificate, @Nullable Path key) {

  /** A certificate of its own. */
  public static final TlsFiles NONE = new TlsFiles(null, null);
}
