/**
 * What every container runtime plugin must pass: {@link
 * dev.hpk.testkit.runtime.ContainerRuntimeContract} reads its descriptions, the contracts that
 * extend {@link dev.hpk.testkit.runtime.EngineContract} run them on the real engine.
 */
@NullMarked
package dev.hpk.testkit.runtime;

import org.jspecify.annotations.NullMarked;
