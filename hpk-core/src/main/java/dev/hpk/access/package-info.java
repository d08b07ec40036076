/**
 * Who may do what on the kubelet port, as a kubelet decides it (kubernetes
 * pkg/kubelet/server/auth.go). {@link dev.hpk.access.Access} is the way in; it knows nothing of
 * HTTP servers.
 */
@NullMarked
package dev.hpk.access;

import org.jspecify.annotations.NullMarked;
