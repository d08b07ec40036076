# shellcheck shell=bash
# The few small images that the tests use, made here and put into the registry.

images_ready() { [[ $(cat "$BED/images-done" 2>/dev/null) == "$(images_recipe)" ]]; }

# The images are made again when this file changes.
images_recipe() { cksum <"$TESTBED/lib/images.sh"; }

images_make() (
  set -e
  work=$(mktemp -d)
  trap 'rm -rf "$work"' EXIT
  cd "$work"
  image_root root
  umoci init --layout layout

  image_new busybox root --config.cmd /bin/sh
  image_push busybox library/busybox:1 library/busybox:latest

  # shellcheck disable=SC2016  # expands in the image
  image_script root/bin/entry 'for word in "$@"; do printf "%s\n" "$word"; done'
  mkdir -p root/srv/app
  image_new entrypoint root --config.entrypoint /bin/entry --config.entrypoint --fixed \
    --config.cmd one --config.cmd two --config.env IMAGE_VAR=from-image --config.workingdir /srv/app
  image_push entrypoint hpk/entrypoint:1

  image_script root/bin/hello 'echo "Hello from HPK"'
  image_new hello root --config.cmd /bin/hello
  image_push hello hpk/hello:1

  image_new user root --config.cmd /bin/id --config.user 1234:1234
  image_push user hpk/user:1

  image_new signal root --config.cmd /bin/sh --config.stopsignal SIGUSR1
  image_push signal hpk/signal:1

  images_recipe >"$BED/images-done"
)

# image_root DIRECTORY: a root file system of busybox alone.
image_root() {
  local applet
  mkdir -p "$1"/{bin,dev,proc,sys,tmp,etc,root,home,mnt,run,srv,usr/bin,var/tmp}
  cp /bin/busybox "$1/bin/"
  for applet in $(busybox --list); do
    [[ $applet == busybox ]] || ln -sf busybox "$1/bin/$applet"
  done
  echo root:x:0:0:root:/root:/bin/sh >"$1/etc/passwd"
  echo root:x:0: >"$1/etc/group"
  touch "$1"/etc/{hosts,resolv.conf}
  chmod 1777 "$1/tmp" "$1/var/tmp"
}

image_script() {
  printf '#!/bin/sh\n%s\n' "$2" >"$1"
  chmod 755 "$1"
}

# image_new TAG DIRECTORY CONFIG-OPTION...
image_new() {
  local tag=$1 directory=$2
  shift 2
  umoci new --image "layout:$tag"
  umoci insert --image "layout:$tag" "$directory" /
  umoci config --image "layout:$tag" "$@"
}

# image_push TAG NAME...
image_push() {
  local tag=$1 name
  shift
  for name in "$@"; do
    skopeo copy --dest-tls-verify=false "oci:layout:$tag" "docker://$REGISTRY/$name"
  done
}
