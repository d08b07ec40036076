# shellcheck shell=bash
# How containers end, and whether they start again.

hpk_unswept=() # marks of what ended containers may have left running

# hpk_container_ended INDEX CODE: its child ended.
hpk_container_ended() {
  local code=$2 signal='' reason=Error message child=${hpk_child[c$1]-}
  if [[ -z $child ]] || hpk_start_failed "$1" "$code"; then
    code=128 reason=StartError
  else
    [[ ${hpk_state[$1]} == running ]] || hpk_ended_early "$1" "$child"
    ((code != 0)) || reason=Completed
    ((code <= 128 || code > 192)) || signal=$((code - 128))
    ! hpk_lacked_memory "$1" "$code" || reason=OOMKilled
  fi
  hpk_drop_hook "a$1"
  hpk_drop_hook "b$1"
  hpk_end_probers "$1"
  hpk_end_figures "$1"
  # what it left running: the rest of its process group, and what fled from it
  [[ -z $child ]] || hpk_kill KILL "-$child"
  hpk_unswept+=("$HPK_POD_UID.$1.${hpk_attempt[$1]}.")
  hpk_index_logs "$1"
  hpk_end_message "$1" "$code" "$reason"
  message=$hpk_text
  hpk_code[$1]=$code
  hpk_fields=
  hpk_number started "${hpk_started[$1]}"
  hpk_number exit "$code"
  hpk_number signal "$signal"
  hpk_field reason "$reason"
  hpk_field message "$message"
  hpk_container_line "$1" ended
  hpk_variables "$1" # while it is known, for the engine to clean up
  unset "hpk_child[c$1]"
  hpk_first[$1]=
  hpk_state[$1]=over
  if [[ -z $hpk_stopping ]] && hpk_restarts "$1"; then
    hpk_back_off "$1"
  fi
  if hpk_has "hpk_container_$1_clean"; then
    hpk_after[$1]=${hpk_state[$1]}
    hpk_state[$1]=cleaning
    hpk_spawn "d$1" hpk_helper "hpk_container_$1_clean"
  fi
}

# hpk_ended_early INDEX CHILD: it was too quick to be seen, or for its postStart hook.
hpk_ended_early() {
  if hpk_has "hpk_container_$1_post_start"; then
    [[ -n ${hpk_ending[$1]} ]] || hpk_post_start_failed "$1" ''
  else
    hpk_first[$1]=$2
    hpk_say_running "$1"
  fi
}

# hpk_start_failed INDEX CODE: whether the engine failed before the container had a process. Without
# a process seen, the engine's own codes tell, and that it complains as engines do.
hpk_start_failed() {
  [[ -z ${hpk_failed[$1]} ]] || return 0
  [[ ${hpk_state[$1]} == starting && $2 == @(125|126|127|255) ]] || return 1
  hpk_tail "${hpk_log[$1]}.log" 2048
  case $2 in
    126) [[ $hpk_text == *": cannot execute"* || $hpk_text == *": Argument list too long"* ]] && return ;;
  esac
  ((${#HPK_ENGINE_PROCESSES[@]})) || return 1
  [[ $'\n'$hpk_text == *$'\n'@(FATAL:|Error:|ERRO)* ]]
}

# hpk_restarts INDEX: whether it is started again. Rules are words such as `In=3,42` or `NotIn=0`; the
# first one that matches counts, and all of them say that it is (KEP-5307).
hpk_restarts() {
  local rule values
  [[ ${HPK_CONTAINER_KINDS[$1]}:${hpk_code[$1]} != init:0 ]] || return 1
  for rule in ${HPK_CONTAINER_RULES[$1]-}; do
    values=,${rule#*=},
    case $rule in
      In=*) [[ $values != *,${hpk_code[$1]},* ]] || return 0 ;;
      NotIn=*) [[ $values == *,${hpk_code[$1]},* ]] || return 0 ;;
    esac
  done
  case ${HPK_CONTAINER_RESTARTS[$1]}:${hpk_code[$1]} in
    OnFailure:0 | Never:*) return 1 ;;
  esac
}

# hpk_back_off INDEX: plans the next start as a kubelet: the first restart at once, the next ones
# after a delay that doubles, and from the beginning when it ran for twice the longest delay.
hpk_back_off() {
  local name=${HPK_CONTAINERS[$1]} pod=${HPK_POD_NAME}_${HPK_POD_NAMESPACE}
  local delay=${hpk_delay_of[$1]} fresh=
  if ((delay == 0 || hpk_now - hpk_started[$1] > 2000 * HPK_BACKOFF_LIMIT)); then
    fresh=1 delay=0
    hpk_delay_of[$1]=0
  fi
  hpk_double "${hpk_delay_of[$1]}" "$HPK_BACKOFF" "$HPK_BACKOFF_LIMIT"
  hpk_due[$1]=$((hpk_now + delay))
  hpk_delay_of[$1]=$hpk_delay
  hpk_state[$1]=backoff
  hpk_attempt[$1]=$((hpk_attempt[$1] + 1))
  [[ -z ${hpk_hook_failed[$1]} ]] || hpk_show_waiting "$1" PostStartHookError "${hpk_hook_failed[$1]}"
  if [[ -z $fresh ]]; then
    hpk_duration $((delay / 1000))
    hpk_show_waiting "$1" CrashLoopBackOff \
      "back-off $hpk_text restarting failed container=$name pod=$pod($HPK_POD_UID)"
  fi
}

# hpk_duration SECONDS: sets hpk_text to a time as Go writes it, such as 1m20s.
hpk_duration() {
  hpk_text=$(($1 % 60))s
  (($1 < 60)) || hpk_text=$(($1 / 60 % 60))m$hpk_text
  (($1 < 3600)) || hpk_text=$(($1 / 3600))h$hpk_text
}

# hpk_helper FUNCTION: a command of the engine's beside a container.
hpk_helper() {
  exec 9>&- >/dev/null 2>&1
  "$1"
}

# hpk_terminate INDEX: asks a container to end, by its own signal, its image's, or TERM.
hpk_terminate() {
  hpk_variables "$1"
  HPK_SIGNAL=${HPK_CONTAINER_SIGNALS[$1]:-${hpk_image_signal#SIG}}
  kill -l "$HPK_SIGNAL" >/dev/null 2>&1 || HPK_SIGNAL=TERM
  if [[ -n ${hpk_first[$1]} ]] && hpk_has "hpk_container_$1_stop"; then
    [[ -n ${hpk_wrapper[s$1]-} ]] || {
      hpk_spawn "s$1" hpk_helper "hpk_container_$1_stop"
    }
  elif [[ -n ${hpk_first[$1]:-${hpk_child[c$1]-}} ]]; then
    hpk_kill "$HPK_SIGNAL" "${hpk_first[$1]:-${hpk_child[c$1]}}"
  fi
}

# hpk_slay INDEX: ends a container, first what runs in it, so that the engine can clean up, and two
# seconds later the engine too.
hpk_slay() {
  local child=${hpk_child[c$1]-} first=${hpk_first[$1]}
  if [[ -z ${hpk_slain[$1]} ]]; then
    hpk_slain[$1]=$hpk_now
    hpk_tree "${first:-$child}"
    hpk_kill KILL "${hpk_pids[@]}"
  elif ((hpk_now - hpk_slain[$1] >= 2000)) && [[ -n $child ]]; then
    hpk_tree "$child"
    hpk_kill KILL "${hpk_pids[@]}" "-$child"
  fi
  hpk_at $((hpk_now + 1000))
}
