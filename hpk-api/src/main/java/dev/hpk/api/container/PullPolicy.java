package dev.hpk.api.container;

/** When an image is fetched, as {@code imagePullPolicy} of Kubernetes. */
public enum PullPolicy {
  ALWAYS,
  IF_NOT_PRESENT,
  NEVER
}
