package dev.hpk.translate;

import io.fabric8.kubernetes.api.model.Container;
import io.fabric8.kubernetes.api.model.ContainerPort;
import io.fabric8.kubernetes.api.model.IntOrString;
import org.jspecify.annotations.Nullable;

/** Ports by number or by the name that a container gives them (kubelet probe/util.go). */
final class ContainerPorts {

  private ContainerPorts() {}

  /** There is no such port; the message is a kubelet's. */
  static final class NoPortException extends Exception {
    private static final long serialVersionUID = 1;

    NoPortException(String message) {
      super(message);
    }
  }

  /**
   * The port's number.
   *
   * @throws NoPortException when the container names none so, or the number is none of a port
   */
  static int number(Container container, @Nullable IntOrString port) throws NoPortException {
    if (port == null) {
      throw new NoPortException("invalid port number: 0");
    }
    Integer number = port.getIntVal();
    if (number == null) {
      String name = String.valueOf(port.getStrVal());
      number =
          container.getPorts().stream()
              .filter(each -> name.equals(each.getName()))
              .map(ContainerPort::getContainerPort)
              .findFirst()
              .orElseThrow(() -> new NoPortException("port \"" + name + "\" not found"));
    }
    if (number < 1 || number > 65535) {
      throw new NoPortException("invalid port number: " + number);
    }
    return number;
  }
}
