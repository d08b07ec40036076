package dev.hpk.access;

import java.security.cert.X509Certificate;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.bouncycastle.asn1.ASN1ObjectIdentifier;
import org.bouncycastle.asn1.x500.AttributeTypeAndValue;
import org.bouncycastle.asn1.x500.RDN;
import org.bouncycastle.asn1.x500.X500Name;
import org.bouncycastle.asn1.x500.style.BCStyle;
import org.bouncycastle.asn1.x500.style.IETFUtils;

/**
 * Reads a user from a certificate's subject: CN is the name, each O is a group (apiserver
 * CommonNameUserConversion).
 */
final class CertificateUser {

  private CertificateUser() {}

  /** Empty when the subject has no CN. */
  static Optional<User> of(X509Certificate certificate) {
    X500Name subject = X500Name.getInstance(certificate.getSubjectX500Principal().getEncoded());
    List<String> names = values(subject, BCStyle.CN);
    if (names.isEmpty() || names.get(names.size() - 1).isEmpty()) {
      return Optional.empty();
    }
    return Optional.of(
        new User(names.get(names.size() - 1), "", values(subject, BCStyle.O), Map.of()));
  }

  private static List<String> values(X500Name subject, ASN1ObjectIdentifier type) {
    List<String> values = new ArrayList<>();
    for (RDN part : subject.getRDNs()) {
      for (AttributeTypeAndValue value : part.getTypesAndValues()) {
        if (value.getType().equals(type)) {
          values.add(IETFUtils.valueToString(value.getValue()));
        }
      }
    }
    return values;
  }
}
