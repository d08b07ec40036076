/** Certificates and keys: of the kubelet port, and of those whom it lets in. */
@NullMarked
package dev.hpk.certificate;

import org.jspecify.annotations.NullMarked;
