package dev.hpk.disk;

import java.nio.file.Path;

/**
 * The work directory on the file system that all hosts share. Only names: nothing here touches a
 * disk.
 *
 * @param root absolute
 */
public record WorkDirectory(Path root) {

  public WorkDirectory {
    if (!root.isAbsolute()) {
      throw new IllegalArgumentException("work directory is not absolute: " + root);
    }
  }

  /** Held by the one kubelet of this work directory. */
  public Path lockFile() {
    return root.resolve("kubelet.lock");
  }

  /** The kubelet port's certificate and key, where the kubelet made them itself. */
  public Path servingCertificate() {
    return root.resolve("kubelet.pem");
  }

  /** The kubelet port's certificate and key, where the cluster signed them. */
  public Path clusterCertificate() {
    return root.resolve("kubelet-cluster.pem");
  }

  /** Written and removed again, to see whether the disk takes anything. */
  public Path probe() {
    return root.resolve("probe");
  }

  /** Holds a directory for each pod. */
  public Path pods() {
    return root.resolve("pods");
  }

  /** The directory of one pod. */
  public PodDirectory pod(String uid) {
    return new PodDirectory(pods().resolve(PodDirectory.name(uid)));
  }

  /** Holds a file for each host, to which the supervisors on it append. */
  public Path journal() {
    return root.resolve("journal");
  }

  /** The image store, shared by all pods. */
  public Path images() {
    return root.resolve("images");
  }

  /** Holds a directory for each job of the scheduler {@code local}. */
  public Path local() {
    return root.resolve("local");
  }
}
