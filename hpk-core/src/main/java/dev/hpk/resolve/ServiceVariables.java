package dev.hpk.resolve;

import io.fabric8.kubernetes.api.model.Service;
import io.fabric8.kubernetes.api.model.ServicePort;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.TreeMap;

/** The variables that tell a container of Services (kubelet envvars.FromServices). */
final class ServiceVariables {

  private ServiceVariables() {}

  /**
   * By name. Services without an address of their own, such as headless ones, are left out; of two
   * with one name the later one counts.
   */
  static Map<String, String> of(List<Service> services) {
    Map<String, Service> byName = new TreeMap<>();
    services.stream()
        .filter(ServiceVariables::hasAddress)
        .forEach(service -> byName.put(service.getMetadata().getName(), service));
    Map<String, String> variables = new TreeMap<>();
    for (Service service : byName.values()) {
      String address = service.getSpec().getClusterIP();
      List<ServicePort> ports = service.getSpec().getPorts();
      String name = variableName(service.getMetadata().getName());
      variables.put(name + "_SERVICE_HOST", address);
      variables.put(name + "_SERVICE_PORT", String.valueOf(ports.get(0).getPort()));
      variables.put(name + "_PORT", url(ports.get(0), address));
      for (ServicePort port : ports) {
        if (port.getName() != null && !port.getName().isEmpty()) {
          variables.put(
              name + "_SERVICE_PORT_" + variableName(port.getName()),
              String.valueOf(port.getPort()));
        }
        addLink(variables, name, port, address);
      }
    }
    return variables;
  }

  private static boolean hasAddress(Service service) {
    String address = service.getSpec().getClusterIP();
    return address != null
        && !address.isEmpty()
        && !address.equals("None")
        && !service.getSpec().getPorts().isEmpty();
  }

  /** The variables that Docker's links once gave. */
  private static void addLink(
      Map<String, String> variables, String name, ServicePort port, String address) {
    String prefix =
        name + "_PORT_" + port.getPort() + "_" + protocol(port).toUpperCase(Locale.ROOT);
    variables.put(prefix, url(port, address));
    variables.put(prefix + "_PROTO", protocol(port));
    variables.put(prefix + "_PORT", String.valueOf(port.getPort()));
    variables.put(prefix + "_ADDR", address);
  }

  private static String url(ServicePort port, String address) {
    String host = address.contains(":") ? "[" + address + "]" : address;
    return protocol(port) + "://" + host + ":" + port.getPort();
  }

  private static String protocol(ServicePort port) {
    return port.getProtocol() == null ? "tcp" : port.getProtocol().toLowerCase(Locale.ROOT);
  }

  private static String variableName(String name) {
    String upper = name.replace('.', '_').replace('-', '_').toUpperCase(Locale.ROOT);
    return Character.isDigit(upper.charAt(0)) ? "_" + upper : upper;
  }
}
