package dev.hpk.access;

import java.security.cert.X509Certificate;
import java.util.List;
import java.util.Optional;

/** The CAs whose client certificates tell who somebody is, and where they are looked up. */
interface Authorities {

  /** What is known from the start; empty when nothing is. */
  List<X509Certificate> first();

  /**
   * What they have become since they were looked up last; empty when nothing changed, or nothing
   * could be learnt. May wait for a disk or the API server. By one thread at a time.
   */
  Optional<List<X509Certificate>> next();
}
