package dev.hpk.translate;

import dev.hpk.api.ContainerRuntime;
import dev.hpk.api.HpkException;
import dev.hpk.api.container.Command;
import dev.hpk.api.container.ContainerSpec;
import dev.hpk.api.container.Word;
import dev.hpk.api.job.Resources;
import dev.hpk.api.pod.ResolvedContainer;
import dev.hpk.api.pod.ResolvedContainer.Kind;
import dev.hpk.disk.PodDirectory;
import io.fabric8.kubernetes.api.model.PodSpec;
import java.util.List;
import java.util.Locale;
import java.util.Objects;
import java.util.Optional;
import java.util.function.ToLongFunction;

/** Writes the part of a script's head that says what the containers are and how they run. */
final class ContainerHead {

  private static final String ANY_WORD = "true";

  private final PodSpec spec;
  private final List<ContainerPlan> plans;

  /**
   * A container ready to be written.
   *
   * @param image index of its image; -1 when the runtime has no images
   */
  record ContainerPlan(
      ResolvedContainer container, ContainerSpec described, SecretWords words, int image) {}

  ContainerHead(PodSpec spec, List<ContainerPlan> plans) {
    this.spec = spec;
    this.plans = plans;
  }

  void write(ScriptWriter script, ContainerRuntime runtime, PodDirectory directory) {
    script
        .array("HPK_CONTAINERS", plans.stream().map(plan -> plan.container().name()).toList())
        .array("HPK_CONTAINER_KINDS", plans.stream().map(ContainerHead::kind).toList())
        .array("HPK_CONTAINER_RESTARTS", plans.stream().map(this::restart).toList())
        .array("HPK_CONTAINER_IMAGES", plans.stream().map(ContainerHead::image).toList())
        .array("HPK_CONTAINER_MESSAGES", plans.stream().map(ContainerHead::message).toList())
        .arrayIfAny("HPK_CONTAINER_STREAMS", streams(), 1)
        .arrayIfAny("HPK_CONTAINER_MEMORY", limits(Resources::memoryBytes), 1)
        .arrayIfAny("HPK_CONTAINER_CPUS", limits(Resources::cpuMillis), 1)
        .assign("HPK_ENV_PREFIX", runtime.environmentPrefix())
        .array("HPK_ENGINE_PROCESSES", runtime.engineProcesses().stream().sorted().toList());
    for (int index = 0; index < plans.size(); index++) {
      writeFunctions(script, index, plans.get(index), runtime, directory);
    }
    LifecycleHead.write(script, plans);
    ProbeHead.write(script, plans);
  }

  /** The functions of one container; {@code index} is its own among all of its pod. */
  static void writeFunctions(
      ScriptWriter script,
      int index,
      ContainerPlan plan,
      ContainerRuntime runtime,
      PodDirectory directory) {
    ContainerSpec described = plan.described();
    String prefix = "hpk_container_" + index + "_";
    plan.words().write(script, prefix + "run", runtime.run(described), directory);
    write(script, prefix + "pid_file", runtime.pidFile(described).map(ContainerHead::print));
    runtime
        .enter(described, List.of(ANY_WORD))
        .ifPresent(command -> writeEnter(script, prefix + "enter", command));
    write(script, prefix + "layer", runtime.writableLayer(described).map(ContainerHead::print));
    if (described.privileges().nonRoot() && plan.image() >= 0) {
      script.function(prefix + "must_not_be_root", Command.of("true"));
      write(script, prefix + "image_user", runtime.imageUser(described));
    }
    write(script, prefix + "stop", runtime.stop(described));
    write(script, prefix + "clean", runtime.clean(described));
  }

  /** What is run comes last (ContainerRuntime.enter), as the function's arguments. */
  private static void writeEnter(ScriptWriter script, String function, Command command) {
    List<Word> words = command.words();
    int last = words.size() - 1;
    if (!words.get(last).equals(Word.of(ANY_WORD))) {
      throw new HpkException(
          HpkException.Kind.INTERNAL,
          "the container runtime's way into a container does not end with the words to run");
    }
    script.functionWithArguments(function, words.subList(0, last));
  }

  private static Command print(Word path) {
    return Command.builder().add("printf", "%s\\n").add(path).build();
  }

  private static void write(ScriptWriter script, String function, Optional<Command> command) {
    command.ifPresent(found -> script.function(function, found));
  }

  /** Nothing when no container can be attached to. */
  private List<String> streams() {
    List<String> letters =
        plans.stream().map(plan -> PodStreams.letters(plan.container())).toList();
    return letters.stream().allMatch(String::isEmpty) ? List.of() : letters;
  }

  /** Nothing when no container has such a limit. */
  private List<String> limits(ToLongFunction<Resources> resource) {
    List<Long> amounts =
        plans.stream().map(plan -> resource.applyAsLong(plan.described().limits())).toList();
    return amounts.stream().allMatch(amount -> amount == 0)
        ? List.of()
        : amounts.stream().map(amount -> amount == 0 ? "" : String.valueOf(amount)).toList();
  }

  private static String kind(ContainerPlan plan) {
    return plan.container().kind().name().toLowerCase(Locale.ROOT);
  }

  /** The restart policy in force: an init container that succeeded is not run again. */
  private String restart(ContainerPlan plan) {
    String own = plan.container().spec().getRestartPolicy();
    String policy =
        own == null ? Objects.requireNonNullElse(spec.getRestartPolicy(), "Always") : own;
    if (plan.container().kind() == Kind.SIDECAR) {
      return "Always";
    }
    return plan.container().kind() == Kind.INIT && policy.equals("Always") ? "OnFailure" : policy;
  }

  private static String image(ContainerPlan plan) {
    return plan.image() < 0 ? "" : String.valueOf(plan.image());
  }

  static String message(ContainerPlan plan) {
    String policy = plan.container().spec().getTerminationMessagePolicy();
    return policy == null ? "File" : policy;
  }
}
