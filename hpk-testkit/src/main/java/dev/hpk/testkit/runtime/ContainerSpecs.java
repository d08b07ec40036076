package dev.hpk.testkit.runtime;

import dev.hpk.api.container.ContainerSpec;
import dev.hpk.api.container.ContainerSpec.Invocation;
import dev.hpk.api.container.ContainerSpec.Streams;
import dev.hpk.api.container.ImagePlan;
import dev.hpk.api.container.Mount;
import dev.hpk.api.container.NetworkMode;
import dev.hpk.api.container.Privileges;
import dev.hpk.api.container.SandboxSpec;
import dev.hpk.api.job.Resources;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/** Builds containers for tests; all that is not set is as in the smallest pod. */
public final class ContainerSpecs {

  private final ImagePlan image;
  private String uid = "6f1c3a52-0000-4000-8000-000000000001";
  private String name = "main";
  private @Nullable List<String> command;
  private @Nullable List<String> args;
  private @Nullable String directory;
  private List<String> environment = List.of();
  private @Nullable Long user;
  private List<Mount> mounts = List.of();
  private NetworkMode network = NetworkMode.HOST;
  private Resources limits = Resources.NONE;
  private boolean readOnlyRoot;
  private Privileges privileges = Privileges.DEFAULT;
  private SandboxSpec.Processes processes = SandboxSpec.Processes.OWN;
  private boolean hostIpc;
  private @Nullable Long group;
  private Streams streams = Streams.NONE;
  private @Nullable String target;

  private ContainerSpecs(ImagePlan image) {
    this.image = image;
  }

  public static ContainerSpecs of(ImagePlan image) {
    return new ContainerSpecs(image);
  }

  public ContainerSpecs uid(String value) {
    uid = value;
    return this;
  }

  public ContainerSpecs name(String value) {
    name = value;
    return this;
  }

  public ContainerSpecs command(String... words) {
    return command(List.of(words));
  }

  public ContainerSpecs command(List<String> words) {
    command = words;
    return this;
  }

  public ContainerSpecs args(String... words) {
    return args(List.of(words));
  }

  public ContainerSpecs args(List<String> words) {
    args = words;
    return this;
  }

  public ContainerSpecs directory(String value) {
    directory = value;
    return this;
  }

  public ContainerSpecs environment(List<String> names) {
    environment = names;
    return this;
  }

  public ContainerSpecs user(long value) {
    user = value;
    return this;
  }

  public ContainerSpecs mounts(Mount... values) {
    mounts = List.of(values);
    return this;
  }

  public ContainerSpecs network(NetworkMode value) {
    network = value;
    return this;
  }

  public ContainerSpecs limits(Resources value) {
    limits = value;
    return this;
  }

  public ContainerSpecs readOnlyRoot() {
    readOnlyRoot = true;
    return this;
  }

  public ContainerSpecs group(long value) {
    group = value;
    return this;
  }

  public ContainerSpecs privileges(Privileges value) {
    privileges = value;
    return this;
  }

  public ContainerSpecs processes(SandboxSpec.Processes value) {
    processes = value;
    return this;
  }

  public ContainerSpecs hostIpc() {
    hostIpc = true;
    return this;
  }

  public ContainerSpecs streams(boolean stdin, boolean terminal) {
    streams = new Streams(stdin, terminal);
    return this;
  }

  /** The container of the same pod whose processes it shares. */
  public ContainerSpecs target(String value) {
    target = value;
    return this;
  }

  public ContainerSpec build() {
    return new ContainerSpec(
        uid,
        name,
        image,
        new Invocation(command, args, directory, environment, user, group),
        mounts,
        new SandboxSpec(uid, "pod-" + name, network, processes, hostIpc, Map.of()),
        limits,
        readOnlyRoot,
        privileges,
        streams,
        target);
  }
}
