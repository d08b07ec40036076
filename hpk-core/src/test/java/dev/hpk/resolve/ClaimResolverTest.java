package dev.hpk.resolve;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.hpk.api.PodRefusedException;
import dev.hpk.api.pod.ResolvedVolume;
import dev.hpk.api.pod.ResolvedVolume.HostPath;
import io.fabric8.kubernetes.api.model.Pod;
import io.fabric8.kubernetes.client.utils.KubernetesSerialization;
import java.util.Map;
import org.junit.jupiter.api.Test;

class ClaimResolverTest {

  private static final String WAITS =
      "Unable to attach or mount volumes: unmounted volumes=[data], unattached volumes=[],"
          + " failed to process volumes=[data]: error processing PVC shop/";
  private static final String CLAIM =
      "volumes: [{name: data, persistentVolumeClaim: {claimName: mine}}]";

  @Test
  void a_claim_is_the_path_of_its_volume() {
    String claim = claim("mine", "pv1", "Bound", "");
    assertThat(resolve(CLAIM, claim, volume("hostPath: {path: /data//a/, type: Directory}")))
        .isEqualTo(new HostPath("data", "/data/a", "Directory"));
    assertThat(resolve(CLAIM, claim, volume("local: {path: /ssd}")))
        .isEqualTo(new HostPath("data", "/ssd", "Exists"));
    assertThat(resolve(CLAIM, claim, volume("nfs: {server: filer, path: /export/x}")))
        .isEqualTo(new HostPath("data", "/home/x", "Exists"));
  }

  @Test
  void it_is_read_only_when_the_pod_or_the_volume_says_so() {
    String claim = claim("mine", "pv1", "Bound", "");
    String readOnly =
        "volumes: [{name: data, persistentVolumeClaim: {claimName: mine, readOnly: true}}]";
    assertThat(resolve(readOnly, claim, volume("local: {path: /ssd}")))
        .isEqualTo(new HostPath("data", "/ssd", "Exists", true));
    assertThat(resolve(CLAIM, claim, volume("nfs: {server: filer, path: /export, readOnly: true}")))
        .isEqualTo(new HostPath("data", "/home", "Exists", true));
  }

  @Test
  void a_claim_that_is_not_there_is_waited_for() {
    assertWaits(
        "mine: failed to fetch PVC from API server: persistentvolumeclaims \"mine\" not found",
        CLAIM);
  }

  @Test
  void a_claim_that_is_not_bound_is_waited_for() {
    assertWaits("mine: PVC is not bound", CLAIM, claim("mine", "", "Pending", ""));
    assertWaits("mine: PVC is not bound", CLAIM, claim("mine", "pv1", "Lost", ""));
    assertWaits(
        "mine: PVC is being deleted",
        CLAIM,
        claim("mine", "pv1", "Bound", "deletionTimestamp: '2026-11-30T10:00:00Z'"));
  }

  @Test
  void a_volume_that_is_gone_or_of_another_claim_is_waited_for() {
    String claim = claim("mine", "pv1", "Bound", "");
    assertWaits(
        "mine: failed to fetch PV pv1 from API server: persistentvolumes \"pv1\" not found",
        CLAIM,
        claim);
    assertWaits(
        "mine: found PV object pv1 but its pv.Spec.ClaimRef.UID u9 does not point to pvc.UID u1",
        CLAIM,
        claim,
        volume("local: {path: /ssd}").replace("uid: u1", "uid: u9"));
  }

  @Test
  void an_nfs_path_that_the_hosts_have_nowhere_is_waited_for_and_named() {
    assertThatThrownBy(
            () ->
                resolve(
                    CLAIM,
                    claim("mine", "pv1", "Bound", ""),
                    volume("nfs: {server: other, path: /x}")))
        .isInstanceOf(UnresolvedException.class)
        .hasMessage(
            "MountVolume.SetUp failed for volume \"data\" : NFS other:/x is not mounted on the"
                + " hosts, as far as the kubelet's configuration (volumes.nfs) says");
  }

  @Test
  void a_pod_can_name_nfs_itself() {
    String nfs = "volumes: [{name: data, nfs: {server: filer, path: /export, readOnly: true}}]";
    assertThat(resolve(nfs)).isEqualTo(new HostPath("data", "/home", "Exists", true));
  }

  @Test
  void volumes_of_other_kinds_and_block_devices_are_refused() {
    String claim = claim("mine", "pv1", "Bound", "");
    assertThatThrownBy(() -> resolve(CLAIM, claim, volume("csi: {driver: d, volumeHandle: h}")))
        .isInstanceOf(PodRefusedException.class)
        .hasMessage(
            "spec.volumes[0].persistentVolumeClaim is bound to PersistentVolume pv1, which is"
                + " neither local, hostPath nor nfs");
    assertThatThrownBy(
            () -> resolve(CLAIM, claim, volume("local: {path: /dev/sda}\n  volumeMode: Block")))
        .isInstanceOf(PodRefusedException.class)
        .hasMessageContaining("is bound to PersistentVolume pv1, which is a block device");
  }

  @Test
  void a_path_of_a_volume_that_leads_up_is_refused() {
    assertThatThrownBy(
            () ->
                resolve(
                    CLAIM,
                    claim("mine", "pv1", "Bound", ""),
                    volume("local: {path: /a/../../etc}")))
        .isInstanceOf(PodRefusedException.class)
        .hasMessageContaining("(PersistentVolume pv1)")
        .hasMessageContaining("must not contain '..'");
  }

  @Test
  void an_ephemeral_volume_is_a_claim_named_after_pod_and_volume_that_the_pod_owns() {
    String ephemeral = "volumes: [{name: data, ephemeral: {volumeClaimTemplate: {spec: {}}}}]";
    String owner =
        "ownerReferences: [{apiVersion: v1, kind: Pod, name: web, controller: true, uid:"
            + " 11111111-2222-3333-4444-555555555555}]";
    assertThat(
            resolve(
                ephemeral, claim("web-data", "pv1", "Bound", owner), volume("local: {path: /ssd}")))
        .isEqualTo(new HostPath("data", "/ssd", "Exists"));
    assertWaits(
        "web-data: failed to fetch PVC from API server: persistentvolumeclaims \"web-data\" not"
            + " found",
        ephemeral);
    assertWaits(
        "web-data: PVC shop/web-data was not created for pod shop/web (pod is not owner)",
        ephemeral,
        claim("web-data", "pv1", "Bound", ""));
  }

  private static void assertWaits(String why, String volumes, String... documents) {
    assertThatThrownBy(() -> resolve(volumes, documents))
        .isInstanceOf(UnresolvedException.class)
        .hasMessage(WAITS + why)
        .extracting(failure -> ((UnresolvedException) failure).reason())
        .isEqualTo("ContainerCreating");
  }

  private static ResolvedVolume resolve(String volumes, String... documents) {
    Pod pod = new KubernetesSerialization().unmarshal(Resolving.pod("", volumes), Pod.class);
    ResolvedVolume volume =
        new PodResolver(
                new DocumentReader(Resolving.documents(documents)),
                ImageMirrors.NONE,
                new NfsMounts(Map.of("filer:/export", "/home")))
            .resolve(pod, Resolving.NODE)
            .pod()
            .volumes()
            .get("data");
    if (volume == null) {
      throw new AssertionError("no volume");
    }
    return volume;
  }

  private static String claim(String name, String bound, String phase, String more) {
    return """
        apiVersion: v1
        kind: PersistentVolumeClaim
        metadata:
          name: %s
          namespace: shop
          uid: u1
          %s
        spec: {volumeName: "%s"}
        status: {phase: %s}
        """
        .formatted(name, more, bound, phase);
  }

  private static String volume(String source) {
    return """
        apiVersion: v1
        kind: PersistentVolume
        metadata: {name: pv1}
        spec:
          claimRef: {name: mine, namespace: shop, uid: u1}
          %s
        """
        .formatted(source);
  }
}
