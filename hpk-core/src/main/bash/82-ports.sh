# shellcheck shell=bash
# Ports of the host that the pod's containers declare and others have already.

# hpk_check_ports: warns of them before any container fails by it. HPK_PORTS has triples of container
# index, protocol and port.
hpk_check_ports() {
  ((${#HPK_PORTS[@]})) || return 0
  local -A taken=()
  local -i next
  local index protocol port
  hpk_listened TCP 0A tcp tcp6
  hpk_listened UDP 07 udp udp6
  for ((next = 0; next < ${#HPK_PORTS[@]}; next += 3)); do
    index=${HPK_PORTS[next]} protocol=${HPK_PORTS[next + 1]} port=${HPK_PORTS[next + 2]}
    [[ ${taken[$protocol/$port]-} ]] || continue
    hpk_event_line "$index" Warning HostPortConflict \
      "port $port/$protocol of container ${HPK_CONTAINERS[index]} is in use already on host $hpk_host, whose network the pod shares"
  done
}

# hpk_listened PROTOCOL STATE FILE...: marks in taken what is listened on, as /proc/net/tcp has it.
hpk_listened() {
  local file address state
  for file in "${@:3}"; do
    while read -r _ address _ state _; do
      [[ $state != "$2" ]] || taken[$1/$((0x${address##*:}))]=1
    done <"${HPK_PROC_NET:-/proc/net}/$file"
  done
} 2>/dev/null
