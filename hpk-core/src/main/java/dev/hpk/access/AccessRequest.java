package dev.hpk.access;

import java.security.cert.X509Certificate;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * What a request shows of its sender, and what it asks for.
 *
 * @param method as it came
 * @param path the parts of the path, decoded: the very list by which the request is then routed
 * @param certificates the client's certificate and those that it sent along; empty when it showed
 *     none. That the client has the key is known, and nothing else
 * @param authorization the header of this name; null when there is none
 */
public record AccessRequest(
    String method,
    List<String> path,
    List<X509Certificate> certificates,
    @Nullable String authorization) {

  public AccessRequest {
    path = List.copyOf(path);
    certificates = List.copyOf(certificates);
  }

  /** Without what the sender identifies itself by. */
  @Override
  public String toString() {
    return "AccessRequest[" + method + " /" + String.join("/", path) + "]";
  }
}
