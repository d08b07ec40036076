# shellcheck shell=bash
# Probes: what a kubelet's prober does (prober/worker.go). Each probe of a running container has a
# process of its own, a prober (76-prober.sh), which tells what changed.

# HPK_PROBES has twelve words for each probe, in this order:
#   container  its index
#   type       startup, liveness or readiness
#   kind       exec, http, https, tcp, grpc, or unknown: it can only go wrong
#   delay timeout period  seconds
#   success failure       how many in a row count
#   grace      seconds that the container has when it is restarted for this probe
#   host       empty: the pod's own address
#   port       a number
#   target     of HTTP: path and query; of gRPC: the service; of an unknown one: why
# Probe N of kind exec has the function hpk_probe_N_exec; one of HTTP the array HPK_PROBE_N_HEADERS.

hpk_prober=()      # by probe: process id of its prober while there is one
hpk_prober_said=() # what its prober was doing when it was looked at last
hpk_prober_seen=() # since when
hpk_is_up=()       # by container: its startup is over

# hpk_probes_begin INDEX: the container runs.
hpk_probes_begin() {
  hpk_is_up[$1]=
  hpk_start_probers "$1" startup || hpk_container_is_up "$1"
}

hpk_container_is_up() {
  hpk_is_up[$1]=1
  hpk_start_probers "$1" readiness
  [[ -n $hpk_stopping ]] || hpk_start_probers "$1" liveness
  return 0
}

# hpk_start_probers INDEX TYPE: returns 1 when it has no such probe.
hpk_start_probers() {
  local -i number found=0
  for ((number = 0; number * 12 < ${#HPK_PROBES[@]}; number++)); do
    [[ ${HPK_PROBES[number * 12]} == "$1" && ${HPK_PROBES[number * 12 + 1]} == "$2" ]] || continue
    found=1
    hpk_start_prober "$number"
  done
  ((found))
}

hpk_start_prober() {
  local address=$HPK_POD_ADDRESS
  local -i index=${HPK_PROBES[$1 * 12]} delay=${HPK_PROBES[$1 * 12 + 3]}
  delay=$((hpk_started[index] + delay * 1000 - hpk_now))
  hpk_prober_said[$1]='' hpk_prober_seen[$1]=$hpk_now
  if hpk_prober_apart "$1"; then
    [[ -e $hpk_private/apart.sh ]] || hpk_write_apart
    # the host's address is not there
    [[ $address != "$HPK_HOST_ADDRESS" ]] || address=127.0.0.1
    HPK_POD_MARK=$HPK_POD_UID.prober LC_ALL=C nsenter --preserve-credentials --user --net \
      --target "$HPK_SANDBOX_PID" -- bash -O extglob "$hpk_private/apart.sh" \
      hpk_prober "$1" "${hpk_attempt[index]}" "$delay" "$$" "$address" </dev/null >/dev/null 2>&1 &
  else
    hpk_variables "$index"
    hpk_prober "$1" "${hpk_attempt[index]}" "$delay" "$$" "$address" </dev/null >/dev/null 2>&1 &
  fi
  hpk_prober[$1]=$!
  disown "$!"
}

# hpk_prober_apart NUMBER: whether it asks from within a network of the pod's own.
hpk_prober_apart() {
  [[ ${HPK_PROBES[$1 * 12 + 2]} == @(http|https|tcp|grpc) ]] && hpk_is_apart_net
}

# hpk_end_probers INDEX [TYPE...]: ends the probers of a container, all or those of these types.
hpk_end_probers() {
  local -i number
  local -a ending=()
  for number in "${!hpk_prober[@]}"; do
    [[ ${HPK_PROBES[number * 12]} == "$1" ]] || continue
    (($# == 1)) || [[ " ${*:2} " == *" ${HPK_PROBES[number * 12 + 1]} "* ]] || continue
    ending+=("${hpk_prober[number]}")
    unset "hpk_prober[number]"
  done
  ((${#ending[@]})) || return 0
  hpk_tree "${ending[@]}"
  hpk_kill KILL "${hpk_pids[@]}"
}

hpk_end_all_probers() {
  local i
  for i in "${!HPK_CONTAINERS[@]}"; do
    hpk_end_probers "$i" "$@"
  done
}

# hpk_watch_probers: once a second. A prober that waits for a connection can be woken by a signal
# only; one that was killed is replaced.
hpk_watch_probers() {
  local doing
  local -i number
  for number in "${!hpk_prober[@]}"; do
    doing=
    { read -r doing </proc/"${hpk_prober[number]}"/comm; } 2>/dev/null
    if [[ -z $doing ]]; then
      hpk_start_prober "$number"
    elif [[ $doing != 'probe '* || $doing != "${hpk_prober_said[number]}" ]]; then
      hpk_prober_said[number]=$doing hpk_prober_seen[number]=$hpk_now
    elif [[ ${HPK_PROBES[number * 12 + 2]} == @(http|https|tcp|grpc) ]] && ((hpk_now - hpk_prober_seen[number] >= HPK_PROBES[number * 12 + 4] * 1000)); then
      hpk_kill ALRM "${hpk_prober[number]}"
    fi
  done
}

# hpk_prober_tells NUMBER WORDS: a prober says `ATTEMPT WORD TEXT`.
hpk_prober_tells() {
  local -i index=${HPK_PROBES[$1 * 12]}
  local name=${HPK_CONTAINERS[index]} type=${HPK_PROBES[$1 * 12 + 1]} attempt word text
  read -r attempt word text <<<"$2"
  [[ $attempt == "${hpk_attempt[index]}" && ${hpk_state[index]} == running && -n ${hpk_prober[$1]-} ]] || return 0
  text=${text%$'\x1f'}
  text=${text//$'\x1e'/$'\n'}
  hpk_clock
  hpk_fields=
  case $word in
    Unhealthy | ProbeWarning) hpk_event_line "$index" Warning "$word" "$text" ;;
    ready | unready) hpk_container_line "$index" "$word" ;;
    started)
      hpk_drop_prober "$1"
      hpk_container_line "$index" started
      hpk_container_is_up "$index"
      ;;
    failed)
      hpk_drop_prober "$1"
      [[ -z $hpk_stopping ]] || return 0
      text="Container $name failed $type probe"
      [[ ${HPK_CONTAINER_RESTARTS[index]} == Never ]] || text+=', will be restarted'
      hpk_restart_container "$index" "${HPK_PROBES[$1 * 12 + 8]:-${HPK_GRACE:-30}}" "$text"
      ;;
  esac
}

# hpk_drop_prober NUMBER: one that has decided; it, or the one in its place, is to be no more.
hpk_drop_prober() {
  hpk_kill KILL "${hpk_prober[$1]}"
  unset "hpk_prober[$1]"
}
