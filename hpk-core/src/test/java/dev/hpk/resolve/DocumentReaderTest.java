package dev.hpk.resolve;

import static dev.hpk.resolve.Resolving.configMap;
import static dev.hpk.resolve.Resolving.documents;
import static dev.hpk.resolve.Resolving.pod;
import static dev.hpk.resolve.Resolving.secret;
import static org.assertj.core.api.Assertions.assertThat;

import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;

class DocumentReaderTest {

  @Test
  void of_two_documents_with_one_name_the_later_counts() {
    DocumentReader reader =
        new DocumentReader(
            documents(configMap("conf", "data: {a: '1'}"), configMap("conf", "data: {b: '2'}")));

    assertThat(reader.configMap("shop", "conf"))
        .hasValueSatisfying(found -> assertThat(found.getData()).isEqualTo(Map.of("b", "2")));
  }

  @Test
  void a_document_without_a_namespace_is_in_the_default_one() {
    DocumentReader reader =
        new DocumentReader(
            documents("apiVersion: v1\nkind: Service\nmetadata: {name: kubernetes}\nspec: {}"));

    assertThat(reader.apiService()).isPresent();
    assertThat(reader.services("default")).hasSize(1);
    assertThat(reader.services("shop")).isEmpty();
  }

  @Test
  void a_config_map_is_no_secret_of_its_name() {
    DocumentReader reader = new DocumentReader(documents(configMap("conf", "data: {a: '1'}")));

    assertThat(reader.secret("shop", "conf")).isEmpty();
  }

  @Test
  void texts_of_a_secret_go_over_its_data() {
    DocumentReader reader =
        new DocumentReader(
            documents(secret("cred", "data: {a: YQ==, b: Yg==}\nstringData: {b: new}")));

    assertThat(reader.secret("shop", "cred"))
        .hasValueSatisfying(
            found -> assertThat(found.getData()).isEqualTo(Map.of("a", "YQ==", "b", "bmV3")));
  }

  @Test
  void other_kinds_are_passed_over() {
    DocumentReader reader = new DocumentReader(documents(pod("")));

    assertThat(reader.services("shop")).isEqualTo(List.of());
  }
}
