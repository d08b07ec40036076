package dev.hpk.examples.portal;

import com.google.common.html.HtmlEscapers;
import dev.hpk.pod.PodView;
import java.util.List;
import java.util.stream.Collectors;
import java.util.stream.Stream;

/** The page. Pure; whatever comes from a pod is escaped. */
final class PodPage {

  private PodPage() {}

  static String html(List<PodView> pods) {
    return """
        <!DOCTYPE html>
        <html lang="en">
        <head><meta charset="utf-8"><title>Pods and jobs</title></head>
        <body>
        <h1>Pods and jobs</h1>
        <table>
        <tr><th>Namespace</th><th>Pod</th><th>Phase</th><th>Job</th><th>State</th><th>Hosts</th></tr>
        %s
        </table>
        </body>
        </html>
        """
        .formatted(pods.stream().map(PodPage::row).collect(Collectors.joining("\n")));
  }

  private static String row(PodView pod) {
    return Stream.of(
            pod.namespace(),
            pod.name(),
            pod.phase(),
            pod.job() == null ? "" : pod.job(),
            pod.jobState() == null ? "" : pod.jobState().name(),
            String.join(", ", pod.hosts()))
        .map(text -> "<td>" + HtmlEscapers.htmlEscaper().escape(text) + "</td>")
        .collect(Collectors.joining("", "<tr>", "</tr>"));
  }
}
