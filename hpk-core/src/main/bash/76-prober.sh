# shellcheck shell=bash
# A prober: the process of one probe. It lives as long as its container, or until a startup or
# liveness probe has decided.

# hpk_prober NUMBER ATTEMPT DELAY SUPERVISOR ADDRESS: probes after DELAY milliseconds, and then each
# period. ADDRESS is the pod's.
hpk_prober() {
  local hpk_index hpk_probe_type hpk_probe_kind hpk_probe_timeout hpk_probe_period hpk_probe_success
  local hpk_probe_failure hpk_probe_host hpk_probe_port hpk_probe_target hpk_result='' hpk_last=''
  local hpk_told='' hpk_told_at=0 hpk_number=$1 hpk_try=$2 hpk_parent_id=$4 hpk_socket='' hpk_begun
  local -i hpk_round=0 hpk_run=0
  local -a hpk_tally=()
  trap '' TERM INT HUP QUIT USR1 USR2
  hpk_prober_read
  [[ -n $hpk_probe_host ]] || hpk_probe_host=$5
  hpk_web_errors=$hpk_private/p$1.errors
  exec {hpk_quiet}<> <(:)
  [[ $hpk_probe_kind == @(exec|unknown) ]] || hpk_net_settle
  if [[ $hpk_probe_kind == exec ]]; then
    exec {hpk_output}<> <(:)
  fi
  hpk_prober_rest "$3"
  while true; do
    hpk_uptime
    hpk_begun=$hpk_up hpk_until=$((hpk_up + hpk_probe_timeout * 1000))
    hpk_verdict=failure hpk_said=''
    hpk_round=$(((hpk_round + 1) % 100000))
    printf 'probe %s' "$hpk_round" >/proc/$BASHPID/comm
    "hpk_prober_$hpk_probe_kind"
    printf prober >/proc/$BASHPID/comm
    hpk_prober_tally
    hpk_prober_count
    hpk_uptime
    hpk_prober_rest $((hpk_probe_period * 1000 - (hpk_up - hpk_begun)))
  done
}

# hpk_prober_read: sets the fields of the probe.
hpk_prober_read() {
  local -a words=("${HPK_PROBES[@]:hpk_number * 12:12}")
  hpk_index=${words[0]} hpk_probe_type=${words[1]} hpk_probe_kind=${words[2]}
  hpk_probe_timeout=${words[4]} hpk_probe_period=${words[5]} hpk_probe_success=${words[6]}
  hpk_probe_failure=${words[7]} hpk_probe_host=${words[9]} hpk_probe_port=${words[10]}
  hpk_probe_target=${words[11]}
}

# hpk_prober_rest MILLISECONDS: rests, and ends when the supervisor is no more.
hpk_prober_rest() {
  local -i left=$1 slice
  local seconds
  while [[ -e /proc/$hpk_parent_id ]] || exit 0; do
    ((left > 0)) || return 0
    slice=$((left < 5000 ? left : 5000))
    printf -v seconds '%d.%03d' $((slice / 1000)) $((slice % 1000))
    read -r -t "$seconds" -u "$hpk_quiet" _
    left=$((left - slice))
  done
}

# hpk_prober_tally: counts the verdict and the time that it took, for hpk_note_probes: how many were
# successful, failed and unknown, milliseconds in all, and how many took at most so long. A prober that
# takes another's place goes on with what that one counted.
hpk_prober_tally() {
  local most
  local -i at=4 took
  hpk_uptime
  took=$((hpk_up - hpk_begun))
  if ((${#hpk_tally[@]} == 0)); then
    { read -r -a hpk_tally <"$hpk_private/p$hpk_number.tally"; } 2>/dev/null
    ((${#hpk_tally[@]} == 16)) || hpk_tally=(0 0 0 0 0 0 0 0 0 0 0 0 0 0 0 0)
  fi
  case $hpk_verdict in
    success | warning) hpk_tally[0]=$((hpk_tally[0] + 1)) ;;
    failure) hpk_tally[1]=$((hpk_tally[1] + 1)) ;;
    *) hpk_tally[2]=$((hpk_tally[2] + 1)) ;;
  esac
  hpk_tally[3]=$((hpk_tally[3] + took))
  # the buckets of Prometheus' clients
  for most in 5 10 25 50 100 250 500 1000 2500 5000 10000; do
    ((took > most)) || break
    at+=1
  done
  hpk_tally[at]=$((hpk_tally[at] + 1))
  printf '%s\n' "${hpk_tally[*]}" 2>/dev/null >"$hpk_private/p$hpk_number.tally"
}

# hpk_prober_count: what the verdict means after those before it (worker.go doProbe).
hpk_prober_count() {
  case $hpk_verdict in
    error) hpk_prober_warn Unhealthy "${hpk_probe_type^} probe errored and resulted in unknown state: $hpk_said" ;;
    warning)
      hpk_prober_warn ProbeWarning "${hpk_probe_type^} probe warning: $hpk_said"
      hpk_verdict=success
      ;;
    failure) hpk_prober_warn Unhealthy "${hpk_probe_type^} probe failed: $hpk_said" ;;
  esac
  [[ $hpk_verdict != error ]] || return 0
  [[ $hpk_verdict == "$hpk_last" ]] || hpk_run=0
  hpk_last=$hpk_verdict hpk_run+=1
  if [[ $hpk_verdict == failure ]]; then
    ((hpk_run >= hpk_probe_failure)) || return 0
  else
    ((hpk_run >= hpk_probe_success)) || return 0
  fi
  case $hpk_probe_type:$hpk_verdict:$hpk_result in
    startup:success:*)
      hpk_prober_tell started
      exit 0
      ;;
    startup:failure:* | liveness:failure:*)
      hpk_prober_tell failed
      exit 0
      ;;
    readiness:success: | readiness:success:failure) hpk_prober_tell ready ;;
    readiness:failure:success) hpk_prober_tell unready ;;
  esac
  hpk_result=$hpk_verdict
}

# hpk_prober_warn REASON TEXT: the same text once a minute.
hpk_prober_warn() {
  [[ $hpk_told != "$2" ]] || ((hpk_up - hpk_told_at >= 60000)) || return 0
  hpk_told=$2 hpk_told_at=$hpk_up
  hpk_prober_tell "$1" "${2:0:800}"
}

# hpk_prober_tell WORD [TEXT]: one line in one write.
hpk_prober_tell() {
  local text=${2-}
  # the last byte keeps blanks before it
  printf '.probe %s %s %s %s\037\n' "$hpk_number" "$hpk_try" "$1" "${text//$'\n'/$'\x1e'}" >&9
}

hpk_prober_unknown() {
  hpk_verdict=error hpk_said=$hpk_probe_target
}

hpk_prober_tcp() {
  hpk_net_open "$hpk_probe_host" "$hpk_probe_port" || return 0
  hpk_net_close
  hpk_verdict=success
}

hpk_prober_http() {
  local -n headers=HPK_PROBE_${hpk_number}_HEADERS
  local code
  hpk_web_follow "$hpk_probe_kind" "$hpk_probe_host" "$hpk_probe_port" "$hpk_probe_target" "${headers[@]}"
  code=$?
  if ((code == 2)) || [[ -n $hpk_web_lacks ]]; then
    hpk_verdict=error
  elif ((code == 0)); then
    case $hpk_web_code in
      2??) hpk_verdict=success ;;
      3??)
        hpk_verdict=warning
        hpk_said="Probe terminated redirects, Response body: $hpk_web_body"
        ;;
      *) hpk_said="HTTP probe failed with statuscode: $hpk_web_code" ;;
    esac
  fi
}

hpk_prober_https() {
  hpk_prober_http
}

hpk_prober_grpc() {
  local where=$hpk_probe_host:$hpk_probe_port
  [[ $hpk_probe_host != *:* ]] || where="[$hpk_probe_host]:$hpk_probe_port"
  [[ -n ${hpk_grpc_request-} ]] || hpk_grpc_prepare "$hpk_probe_host" "$hpk_probe_port" "$hpk_probe_target"
  if ! hpk_net_open "$hpk_probe_host" "$hpk_probe_port"; then
    hpk_said="timeout: failed to connect service \"$where\" within ${hpk_probe_timeout}s: $hpk_said"
    return
  fi
  if hpk_grpc_check; then
    case $hpk_grpc_status in
      1) hpk_verdict=success ;;
      2) hpk_said='service unhealthy (responded with "NOT_SERVING")' ;;
      3) hpk_said='service unhealthy (responded with "SERVICE_UNKNOWN")' ;;
      *) hpk_said='service unhealthy (responded with "UNKNOWN")' ;;
    esac
  fi
  hpk_net_close
}

# A command in the container, in a process group of its own. How it ended comes as the last line of
# what it prints; what it leaves in the background holds nothing up.
hpk_prober_exec() {
  local line code='' text='' mark=$RANDOM$RANDOM.$hpk_round child
  set -m
  hpk_prober_command "$mark" &
  child=$!
  set +m
  while hpk_left; do
    IFS= read -r -n 4096 -t "$hpk_rest_of" -u "$hpk_output" line || break
    if [[ $line == "$mark "+([0-9]) ]]; then
      code=${line##* }
      break
    fi
    ((${#text} >= 10240)) || text+=$line$'\n'
  done
  if [[ -z $code ]]; then
    hpk_tree "$child"
    hpk_kill KILL "${hpk_pids[@]}" "-$child"
    hpk_sweep "$HPK_POD_UID.$hpk_index.$hpk_try.p$hpk_number."
    # what it printed is not read by the next one
    exec {hpk_output}>&-
    exec {hpk_output}<> <(:)
    hpk_said="command timed out: \"$hpk_probe_target\" timed out after ${hpk_probe_timeout}s"
  fi
  wait "$child"
  [[ -n $code ]] || return 0
  hpk_said=${text%$'\n'}
  if ((code == 0)); then
    hpk_verdict=success
  elif ((code == 126 || code == 127)) && [[ $hpk_said == @(*nsenter: failed to execute*|*hpk-enter: line *: exec: *|*executable file*not found*|*OCI runtime*) ]]; then
    hpk_verdict=error hpk_said="failed to exec in container: $hpk_said"
  fi
}

# hpk_prober_command MARK: the child of an exec probe.
hpk_prober_command() {
  trap - TERM INT HUP QUIT USR1 USR2
  exec >&"$hpk_output" 2>&1 9>&-
  exec {hpk_output}>&- {hpk_quiet}>&-
  export HPK_POD_MARK=$HPK_POD_UID.$hpk_index.$hpk_try.p$hpk_number.
  hpk_restore_shell
  "hpk_probe_${hpk_number}_exec" </dev/null
  printf '\n%s %s\n' "$1" "$?"
}
