/**
 * What every container runtime plugin must pass: {@link
 * dev.hpk.testkit.runtime.ContainerRuntimeContract} reads its descriptions, {@link
 * dev.hpk.testkit.runtime.ContainerEngineContract} runs them on the real engine.
 */
@NullMarked
package dev.hpk.testkit.runtime;

import org.jspecify.annotations.NullMarked;
