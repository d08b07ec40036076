# shellcheck shell=bash
# What a pod's containers see as /etc/hostname, /etc/hosts and /etc/resolv.conf, as a kubelet and its
# container runtime write them (pkg/kubelet/kubelet_pods.go, pkg/kubelet/network/dns).

# hpk_write_names: writes them below $HPK_SCRATCH/etc, once the pod's addresses are known.
hpk_write_names() {
  local etc=$HPK_SCRATCH/etc text
  [[ -d $etc ]] || mkdir -- "$etc"
  HPK_HOSTNAME=${HPK_HOSTNAME:-${HOSTNAME:-localhost}}
  umask 022
  printf '%s\n' "$HPK_HOSTNAME" >"$etc/hostname"
  hpk_hosts_text
  printf '%s' "$text" >"$etc/hosts"
  hpk_resolver_text
  [[ -z ${HPK_DNS_MISSING-} ]] || hpk_event_line "" Warning MissingClusterDNS \
    "pod: \"${HPK_POD_NAME}_$HPK_POD_NAMESPACE($HPK_POD_UID)\". kubelet does not have ClusterDNS IP configured and cannot create Pod using \"ClusterFirst\" policy. Falling back to \"Default\" policy."
  printf '%s' "$text" >"$etc/resolv.conf"
  umask 077
}

# Sets text to /etc/hosts: with the node's own lines in the host's network, else with the pod's.
hpk_hosts_text() {
  local line address
  local -a addresses=()
  if [[ ${HPK_NODE_HOSTS-} ]]; then
    text=$'# Kubernetes-managed hosts file (host network).\n'
    while IFS= read -r line || [[ -n $line ]]; do
      text+=$line$'\n'
    done <"${HPK_ETC:-/etc}/hosts"
  else
    text=$'# Kubernetes-managed hosts file.\n127.0.0.1\tlocalhost\n'
    text+=$'::1\tlocalhost ip6-localhost ip6-loopback\nfe00::0\tip6-localnet\n'
    text+=$'fe00::0\tip6-mcastprefix\nfe00::1\tip6-allnodes\nfe00::2\tip6-allrouters\n'
    IFS=, read -r -a addresses <<<"$HPK_POD_ADDRESSES"
    for address in "${addresses[@]}"; do
      text+=$address$'\t'${HPK_DOMAIN:+$HPK_SHORT_HOSTNAME.$HPK_DOMAIN$'\t'}${HPK_SHORT_HOSTNAME:-$HPK_HOSTNAME}$'\n'
    done
  fi
  ((${#HPK_HOST_ALIASES[@]})) || return 0
  text+=$'\n# Entries added by HostAliases.\n'
  for line in "${HPK_HOST_ALIASES[@]}"; do
    text+=$line$'\n'
  done
} 2>/dev/null

# Sets text to /etc/resolv.conf: of the host, of the cluster or of nobody, then what the pod adds.
hpk_resolver_text() {
  local -a servers=() searches=() options=()
  [[ ${HPK_DNS-host} == none ]] || hpk_host_resolver
  if [[ ${HPK_DNS-host} == cluster ]]; then
    servers=("${HPK_DNS_SERVERS[@]}")
    searches=("${HPK_DNS_SEARCHES[@]}" "${searches[@]}")
    options=(ndots:5)
  fi
  servers+=("${HPK_DNS_MORE_SERVERS[@]}")
  searches+=("${HPK_DNS_MORE_SEARCHES[@]}")
  hpk_merge_options
  hpk_each_once servers
  hpk_each_once searches
  hpk_limit_servers
  hpk_limit_searches
  text=
  ((${#searches[@]} == 0)) || text+="search ${searches[*]}"$'\n'
  ((${#servers[@]} == 0)) || { printf -v servers[0] 'nameserver %s\n' "${servers[@]}" && text+=${servers[0]}; }
  ((${#options[@]} == 0)) || text+="options ${options[*]}"$'\n'
}

# Adds what the host's resolv.conf has to servers, searches and options. A resolver on the host's
# loopback is out of reach from a network of the pod's own: hpk_nameservers stand in for it.
hpk_host_resolver() {
  local -a words
  while read -r -a words || ((${#words[@]})); do
    case ${words[0]-} in
      nameserver)
        if [[ ${words[1]-} == @(127.*|::1) ]] && ((${#hpk_nameservers[@]})); then
          servers+=("${hpk_nameservers[@]}")
        elif [[ -n ${words[1]-} ]]; then
          servers+=("${words[1]}")
        fi
        ;;
      search) searches=("${words[@]:1}") ;;
      options) options=("${words[@]:1}") ;;
    esac
  done <"${HPK_ETC:-/etc}/resolv.conf"
} 2>/dev/null

# Adds the pod's options to options; one of the same name takes the place of the other.
hpk_merge_options() {
  local more old
  local -a kept
  for more in "${HPK_DNS_MORE_OPTIONS[@]}"; do
    kept=()
    for old in "${options[@]}"; do
      [[ ${old%%:*} == "${more%%:*}" ]] || kept+=("$old")
    done
    options=("${kept[@]}" "$more")
  done
}

# hpk_each_once ARRAY: leaves out what is in it already.
hpk_each_once() {
  local -n list=$1
  local -A known=()
  local -a kept=()
  local each
  for each in "${list[@]}"; do
    [[ -z ${known[x$each]-} ]] || continue
    known[x$each]=1
    kept+=("$each")
  done
  list=("${kept[@]}")
}

# As the resolver of libc and validation.MaxDNSNameservers have it: 3.
hpk_limit_servers() {
  ((${#servers[@]} > 3)) || return 0
  servers=("${servers[@]:0:3}")
  hpk_event_line "" Warning DNSConfigForming \
    "Nameserver limits were exceeded, some nameservers have been omitted, the applied nameserver line is: ${servers[*]}"
}

# validation.MaxDNSSearchPaths and MaxDNSSearchListChars: 32 and 2048.
hpk_limit_searches() {
  local -i count=${#searches[@]}
  ((count <= 32)) || searches=("${searches[@]:0:32}")
  local all="${searches[*]}"
  while ((${#all} > 2048)); do
    searches=("${searches[@]:0:${#searches[@]}-1}")
    all="${searches[*]}"
  done
  ((${#searches[@]} < count)) || return 0
  hpk_event_line "" Warning DNSConfigForming \
    "Search Line limits were exceeded, some search paths have been omitted, the applied search line is: $all"
}
