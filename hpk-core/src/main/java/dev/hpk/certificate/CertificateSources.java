package dev.hpk.certificate;

import dev.hpk.disk.WorkDirectory;
import io.fabric8.kubernetes.client.KubernetesClient;
import java.nio.file.Path;
import java.time.Clock;
import java.util.List;
import java.util.concurrent.ThreadLocalRandom;
import java.util.stream.Stream;

/**
 * Makes the source that the configuration chooses.
 *
 * @param node name of the node
 * @param addresses the node's addresses as it shows them, of type InternalIP and Hostname
 * @param moreNames under which the port is reached on this host, for certificates of its own
 * @param work where certificates are kept
 * @param client the API server; stays the caller's
 * @param clock the time
 */
public record CertificateSources(
    String node,
    List<String> addresses,
    List<String> moreNames,
    WorkDirectory work,
    KubernetesClient client,
    Clock clock) {

  public CertificateSources {
    addresses = List.copyOf(addresses);
    moreNames = List.copyOf(moreNames);
  }

  public CertificateSource of(ServingSettings settings) {
    Path certificate = settings.certificate();
    Path key = settings.key();
    if (certificate != null && key != null) {
      return CertificateFiles.forServing(certificate, key);
    }
    Path ca = settings.ca();
    Path caKey = settings.caKey();
    List<String> names = Stream.concat(addresses.stream(), moreNames.stream()).toList();
    MadeCertificate made =
        new MadeCertificate(
            new OwnCertificate(node, names),
            work.servingCertificate(),
            ca == null || caKey == null ? null : CertificateFiles.forSigning(ca, caKey),
            clock);
    if (!settings.tlsBootstrap()) {
      return made;
    }
    return new ClusterCertificate(
        new OwnCertificate(node, addresses),
        work.clusterCertificate(),
        made,
        client,
        clock,
        () -> ThreadLocalRandom.current().nextDouble());
  }
}
