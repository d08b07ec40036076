# shellcheck shell=bash
# Containers: start, running, end, restart, one by one. All arrays go by the container's index.

# new       never started
# waiting   for a volume, until hpk_due
# image     for its image
# backoff   for the time of its next start, hpk_due
# starting  its child runs, its first process was not seen
# hooking   its first process was seen, and its postStart hook runs
# running   its first process was seen, and the hook, if any, is through
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
hpk_pid_file=() # where the engine leaves the process id, if it does
hpk_shown=()    # what it waits for, as the journal has it
hpk_slain=()    # when KILL was sent
hpk_asked_at=() # when it was asked to end

hpk_init_containers() {
  local i
  for i in "${!HPK_CONTAINERS[@]}"; do
    hpk_init_container "$i"
  done
}

# hpk_init_container INDEX
hpk_init_container() {
  local i=$1
  hpk_state[i]=new hpk_attempt[i]=0 hpk_due[i]=0 hpk_delay_of[i]=0 hpk_code[i]=
  hpk_started[i]='' hpk_first[i]='' hpk_failed[i]='' hpk_shown[i]='' hpk_slain[i]=
  hpk_ending[i]='' hpk_hook_failed[i]=''
}

# hpk_lives INDEX: whether something of the container may run.
hpk_lives() {
  [[ ${hpk_state[$1]} == @(starting|hooking|running|cleaning) ]]
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
  if ! hpk_target "$1" || ! hpk_volumes "$1"; then
    hpk_wait_for_problem "$1"
    return
  fi
  if [[ -n $image ]] && ! hpk_need_image "$image"; then
    hpk_state[$1]=image
    [[ ${hpk_image_state[$image]} != failed ]] ||
      hpk_show_waiting "$1" "${hpk_image_reason[$image]}" "${hpk_image_message[$image]}"
    return
  fi
  if ! hpk_image_volumes "$1"; then
    hpk_state[$1]=image
    return
  fi
  if ! hpk_image_use "$image"; then
    hpk_image_state[image]= # its files were replaced under our feet: look again
    hpk_state[$1]=image
    hpk_at $((hpk_now + 100))
    return
  fi
  if ! hpk_user_allowed "$1"; then
    hpk_wait_for_problem "$1"
    return
  fi
  [[ ${hpk_state[$1]} != waiting ]] || hpk_delay_of[$1]=0
  hpk_launch "$1"
}

# hpk_wait_for_problem INDEX: tries again later, for hpk_problem.
hpk_wait_for_problem() {
  hpk_show_waiting "$1" "$hpk_problem_reason" "$hpk_problem"
  hpk_state[$1]=waiting
  hpk_double "${hpk_delay_of[$1]}" 1 30
  hpk_delay_of[$1]=$hpk_delay
  hpk_due[$1]=$((hpk_now + hpk_delay))
  hpk_at "${hpk_due[$1]}"
}

# hpk_user_allowed INDEX: whether the image's own user may run a container that must not run as root
# (kubelet verifyRunAsNonRoot).
hpk_user_allowed() {
  hpk_has "hpk_container_$1_must_not_be_root" || return 0
  local place="(pod: \"${HPK_POD_NAME}_$HPK_POD_NAMESPACE($HPK_POD_UID)\", container: ${HPK_CONTAINERS[$1]})"
  hpk_problem_reason=CreateContainerConfigError
  hpk_has "hpk_container_$1_image_user" && HPK_IMAGE_USER=$("hpk_container_$1_image_user" 2>/dev/null </dev/null)
  case ${HPK_IMAGE_USER%%:*} in
    '' | 0) hpk_problem="container has runAsNonRoot and image will run as root $place" ;;
    *[!0-9]*) hpk_problem="container has runAsNonRoot and image has non-numeric user (${HPK_IMAGE_USER%%:*}), cannot verify user is non-root $place" ;;
    *) return 0 ;;
  esac
  return 1
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
  hpk_log_size[$1]=0 hpk_log_kept[$1]=0
  hpk_first[$1]='' hpk_failed[$1]='' hpk_shown[$1]='' hpk_slain[$1]=
  hpk_ending[$1]='' hpk_hook_failed[$1]=''
  hpk_make_limit "$1"
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
    printf '.fail %s\n' "$hpk_key" >&9
    exit 128
  fi
  exec >>"${hpk_log[$1]}.log" 2>&1
  hpk_take_streams
  hpk_enter_limit "$1"
  hpk_index=$1
  eval 'exec() { hpk_exec "$@"; }'
  "hpk_container_$1_run"
}

hpk_exec() {
  local -a hpk_exports=() hpk_words=()
  local hpk_mark=HPK_POD_MARK=$HPK_POD_UID.$hpk_index.${hpk_attempt[hpk_index]}.
  hpk_restore_shell
  hpk_environment "$HPK_POD_DIR/env/${HPK_CONTAINERS[$hpk_index]}"
  hpk_exports+=("$hpk_mark")
  hpk_make_terminal
  set -- "$hpk_key" "$1" "${hpk_words[@]}" "$@"
  # from here on no variable of our own: the pod names its variables as it likes
  export -- "${hpk_exports[@]}" 2>/dev/null
  if ! type -P -- "$2" >/dev/null || [[ -d $2 ]]; then
    printf 'exec: "%s": executable file not found in %s\n' "$2" "\$PATH" >&2
    printf '.fail %s\n' "$1" >&9
    exit 128
  fi
  shift 2
  if ((${#hpk_terminal[@]})); then
    printf '%s\0' "$@" >"$hpk_fifo.words"
    builtin exec "${hpk_terminal[@]}" 9>&-
  fi
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
  elif [[ ${HPK_CONTAINER_STREAMS[$1]-} == *t* ]] && ((${#HPK_ENGINE_PROCESSES[@]} == 0)); then
    hpk_see_terminal "$1" || return 1
  elif ! hpk_find_first "$child"; then
    # an engine whose process goes by a name of the container's own is not seen; half a minute is
    # more than any start takes
    ((hpk_now - hpk_started[$1] > 30000)) || return 1
    hpk_tree "$child"
    hpk_found=${hpk_pids[${#hpk_pids[@]} - 1]}
  fi
  hpk_running "$1" "$hpk_found"
}

# hpk_running INDEX PID: its first process is there.
hpk_running() {
  hpk_first[$1]=$2
  if [[ -z ${hpk_ending[$1]} ]] && hpk_has "hpk_container_$1_post_start"; then
    hpk_post_start "$1"
  else
    hpk_say_running "$1"
  fi
}

# hpk_say_running INDEX: it counts as running, since its first process began.
hpk_say_running() {
  hpk_state[$1]=running
  hpk_fields=
  hpk_number pid "${hpk_first[$1]}"
  hpk_number started "${hpk_started[$1]}"
  hpk_container_line "$1" running
  hpk_figures_soon
  # one that ended before it was seen has nothing to be probed
  [[ -z ${hpk_wrapper[c$1]-} ]] || hpk_probes_begin "$1"
}
