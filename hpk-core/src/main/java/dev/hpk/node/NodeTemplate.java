package dev.hpk.node;

import dev.hpk.api.job.Capacity;
import dev.hpk.api.job.Resources;
import io.fabric8.kubernetes.api.model.Node;
import io.fabric8.kubernetes.api.model.NodeAddress;
import io.fabric8.kubernetes.api.model.NodeBuilder;
import io.fabric8.kubernetes.api.model.NodeStatus;
import io.fabric8.kubernetes.api.model.NodeSystemInfo;
import io.fabric8.kubernetes.api.model.NodeSystemInfoBuilder;
import io.fabric8.kubernetes.api.model.Quantity;
import java.time.Instant;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.jspecify.annotations.Nullable;

/** The node as it should be. Pure. */
final class NodeTemplate {

  private static final Pattern VERSION = Pattern.compile("v?(\\d+\\.\\d+\\.\\d+).*");
  private static final long KIBIBYTE = 1024;

  private final NodeSettings settings;
  private final NodeFacts facts;
  private final NodeConditions conditions;

  NodeTemplate(NodeSettings settings, NodeFacts facts) {
    this.settings = settings;
    this.facts = facts;
    this.conditions = new NodeConditions(settings.schedulerDecidesReady());
  }

  /**
   * The node with everything that this kubelet answers for.
   *
   * @param present the status that the API server has, for the times in it; null when it has none
   */
  Node node(NodeState state, @Nullable NodeStatus present, Instant now) {
    return new NodeBuilder()
        .withNewMetadata()
        .withName(settings.name())
        .withLabels(labels())
        .withAnnotations(settings.annotations())
        .endMetadata()
        .withNewSpec()
        .withTaints(settings.taints())
        .endSpec()
        .withNewStatus()
        .withCapacity(state.capacity() == null ? Map.of() : amounts(state.capacity(), true))
        .withAllocatable(state.capacity() == null ? Map.of() : amounts(state.capacity(), false))
        .withConditions(conditions.of(state.problems(), present, now))
        .withAddresses(
            new NodeAddress(settings.address(), "InternalIP"),
            new NodeAddress(settings.hostname(), "Hostname"))
        .withNewDaemonEndpoints()
        .withNewKubeletEndpoint(settings.port())
        .endDaemonEndpoints()
        .withNodeInfo(info(state))
        .endStatus()
        .build();
  }

  private Map<String, String> labels() {
    Map<String, String> labels = new TreeMap<>(settings.labels());
    labels.put("kubernetes.io/hostname", settings.hostname());
    labels.put("kubernetes.io/os", facts.operatingSystem());
    labels.put("kubernetes.io/arch", facts.architecture());
    return labels;
  }

  private static Map<String, Quantity> amounts(Capacity capacity, boolean total) {
    Resources resources = total ? capacity.total() : capacity.allocatable();
    Map<String, Quantity> amounts = new TreeMap<>();
    resources.extended().forEach((name, amount) -> amounts.put(name, quantity(amount, "")));
    long cpu = resources.cpuMillis();
    amounts.put("cpu", cpu % 1000 == 0 ? quantity(cpu / 1000, "") : quantity(cpu, "m"));
    long memory = resources.memoryBytes();
    amounts.put(
        "memory",
        memory % KIBIBYTE == 0 ? quantity(memory / KIBIBYTE, "Ki") : quantity(memory, ""));
    amounts.put("pods", quantity(capacity.pods(), ""));
    return amounts;
  }

  private static Quantity quantity(long amount, String format) {
    return new Quantity(Long.toString(amount), format);
  }

  private NodeSystemInfo info(NodeState state) {
    return new NodeSystemInfoBuilder()
        .withMachineID(facts.machineId())
        .withSystemUUID(facts.systemUuid())
        .withBootID(facts.bootId())
        .withKernelVersion(facts.kernelVersion())
        .withOsImage(facts.osImage())
        .withOperatingSystem(facts.operatingSystem())
        .withArchitecture(facts.architecture())
        .withContainerRuntimeVersion(state.runtimeVersion())
        .withKubeletVersion(kubeletVersion(state.serverVersion(), settings.version()))
        .withKubeProxyVersion("")
        .build();
  }

  /**
   * The API server's own version with HPK's behind it. Clients judge by it whether a kubelet is
   * within the skew that Kubernetes supports, and HPK follows the API server it talks to.
   */
  static String kubeletVersion(String server, String own) {
    Matcher version = VERSION.matcher(server);
    return "v" + (version.matches() ? version.group(1) : "0.0.0") + "-hpk-" + own;
  }

  /** Types of conditions that this kubelet answers for. */
  static List<String> conditionTypes() {
    return NodeConditions.TYPES;
  }
}
