package dev.hpk.certificate;

import com.google.common.hash.Hashing;
import dev.hpk.api.HpkException;
import io.fabric8.kubernetes.api.model.certificates.v1.CertificateSigningRequest;
import io.fabric8.kubernetes.api.model.certificates.v1.CertificateSigningRequestBuilder;
import java.io.IOException;
import java.io.StringWriter;
import java.nio.charset.StandardCharsets;
import java.security.KeyPair;
import java.util.Base64;
import org.bouncycastle.asn1.pkcs.PKCSObjectIdentifiers;
import org.bouncycastle.asn1.x509.Extension;
import org.bouncycastle.asn1.x509.ExtensionsGenerator;
import org.bouncycastle.openssl.jcajce.JcaPEMWriter;
import org.bouncycastle.operator.OperatorCreationException;
import org.bouncycastle.operator.jcajce.JcaContentSignerBuilder;
import org.bouncycastle.pkcs.jcajce.JcaPKCS10CertificationRequestBuilder;

/**
 * Asks the cluster for a certificate of the kubelet port (signer kubernetes.io/kubelet-serving; its
 * rules are ValidateKubeletServingCSR in kubernetes pkg/apis/certificates/helpers.go).
 *
 * @param wanted what it is to say
 * @param key of which only the public half is shown
 */
record SigningRequest(OwnCertificate wanted, KeyPair key) {

  static final String SIGNER = "kubernetes.io/kubelet-serving";
  private static final int DIGITS = 16;

  /** The same for the same key, so that a kubelet that was restarted finds its request again. */
  String name() {
    return "hpk-serving-"
        + Hashing.sha256().hashBytes(key.getPublic().getEncoded()).toString().substring(0, DIGITS);
  }

  CertificateSigningRequest object() {
    return new CertificateSigningRequestBuilder()
        .withNewMetadata()
        .withName(name())
        .endMetadata()
        .withNewSpec()
        .withSignerName(SIGNER)
        .withRequest(Base64.getEncoder().encodeToString(pem()))
        // an elliptic key enciphers no keys
        .withUsages("digital signature", "server auth")
        .endSpec()
        .build();
  }

  private byte[] pem() {
    StringWriter text = new StringWriter();
    try (JcaPEMWriter writer = new JcaPEMWriter(text)) {
      ExtensionsGenerator extensions = new ExtensionsGenerator();
      extensions.addExtension(Extension.subjectAlternativeName, false, wanted.alternativeNames());
      writer.writeObject(
          new JcaPKCS10CertificationRequestBuilder(wanted.subject(), key.getPublic())
              .addAttribute(PKCSObjectIdentifiers.pkcs_9_at_extensionRequest, extensions.generate())
              .build(new JcaContentSignerBuilder("SHA256withECDSA").build(key.getPrivate())));
    } catch (IOException | OperatorCreationException e) {
      throw new HpkException(
          HpkException.Kind.INTERNAL,
          "kubelet port: no certificate can be requested for "
              + wanted.names()
              + ": "
              + e.getMessage(),
          e);
    }
    return text.toString().getBytes(StandardCharsets.US_ASCII);
  }
}
