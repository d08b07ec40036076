package dev.hpk.examples;

import dev.hpk.api.HpkException;
import dev.hpk.kubelet.OfflineTranslation;
import dev.hpk.kubelet.OfflineTranslation.Translated;
import io.fabric8.kubernetes.api.model.HasMetadata;
import io.fabric8.kubernetes.api.model.KubernetesList;
import io.fabric8.kubernetes.api.model.Pod;
import io.fabric8.kubernetes.client.utils.KubernetesSerialization;
import java.io.IOException;
import java.io.InputStream;
import java.io.PrintWriter;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Collection;
import java.util.List;
import java.util.concurrent.Callable;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.Spec;

/** {@code hpk translate}: the job script of a pod, without a cluster. */
@Command(
    name = "translate",
    mixinStandardHelpOptions = true,
    description = "Prints the job script of a pod. No cluster is needed.")
final class TranslateCommand implements Callable<Integer> {

  @Mixin ConfigOptions options = new ConfigOptions();

  @Spec CommandSpec spec = CommandSpec.create();

  @Option(
      names = {"-f", "--filename"},
      paramLabel = "FILE",
      required = true,
      description =
          "YAML or JSON with one Pod and the ConfigMaps, Secrets and Services that it names; '-' for"
              + " standard input. May be given more than once.")
  List<String> files = List.of();

  @Option(
      names = "--out",
      paramLabel = "DIR",
      description =
          "Write the pod's whole directory, secrets with mode 0600; submitting DIR/job.sh by hand"
              + " runs the pod.")
  @Nullable Path out;

  @Override
  public Integer call() {
    LogFormat.quiet();
    List<HasMetadata> documents = new ArrayList<>();
    files.forEach(file -> documents.addAll(read(file)));
    List<Pod> pods = documents.stream().filter(Pod.class::isInstance).map(Pod.class::cast).toList();
    if (pods.size() != 1) {
      throw new HpkException(
          HpkException.Kind.USER,
          "--filename must give exactly one Pod, but there are " + pods.size());
    }
    Translated translated =
        new OfflineTranslation(options.values()).translate(pods.get(0), documents, out);
    translated
        .warnings()
        .forEach(warning -> spec.commandLine().getErr().println("hpk: " + warning.message()));
    PrintWriter output = spec.commandLine().getOut();
    if (out == null) {
      output.print(translated.script());
    } else {
      translated.write();
      output.println("Wrote " + translated.job().scriptFile());
    }
    output.flush();
    return 0;
  }

  private static List<HasMetadata> read(String file) {
    try (InputStream input = file.equals("-") ? System.in : Files.newInputStream(Path.of(file))) {
      Object content = new KubernetesSerialization().unmarshal(input);
      if (content instanceof KubernetesList list) {
        return list.getItems();
      }
      if (content instanceof Collection<?> several) {
        return several.stream()
            .filter(HasMetadata.class::isInstance)
            .map(HasMetadata.class::cast)
            .toList();
      }
      if (content instanceof HasMetadata object) {
        return List.of(object);
      }
      throw new HpkException(
          HpkException.Kind.USER, "--filename holds no Kubernetes objects: " + file);
    } catch (IOException | IllegalArgumentException e) {
      throw new HpkException(
          HpkException.Kind.USER, "--filename cannot be read: " + file + ": " + e.getMessage(), e);
    }
  }
}
