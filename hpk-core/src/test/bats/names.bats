#!/usr/bin/env bats
# /etc/hosts, /etc/resolv.conf and /etc/hostname of a pod, and ports that are taken.
# shellcheck disable=SC2016 # heads are text

load helper

setup() {
  new_pod
  mkdir -p "$work/etc" "$work/net"
  printf '127.0.0.1 localhost\n10.0.0.1 login' >"$work/etc/hosts"
  printf '# by hand\nsearch old.example\nsearch site.example lab.example\nnameserver 10.0.0.53\nnameserver 127.0.0.53\noptions timeout:1 ndots:1\n' >"$work/etc/resolv.conf"
  : >"$work/net/tcp" && : >"$work/net/udp"
  head_line "HPK_ETC='$work/etc' HPK_PROC_NET='$work/net' HPK_ADDRESS=10.1.2.3,fd00::3"
  head_line 'HPK_HOSTNAME=web HPK_SHORT_HOSTNAME=web HPK_DNS=host'
}

teardown() {
  end_pod
}

# show: the container prints the files.
show() {
  container a main Never sh -c 'cat "$0/etc/hostname" "$0/etc/hosts"; echo --; cat "$0/etc/resolv.conf"' x
  head_line 'hpk_container_0_run() { exec sh -c '"'"'cat "$0/etc/hostname" "$0/etc/hosts"; echo --; cat "$0/etc/resolv.conf"; stat -c %a "$0/etc/hosts"'"'"' "$HPK_SCRATCH"; }'
  run_pod 0
  mapfile -t shown <"$pod/containers/a/0.log"
  text=$(<"$pod/containers/a/0.log")
}

managed=$'# Kubernetes-managed hosts file.\n127.0.0.1\tlocalhost\n::1\tlocalhost ip6-localhost ip6-loopback\nfe00::0\tip6-localnet\nfe00::0\tip6-mcastprefix\nfe00::1\tip6-allnodes\nfe00::2\tip6-allrouters'

@test "a pod's hosts file has its addresses, and its resolvers are the host's" {
  show
  [[ $text == $'web\n'"$managed"$'\n10.1.2.3\tweb\nfd00::3\tweb\n--\nsearch site.example lab.example\nnameserver 10.0.0.53\nnameserver 127.0.0.53\noptions timeout:1 ndots:1\n644' ]] || fail_with "$text"
  expect_line '"state":"started"' '"address":"10.1.2.3,fd00::3"'
  expect_line '"state":"sandbox"' '"address":"10.1.2.3,fd00::3"'
}

@test "a pod with a domain has its whole name before the short one, and its aliases last" {
  head_line "HPK_HOSTNAME=db-0.db.shop.svc.cluster.local HPK_SHORT_HOSTNAME=db-0 HPK_DOMAIN=db.shop.svc.cluster.local"
  head_line "HPK_HOST_ALIASES=($'10.9.9.9\tcache\tcache.shop' $'10.9.9.8\tx')"
  show
  [[ ${shown[0]} == db-0.db.shop.svc.cluster.local ]]
  [[ $text == *$'\n10.1.2.3\tdb-0.db.shop.svc.cluster.local\tdb-0\nfd00::3\tdb-0.db.shop.svc.cluster.local\tdb-0\n\n# Entries added by HostAliases.\n10.9.9.9\tcache\tcache.shop\n10.9.9.8\tx\n--\n'* ]] || fail_with "$text"
}

@test "in the host's network the hosts file has the node's own lines" {
  head_line "HPK_NODE_HOSTS=yes HPK_HOSTNAME='' HPK_SHORT_HOSTNAME='' HPK_HOST_ALIASES=($'10.9.9.9\tcache')"
  show
  [[ ${shown[0]} == "$HOSTNAME" ]]
  [[ $text == *$'\n# Kubernetes-managed hosts file (host network).\n127.0.0.1 localhost\n10.0.0.1 login\n\n# Entries added by HostAliases.\n10.9.9.9\tcache\n--\n'* ]] || fail_with "$text"
}

@test "the cluster's resolvers come alone, its searches before the host's, then the pod's own" {
  head_line "HPK_DNS=cluster HPK_DNS_SERVERS=(10.32.0.10)"
  head_line "HPK_DNS_SEARCHES=(shop.svc.cluster.local svc.cluster.local cluster.local)"
  head_line "HPK_DNS_MORE_SERVERS=(10.3.3.3 10.32.0.10) HPK_DNS_MORE_SEARCHES=(own.example lab.example)"
  head_line "HPK_DNS_MORE_OPTIONS=(ndots:2 edns0)"
  show
  [[ $text == *$'\n--\nsearch shop.svc.cluster.local svc.cluster.local cluster.local site.example lab.example own.example\nnameserver 10.32.0.10\nnameserver 10.3.3.3\noptions ndots:2 edns0\n644' ]] || fail_with "$text"
}

@test "a pod that wants nobody's resolvers has its own only" {
  head_line "HPK_DNS=none HPK_DNS_MORE_SERVERS=(10.3.3.3)"
  show
  [[ $text == *$'\n--\nnameserver 10.3.3.3\n644' ]] || fail_with "$text"
}

@test "too many resolvers and searches are cut, and an event says what is left" {
  local i searches=
  for ((i = 0; i < 40; i++)); do searches+=" s$i.example"; done
  head_line "HPK_DNS=none HPK_DNS_MORE_SERVERS=(10.3.3.1 10.3.3.2 10.3.3.3 10.3.3.4) HPK_DNS_MORE_SEARCHES=($searches)"
  show
  [[ $(grep -c ^nameserver "$pod/containers/a/0.log") == 3 ]]
  [[ $(grep ^search "$pod/containers/a/0.log" | wc -w) == 33 ]]
  expect_line '"type":"event"' '"Warning"' 'DNSConfigForming' 'the applied nameserver line is: 10.3.3.1 10.3.3.2 10.3.3.3'
  expect_line 'DNSConfigForming' 'Search Line limits were exceeded' 's31.example"'
}

@test "searches that are too long together are cut" {
  local i searches=
  for ((i = 0; i < 20; i++)); do searches+=" $(printf 'x%.0s' {1..150})$i"; done
  head_line "HPK_DNS=none HPK_DNS_MORE_SEARCHES=($searches)"
  show
  local line
  line=$(grep ^search "$pod/containers/a/0.log")
  [[ $(wc -w <<<"$line") == 14 ]] # 13 of 151 or 152 characters
  expect_line 'DNSConfigForming' 'Search Line limits were exceeded'
}

@test "a pod that asks for the resolvers of a cluster that has none is told so" {
  head_line "HPK_DNS_MISSING=yes"
  show
  expect_line '"type":"event"' '"Warning"' 'MissingClusterDNS' 'Falling back to \"Default\" policy.'
}

@test "a host without hosts file and resolvers gives none" {
  rm "$work/etc/hosts" "$work/etc/resolv.conf"
  head_line "HPK_NODE_HOSTS=yes"
  show
  [[ $text == $'web\n# Kubernetes-managed hosts file (host network).\n--\n644' ]] || fail_with "$text"
}

@test "the sandbox says what the pod's address, resolver and troubles are" {
  head_line 'hpk_sandbox() { bash -c '"'"'printf "process %s\naddress 10.0.2.100\nnameserver 10.0.2.3\nwarning no way out\n" "$$" >"$1.new"; mv "$1.new" "$1"; exec sleep 100'"'"' x "$HPK_SCRATCH/sandbox"; }'
  head_line 'hpk_sandbox_file() { printf "%s\n" "$HPK_SCRATCH/sandbox"; }'
  show
  [[ $text == *$'\n10.0.2.100\tweb\n--\n'* ]] || fail_with "$text"
  [[ $text == *$'\nnameserver 10.0.0.53\nnameserver 10.0.2.3\n'* ]] || fail_with "$text"
  expect_line '"state":"started"' '"address":"10.1.2.3,fd00::3"'
  expect_line '"state":"sandbox"' '"address":"10.0.2.100"'
  expect_line '"type":"event"' 'NetworkNotReady' 'no way out'
}

@test "ports that others have are told before the container fails by them" {
  printf '%s\n' '  sl  local_address rem_address   st' \
    '   0: 00000000:1F90 00000000:0000 0A 00000000:00000000 00:00000000 00000000     0        0 1 1' \
    '   1: 0100007F:1F91 00000000:0000 01 00000000:00000000 00:00000000 00000000     0        0 1 1' >"$work/net/tcp"
  printf '%s\n' '  sl  local_address rem_address   st' \
    '   0: 00000000000000000000000000000000:0035 00000000000000000000000000000000:0000 07 0:0 0:0 0 0 0' >"$work/net/udp6"
  head_line "HPK_PORTS=(0 TCP 8080 0 TCP 8081 1 UDP 53 1 TCP 53)"
  container a main Never true
  container b main Never true
  run_pod 0
  expect_line '"Warning"' '"container":"a"' 'HostPortConflict' 'port 8080/TCP of container a is in use already on host testhost'
  expect_line '"Warning"' '"container":"b"' 'HostPortConflict' 'port 53/UDP'
  [[ $(grep -c HostPortConflict "$journal") == 2 ]]
}

@test "an image without a user, or with a name for one, does not run a container that must not be root" {
  image_index=0
  image i IF_NOT_PRESENT 'printf x >"$HPK_IMAGE_TEMPORARY"' 'printf "%s" "{\"config\":{\"User\":\"$(cat "$HPK_POD_DIR/user" 2>/dev/null)\"}}"'
  head_line 'hpk_container_0_must_not_be_root() { true; }'
  container a main Never true
  printf nobody >"$pod/user"
  begin
  wait_until "the complaint" has_line '"waiting"' 'CreateContainerConfigError'
  expect_line 'container has runAsNonRoot and image has non-numeric user (nobody), cannot verify user is non-root (pod: \"pod_testing('
  kill -TERM "$supervisor"
  finish 143
}

@test "an image with a number for its user runs a container that must not be root" {
  image i IF_NOT_PRESENT 'printf x >"$HPK_IMAGE_TEMPORARY"' 'printf "%s" "{\"config\":{\"User\":\"1234:5\"}}"'
  head_line 'hpk_container_0_must_not_be_root() { true; }'
  container a main Never true
  head_line 'hpk_container_0_run() { exec echo "as $HPK_IMAGE_USER"; }'
  run_pod 0
  [[ $(<"$pod/containers/a/0.log") == 'as 1234:5' ]]
}

@test "an engine that tells the image's user itself is asked" {
  head_line 'hpk_container_0_must_not_be_root() { true; }'
  container a main Never true
  head_line 'hpk_container_0_image_user() { printf ""; }'
  begin
  wait_until "the complaint" has_line 'container has runAsNonRoot and image will run as root'
  kill -TERM "$supervisor"
  finish 143
}

@test "addresses of version 6 are written as RFC 5952 has them" {
  local pair
  for pair in 20010db8000000000000000000000001=2001:db8::1 00000000000000000000000000000001=::1 \
    00000000000000000000000000000000=:: fd000000000000000000000000000000=fd00:: \
    20010db8000000010001000100010001=2001:db8:0:1:1:1:1:1 20010db8000000000001000000000001=2001:db8::1:0:0:1; do
    [[ $(library "hpk_version_6 ${pair%%=*}; printf %s \"\$six\"") == "${pair#*=}" ]] || fail_with "$pair"
  done
}
