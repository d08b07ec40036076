package dev.hpk.translate;

import static java.util.Objects.requireNonNullElse;

import dev.hpk.api.container.Command;
import dev.hpk.translate.ContainerHead.ContainerPlan;
import io.fabric8.kubernetes.api.model.Container;
import io.fabric8.kubernetes.api.model.ContainerRestartRule;
import io.fabric8.kubernetes.api.model.HTTPGetAction;
import io.fabric8.kubernetes.api.model.Lifecycle;
import io.fabric8.kubernetes.api.model.LifecycleHandler;
import java.util.List;
import java.util.Locale;
import java.util.function.Function;
import java.util.stream.Collectors;
import org.jspecify.annotations.Nullable;

/**
 * Writes the hooks of containers, the signals that end them and the rules of their restart into a
 * script's head; nothing for a pod that has none of these.
 */
final class LifecycleHead {

  /** kubelet probe/http/request.go, of the Kubernetes whose model HPK is built with. */
  private static final String AGENT = "kube-lifecycle/1.35";

  private LifecycleHead() {}

  static void write(ScriptWriter script, List<ContainerPlan> plans) {
    List<Container> containers = plans.stream().map(plan -> plan.container().spec()).toList();
    writeArray(script, "HPK_CONTAINER_RULES", containers, LifecycleHead::rules);
    writeArray(script, "HPK_CONTAINER_SIGNALS", containers, LifecycleHead::signal);
    writeArray(script, "HPK_POST_STARTS", containers, LifecycleHead::postStartName);
    for (int index = 0; index < containers.size(); index++) {
      Container container = containers.get(index);
      Lifecycle lifecycle = container.getLifecycle();
      if (lifecycle != null) {
        writeHook(script, index, "post_start", container, lifecycle.getPostStart());
        writeHook(script, index, "pre_stop", container, lifecycle.getPreStop());
      }
    }
  }

  private static void writeArray(
      ScriptWriter script,
      String name,
      List<Container> containers,
      Function<Container, String> value) {
    List<String> values = containers.stream().map(value).toList();
    if (values.stream().anyMatch(text -> !text.isEmpty())) {
      script.array(name, values);
    }
  }

  private static void writeHook(
      ScriptWriter script,
      int index,
      String name,
      Container container,
      @Nullable LifecycleHandler handler) {
    if (handler != null) {
      script.function(
          "hpk_container_%d_%s".formatted(index, name), command(index, container, handler));
    }
  }

  private static Command command(int index, Container container, LifecycleHandler handler) {
    Command.Builder command = Command.builder();
    if (handler.getExec() != null) {
      return command
          .add("hpk_container_" + index + "_enter")
          .add(handler.getExec().getCommand())
          .build();
    }
    if (handler.getHttpGet() != null) {
      return http(container, handler.getHttpGet());
    }
    if (handler.getSleep() != null) {
      return command.add("hpk_hook_sleep", String.valueOf(handler.getSleep().getSeconds())).build();
    }
    // kubelet lifecycle/handlers.go Run: a tcpSocket, too
    return command.add("hpk_hook_fails", "Cannot run handler: invalid handler").build();
  }

  private static Command http(Container container, HTTPGetAction action) {
    try {
      int port = ContainerPorts.number(container, action.getPort());
      return Command.builder()
          .add("hpk_hook_http")
          .add(requireNonNullElse(action.getScheme(), "HTTP").toLowerCase(Locale.ROOT))
          .add(requireNonNullElse(action.getHost(), ""))
          .add(String.valueOf(port))
          .add(HttpTarget.of(requireNonNullElse(action.getPath(), "")))
          .add(HttpTarget.headers(action.getHttpHeaders(), AGENT))
          .build();
    } catch (ContainerPorts.NoPortException e) {
      return Command.of("hpk_hook_fails", String.valueOf(e.getMessage()));
    }
  }

  /** How the message of a failed hook begins (kubelet lifecycle/handlers.go). */
  private static String postStartName(Container container) {
    Lifecycle lifecycle = container.getLifecycle();
    LifecycleHandler handler = lifecycle == null ? null : lifecycle.getPostStart();
    if (handler == null) {
      return "";
    }
    if (handler.getExec() != null) {
      return "Exec lifecycle hook ([" + String.join(" ", handler.getExec().getCommand()) + "])";
    }
    if (handler.getHttpGet() != null) {
      String path = requireNonNullElse(handler.getHttpGet().getPath(), "/");
      return "HTTP lifecycle hook (" + path + ")";
    }
    return handler.getSleep() == null
        ? "Lifecycle hook"
        : "Sleep lifecycle hook (" + handler.getSleep().getSeconds() + ")";
  }

  /** As kill(1) has it; empty when the container has none of its own. */
  private static String signal(Container container) {
    Lifecycle lifecycle = container.getLifecycle();
    String signal = lifecycle == null ? null : lifecycle.getStopSignal();
    return signal == null ? "" : signal.replaceFirst("^SIG", "");
  }

  /** Words such as {@code In=3,42}; the action of each is to restart. */
  private static String rules(Container container) {
    return container.getRestartPolicyRules().stream()
        .filter(rule -> rule.getExitCodes() != null)
        .map(LifecycleHead::rule)
        .collect(Collectors.joining(" "));
  }

  private static String rule(ContainerRestartRule rule) {
    return rule.getExitCodes().getOperator()
        + "="
        + rule.getExitCodes().getValues().stream()
            .map(String::valueOf)
            .collect(Collectors.joining(","));
  }
}
