/** A Kubernetes API server in memory, for tests and for trying out. */
@NullMarked
package dev.hpk.testkit.cluster;

import org.jspecify.annotations.NullMarked;
