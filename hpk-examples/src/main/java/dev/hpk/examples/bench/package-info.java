/** Measures HPK against the batch system driven by hand; run by {@code testbed/bench}. */
@NullMarked
package dev.hpk.examples.bench;

import org.jspecify.annotations.NullMarked;
