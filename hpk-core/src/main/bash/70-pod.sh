# shellcheck shell=bash
# The pod: sandbox, init containers in order, all main containers, and the end in order.

hpk_stopping=     # why the pod is being stopped: Terminated, DeadlineExceeded, Failed, Completed
hpk_stop_by=      # when what still runs is killed, milliseconds since 1970
hpk_stop_stage=   # main or sidecars
hpk_over=         # nothing runs any more
hpk_init_next=0   # the first init container that is not through
hpk_terms=0       # how often TERM came
hpk_terms_seen=0
hpk_sandbox_state= # nothing yet, `starting`, `ready` or `waiting`
hpk_sandbox_due=0
hpk_sandbox_delay=0

# hpk_event LINE: takes a word of a child's wrapper or of a signal's trap.
hpk_event() {
  local what key code
  read -r what key code <<<"$1"
  case $what in
    start)
      hpk_child["$key"]=$code
      if [[ -n $hpk_stopping && $key == c* ]]; then
        hpk_terminate "${key#c}"
      fi
      ;;
    fail) hpk_failed[${key#c}]=1 ;;
    end)
      [[ -n ${hpk_wrapper[$key]-} ]] || return 0
      unset "hpk_wrapper[$key]"
      hpk_ended "$key" "$code"
      ;;
  esac
}

# hpk_ended KEY CODE: a child ended.
hpk_ended() {
  local index=${1:1}
  hpk_clock
  case $1 in
    c*) hpk_container_ended "$index" "$2" ;;
    d*) [[ ${hpk_state[index]} != cleaning ]] || hpk_state[index]=${hpk_after[index]} ;;
    i*) hpk_image_ended "$index" "$2" ;;
    x*) hpk_sandbox_ended "$2" ;;
  esac
  unset "hpk_child[$1]"
}

# hpk_step: does all that is due now. Says by hpk_at when the next thing is.
hpk_step() {
  local i
  hpk_clock
  hpk_next=$((hpk_now + 60000))
  if ((${#hpk_backlog[@]})); then
    hpk_flush || hpk_at $((hpk_now + 1000))
  fi
  if ((hpk_terms > hpk_terms_seen)); then
    hpk_terms_seen=$hpk_terms
    hpk_stop Terminated
  fi
  if [[ -n $hpk_deadline && ($hpk_stopping != @(Terminated|DeadlineExceeded)) ]]; then
    if ((hpk_now >= hpk_deadline)); then
      hpk_stop DeadlineExceeded
    else
      hpk_at "$hpk_deadline"
    fi
  fi
  hpk_watch_starting
  if [[ -z $hpk_stopping ]] && hpk_sandbox_ready; then
    hpk_advance
  fi
  [[ -z $hpk_stopping ]] || hpk_advance_stop
  hpk_tick_logs
}

# The first processes of containers that start are looked for in /proc: often at first, less often
# the longer it takes and the more containers start at once.
hpk_watch_starting() {
  local i wait
  local -i starting=0 youngest=0
  for i in "${!hpk_state[@]}"; do
    [[ ${hpk_state[i]} == starting ]] || continue
    hpk_see_running "$i" && { [[ -z $hpk_stopping ]] || hpk_terminate "$i"; }
    if [[ ${hpk_state[i]} == starting ]]; then
      starting+=1
      ((hpk_started[i] <= youngest)) || youngest=${hpk_started[i]}
    fi
  done
  ((starting)) || return 0
  wait=$(((hpk_now - youngest) / 20 + 3 * starting))
  ((wait >= 5)) || wait=5
  ((wait <= 250)) || wait=250
  hpk_at $((hpk_now + wait))
}

# hpk_advance: goes on with a pod that is not being stopped.
hpk_advance() {
  local i
  local -i open=0
  for i in "${!HPK_CONTAINERS[@]}"; do
    case ${HPK_CONTAINER_KINDS[i]} in
      init)
        ((i >= hpk_init_next)) || continue
        hpk_drive "$i"
        [[ ${hpk_state[i]} == over ]] || return 0
        if ((hpk_code[i] != 0)); then
          hpk_stop Failed
          return
        fi
        hpk_init_next=$((i + 1))
        ;;
      sidecar)
        hpk_drive "$i"
        ((i >= hpk_init_next)) || continue
        [[ ${hpk_state[i]} == running ]] || return 0
        hpk_init_next=$((i + 1))
        ;;
      *)
        hpk_drive "$i"
        [[ ${hpk_state[i]} == over ]] || open+=1
        ;;
    esac
  done
  ((open)) || hpk_stop Completed
}

# hpk_stop REASON: begins to stop the pod, or shortens the time that it has for that.
hpk_stop() {
  local i grace
  hpk_read_grace
  grace=$hpk_grace
  if [[ -n $hpk_stopping ]]; then
    ((hpk_now + grace * 1000 >= hpk_stop_by)) || hpk_stop_by=$((hpk_now + grace * 1000))
  else
    hpk_stop_by=$((hpk_now + grace * 1000))
    hpk_stop_stage=main
  fi
  [[ $hpk_stopping != @(Terminated|DeadlineExceeded) ]] || return 0
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
  for i in "${!HPK_CONTAINERS[@]}"; do
    if ! hpk_lives "$i"; then
      hpk_state[i]=over
    elif [[ ${HPK_CONTAINER_KINDS[i]} != sidecar ]]; then
      hpk_terminate "$i"
    fi
  done
}

# hpk_read_grace: sets hpk_grace to the seconds that the pod may take to end.
hpk_read_grace() {
  local text=
  hpk_grace=${HPK_GRACE:-30}
  { read -r text <"$HPK_POD_DIR/grace"; } 2>/dev/null
  [[ $text =~ ^[0-9]{1,9}$ ]] && hpk_grace=$((10#$text))
  return 0
}

# hpk_advance_stop: goes on with the end of a pod: main containers together, then sidecars one by
# one, the last one first. What does not end in time is killed.
hpk_advance_stop() {
  local i
  if [[ $hpk_stop_stage == main ]]; then
    local -i lives=0
    for i in "${!HPK_CONTAINERS[@]}"; do
      if [[ ${HPK_CONTAINER_KINDS[i]} != sidecar ]] && hpk_lives "$i"; then
        lives+=1
        hpk_enforce "$i"
      fi
    done
    ((lives == 0)) || return 0
    hpk_stop_stage=sidecars
    # a kubelet leaves at least two seconds to those that are stopped last
    ((hpk_stop_by >= hpk_now + 2000 || hpk_grace == 0)) || hpk_stop_by=$((hpk_now + 2000))
  fi
  for ((i = ${#HPK_CONTAINERS[@]} - 1; i >= 0; i--)); do
    hpk_lives "$i" || continue
    if [[ -z ${hpk_asked[i]-} ]]; then
      hpk_asked[i]=1
      hpk_terminate "$i"
    fi
    hpk_enforce "$i"
    return
  done
  hpk_over=1
}

# hpk_enforce INDEX: kills a container whose time is over.
hpk_enforce() {
  if ((hpk_now < hpk_stop_by)); then
    hpk_at "$hpk_stop_by"
    return
  fi
  if [[ -n ${hpk_slain[$1]} ]] && ((hpk_now - hpk_slain[$1] > 30000)); then
    # the kernel does not let go of it
    hpk_container_ended "$1" 137
    hpk_state[$1]=over
    return
  fi
  [[ ${hpk_state[$1]} == cleaning ]] || hpk_slay "$1"
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

# hpk_sandbox_ready: 0 when the pod's namespaces stand; else it is being cared for.
hpk_sandbox_ready() {
  case $hpk_sandbox_state in
    ready) return 0 ;;
    waiting)
      if ((hpk_now < hpk_sandbox_due)); then
        hpk_at "$hpk_sandbox_due"
        return 1
      fi
      ;;
    starting)
      if [[ -n ${hpk_child[x0]-} ]] && hpk_find_first "${hpk_child[x0]}" env unshare nsenter; then
        # shellcheck disable=SC2034 # for the head's commands
        HPK_SANDBOX_PID=$hpk_found
        hpk_sandbox_stands
        return
      fi
      hpk_at $((hpk_now + 20))
      return 1
      ;;
  esac
  if ! hpk_has hpk_sandbox; then
    hpk_sandbox_stands
    return
  fi
  hpk_sandbox_state=starting
  hpk_spawn x0 hpk_sandbox_child
  hpk_at $((hpk_now + 5))
  return 1
}

hpk_sandbox_child() {
  exec 9>&- >"$hpk_private/sandbox.log" 2>&1
  eval 'exec() { hpk_exec_sandbox "$@"; }'
  hpk_sandbox
}

hpk_exec_sandbox() {
  export HPK_POD_MARK=$HPK_POD_UID.sandbox
  hpk_restore_shell
  builtin exec "$@"
}

hpk_sandbox_stands() {
  hpk_sandbox_state=ready
  hpk_fields=
  hpk_field address "$HPK_POD_ADDRESS"
  hpk_pod_line sandbox
}

# hpk_sandbox_ended CODE: it is made again, unless containers are in it: they cannot do without.
hpk_sandbox_ended() {
  local i
  hpk_tail "$hpk_private/sandbox.log" 1500
  local message=${hpk_text%$'\n'}
  if [[ $hpk_sandbox_state == ready ]]; then
    hpk_end_message_text="the pod's sandbox ended with exit code $1: $message"
    [[ -n $hpk_stopping ]] || hpk_stop Failed
    return
  fi
  hpk_double "$hpk_sandbox_delay" 1 30
  hpk_sandbox_delay=$hpk_delay
  hpk_sandbox_due=$((hpk_now + hpk_delay))
  hpk_sandbox_state=waiting
  for i in "${!HPK_CONTAINERS[@]}"; do
    hpk_show_waiting "$i" ContainerCreating "Failed to create pod sandbox: ${message:-exit code $1}"
  done
}
