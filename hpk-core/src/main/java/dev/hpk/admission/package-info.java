/**
 * Whether a pod that was bound to the node may run on it, as a kubelet decides it. Pure: nothing
 * here reads an API or knows the time.
 */
@NullMarked
package dev.hpk.admission;

import org.jspecify.annotations.NullMarked;
