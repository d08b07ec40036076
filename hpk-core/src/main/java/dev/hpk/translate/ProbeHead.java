package dev.hpk.translate;

import static java.util.Objects.requireNonNullElse;

import dev.hpk.api.container.Command;
import dev.hpk.translate.ContainerHead.ContainerPlan;
import io.fabric8.kubernetes.api.model.Container;
import io.fabric8.kubernetes.api.model.GRPCAction;
import io.fabric8.kubernetes.api.model.HTTPGetAction;
import io.fabric8.kubernetes.api.model.Probe;
import io.fabric8.kubernetes.api.model.TCPSocketAction;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import org.jspecify.annotations.Nullable;

/**
 * Writes the probes of the containers into a script's head, twelve words for each ({@code
 * 73-probes.sh} names them); nothing for a pod without probes. Not for use by several threads.
 */
final class ProbeHead {

  /** kubelet probe/http/request.go userAgent, of the Kubernetes whose model HPK is built with. */
  static final String AGENT = "kube-probe/1.35";

  private final List<String> words = new ArrayList<>();
  private final ScriptWriter details = new ScriptWriter();
  private int number;

  private ProbeHead() {}

  static void write(ScriptWriter script, List<ContainerPlan> plans) {
    ProbeHead head = new ProbeHead();
    for (int index = 0; index < plans.size(); index++) {
      Container container = plans.get(index).container().spec();
      head.add(index, container, "startup", container.getStartupProbe());
      head.add(index, container, "liveness", container.getLivenessProbe());
      head.add(index, container, "readiness", container.getReadinessProbe());
    }
    if (head.number > 0) {
      script
          .array("HPK_PROBES", head.words, 12)
          .assign("HPK_PROBE_AGENT", AGENT)
          .verbatim(head.details.toString());
    }
  }

  private void add(int index, Container container, String type, @Nullable Probe probe) {
    if (probe == null) {
      return;
    }
    Ask ask = ask(index, container, probe);
    words.addAll(List.of(String.valueOf(index), type, ask.kind()));
    words.add(seconds(probe.getInitialDelaySeconds(), 0));
    words.add(seconds(probe.getTimeoutSeconds(), 1));
    words.add(seconds(probe.getPeriodSeconds(), 10));
    words.add(seconds(probe.getSuccessThreshold(), 1));
    words.add(seconds(probe.getFailureThreshold(), 3));
    Long grace = probe.getTerminationGracePeriodSeconds();
    words.add(grace == null ? "" : String.valueOf(grace));
    words.addAll(List.of(ask.host(), ask.port(), ask.target()));
    number++;
  }

  /** Whom a probe asks, and what. */
  private record Ask(String kind, String host, String port, String target) {
    static Ask unknown(String why) {
      return new Ask("unknown", "", "", why);
    }
  }

  private Ask ask(int index, Container container, Probe probe) {
    try {
      if (probe.getExec() != null) {
        return exec(index, container, probe.getExec().getCommand());
      }
      if (probe.getHttpGet() != null) {
        return http(container, probe.getHttpGet());
      }
      TCPSocketAction socket = probe.getTcpSocket();
      if (socket != null) {
        int port = ContainerPorts.number(container, socket.getPort());
        return new Ask("tcp", requireNonNullElse(socket.getHost(), ""), String.valueOf(port), "");
      }
      GRPCAction grpc = probe.getGrpc();
      if (grpc != null) {
        String service = requireNonNullElse(grpc.getService(), "");
        return new Ask("grpc", "", String.valueOf(grpc.getPort()), service);
      }
      return Ask.unknown("missing probe handler");
    } catch (ContainerPorts.NoPortException e) {
      return Ask.unknown(String.valueOf(e.getMessage()));
    }
  }

  private Ask exec(int index, Container container, List<String> command) {
    List<String> expanded =
        command.stream().map(word -> StaticExpansion.expand(word, container.getEnv())).toList();
    Command.Builder enter = Command.builder().add("hpk_container_" + index + "_enter");
    details.function("hpk_probe_" + number + "_exec", enter.add(expanded).build());
    return new Ask("exec", "", "", String.join(" ", expanded));
  }

  private Ask http(Container container, HTTPGetAction action)
      throws ContainerPorts.NoPortException {
    int port = ContainerPorts.number(container, action.getPort());
    details.array(
        "HPK_PROBE_" + number + "_HEADERS", HttpTarget.headers(action.getHttpHeaders(), AGENT));
    return new Ask(
        requireNonNullElse(action.getScheme(), "HTTP").toLowerCase(Locale.ROOT),
        requireNonNullElse(action.getHost(), ""),
        String.valueOf(port),
        HttpTarget.of(requireNonNullElse(action.getPath(), "")));
  }

  private static String seconds(@Nullable Integer value, int usual) {
    return String.valueOf(requireNonNullElse(value, usual));
  }
}
