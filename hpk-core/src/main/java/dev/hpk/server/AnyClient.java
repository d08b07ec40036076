package dev.hpk.server;

import java.net.Socket;
import java.security.cert.X509Certificate;
import java.util.List;
import java.util.function.Supplier;
import javax.net.ssl.SSLEngine;
import javax.net.ssl.X509ExtendedTrustManager;

/**
 * Lets every client certificate through the handshake, which proves that the client has its key.
 * Whether it is worth anything is decided for each request ({@link dev.hpk.access.Access}): a
 * handshake that breaks off tells a client nothing.
 */
final class AnyClient extends X509ExtendedTrustManager {

  private final Supplier<List<X509Certificate>> authorities;

  /**
   * @param authorities told to clients, so that they choose a certificate that is worth something
   */
  AnyClient(Supplier<List<X509Certificate>> authorities) {
    this.authorities = authorities;
  }

  @Override
  public X509Certificate[] getAcceptedIssuers() {
    return authorities.get().toArray(new X509Certificate[0]);
  }

  @Override
  public void checkClientTrusted(X509Certificate[] chain, String type, Socket socket) {}

  @Override
  public void checkClientTrusted(X509Certificate[] chain, String type, SSLEngine engine) {}

  @Override
  public void checkClientTrusted(X509Certificate[] chain, String type) {}

  @Override
  public void checkServerTrusted(X509Certificate[] chain, String type, Socket socket) {
    throw notAClient();
  }

  @Override
  public void checkServerTrusted(X509Certificate[] chain, String type, SSLEngine engine) {
    throw notAClient();
  }

  @Override
  public void checkServerTrusted(X509Certificate[] chain, String type) {
    throw notAClient();
  }

  private static UnsupportedOperationException notAClient() {
    return new UnsupportedOperationException("the kubelet port is no client");
  }
}
