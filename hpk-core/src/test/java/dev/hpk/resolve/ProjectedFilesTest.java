package dev.hpk.resolve;

import static dev.hpk.resolve.Resolving.configMap;
import static dev.hpk.resolve.Resolving.files;
import static dev.hpk.resolve.Resolving.pod;
import static dev.hpk.resolve.Resolving.resolve;
import static dev.hpk.resolve.Resolving.secret;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.hpk.api.PodRefusedException;
import dev.hpk.api.job.Content;
import dev.hpk.api.pod.ResolvedVolume.VolumeFile;
import java.util.List;
import org.junit.jupiter.api.Test;

class ProjectedFilesTest {

  /** As the API server puts it into every pod. */
  private static final String API_ACCESS =
      """
      volumes:
      - name: kube-api-access-x
        projected:
          defaultMode: 0644
          sources:
          - serviceAccountToken: {expirationSeconds: 3607, path: token}
          - configMap: {name: kube-root-ca.crt, items: [{key: ca.crt, path: ca.crt}]}
          - downwardAPI:
              items: [{path: namespace, fieldRef: {apiVersion: v1, fieldPath: metadata.namespace}}]
      """;

  private static final String ROOT_CA = configMap("kube-root-ca.crt", "data: {ca.crt: PEM}");

  @Test
  void the_volume_of_every_pod_has_token_ca_and_namespace() {
    FakeReader reader = new FakeReader(ROOT_CA);

    ResolveResult result = resolve(reader, pod("", API_ACCESS));

    assertThat(files(result, "kube-api-access-x").values())
        .containsExactly(
            new VolumeFile("ca.crt", Content.of("PEM"), 0644),
            new VolumeFile("namespace", Content.of("shop"), 0644),
            new VolumeFile("token", Content.of("token-1"), 0644));
    assertThat(reader.tokens)
        .containsExactly(
            new PodToken(
                "shop", "builder", "web", "11111111-2222-3333-4444-555555555555", List.of(), 3607));
  }

  @Test
  void a_token_is_asked_for_with_its_audience_and_lasts_an_hour_unless_the_pod_says() {
    FakeReader reader = new FakeReader();
    String volumes =
        """
        volumes:
        - name: v
          projected: {sources: [{serviceAccountToken: {audience: vault, path: a/t}}]}
        """;

    resolve(reader, pod("", volumes).replace("serviceAccountName: builder", ""));

    assertThat(reader.tokens)
        .singleElement()
        .satisfies(
            token -> {
              assertThat(token.audiences()).containsExactly("vault");
              assertThat(token.expirationSeconds()).isEqualTo(3600);
              assertThat(token.serviceAccount()).isEqualTo("default");
            });
  }

  @Test
  void a_refused_token_is_a_failed_mount() {
    FakeReader reader = new FakeReader(ROOT_CA);
    reader.refusal = "serviceaccounts \"builder\" not found";

    assertThatThrownBy(() -> resolve(reader, pod("", API_ACCESS)))
        .isInstanceOf(UnresolvedException.class)
        .hasMessage(
            "MountVolume.SetUp failed for volume \"kube-api-access-x\" : failed to fetch token:"
                + " serviceaccounts \"builder\" not found");
  }

  @Test
  void no_token_is_made_while_anything_else_is_missing() {
    FakeReader reader = new FakeReader();

    assertThatThrownBy(() -> resolve(reader, pod("", API_ACCESS)))
        .hasMessageEndingWith("configmap \"kube-root-ca.crt\" not found");
    assertThatThrownBy(
            () ->
                resolve(
                    new FakeReader(ROOT_CA),
                    pod("envFrom: [{configMapRef: {name: none}}]", API_ACCESS)))
        .isInstanceOf(UnresolvedException.class);
    assertThat(reader.tokens).isEmpty();
  }

  @Test
  void everything_that_is_missing_is_told_at_once() {
    String volumes =
        """
        volumes:
        - name: v
          projected: {sources: [{configMap: {name: a}}, {secret: {name: b}}]}
        """;

    assertThatThrownBy(() -> resolve(pod("", volumes)))
        .hasMessage(
            "MountVolume.SetUp failed for volume \"v\" : [configmap \"a\" not found,"
                + " secret \"b\" not found]");
  }

  @Test
  void of_two_sources_with_one_path_the_later_counts() {
    String volumes =
        """
        volumes:
        - name: v
          projected:
            defaultMode: 0440
            sources:
            - configMap: {name: a}
            - secret: {name: b, items: [{key: k, path: k, mode: 0400}]}
            - configMap: {name: none, optional: true}
        """;

    ResolveResult result =
        resolve(
            pod("", volumes),
            configMap("a", "data: {k: first, only: x}"),
            secret("b", "stringData: {k: second}"));

    assertThat(files(result, "v").values())
        .containsExactly(
            new VolumeFile("k", Content.of("second"), 0400),
            new VolumeFile("only", Content.of("x"), 0440));
  }

  @Test
  void a_file_where_another_needs_a_directory_is_told_of() {
    String volumes =
        """
        volumes:
        - name: v
          projected:
            sources:
            - configMap: {name: a}
            - secret: {name: b, items: [{key: k, path: only/k}]}
        """;

    assertThatThrownBy(
            () ->
                resolve(
                    pod("", volumes),
                    configMap("a", "data: {only: x}"),
                    secret("b", "stringData: {k: second}")))
        .isInstanceOf(UnresolvedException.class)
        .hasMessageEndingWith("path is both a file and a directory: 'only'");
  }

  @Test
  void the_downward_api_tells_fields_and_resources() {
    String volumes =
        """
        volumes:
        - name: v
          downwardAPI:
            defaultMode: 0400
            items:
            - {path: meta/labels, fieldRef: {fieldPath: metadata.labels}}
            - {path: note, mode: 0444, fieldRef: {fieldPath: "metadata.annotations['note']"}}
            - {path: cpu, resourceFieldRef: {containerName: main, resource: limits.cpu}}
        """;

    assertThat(files(resolve(pod("", volumes)), "v").values())
        .containsExactly(
            new VolumeFile("cpu", Content.of("64"), 0400),
            new VolumeFile("meta/labels", Content.of("app=\"we\\\"b\"\ntier=\"front\""), 0400),
            new VolumeFile("note", Content.of("a\nb"), 0444));
  }

  @Test
  void the_downward_api_refuses_what_it_does_not_know() {
    String field = "{path: x, fieldRef: {fieldPath: status.phase}}";
    String resource = "{path: x, resourceFieldRef: {resource: limits.cpu}}";
    String volumes = "volumes: [{name: v, downwardAPI: {items: [%s]}}]";

    assertThatThrownBy(() -> resolve(pod("", volumes.formatted(field))))
        .isInstanceOf(PodRefusedException.class)
        .hasMessage(
            "spec.volumes[0].downwardAPI.items[0].fieldRef.fieldPath is not supported:"
                + " 'status.phase'");
    assertThatThrownBy(() -> resolve(pod("", volumes.formatted(resource))))
        .isInstanceOf(PodRefusedException.class)
        .hasMessage(
            "spec.volumes[0].downwardAPI.items[0].resourceFieldRef.containerName is missing");
  }

  @Test
  void without_a_cluster_a_placeholder_stands_for_the_token() {
    ResolveResult result = resolve(pod("", API_ACCESS), ROOT_CA);

    assertThat(files(result, "kube-api-access-x").get("token").content())
        .isEqualTo(Content.of(DocumentReader.TOKEN_PLACEHOLDER));
  }
}
