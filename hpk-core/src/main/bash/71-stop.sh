# shellcheck shell=bash
# Stopping a pod within its grace period, or one container of it.

# How far a container's end is, by its index:
# ''     nobody wants it
# hook   its preStop hook runs
# turn   the hook is through, and others end before it
# asked  it has its signal
hpk_ending=()
hpk_end_by=() # when the hook is cut off, and then when it is killed, milliseconds since 1970

# A kubelet gives a container at least so long after its signal, whatever the grace period.
hpk_least_time=2000

# hpk_stop REASON: begins to stop the pod, or shortens the time that it has for that.
hpk_stop() {
  local i by
  hpk_read_grace
  by=$((hpk_now + hpk_grace * 1000))
  if [[ -z $hpk_stopping ]]; then
    hpk_stop_by=$by
  elif ((by < hpk_stop_by)); then
    hpk_stop_by=$by
    for i in "${!HPK_CONTAINERS[@]}"; do
      hpk_shorten "$i" "$by"
    done
  fi
  [[ $hpk_stopping != @(Terminated|DeadlineExceeded|Evicted) ]] || return 0
  if [[ $1 == @(Terminated|DeadlineExceeded) ]]; then
    hpk_fields=
    hpk_field reason "$1"
    hpk_pod_line stopping
  fi
  if [[ -n $hpk_stopping ]]; then
    hpk_stopping=$1
    return
  fi
  hpk_stopping=$1
  hpk_end_helpers
  hpk_end_all_probers startup liveness
  for i in "${!HPK_CONTAINERS[@]}"; do
    if hpk_lives "$i"; then
      hpk_end_container "$i" "$hpk_stop_by"
    else
      hpk_state[i]=over
    fi
  done
}

# hpk_read_grace: sets hpk_grace to the seconds that the pod may take to end.
hpk_read_grace() {
  local text=
  hpk_grace=${HPK_GRACE:-30}
  { read -r text <"$HPK_POD_DIR/grace"; } 2>/dev/null
  [[ $text =~ ^[0-9]{1,9}$ ]] && hpk_grace=$((10#$text))
  [[ -z $hpk_evicted ]] || hpk_grace=0
  return 0
}

# hpk_restart_container INDEX GRACE TEXT: ends a container that runs, for a reason that its event
# tells; its restart policy decides what follows.
hpk_restart_container() {
  hpk_end_container "$1" $((hpk_now + $2 * 1000)) "$3"
}

# hpk_end_container INDEX BY [TEXT]: begins to end a container as a kubelet's killContainer: event,
# preStop hook, signal, and KILL when the time is over.
hpk_end_container() {
  if [[ -n ${hpk_ending[$1]-} ]]; then
    hpk_shorten "$1" "$2"
    return
  fi
  hpk_end_by[$1]=$2
  case ${hpk_state[$1]} in
    starting | hooking | running)
      hpk_event_line "$1" Normal Killing "${3:-Stopping container ${HPK_CONTAINERS[$1]}}"
      ;;
    cleaning) hpk_ending[$1]=asked ;;
  esac
  case ${hpk_state[$1]} in
    starting) hpk_ask "$1" ;;
    hooking | running)
      hpk_drop_hook "a$1"
      if hpk_has "hpk_container_$1_pre_stop" && (($2 > hpk_now)); then
        hpk_ending[$1]=hook
        hpk_begin_hook "b$1" "$1" pre_stop
      else
        hpk_hook_over "$1"
      fi
      ;;
  esac
  return 0
}

# hpk_shorten INDEX BY: it has less time than it had; never more.
hpk_shorten() {
  local by=$2
  [[ -n ${hpk_ending[$1]-} ]] || return 0
  [[ ${hpk_ending[$1]} != asked ]] || ((by >= hpk_asked_at[$1] + hpk_least_time)) ||
    by=$((hpk_asked_at[$1] + hpk_least_time))
  ((by >= hpk_end_by[$1])) || hpk_end_by[$1]=$by
}

# hpk_hook_over INDEX: what stood before its signal is through.
hpk_hook_over() {
  if hpk_has_turn "$1"; then
    hpk_ask "$1"
  else
    hpk_ending[$1]=turn
  fi
}

# hpk_has_turn INDEX: whether it may be asked to end. Sidecars of a pod that is being stopped end one
# by one, the last one first, when all others have ended.
hpk_has_turn() {
  local i
  [[ -n $hpk_stopping && ${HPK_CONTAINER_KINDS[$1]} == sidecar ]] || return 0
  for i in "${!HPK_CONTAINERS[@]}"; do
    if [[ ${HPK_CONTAINER_KINDS[i]} != sidecar ]] || ((i > $1)); then
      ! hpk_lives "$i" || return 1
    fi
  done
}

# hpk_ask INDEX: the container gets its signal.
hpk_ask() {
  hpk_ending[$1]=asked
  hpk_asked_at[$1]=$hpk_now
  ((hpk_end_by[$1] >= hpk_now + hpk_least_time)) || hpk_end_by[$1]=$((hpk_now + hpk_least_time))
  hpk_terminate "$1"
}

# hpk_advance_ends: goes on with all containers that are to end. What does not end in time is killed.
hpk_advance_ends() {
  local i
  local -i lives=0
  for i in "${!HPK_CONTAINERS[@]}"; do
    hpk_lives "$i" || continue
    lives+=1
    case ${hpk_ending[i]-} in
      hook)
        if ((hpk_now >= hpk_end_by[i])); then
          hpk_drop_hook "b$i"
          hpk_hook_over "$i"
        fi
        ;;
      turn) ! hpk_has_turn "$i" || hpk_ask "$i" ;;
      asked) hpk_enforce "$i" ;;
    esac
    [[ ${hpk_ending[i]-} != @(hook|asked) ]] || ((hpk_now >= hpk_end_by[i])) || hpk_at "${hpk_end_by[i]}"
  done
  [[ -z $hpk_stopping ]] || ((lives)) || hpk_over=1
}

# hpk_enforce INDEX: kills a container whose time is over.
hpk_enforce() {
  ((hpk_now >= hpk_end_by[$1])) || return 0
  if [[ ${hpk_state[$1]} == cleaning ]]; then
    # the engine's cleaning hangs
    if ((hpk_now - hpk_end_by[$1] > 30000)); then
      hpk_state[$1]=${hpk_after[$1]}
    else
      hpk_at $((hpk_end_by[$1] + 30001))
    fi
  elif [[ -n ${hpk_slain[$1]} ]] && ((hpk_now - hpk_slain[$1] > 30000)); then
    # the kernel does not let go of it
    hpk_container_ended "$1" 137
    hpk_state[$1]=over
  else
    hpk_slay "$1"
  fi
}

# hpk_end_helpers: ends what fetches images.
hpk_end_helpers() {
  local key
  for key in "${!hpk_child[@]}"; do
    [[ $key == i* ]] || continue
    hpk_tree "${hpk_child[$key]}"
    hpk_kill TERM "${hpk_pids[@]}"
  done
}
