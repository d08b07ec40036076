/** The records in which the kubelet and a {@link dev.hpk.api.BatchScheduler} speak of jobs. */
@NullMarked
package dev.hpk.api.job;

import org.jspecify.annotations.NullMarked;
