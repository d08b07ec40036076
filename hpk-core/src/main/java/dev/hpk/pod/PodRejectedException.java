package dev.hpk.pod;

import dev.hpk.admission.Rejection;
import dev.hpk.api.HpkException;

/** A pod was bound to the node and may not run there; it fails with this reason and message. */
final class PodRejectedException extends HpkException {

  private static final long serialVersionUID = 1L;

  private final transient Rejection rejection;

  PodRejectedException(Rejection rejection) {
    super(Kind.USER, rejection.message());
    this.rejection = rejection;
  }

  Rejection rejection() {
    return rejection;
  }
}
