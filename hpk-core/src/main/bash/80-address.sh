# shellcheck shell=bash
# The addresses of the host, out of /proc alone.

# hpk_find_address: sets HPK_HOST_ADDRESSES to HPK_ADDRESS of the head, else to the host's address of
# each family on the interface of its default route, else its first that others reach, else
# 127.0.0.1, with commas between them; HPK_HOST_ADDRESS to the first. A pod's are the same until its
# network says otherwise.
hpk_find_address() {
  HPK_HOST_ADDRESSES=${HPK_ADDRESS-}
  if [[ -z $HPK_HOST_ADDRESSES ]]; then
    local four='' six=''
    hpk_local_addresses
    hpk_address_of_route
    four=${four:-${hpk_addresses[0]-}}
    hpk_address_of_version_6
    HPK_HOST_ADDRESSES=$four${six:+${four:+,}$six}
    HPK_HOST_ADDRESSES=${HPK_HOST_ADDRESSES:-127.0.0.1}
  fi
  HPK_HOST_ADDRESS=${HPK_HOST_ADDRESSES%%,*}
  HPK_POD_ADDRESSES=$HPK_HOST_ADDRESSES HPK_POD_ADDRESS=$HPK_HOST_ADDRESS
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

# Sets four to the one of hpk_addresses in a network of the interface of the default route.
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
        four=$address
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

# Sets six to the host's address of global scope on the interface of the default route of version 6,
# else to its first one.
hpk_address_of_version_6() {
  local hex scope name target length default='' first=''
  while read -r target length _ _ _ _ _ _ _ name; do
    [[ $target$length != 0000000000000000000000000000000000 || $name == lo ]] || default=${default:-$name}
  done </proc/net/ipv6_route
  while read -r hex _ _ scope _ name; do
    [[ $scope == 00 ]] || continue
    first=${first:-$hex}
    if [[ $name == "$default" ]]; then
      hpk_version_6 "$hex"
      return
    fi
  done </proc/net/if_inet6
  [[ -z $first ]] || hpk_version_6 "$first"
} 2>/dev/null

# hpk_version_6 HEX: sets six to an address as RFC 5952 writes it.
hpk_version_6() {
  local text=: part zeros
  local -i next
  for ((next = 0; next < 32; next += 4)); do
    printf -v part '%x' "0x${1:next:4}"
    text+=$part:
  done
  six=${text#:} six=${six%:}
  # the longest run of two or more zeros, the first of equals
  for zeros in 0:0:0:0:0:0:0:0 0:0:0:0:0:0:0 0:0:0:0:0:0 0:0:0:0:0 0:0:0:0 0:0:0 0:0; do
    [[ $text == *:"$zeros":* ]] || continue
    six=${text%%":$zeros:"*}::${text#*":$zeros:"}
    six=${six#:} six=${six%:}
    [[ $six != : ]] || six=::
    [[ $six == ::* || $text != ":$zeros:"* ]] || six=:$six
    [[ $six == *:: || $text != *":$zeros:" || $six == :: ]] || six+=:
    return
  done
}
