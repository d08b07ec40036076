package dev.hpk.submit;

import dev.hpk.api.ContainerRuntime;

/**
 * A container runtime as the kubelet uses it.
 *
 * @param handler the handler of RuntimeClasses by which it was chosen; "" when by none
 * @param name its plugin's name, with which the ids of its containers begin
 * @param runtime the runtime
 */
public record NamedRuntime(String handler, String name, ContainerRuntime runtime) {}
