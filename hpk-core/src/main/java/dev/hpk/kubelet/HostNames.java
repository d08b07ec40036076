package dev.hpk.kubelet;

import java.net.Inet4Address;
import java.net.InetAddress;
import java.net.NetworkInterface;
import java.net.SocketException;
import java.net.UnknownHostException;
import java.util.Collections;
import java.util.List;

/** What this host is called, and where it is reached. */
final class HostNames {

  private HostNames() {}

  static String hostname() {
    try {
      return InetAddress.getLocalHost().getHostName();
    } catch (UnknownHostException e) {
      return "localhost";
    }
  }

  /** The first IPv4 address of an interface that is up and not loopback; else 127.0.0.1. */
  static String address() {
    try {
      for (NetworkInterface card : Collections.list(NetworkInterface.getNetworkInterfaces())) {
        if (card.isUp() && !card.isLoopback()) {
          List<InetAddress> addresses = Collections.list(card.getInetAddresses());
          for (InetAddress address : addresses) {
            if (address instanceof Inet4Address && !address.isLinkLocalAddress()) {
              return address.getHostAddress();
            }
          }
        }
      }
    } catch (SocketException e) {
      return "127.0.0.1";
    }
    return "127.0.0.1";
  }
}
