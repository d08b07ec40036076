/**
 * Container runtime plugin {@code podman-hpc}: pods run under rootless podman with the squashed
 * image store of podman-hpc, as the user, without any daemon.
 */
@NullMarked
package dev.hpk.podmanhpc;

import org.jspecify.annotations.NullMarked;
