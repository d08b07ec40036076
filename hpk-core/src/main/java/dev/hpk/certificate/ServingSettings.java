package dev.hpk.certificate;

import java.nio.file.Path;
import org.jspecify.annotations.Nullable;

/**
 * Where the certificate of the kubelet port comes from: files, the cluster, a CA of the site; where
 * nothing is set, the kubelet signs one itself.
 *
 * @param certificate PEM file of the certificate with its chain; null together with the key
 * @param key PEM file of its private key, without a passphrase
 * @param ca PEM file of a CA that signs it; null together with its key
 * @param caKey PEM file of the CA's private key
 * @param tlsBootstrap whether the cluster signs it (a kubelet's serverTLSBootstrap)
 */
public record ServingSettings(
    @Nullable Path certificate,
    @Nullable Path key,
    @Nullable Path ca,
    @Nullable Path caKey,
    boolean tlsBootstrap) {

  /** The kubelet signs it itself. */
  public static final ServingSettings NONE = new ServingSettings(null, null, null, null, false);
}
