package dev.hpk.resolve;

import static dev.hpk.resolve.Resolving.configMap;
import static dev.hpk.resolve.Resolving.files;
import static dev.hpk.resolve.Resolving.pod;
import static dev.hpk.resolve.Resolving.resolve;
import static dev.hpk.resolve.Resolving.secret;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assertions.catchThrowableOfType;

import dev.hpk.api.PodRefusedException;
import dev.hpk.api.job.Content;
import dev.hpk.api.pod.ResolvedVolume.EmptyDirectory;
import dev.hpk.api.pod.ResolvedVolume.HostPath;
import dev.hpk.api.pod.ResolvedVolume.VolumeFile;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

class VolumeResolverTest {

  /** Texts, and the bytes ff fe 00 80, which are no UTF-8. */
  private static final String CONFIG =
      configMap("conf", "data: {a.txt: 'ä', b: ''}\nbinaryData: {raw: '//4AgA=='}");

  private static final String SECRET = secret("cred", "data: {raw: '//4AgA==', user: YWRhbQ==}");

  @Test
  void an_empty_directory_may_lie_in_memory_and_be_limited() {
    ResolveResult result =
        resolve(
            pod(
                "",
                """
                volumes:
                - {name: plain, emptyDir: {}}
                - {name: fast, emptyDir: {medium: Memory, sizeLimit: 64Mi}}
                """));

    assertThat(result.pod().volumes())
        .containsEntry("plain", new EmptyDirectory("plain", false, null))
        .containsEntry("fast", new EmptyDirectory("fast", true, 64L << 20));
  }

  @Test
  void a_host_path_is_taken_as_it_is() {
    ResolveResult result =
        resolve(
            pod(
                "",
                """
                volumes:
                - {name: any, hostPath: {path: /opt//data/}}
                - {name: made, hostPath: {path: /x, type: DirectoryOrCreate}}
                """));

    assertThat(result.pod().volumes())
        .containsEntry("any", new HostPath("any", "/opt/data", ""))
        .containsEntry("made", new HostPath("made", "/x", "DirectoryOrCreate"));
  }

  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      value = {
        "emptyDir: {medium: HugePages} | emptyDir.medium is not supported: 'HugePages'",
        "hostPath: {path: data} | hostPath.path must be an absolute path: 'data'",
        "hostPath: {path: /a/../b} | hostPath.path must not contain '..': '/a/../b'",
        "iscsi: {targetPortal: s, iqn: i, lun: 0} | is a volume of a kind that is not supported: v",
        "projected: {sources: [{podCertificate: {signerName: s, keyType: RSA3072}}]}"
            + " | projected.sources[0] is a source of a kind that is not supported",
        "configMap: {name: conf, defaultMode: 01000}"
            + " | configMap.defaultMode must be between 0000 and 0777 (octal): 1000",
        "configMap: {name: conf, items: [{key: b, path: ../b}]}"
            + " | configMap.items[0].path must not contain '..': '../b'",
        "configMap: {name: conf, items: [{key: b, path: /b}]}"
            + " | configMap.items[0].path must be a relative path: '/b'",
        "configMap: {name: conf, items: [{key: b}]}"
            + " | configMap.items[0].path is missing: 'null'",
        "secret: {secretName: cred, items: [{key: user, path: ..data}]}"
            + " | secret.items[0].path must not start with '..': '..data'",
      })
  void a_volume_that_can_never_work_is_refused_by_name(String source, String message) {
    String field = "spec.volumes[0]" + (message.startsWith("is ") ? " " : ".");

    assertThatThrownBy(
            () -> resolve(pod("", "volumes: [{name: v, %s}]".formatted(source)), CONFIG, SECRET))
        .isInstanceOf(PodRefusedException.class)
        .hasMessage(field + message);
  }

  @Test
  void a_config_map_becomes_files_byte_for_byte() {
    ResolveResult result =
        resolve(pod("", "volumes: [{name: v, configMap: {name: conf}}]"), CONFIG);

    assertThat(files(result, "v").values())
        .containsExactly(
            new VolumeFile("a.txt", Content.of("ä"), 0644),
            new VolumeFile("b", Content.of(""), 0644),
            new VolumeFile("raw", bytes(0xff, 0xfe, 0x00, 0x80), 0644));
  }

  @Test
  void a_secret_becomes_files_byte_for_byte_with_the_modes_of_the_pod() {
    String volumes =
        """
        volumes:
        - name: v
          secret:
            secretName: cred
            defaultMode: 0400
            items:
            - {key: user, path: deep/down/name}
            - {key: raw, path: ./raw, mode: 0600}
        """;

    assertThat(files(resolve(pod("", volumes), SECRET), "v").values())
        .containsExactly(
            new VolumeFile("deep/down/name", Content.of("adam"), 0400),
            new VolumeFile("raw", bytes(0xff, 0xfe, 0x00, 0x80), 0600));
  }

  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      value = {
        "configMap: {name: none} | configmap \"none\" not found",
        "configMap: {name: conf, items: [{key: z, path: z}]}"
            + " | configmap references non-existent config key: z",
        "secret: {secretName: none} | secret \"none\" not found",
        "secret: {secretName: cred, items: [{key: z, path: z}]}"
            + " | references non-existent secret key: z",
      })
  void what_is_missing_is_waited_for_with_the_words_of_a_kubelet(String source, String message) {
    UnresolvedException missing =
        catchThrowableOfType(
            UnresolvedException.class,
            () -> resolve(pod("", "volumes: [{name: v, %s}]".formatted(source)), CONFIG, SECRET));

    String whole = "MountVolume.SetUp failed for volume \"v\" : " + message;
    assertThat(missing).hasMessage(whole);
    assertThat(missing.reason()).isEqualTo("ContainerCreating");
    assertThat(missing.container()).isNull();
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "configMap: {name: none, optional: true}",
        "configMap: {name: conf, optional: true, items: [{key: z, path: z}]}",
        "secret: {secretName: none, optional: true}",
        "secret: {secretName: cred, optional: true, items: [{key: z, path: z}]}"
      })
  void what_is_optional_may_be_missing_and_leaves_an_empty_volume(String source) {
    ResolveResult result =
        resolve(pod("", "volumes: [{name: v, %s}]".formatted(source)), CONFIG, SECRET);

    assertThat(files(result, "v")).isEmpty();
  }

  @Test
  void a_key_that_is_no_file_name_is_never_written() {
    assertThatThrownBy(
            () ->
                resolve(
                    pod("", "volumes: [{name: v, configMap: {name: bad}}]"),
                    configMap("bad", "data: {'../../x': y}")))
        .isInstanceOf(UnresolvedException.class)
        .hasMessageContaining("key cannot be a file name: '../../x'");
  }

  @Test
  void data_that_is_no_base64_is_told_of() {
    assertThatThrownBy(
            () ->
                resolve(
                    pod("", "volumes: [{name: v, secret: {secretName: bad}}]"),
                    secret("bad", "data: {k: '***'}")))
        .isInstanceOf(UnresolvedException.class)
        .hasMessageContaining("key k in Secret shop/bad is not base64")
        .hasMessageNotContaining("***");
  }

  @Test
  void two_volumes_of_one_name_are_refused() {
    assertThatThrownBy(
            () -> resolve(pod("", "volumes: [{name: v, emptyDir: {}}, {name: v, emptyDir: {}}]")))
        .isInstanceOf(PodRefusedException.class)
        .hasMessage("spec.volumes[1].name is there twice: 'v'");
  }

  private static Content bytes(int... values) {
    byte[] bytes = new byte[values.length];
    for (int index = 0; index < values.length; index++) {
      bytes[index] = (byte) values[index];
    }
    return Content.of(bytes);
  }
}
