package dev.hpk.kubelet;

import dev.hpk.access.AccessSettings;
import java.nio.file.Path;
import java.util.LinkedHashMap;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/**
 * The configuration in force in words of KubeletConfiguration (kubelet.config.k8s.io/v1beta1), as
 * far as it has any. Names of files are no secrets; what is in them is not shown.
 */
final class Configz {

  private Configz() {}

  static Map<String, Object> of(KubeletConfig config) {
    Map<String, Object> shown = new LinkedHashMap<>();
    shown.put("kind", "KubeletConfiguration");
    shown.put("apiVersion", "kubelet.config.k8s.io/v1beta1");
    shown.put("address", config.server().bindAddress());
    shown.put("port", config.server().port());
    put(shown, "tlsCertFile", config.server().serving().certificate());
    put(shown, "tlsPrivateKeyFile", config.server().serving().key());
    shown.put("serverTLSBootstrap", config.server().serving().tlsBootstrap());
    AccessSettings access = config.server().access();
    shown.put("authentication", authentication(access));
    shown.put("authorization", authorization(access));
    shown.put("clusterDNS", config.cluster().dns());
    shown.put("clusterDomain", config.cluster().domain());
    shown.put("registerWithTaints", config.node().taints());
    // 0 is no number of pods to a kubelet: it says the same by leaving it out
    if (config.pods().maxPods() > 0) {
      shown.put("maxPods", config.pods().maxPods());
    }
    shown.put("serializeImagePulls", config.pods().parallelPulls() == 1);
    shown.put("maxParallelImagePulls", config.pods().parallelPulls());
    shown.put("syncFrequency", seconds(config.pods().refreshInterval().toSeconds()));
    shown.put("containerLogMaxSize", "10Mi");
    shown.put("containerLogMaxFiles", 5);
    shown.put(
        "crashLoopBackOff",
        Map.of("maxContainerRestartPeriod", seconds(config.restartBackoffLimit().toSeconds())));
    return shown;
  }

  private static Map<String, Object> authentication(AccessSettings access) {
    Map<String, Object> shown = new LinkedHashMap<>();
    Path ca = access.clientCa();
    shown.put("x509", ca == null ? Map.of() : Map.of("clientCAFile", ca.toString()));
    shown.put(
        "webhook",
        Map.of("enabled", access.webhook(), "cacheTTL", seconds(access.tokenLife().toSeconds())));
    shown.put("anonymous", Map.of("enabled", access.insecure()));
    return shown;
  }

  private static Map<String, Object> authorization(AccessSettings access) {
    if (access.alwaysAllow()) {
      return Map.of("mode", "AlwaysAllow");
    }
    return Map.of(
        "mode",
        "Webhook",
        "webhook",
        Map.of(
            "cacheAuthorizedTTL", seconds(access.allowLife().toSeconds()),
            "cacheUnauthorizedTTL", seconds(access.denyLife().toSeconds())));
  }

  private static void put(Map<String, Object> shown, String name, @Nullable Path file) {
    if (file != null) {
      shown.put(name, file.toString());
    }
  }

  private static String seconds(long seconds) {
    return seconds + "s";
  }
}
