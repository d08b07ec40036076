package dev.hpk.api.container;

/**
 * What the containers of one pod have in common.
 *
 * @param podUid the pod's uid
 * @param hostname the pod's host name
 * @param network the pod's network
 */
public record SandboxSpec(String podUid, String hostname, NetworkMode network) {}
