/**
 * The scheduler {@code local}: a job is a session of processes on this machine. It outlives the
 * kubelet and is found again, since all there is to know of it lies on the disk and in {@code
 * /proc}.
 */
@NullMarked
package dev.hpk.local;

import org.jspecify.annotations.NullMarked;
