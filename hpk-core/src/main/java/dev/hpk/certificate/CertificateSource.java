package dev.hpk.certificate;

import java.util.Optional;

/**
 * Where the kubelet port has its certificate from. Used by one thread at a time: {@link #first} by
 * the one that starts the kubelet, then {@link #next} again and again by one of its own.
 */
public interface CertificateSource {

  /**
   * What is served from the start on. Waits for nobody.
   *
   * @throws dev.hpk.api.HpkException of kind CONFIGURATION when what is configured cannot be used
   */
  KeyPairWithChain first();

  /**
   * What is served from now on; empty when nothing changes. May wait for a disk or the API server.
   */
  Optional<KeyPairWithChain> next();
}
