/** What the kubelet port tells of the use of resources, of probes, and of the kubelet itself. */
@NullMarked
package dev.hpk.stats;

import org.jspecify.annotations.NullMarked;
