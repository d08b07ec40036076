/** The one place that starts processes on the kubelet's host. */
@NullMarked
package dev.hpk.process;

import org.jspecify.annotations.NullMarked;
