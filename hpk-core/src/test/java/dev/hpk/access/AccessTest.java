package dev.hpk.access;

import static dev.hpk.access.Verdict.Decision.ALLOWED;
import static dev.hpk.access.Verdict.Decision.FAILED;
import static dev.hpk.access.Verdict.Decision.FORBIDDEN;
import static dev.hpk.access.Verdict.Decision.UNAUTHORIZED;
import static org.assertj.core.api.Assertions.assertThat;

import com.google.common.base.Ticker;
import dev.hpk.certificate.KeyPairWithChain;
import dev.hpk.certificate.TestAuthority;
import io.fabric8.kubernetes.api.model.authorization.v1.SubjectAccessReviewSpec;
import java.io.IOException;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.atomic.AtomicLong;
import java.util.stream.Stream;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class AccessTest {

  @TempDir Path directory;
  private final TestAuthority authority = TestAuthority.named("clients");
  private final FakeReviews reviews =
      new FakeReviews().owner("good-token", "system:serviceaccount:ns:bot");
  private final AtomicLong nanos = new AtomicLong();
  private Access access;

  @BeforeEach
  void make() throws IOException {
    access =
        access(AccessSettings.DEFAULT.withClientCa(authority.file(directory.resolve("ca.pem"))));
  }

  private Access access(AccessSettings settings) {
    Ticker ticker =
        new Ticker() {
          @Override
          public long read() {
            return nanos.get();
          }
        };
    return TestAccess.by(settings, reviews, ticker);
  }

  private void pass(Duration time) {
    nanos.addAndGet(time.toNanos());
  }

  private static AccessRequest request(
      String method, String path, KeyPairWithChain pair, String authorization) {
    return new AccessRequest(
        method,
        Stream.of(path.split("/")).skip(1).toList(),
        pair == null ? List.of() : pair.chain(),
        authorization);
  }

  private Verdict by(KeyPairWithChain pair, String method, String path) {
    return access.decide(request(method, path, pair, null)).join();
  }

  private Verdict byHeader(String authorization, String path) {
    return access.decide(request("GET", path, null, authorization)).join();
  }

  @Test
  void nobody_is_let_in_without_credentials() {
    Verdict verdict = byHeader(null, "/pods");

    assertThat(verdict.decision()).isEqualTo(UNAUTHORIZED);
    assertThat(verdict.text()).isEqualTo("Unauthorized");
    assertThat(reviews.questions).isEmpty();
  }

  @Test
  void a_client_with_a_certificate_may_do_what_the_api_server_allows() {
    reviews.allow("jane get proxy");
    KeyPairWithChain jane = authority.client("CN=jane,O=devs");

    assertThat(by(jane, "GET", "/containerLogs/ns/pod/c").decision()).isEqualTo(ALLOWED);
    assertThat(by(jane, "POST", "/exec/ns/pod/c").decision()).isEqualTo(FORBIDDEN);
    assertThat(by(jane, "GET", "/exec/ns/pod/c").decision()).isEqualTo(FORBIDDEN);
  }

  @Test
  void the_question_names_the_user_and_the_node_as_a_kubelet_does() {
    by(authority.client("CN=jane,O=devs"), "GET", "/stats/summary");

    SubjectAccessReviewSpec asked = reviews.questions.get(0);
    assertThat(asked.getUser()).isEqualTo("jane");
    assertThat(asked.getGroups()).containsExactly("devs", "system:authenticated");
    assertThat(asked.getNonResourceAttributes()).isNull();
    assertThat(asked.getResourceAttributes())
        .satisfies(
            attributes -> {
              assertThat(attributes.getResource()).isEqualTo("nodes");
              assertThat(attributes.getName()).isEqualTo("node-a");
              assertThat(attributes.getSubresource()).isEqualTo("stats");
              assertThat(attributes.getVerb()).isEqualTo("get");
              assertThat(attributes.getVersion()).isEqualTo("v1");
              assertThat(attributes.getNamespace()).isNull();
            });
  }

  @Test
  void fine_grained_rights_are_tried_before_the_wide_one() {
    reviews.allow("fine get healthz").allow("wide get proxy");

    assertThat(by(authority.client("CN=fine"), "GET", "/healthz").decision()).isEqualTo(ALLOWED);
    assertThat(by(authority.client("CN=wide"), "GET", "/healthz").decision()).isEqualTo(ALLOWED);
    assertThat(by(authority.client("CN=fine"), "GET", "/pods").decision()).isEqualTo(FORBIDDEN);
    assertThat(reviews.questions)
        .extracting(one -> one.getUser() + " " + one.getResourceAttributes().getSubresource())
        .containsExactly("fine healthz", "wide healthz", "wide proxy", "fine pods", "fine proxy");
  }

  @Test
  void a_denial_is_worded_as_a_kubelets() {
    Verdict verdict = by(authority.client("CN=jane"), "GET", "/pods");

    assertThat(verdict.text())
        .isEqualTo(
            "Forbidden (user=jane, verb=get, resource=nodes, subresource(s)=[pods proxy])\n");
  }

  @Test
  void a_token_is_its_owners() {
    reviews.allow("system:serviceaccount:ns:bot get metrics");

    Verdict verdict = byHeader("Bearer good-token", "/metrics/resource");

    assertThat(verdict.decision()).isEqualTo(ALLOWED);
    assertThat(verdict.user()).isEqualTo("system:serviceaccount:ns:bot");
    SubjectAccessReviewSpec asked = reviews.questions.get(0);
    assertThat(asked.getUid()).isEqualTo("uid of system:serviceaccount:ns:bot");
    assertThat(asked.getGroups()).contains("system:serviceaccounts", "system:authenticated");
    assertThat(asked.getExtra()).containsEntry("pod", List.of("a"));
  }

  @Test
  void a_token_that_the_api_server_does_not_accept_is_nobodys() {
    assertThat(byHeader("Bearer bad-token", "/pods").decision()).isEqualTo(UNAUTHORIZED);
    assertThat(byHeader("Basic good-token", "/pods").decision()).isEqualTo(UNAUTHORIZED);
    assertThat(byHeader("Bearer", "/pods").decision()).isEqualTo(UNAUTHORIZED);
    assertThat(byHeader("Bearer  good-token", "/pods").decision()).isEqualTo(UNAUTHORIZED);
    assertThat(reviews.tokens).containsExactly("bad-token");
  }

  @Test
  void a_certificate_that_is_worth_nothing_does_not_spoil_a_good_token() {
    reviews.allow("system:serviceaccount:ns:bot get metrics");
    KeyPairWithChain stranger = TestAuthority.named("strangers").client("CN=x");

    Verdict verdict =
        access.decide(request("GET", "/metrics", stranger, "Bearer good-token")).join();

    assertThat(verdict.decision()).isEqualTo(ALLOWED);
  }

  @Test
  void no_secret_is_in_what_is_told() {
    reviews.away();
    AccessRequest request = request("GET", "/pods", null, "Bearer good-token");

    assertThat(access.decide(request).join().toString()).doesNotContain("good-token");
    assertThat(request.toString()).doesNotContain("good-token");
  }

  @Test
  void nobody_is_let_in_while_the_api_server_does_not_answer() {
    reviews.allow("jane get pods").allow("system:serviceaccount:ns:bot get pods").away();

    Verdict byToken = byHeader("Bearer good-token", "/pods");
    Verdict byCertificate = by(authority.client("CN=jane"), "GET", "/pods");

    assertThat(byToken.decision()).isEqualTo(UNAUTHORIZED);
    assertThat(byToken.reason()).contains("nobody answers");
    assertThat(byCertificate.decision()).isEqualTo(FAILED);
    assertThat(byCertificate.text())
        .isEqualTo("Authorization error (user=jane, verb=get, resource=nodes, subresource=pods)");
    assertThat(byCertificate.reason()).contains("nobody answers");
  }

  @Test
  void an_allowance_is_good_for_five_minutes() {
    reviews.allow("jane get stats");
    KeyPairWithChain jane = authority.client("CN=jane");
    by(jane, "GET", "/stats/summary");
    reviews.deny("jane get stats");

    pass(Duration.ofSeconds(299));
    assertThat(by(jane, "GET", "/stats/summary").decision()).isEqualTo(ALLOWED);
    pass(Duration.ofSeconds(2));
    assertThat(by(jane, "GET", "/stats/summary").decision()).isEqualTo(FORBIDDEN);
  }

  @Test
  void a_denial_is_good_for_half_a_minute() {
    KeyPairWithChain jane = authority.client("CN=jane");
    by(jane, "GET", "/stats/summary");
    reviews.allow("jane get stats");

    pass(Duration.ofSeconds(29));
    assertThat(by(jane, "GET", "/stats/summary").decision()).isEqualTo(FORBIDDEN);
    pass(Duration.ofSeconds(2));
    assertThat(by(jane, "GET", "/stats/summary").decision()).isEqualTo(ALLOWED);
  }

  @Test
  void a_token_is_looked_at_again_after_two_minutes() {
    byHeader("Bearer good-token", "/pods");
    pass(Duration.ofSeconds(119));
    byHeader("Bearer good-token", "/pods");
    assertThat(reviews.tokens).hasSize(1);

    pass(Duration.ofSeconds(2));
    byHeader("Bearer good-token", "/pods");

    assertThat(reviews.tokens).hasSize(2);
  }

  @Test
  void the_same_question_at_once_is_asked_once() {
    reviews.allow("jane get stats").slow();
    AccessRequest request = request("GET", "/stats/summary", authority.client("CN=jane"), null);
    List<CompletableFuture<Verdict>> all =
        Stream.generate(() -> access.decide(request)).limit(50).toList();
    assertThat(all).noneMatch(CompletableFuture::isDone);

    reviews.answer();

    assertThat(all).allMatch(one -> one.join().decision() == ALLOWED);
    assertThat(reviews.questions).hasSize(1);
  }

  @Test
  void questions_under_way_have_a_limit() {
    reviews.slow();
    List<CompletableFuture<Verdict>> all =
        Stream.iterate(0, count -> count + 1)
            .limit(200)
            .map(count -> request("GET", "/pods", null, "Bearer token-" + count))
            .map(access::decide)
            .toList();

    assertThat(all.stream().filter(CompletableFuture::isDone)).hasSize(200 - 128);
    assertThat(all.get(199).join().decision()).isEqualTo(UNAUTHORIZED);
  }

  @Test
  void who_is_known_may_do_everything_when_it_is_configured_so() throws IOException {
    Path file = authority.file(directory.resolve("other.pem"));
    access =
        access(
            new AccessSettings(
                file, false, Duration.ZERO, true, Duration.ZERO, Duration.ZERO, false));

    assertThat(by(authority.client("CN=jane"), "POST", "/exec/a/b/c").decision())
        .isEqualTo(ALLOWED);
    assertThat(byHeader("Bearer good-token", "/pods").decision()).isEqualTo(UNAUTHORIZED);
    assertThat(byHeader(null, "/pods").decision()).isEqualTo(UNAUTHORIZED);
  }

  @Test
  void everybody_is_let_in_only_when_it_is_configured_so() {
    access = access(AccessSettings.INSECURE);

    assertThat(access.isOpen()).isTrue();
    assertThat(byHeader(null, "/pods").decision()).isEqualTo(ALLOWED);
    assertThat(byHeader(null, "/pods").user()).isEqualTo("system:anonymous");
  }
}
