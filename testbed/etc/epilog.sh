#!/bin/bash
# Written by HPK's testbed. Sites purge what a user's last job left on the compute node: a podman that was
# killed leaves the process id of a dead pause process behind, and every later podman fails.
user=${SLURM_JOB_UID:-0}
((user >= 1000)) || exit 0
[[ -z $(squeue -h -u "$user" -t running -o %A) ]] || exit 0
# shellcheck disable=SC2009  # pgrep counts zombies
! ps -U "$user" -o stat=,comm= | grep -v '^Z' |
  grep -qE ' (podman.*|conmon|catatonit|crun|slirp4netns|fuse-overlayfs.*|squashfuse.*|skopeo)$' || exit 0

purged=$(mktemp -d /tmp/purged.XXXXXX)
# out of the way at once: the next job may be starting
mv -f "/tmp/podman-run-$user" "/tmp/${user}_hpc" "/tmp/containers-user-$user" "$purged/" 2>/dev/null
rm -rf "$purged"
exit 0
