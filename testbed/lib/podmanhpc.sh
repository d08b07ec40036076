# shellcheck shell=bash
# podman from Debian, podman-hpc from PyPI.

PODMANHPC_VERSION=1.2.2

podmanhpc_ready() {
  [[ -x /usr/local/bin/mksquashfs.static && -e /etc/podman_hpc/podman_hpc.yaml ]] &&
    compgen -G "$BED/podman-hpc/lib/python3*/site-packages/podman_hpc-$PODMANHPC_VERSION.dist-info" >/dev/null
}

podmanhpc_install() {
  # Debian's Python, as every user must be able to read it
  /usr/bin/python3 -m venv --clear "$BED/podman-hpc"
  "$BED/podman-hpc/bin/pip" install -q "podman-hpc==$PODMANHPC_VERSION"
  # where its own configuration looks for them
  ln -sf "$BED"/podman-hpc/bin/{podman-hpc,fuse-overlayfs-wrap,hook_tool} /usr/bin/
  ln -sfn "$BED/podman-hpc/etc/podman_hpc" /etc/podman_hpc
  [[ -s $CACHE/mksquashfs.static ]] || podmanhpc_build_mksquashfs
  install -m 755 "$CACHE/mksquashfs.static" /usr/local/bin/mksquashfs.static
}

# podman-hpc runs mksquashfs inside the image: it must be static, and newer than bookworm's 4.5.1.
podmanhpc_build_mksquashfs() (
  set -e
  packages_add dpkg-dev gcc make libc6-dev zlib1g-dev liblz4-dev
  work=$(mktemp -d)
  trap 'rm -rf "$work"' EXIT
  cd "$work"
  suites_update
  with_suites apt-get -q source squashfs-tools
  make -C squashfs-tools-*/squashfs-tools -j2 mksquashfs EXTRA_LDFLAGS=-static \
    GZIP_SUPPORT=1 LZ4_SUPPORT=1 XZ_SUPPORT=0 LZO_SUPPORT=0 ZSTD_SUPPORT=0 XATTR_SUPPORT=1
  mv squashfs-tools-*/squashfs-tools/mksquashfs "$CACHE/mksquashfs.static"
)

podman_configure() {
  render containers.conf /etc/containers/containers.conf.d/50-hpk-testbed.conf
  render storage.conf /etc/containers/storage.conf
  render registries.conf /etc/containers/registries.conf.d/50-hpk-testbed.conf
  render profile.sh /etc/profile.d/hpk-testbed.sh
  mkdir -p /usr/share/containers/oci/hooks.d /run/containers
  # root's podman leaves it closed, and then an ordinary user's fails
  chmod 711 /run/containers
}
