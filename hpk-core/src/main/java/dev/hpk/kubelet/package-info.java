/**
 * The kubelet as an application embeds it: {@link dev.hpk.kubelet.Kubelet#builder}, {@code start},
 * {@code close}, and a view of pods and jobs.
 */
@NullMarked
package dev.hpk.kubelet;

import org.jspecify.annotations.NullMarked;
