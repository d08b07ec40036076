# shellcheck shell=bash
# Containers: start, running, end, restart, one by one. All arrays go by the container's index.

# new       never started
# waiting   for a host path, until hpk_due
# image     for its image
# backoff   for the time of its next start, hpk_due
# starting  its child runs, its first process was not seen
# running   its first process was seen
# cleaning  it ended, and the engine cleans up
# over      it is not started again
hpk_state=()
hpk_after=()    # the state after cleaning
hpk_attempt=()  # how often it was started before
hpk_due=()      # when something is to be done, milliseconds since 1970
hpk_delay_of=() # milliseconds of the newest back-off
hpk_code=()     # exit code of the newest end
hpk_started=()  # when it was started
hpk_first=()    # process id of its first process
hpk_failed=()   # its command could not be run
hpk_shown=()    # what it waits for, as the journal has it
hpk_killed=()   # memory kills of the job when it started
hpk_slain=()    # when KILL was sent

hpk_init_containers() {
  local i
  for i in "${!HPK_CONTAINERS[@]}"; do
    hpk_state[i]=new hpk_attempt[i]=0 hpk_due[i]=0 hpk_delay_of[i]=0 hpk_code[i]=
    hpk_started[i]='' hpk_first[i]='' hpk_failed[i]='' hpk_shown[i]='' hpk_slain[i]=
  done
}

# hpk_lives INDEX: whether something of the container may run.
hpk_lives() {
  [[ ${hpk_state[$1]} == @(starting|running|cleaning) ]]
}

# hpk_drive INDEX: does what is due for a container that is to run.
hpk_drive() {
  case ${hpk_state[$1]} in
    new | image) hpk_try_start "$1" ;;
    waiting | backoff)
      if ((hpk_now < hpk_due[$1])); then
        hpk_at "${hpk_due[$1]}"
        return
      fi
      hpk_try_start "$1"
      ;;
  esac
}

hpk_try_start() {
  local image=${HPK_CONTAINER_IMAGES[$1]-}
  if ! hpk_host_paths "$1"; then
    hpk_show_waiting "$1" ContainerCreating "$hpk_problem"
    hpk_state[$1]=waiting
    hpk_double "${hpk_delay_of[$1]}" 1 30
    hpk_delay_of[$1]=$hpk_delay
    hpk_due[$1]=$((hpk_now + hpk_delay))
    hpk_at "${hpk_due[$1]}"
    return
  fi
  if [[ -n $image ]] && ! hpk_need_image "$image"; then
    hpk_state[$1]=image
    [[ ${hpk_image_state[$image]} != failed ]] ||
      hpk_show_waiting "$1" "${hpk_image_reason[$image]}" "${hpk_image_message[$image]}"
    return
  fi
  if ! hpk_image_use "$image"; then
    hpk_image_state[image]= # its files were replaced under our feet: look again
    hpk_state[$1]=image
    hpk_at $((hpk_now + 100))
    return
  fi
  [[ ${hpk_state[$1]} != waiting ]] || hpk_delay_of[$1]=0
  hpk_launch "$1"
}

# hpk_show_waiting INDEX REASON MESSAGE: says so in the journal, once.
hpk_show_waiting() {
  [[ ${hpk_shown[$1]} != "$2 $3" ]] || return 0
  hpk_shown[$1]="$2 $3"
  hpk_fields=
  hpk_field reason "$2"
  hpk_field message "$3"
  hpk_container_line "$1" waiting
}

# hpk_launch INDEX: starts a container as a child.
hpk_launch() {
  local directory=$HPK_POD_DIR/containers/${HPK_CONTAINERS[$1]}
  [[ -d $directory ]] || mkdir -p -- "$directory"
  hpk_log[$1]=$directory/${hpk_attempt[$1]}
  : 2>/dev/null >"${hpk_log[$1]}.message"
  hpk_log_size[$1]=0
  hpk_first[$1]='' hpk_failed[$1]='' hpk_shown[$1]='' hpk_slain[$1]=
  hpk_memory_kills
  hpk_killed[$1]=$hpk_kills
  hpk_clock
  hpk_started[$1]=$hpk_now
  hpk_state[$1]=starting
  hpk_variables "$1"
  hpk_pid_file[$1]=
  hpk_has "hpk_container_$1_pid_file" && hpk_pid_file[$1]=$("hpk_container_$1_pid_file")
  [[ -z ${hpk_pid_file[$1]} ]] || rm -f -- "${hpk_pid_file[$1]}"
  hpk_spawn "c$1" hpk_container_child "$1"
  hpk_at $((hpk_now + 5))
}

# hpk_variables INDEX: sets what the head's commands for this container use.
# shellcheck disable=SC2034
hpk_variables() {
  HPK_ATTEMPT=${hpk_attempt[$1]}
  HPK_CONTAINER_PID=${hpk_first[$1]:-${hpk_child[c$1]-}}
  hpk_image_use "${HPK_CONTAINER_IMAGES[$1]-}"
}

# In the child: the container's surroundings, then its command. The head's command begins with
# `exec`, which is this function here, so that the command's words are made before any variable of
# the pod is there.
hpk_container_child() {
  umask 022
  if ! { : >>"${hpk_log[$1]}.log"; } 2>/dev/null; then
    printf 'fail %s\n' "$hpk_key" >&9
    exit 128
  fi
  exec >>"${hpk_log[$1]}.log" 2>&1
  hpk_index=$1
  eval 'exec() { hpk_exec "$@"; }'
  "hpk_container_$1_run"
}

hpk_exec() {
  local -a hpk_exports=() hpk_words=()
  hpk_environment "$HPK_POD_DIR/env/${HPK_CONTAINERS[$hpk_index]}"
  hpk_exports+=("HPK_POD_MARK=$HPK_POD_UID.$hpk_index")
  set -- "$hpk_key" "$1" "${hpk_words[@]}" "$@"
  hpk_restore_shell
  # from here on no variable of our own: the pod names its variables as it likes
  export -- "${hpk_exports[@]}" 2>/dev/null
  if ! type -P -- "$2" >/dev/null || [[ -d $2 ]]; then
    printf 'exec: "%s": executable file not found in %s\n' "$2" "\$PATH" >&2
    printf 'fail %s\n' "$1" >&9
    exit 128
  fi
  shift 2
  builtin exec "$@" 9>&-
}

# hpk_see_running INDEX: looks for the first process of a container that starts.
hpk_see_running() {
  local child=${hpk_child[c$1]-}
  if [[ -z $child ]]; then
    return 1
  elif [[ -n ${hpk_pid_file[$1]} ]]; then
    hpk_found=
    { read -r hpk_found <"${hpk_pid_file[$1]}"; } 2>/dev/null
    [[ $hpk_found =~ ^[0-9]+$ ]] || return 1
  elif ! hpk_find_first "$child"; then
    # an engine whose process goes by a name of the container's own is not seen; half a minute is
    # more than any start takes
    ((hpk_now - hpk_started[$1] > 30000)) || return 1
    hpk_tree "$child"
    hpk_found=${hpk_pids[${#hpk_pids[@]} - 1]}
  fi
  hpk_running "$1" "$hpk_found"
}

# hpk_running INDEX PID
hpk_running() {
  hpk_first[$1]=$2
  hpk_state[$1]=running
  hpk_fields=
  hpk_number pid "$2"
  hpk_container_line "$1" running
}

# hpk_container_ended INDEX CODE: its child ended.
hpk_container_ended() {
  local code=$2 signal='' reason=Error message child=${hpk_child[c$1]-}
  if [[ -z $child ]] || hpk_start_failed "$1" "$code"; then
    code=128 reason=StartError
  else
    # it was too quick to be seen
    [[ ${hpk_state[$1]} == running ]] || hpk_running "$1" "$child"
    ((code != 0)) || reason=Completed
    ((code <= 128 || code > 192)) || signal=$((code - 128))
    hpk_memory_kills
    ((code != 137 || hpk_kills <= hpk_killed[$1])) || reason=OOMKilled
  fi
  # what it left running: the rest of its process group, and what fled from it
  [[ -z $child ]] || hpk_kill KILL "-$child"
  ((${#HPK_ENGINE_PROCESSES[@]})) || hpk_sweep "$HPK_POD_UID.$1"
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
  unset "hpk_child[c$1]"
  hpk_first[$1]=
  hpk_state[$1]=over
  if [[ -z $hpk_stopping ]] && hpk_restarts "$1"; then
    hpk_back_off "$1"
  fi
  if hpk_has "hpk_container_$1_clean"; then
    hpk_after[$1]=${hpk_state[$1]}
    hpk_state[$1]=cleaning
    hpk_variables "$1"
    hpk_spawn "d$1" hpk_helper "hpk_container_$1_clean"
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

# hpk_restarts INDEX: whether it is started again.
hpk_restarts() {
  case ${HPK_CONTAINER_KINDS[$1]}:${HPK_CONTAINER_RESTARTS[$1]}:${hpk_code[$1]} in
    init:Always:0 | *:OnFailure:0 | *:Never:*) return 1 ;;
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
  if [[ -z $fresh ]]; then
    hpk_show_waiting "$1" CrashLoopBackOff \
      "back-off $((delay / 1000))s restarting failed container=$name pod=$pod($HPK_POD_UID)"
  fi
}

# hpk_helper FUNCTION: a command of the engine's beside a container.
hpk_helper() {
  exec 9>&- >/dev/null 2>&1
  "$1"
}

# hpk_terminate INDEX: asks a container to end.
hpk_terminate() {
  if [[ -n ${hpk_first[$1]} ]] && hpk_has "hpk_container_$1_stop"; then
    [[ -n ${hpk_wrapper[s$1]-} ]] || {
      hpk_variables "$1"
      hpk_spawn "s$1" hpk_helper "hpk_container_$1_stop"
    }
  elif [[ -n ${hpk_first[$1]:-${hpk_child[c$1]-}} ]]; then
    hpk_kill TERM "${hpk_first[$1]:-${hpk_child[c$1]}}"
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
