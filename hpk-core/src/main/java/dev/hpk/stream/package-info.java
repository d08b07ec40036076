/** exec, attach and port-forward: from an upgraded connection to a process beside a job. */
@NullMarked
package dev.hpk.stream;

import org.jspecify.annotations.NullMarked;
