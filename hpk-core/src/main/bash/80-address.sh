# shellcheck shell=bash
# The address of the host, out of /proc alone.

# hpk_find_address: sets HPK_POD_ADDRESS to HPK_ADDRESS of the head, else to the host's address on
# the network of its default route, else to its first one that is not of the loopback, else to
# 127.0.0.1.
hpk_find_address() {
  HPK_POD_ADDRESS=${HPK_ADDRESS-}
  [[ -z $HPK_POD_ADDRESS ]] || return 0
  hpk_local_addresses
  hpk_address_of_route
  [[ -n $HPK_POD_ADDRESS ]] || HPK_POD_ADDRESS=${hpk_addresses[0]-}
  [[ -n $HPK_POD_ADDRESS ]] || hpk_address_of_version_6
  [[ -n $HPK_POD_ADDRESS ]] || HPK_POD_ADDRESS=127.0.0.1
}

# Sets hpk_addresses to the host's own addresses: those that the kernel routes to itself.
hpk_local_addresses() {
  local line address=
  local -A known=()
  hpk_addresses=()
  while read -r line; do
    case $line in
      *'-- '*) address=${line##*-- } ;;
      *'/32 host LOCAL')
        [[ $address != 127.* && -z ${known[x$address]-} ]] || continue
        known[x$address]=1
        hpk_addresses+=("$address")
        ;;
    esac
  done </proc/net/fib_trie
} 2>/dev/null

# Sets HPK_POD_ADDRESS to the one of hpk_addresses in a network of the interface of the default route.
hpk_address_of_route() {
  local name target mask address route default=
  local -a routes=()
  while read -r name target _ _ _ _ _ mask _; do
    if [[ $target == 00000000 && $mask == 00000000 ]]; then
      [[ -n $default ]] || default=$name
    elif [[ $target == [0-9A-F]* && $mask != 00000000 ]]; then
      routes+=("$name $target $mask")
    fi
  done </proc/net/route
  [[ -n $default ]] || return 0
  for address in "${hpk_addresses[@]}"; do
    hpk_address_number "$address"
    for route in "${routes[@]}"; do
      read -r name target mask <<<"$route"
      if [[ $name == "$default" ]] && (((hpk_number_of & 16#$mask) == 16#$target)); then
        HPK_POD_ADDRESS=$address
        return
      fi
    done
  done
} 2>/dev/null

# hpk_address_number ADDRESS: sets hpk_number_of as /proc/net/route has it on little-endian machines.
hpk_address_number() {
  local IFS=.
  local -a part
  read -r -a part <<<"$1"
  hpk_number_of=$((part[3] << 24 | part[2] << 16 | part[1] << 8 | part[0]))
}

hpk_address_of_version_6() {
  local hex scope text
  while read -r hex _ _ scope _; do
    [[ $scope == 00 ]] || continue
    printf -v text '%s:' "${hex:0:4}" "${hex:4:4}" "${hex:8:4}" "${hex:12:4}" "${hex:16:4}" \
      "${hex:20:4}" "${hex:24:4}" "${hex:28:4}"
    HPK_POD_ADDRESS=${text%:}
    return
  done </proc/net/if_inet6
} 2>/dev/null
