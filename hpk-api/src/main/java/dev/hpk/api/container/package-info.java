/**
 * The records in which the kubelet and a {@link dev.hpk.api.ContainerRuntime} speak of containers,
 * their images and the commands that run inside a job.
 */
@NullMarked
package dev.hpk.api.container;

import org.jspecify.annotations.NullMarked;
