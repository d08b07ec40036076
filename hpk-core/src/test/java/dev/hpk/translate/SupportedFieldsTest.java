package dev.hpk.translate;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatCode;
import static org.assertj.core.api.Assertions.catchThrowableOfType;

import com.fasterxml.jackson.databind.JavaType;
import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.databind.introspect.BeanPropertyDefinition;
import dev.hpk.api.PodRefusedException;
import dev.hpk.testkit.golden.GoldenFolders;
import dev.hpk.testkit.translator.FakeRuntime;
import io.fabric8.kubernetes.api.model.Pod;
import io.fabric8.kubernetes.api.model.PodBuilder;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

class SupportedFieldsTest {

  private static final Path PAGE = Path.of("../docs/pod-fields.md");

  @ParameterizedTest
  @CsvSource({
    "'',            io.fabric8.kubernetes.api.model.PodSpec",
    "containers[]., io.fabric8.kubernetes.api.model.Container",
    "containers[].volumeMounts[]., io.fabric8.kubernetes.api.model.VolumeMount",
    "containers[].ports[]., io.fabric8.kubernetes.api.model.ContainerPort",
    "containers[].securityContext., io.fabric8.kubernetes.api.model.SecurityContext",
    "securityContext., io.fabric8.kubernetes.api.model.PodSecurityContext",
  })
  void every_field_of_the_model_has_a_row(String prefix, Class<?> model) {
    ObjectMapper mapper = new ObjectMapper();
    JavaType type = mapper.constructType(model);
    List<String> names =
        mapper.getSerializationConfig().introspect(type).findProperties().stream()
            .map(BeanPropertyDefinition::getName)
            .filter(name -> !name.equals("additionalProperties"))
            .toList();

    assertThat(names)
        .isNotEmpty()
        .allSatisfy(name -> assertThat(rowsOf(prefix + name)).describedAs(name).isNotEmpty());
  }

  @Test
  void the_page_for_users_has_the_table() throws Exception {
    if (Boolean.getBoolean(GoldenFolders.REWRITE)) {
      String page = Files.readString(PAGE);
      Files.writeString(
          PAGE, page.substring(0, page.indexOf("| Field of")) + FieldTable.markdown());
    }
    assertThat(Files.readString(PAGE)).endsWith("\n" + FieldTable.markdown());
  }

  @Test
  void what_says_no_more_than_a_missing_field_is_accepted() {
    Pod pod =
        new PodBuilder()
            .withNewSpec()
            .withHostPID(false)
            .withRuntimeClassName("")
            .withNewSecurityContext()
            .endSecurityContext()
            .addNewContainer()
            .withName("main")
            .withTty(false)
            .withNewLifecycle()
            .endLifecycle()
            .endContainer()
            .endSpec()
            .build();

    assertThatCode(() -> new DefaultTranslator().check(pod, FakeRuntime.ableTo()))
        .doesNotThrowAnyException();
  }

  @ParameterizedTest
  @ValueSource(strings = {"a\0b", "\ud83d"})
  void a_text_that_no_shell_can_hold_is_refused_wherever_it_is(String text) {
    Pod pod =
        new PodBuilder()
            .withNewSpec()
            .addNewContainer()
            .withName("main")
            .withArgs("x", text)
            .withWorkingDir(text)
            .endContainer()
            .endSpec()
            .build();

    assertThat(refused(pod))
        .containsExactly("spec.containers[0].args[1]", "spec.containers[0].workingDir");
  }

  @ParameterizedTest
  @ValueSource(strings = {"", "a b", "../x", "A", "a.b", "-a", "a/b"})
  void a_container_name_that_is_no_file_name_is_refused(String name) {
    Pod pod =
        new PodBuilder()
            .withNewSpec()
            .addNewContainer()
            .withName(name)
            .endContainer()
            .endSpec()
            .build();

    assertThat(refused(pod)).containsExactly("spec.containers[0].name");
  }

  @ParameterizedTest
  @ValueSource(strings = {"-1", "99999999999999999999", "much", "1.5.2"})
  void an_amount_that_is_none_is_refused(String amount) throws Exception {
    String json =
        """
        {"spec": {"containers": [{"name": "main", "resources": {"limits": {"cpu": "%s"}}}]}}
        """
            .formatted(amount);
    Pod pod = new ObjectMapper().readValue(json, Pod.class);

    assertThat(refused(pod)).containsExactly("spec.containers[0].resources.limits");
  }

  private static List<String> refused(Pod pod) {
    PodRefusedException refusal =
        catchThrowableOfType(
            PodRefusedException.class,
            () -> new DefaultTranslator().check(pod, FakeRuntime.able()));
    assertThat(refusal).isNotNull();
    return refusal.refusals().stream().map(PodRefusedException.Refusal::field).toList();
  }

  private static List<String> rowsOf(String path) {
    return FieldTable.RULES.stream()
        .map(FieldRule::path)
        .map(row -> row.replaceFirst("^initContainers\\[]", "containers[]"))
        .filter(
            row ->
                row.equals(path)
                    || row.startsWith(path + ".")
                    || row.startsWith(path + "[]")
                    || path.equals("initContainers"))
        .toList();
  }
}
