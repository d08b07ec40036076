# shellcheck shell=bash
# Debian packages of the release itself.

PACKAGES=(
  acl sudo procps iproute2 curl openssl ca-certificates openssh-client openssh-server
  slurm-wlm slurmdbd slurm-client slurm-wlm-basic-plugins slurm-wlm-mysql-plugin munge mariadb-server
  podman crun uidmap fuse-overlayfs slirp4netns catatonit fuse3 squashfuse squashfs-tools
  containernetworking-plugins fuse2fs inotify-tools patchelf
  skopeo umoci busybox-static docker-registry
  etcd-server etcd-client python3-venv
  task-spooler shellcheck bats
)

packages_ready() {
  local found
  found=$(dpkg-query -W -f '${db:Status-Status}\n' "${PACKAGES[@]}" 2>/dev/null | grep -cx installed) || true
  ((found == ${#PACKAGES[@]}))
}

packages_install() {
  apt-get -q update
  packages_add "${PACKAGES[@]}"
}

# Debian starts a daemon as soon as it is installed; the testbed starts them itself, with its own configuration.
packages_add() (
  policy=/usr/sbin/policy-rc.d
  if [[ ! -e $policy ]]; then
    trap 'rm -f "$policy"' EXIT
    printf '#!/bin/sh\nexit 101\n' >"$policy"
    chmod +x "$policy"
  fi
  DEBIAN_FRONTEND=noninteractive apt-get -q install -y --no-install-recommends "$@"
)
