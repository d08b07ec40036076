package dev.hpk.translate;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.dataformat.yaml.YAMLMapper;
import dev.hpk.api.PodRefusedException;
import dev.hpk.api.container.NetworkMode;
import dev.hpk.api.container.RuntimeAbility;
import dev.hpk.api.job.JobSpec;
import dev.hpk.api.job.Resources;
import dev.hpk.api.pod.ResolvedPod;
import dev.hpk.api.pod.TranslationContext;
import dev.hpk.resolve.DocumentReader;
import dev.hpk.resolve.ImageMirrors;
import dev.hpk.resolve.PodResolver;
import dev.hpk.testkit.golden.GoldenCase;
import dev.hpk.testkit.golden.GoldenFolders;
import dev.hpk.testkit.translator.FakeRuntime;
import io.fabric8.kubernetes.api.model.HasMetadata;
import io.fabric8.kubernetes.api.model.Pod;
import io.fabric8.kubernetes.client.utils.KubernetesSerialization;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.stream.Stream;
import org.junit.jupiter.api.DynamicTest;
import org.junit.jupiter.api.TestFactory;
import org.junit.jupiter.api.io.TempDir;

/**
 * Pods and the jobs that they become. Each folder has {@code in.yaml}, a pod and what it names, and
 * may have {@code in-settings.yaml}; what comes out is {@code job.sh} without the supervisor,
 * {@code job.txt} and {@code files.txt}, or else {@code refused.txt}.
 */
class GoldenScriptsTest {

  private static final Resources ALLOCATABLE = new Resources(8000, 16L << 30, Map.of());
  private static final String MARK = "\n# ---- here is the supervisor\n";

  private final KubernetesSerialization serialization = new KubernetesSerialization();
  private final DefaultTranslator translator = new DefaultTranslator();
  private final YAMLMapper yaml = new YAMLMapper();

  @TempDir Path folder;

  @TestFactory
  Stream<DynamicTest> pods_become_jobs() throws Exception {
    return GoldenFolders.tests(Path.of("src/test/resources/golden"), this::outputs);
  }

  private Map<String, String> outputs(GoldenCase input) throws Exception {
    List<HasMetadata> documents = documents(input.input("in.yaml"));
    Pod pod = (Pod) documents.get(0);
    TranslationContext context = context(input.inputIfThere("in-settings.yaml"), pod);
    JobSpec job;
    try {
      translator.check(pod, context.runtime());
      job = translator.translate(resolve(pod, documents), context);
    } catch (PodRefusedException e) {
      StringBuilder lines = new StringBuilder();
      e.refusals().forEach(refusal -> lines.append(refusal).append('\n'));
      return Map.of("refused.txt", lines.toString());
    }
    assertThat(Bash.complaint(folder, job.script())).isEmpty();
    return Map.of(
        "job.sh", withoutSupervisor(job.script()),
        "job.txt", JobText.of(job),
        "files.txt", JobText.files(job));
  }

  private static ResolvedPod resolve(Pod pod, List<HasMetadata> documents) {
    return new PodResolver(new DocumentReader(documents), ImageMirrors.NONE)
        .resolve(pod, ALLOCATABLE)
        .pod();
  }

  private TranslationContext context(Optional<String> settings, Pod pod) throws Exception {
    JsonNode set = settings.isPresent() ? yaml.readTree(settings.get()) : yaml.createObjectNode();
    String network = set.path("network").asText("host");
    TranslationContext.Settings defaults = TranslationContext.Settings.DEFAULT;
    return new TranslationContext(
        runtime(set),
        "owner-1",
        Path.of("/shared/pods").resolve(pod.getMetadata().getUid()),
        Path.of("/shared/journal"),
        Path.of("/shared/images"),
        Path.of("/scratch"),
        NetworkMode.parse(network),
        new TranslationContext.Settings(
            defaults.restartBackoff(),
            defaults.restartBackoffLimit(),
            set.path("pullInJob").asBoolean(false),
            texts(set.path("clusterDns")),
            defaults.clusterDomain()));
  }

  private static List<String> texts(JsonNode array) {
    List<String> texts = new ArrayList<>();
    array.forEach(text -> texts.add(text.asText()));
    return texts;
  }

  private static FakeRuntime runtime(JsonNode settings) {
    if (!settings.has("abilities")) {
      return FakeRuntime.able();
    }
    List<RuntimeAbility> abilities = new ArrayList<>();
    settings.get("abilities").forEach(name -> abilities.add(RuntimeAbility.valueOf(name.asText())));
    return FakeRuntime.ableTo(abilities.toArray(RuntimeAbility[]::new));
  }

  private List<HasMetadata> documents(String text) {
    List<HasMetadata> documents = new ArrayList<>();
    for (String document : text.split("(?m)^---$")) {
      documents.add(serialization.unmarshal(document));
    }
    return documents;
  }

  private static String withoutSupervisor(String script) {
    String end = SupervisorLibrary.text() + "hpk_main\n";
    assertThat(script).endsWith(end);
    return script.substring(0, script.length() - end.length()) + MARK + "hpk_main\n";
  }
}
