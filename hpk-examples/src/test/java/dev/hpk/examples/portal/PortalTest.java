package dev.hpk.examples.portal;

import static org.assertj.core.api.Assertions.assertThat;

import dev.hpk.api.job.JobState;
import dev.hpk.pod.PodView;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.util.List;
import org.junit.jupiter.api.Test;

class PortalTest {

  @Test
  void pods_are_shown_with_their_jobs_and_hosts() throws Exception {
    PodView pod =
        new PodView(
            "team", "hello", "u1", "Running", "4711", JobState.RUNNING, List.of("c1", "c2"));

    HttpResponse<String> page = get(List.of(pod));

    assertThat(page.statusCode()).isEqualTo(200);
    assertThat(page.headers().firstValue("Content-Type")).hasValue("text/html; charset=utf-8");
    assertThat(page.body())
        .contains(
            "<tr><td>team</td><td>hello</td><td>Running</td><td>4711</td>"
                + "<td>RUNNING</td><td>c1, c2</td></tr>");
  }

  @Test
  void what_a_pod_says_is_text_and_never_markup() throws Exception {
    PodView pod =
        new PodView("team", "hello", "u1", "<script>&\"", null, null, List.of("<b>c1</b>"));

    assertThat(get(List.of(pod)).body())
        .contains("<td>&lt;script&gt;&amp;&quot;</td><td></td><td></td>")
        .doesNotContain("<script>", "<b>");
  }

  private static HttpResponse<String> get(List<PodView> pods) throws Exception {
    try (Portal portal = new Portal(() -> pods, 0)) {
      return HttpClient.newHttpClient()
          .send(
              HttpRequest.newBuilder(portal.address()).build(),
              HttpResponse.BodyHandlers.ofString());
    }
  }
}
