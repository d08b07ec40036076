# shellcheck shell=bash
# The pod: sandbox, init containers in order, all main containers, and the end in order.

hpk_stopping=     # why the pod is being stopped: Terminated, DeadlineExceeded, Evicted, Failed, Completed
hpk_stop_by=      # when what still runs is killed, milliseconds since 1970
hpk_over=         # nothing runs any more
hpk_tick_due=0    # when the logs and the like are looked at again
hpk_init_next=0   # the first init container that is not through
hpk_terms=0       # how often TERM came
hpk_terms_seen=0

# hpk_event LINE: takes a word of a child's wrapper or of a signal's trap.
hpk_event() {
  local what key code
  read -r what key code <<<"$1"
  case $what in
    start)
      [[ -n ${hpk_wrapper[$key]-} ]] || return 0
      hpk_child["$key"]=$code
      if [[ $key == c* && ${hpk_ending[${key#c}]} == asked ]]; then
        hpk_terminate "${key#c}"
      fi
      ;;
    probe) hpk_prober_tells "$key" "$code" ;;
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
  # a batch system tells all processes of a job at once: what ends of that was told to
  hpk_take_terms
  case $1 in
    a*) hpk_post_start_ended "$index" "$2" ;;
    b*) hpk_pre_stop_ended "$index" "$2" ;;
    c*) hpk_container_ended "$index" "$2" ;;
    d*) [[ ${hpk_state[index]} != cleaning ]] || hpk_state[index]=${hpk_after[index]} ;;
    i*) hpk_image_ended "$index" "$2" ;;
    x*) hpk_sandbox_ended "$2" ;;
    u*) hpk_usage_ended ;;
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
  hpk_take_terms
  if [[ -n $hpk_deadline && ($hpk_stopping != @(Terminated|DeadlineExceeded|Evicted)) ]]; then
    if ((hpk_now >= hpk_deadline)); then
      hpk_stop DeadlineExceeded
    else
      hpk_at "$hpk_deadline"
    fi
  fi
  hpk_watch_starting
  if [[ -z $hpk_stopping ]]; then
    hpk_take_added
    if hpk_sandbox_ready; then
      hpk_advance_added
      hpk_advance
    fi
  fi
  hpk_advance_ends
  hpk_tick
}

# hpk_take_terms: stops the pod if TERM came.
hpk_take_terms() {
  ((hpk_terms > hpk_terms_seen)) || return 0
  hpk_terms_seen=$hpk_terms
  hpk_stop Terminated
}

# hpk_tick: what is done once a second while containers run: nothing that costs a process, unless a
# log grew.
hpk_tick() {
  local i
  local -a live=()
  for i in "${!hpk_state[@]}"; do
    [[ ${hpk_state[i]} != @(starting|hooking|running) ]] || live+=("$i")
  done
  ((${#live[@]} == 0)) || hpk_watch_usage
  ((${#live[@]} + ${#hpk_unswept[@]} + ${#hpk_wrapper[@]})) || return 0
  if ((hpk_now >= hpk_tick_due)); then
    hpk_tick_due=$((hpk_now + 1000))
    hpk_index_logs "${live[@]}"
    hpk_watch_memory
    hpk_check_wrappers
    hpk_watch_probers
    ((${#live[@]} == 0)) || hpk_watch_figures "${live[@]}"
    if ((${#hpk_unswept[@]})) && [[ -z $hpk_over ]]; then
      hpk_sweep "${hpk_unswept[@]}"
      hpk_unswept=()
    fi
  fi
  hpk_at "$hpk_tick_due"
}

# The first processes of containers that start are looked for in /proc: often at first, less often
# the longer it takes and the more containers start at once. An engine takes a tenth of a second and
# more, and each look takes time from it.
hpk_watch_starting() {
  local i wait least=5
  local -i starting=0 youngest=0
  for i in "${!hpk_state[@]}"; do
    [[ ${hpk_state[i]} == starting ]] || continue
    hpk_see_running "$i" && { [[ ${hpk_ending[i]} != asked ]] || hpk_terminate "$i"; }
    if [[ ${hpk_state[i]} == starting ]]; then
      starting+=1
      ((hpk_started[i] <= youngest)) || youngest=${hpk_started[i]}
    fi
  done
  ((starting)) || return 0
  wait=$(((hpk_now - youngest) / 20 + 3 * starting))
  ((${#HPK_ENGINE_PROCESSES[@]} == 0)) || least=20
  ((wait >= least)) || wait=$least
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
        [[ ${hpk_state[i]} == running && -n ${hpk_is_up[i]-} ]] || return 0
        hpk_init_next=$((i + 1))
        ;;
      ephemeral) ;;
      *)
        hpk_drive "$i"
        [[ ${hpk_state[i]} == over ]] || open+=1
        ;;
    esac
  done
  ((open)) || hpk_stop Completed
}
