package dev.hpk.server;

import java.nio.file.Path;
import org.jspecify.annotations.Nullable;

/**
 * The PEM files of the kubelet port.
 *
 * @param certificate with its chain; null together with the key means: one is made and kept
 * @param key its private key, without a passphrase
 * @param clientCa the CAs whose client certificates are let in, and no others; null means:
 *     everybody
 */
public record TlsFiles(@Nullable Path certificate, @Nullable Path key, @Nullable Path clientCa) {

  /** A certificate of its own, and everybody is let in. */
  public static final TlsFiles NONE = new TlsFiles(null, null, null);
}
