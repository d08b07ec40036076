package dev.hpk.translate;

/** The annotations of a pod that the translator honours. */
final class PodAnnotations {

  /** The pod's network: {@code host}, {@code private} or {@code cni:NAME}. */
  static final String NETWORK = "hpk.dev/network";

  private PodAnnotations() {}
}
