package dev.hpk.translate;

import static java.util.Objects.requireNonNullElse;

import dev.hpk.api.pod.ResolvedPod;
import dev.hpk.api.pod.TranslationContext;
import io.fabric8.kubernetes.api.model.HostAlias;
import io.fabric8.kubernetes.api.model.PodSpec;
import java.util.ArrayList;
import java.util.List;
import java.util.regex.Pattern;
import org.jspecify.annotations.Nullable;

/**
 * What a pod is called (kubelet GeneratePodHostNameAndDomain, GetNodenameForKernel).
 *
 * @param hostname its host name; null when it has that of its host
 * @param shortName the name in its hosts file, with the domain and without; "" for its host's
 * @param domain its domain; "" when it has none
 * @param aliases further lines of its hosts file
 * @param nodeHosts whether its hosts file begins with the lines of the node's
 */
record PodNames(
    @Nullable String hostname,
    String shortName,
    String domain,
    List<String> aliases,
    boolean nodeHosts) {

  /** RFC 1123, as the API server has it for host names and subdomains. */
  private static final Pattern LABEL = Pattern.compile("[a-z0-9]([a-z0-9-]{0,61}[a-z0-9])?");

  private static final Pattern SUBDOMAIN = Pattern.compile("[a-z0-9]([a-z0-9.-]*[a-z0-9])?");

  /** Of uname(2). */
  private static final int LONGEST = 64;

  PodNames {
    aliases = List.copyOf(aliases);
  }

  static PodNames of(ResolvedPod pod, TranslationContext context, Refusals refusals) {
    PodSpec spec = pod.pod().getSpec();
    if (Boolean.TRUE.equals(spec.getHostNetwork())) {
      return new PodNames(null, "", "", aliases(spec), true);
    }
    String override = requireNonNullElse(spec.getHostnameOverride(), "");
    if (!override.isEmpty()) {
      if (override.length() > LONGEST || !SUBDOMAIN.matcher(override).matches()) {
        refusals.add("spec.hostnameOverride", "is no host name: '" + override + "'");
      }
      return new PodNames(override, override, "", aliases(spec), false);
    }
    String wish = requireNonNullElse(spec.getHostname(), "");
    label("spec.hostname", wish, refusals);
    String name = truncated(wish.isEmpty() ? pod.name() : wish);
    String subdomain = requireNonNullElse(spec.getSubdomain(), "");
    label("spec.subdomain", subdomain, refusals);
    String domain =
        subdomain.isEmpty()
            ? ""
            : String.join(
                ".", subdomain, pod.namespace(), "svc", context.settings().clusterDomain());
    boolean whole = Boolean.TRUE.equals(spec.getSetHostnameAsFQDN()) && !domain.isEmpty();
    String hostname = whole ? name + "." + domain : name;
    if (hostname.length() > LONGEST) {
      refusals.add(
          "spec.setHostnameAsFQDN",
          "cannot be honoured: Failed to construct FQDN from pod hostname and cluster domain, FQDN "
              + hostname
              + " is too long ("
              + LONGEST
              + " characters is the max, "
              + hostname.length()
              + " characters requested)");
    }
    return new PodNames(hostname, name, domain, aliases(spec), false);
  }

  void write(ScriptWriter script) {
    script
        .assign("HPK_HOSTNAME", requireNonNullElse(hostname, ""))
        .assign("HPK_SHORT_HOSTNAME", shortName)
        .assign("HPK_DOMAIN", domain)
        .assign("HPK_NODE_HOSTS", nodeHosts ? "yes" : "")
        .arrayIfAny("HPK_HOST_ALIASES", aliases, 1);
  }

  private static void label(String field, String text, Refusals refusals) {
    if (!text.isEmpty() && !LABEL.matcher(text).matches()) {
      refusals.add(field, "is no DNS label: '" + text + "'");
    }
  }

  /** kubelet truncatePodHostnameIfNeeded. */
  private static String truncated(String name) {
    return name.length() <= 63 ? name : name.substring(0, 63).replaceAll("[-.]+$", "");
  }

  private static List<String> aliases(PodSpec spec) {
    List<String> lines = new ArrayList<>();
    for (HostAlias alias : spec.getHostAliases()) {
      lines.add(alias.getIp() + "\t" + String.join("\t", alias.getHostnames()));
    }
    return lines;
  }
}
