# shellcheck shell=bash
# The supervisor's life.

hpk_end_message_text= # what the last line says beyond its reason

# hpk_has FUNCTION: whether the head has it.
hpk_has() {
  declare -F "$1" >/dev/null
}

# hpk_settle_shell: makes the shell the same everywhere, whatever the job inherited.
hpk_settle_shell() {
  shopt -s extglob
  shopt -u nullglob failglob dotglob nocaseglob nocasematch
  set +o noglob +o errexit +o nounset +o noclobber +o xtrace
  IFS=$' \t\n'
  hpk_locale=${LC_ALL-} hpk_locale_set=${LC_ALL+1}
  export -n LC_ALL
  LC_ALL=C
  # nothing of ours reaches a container by way of the environment
  local name
  for name in "${!HPK_@}" "${!hpk_@}"; do
    export -n "${name?}"
  done
  umask 077
  # where env(1) is, whatever PATH a pod sets
  hash env 2>/dev/null
  hpk_env=${BASH_CMDS[env]:-/usr/bin/env}
}

# hpk_restore_shell: in a child, before its command: what the job had.
hpk_restore_shell() {
  unset LC_ALL
  [[ -z $hpk_locale_set ]] || export LC_ALL="$hpk_locale"
} 2>/dev/null

# hpk_main: runs the pod of the head, and ends with the job's exit code.
hpk_main() {
  hpk_settle_shell
  HPK_SCRATCH='' hpk_shm=''
  hpk_open_journal
  exec 9<> <(:)
  trap 'hpk_terms=$((hpk_terms + 1)); printf ".signal\n" >&9' TERM INT HUP
  trap 'hpk_exit $?' EXIT
  hpk_know_oneself
  hpk_clock
  hpk_start=$hpk_now
  if ! hpk_claim; then
    hpk_finished=1
    exit 1
  fi
  export HPK_POD_MARK=$HPK_POD_UID.supervisor
  hpk_find_address
  HPK_LATE_VARIABLES=()
  hpk_fields=
  hpk_field host "$hpk_host"
  hpk_field address "$HPK_HOST_ADDRESSES"
  hpk_pod_line started
  hpk_make_scratch || exit 1
  hpk_begin_memory
  hpk_find_limits
  hpk_init_containers
  hpk_deadline=
  [[ -z ${HPK_DEADLINE-} ]] || hpk_deadline=$((${HPK_DEADLINE_FROM:-$hpk_start} + HPK_DEADLINE * 1000))
  while true; do
    hpk_step
    [[ -z $hpk_over ]] || break
    hpk_rest $((hpk_next - hpk_now))
  done
  hpk_result
  hpk_finish "$hpk_reason" "$hpk_status_code"
  exit "$hpk_status_code"
}

# hpk_claim: a pod is run once. The first job takes the claim; one that comes later, or the same one
# after it was requeued, says so and starts nothing.
hpk_claim() {
  local owner=
  if mkdir -- "$HPK_POD_DIR/claim" 2>/dev/null; then
    printf '%s %s\n' "${HPK_JOB-}" "$hpk_host" 2>/dev/null >"$HPK_POD_DIR/claim/job"
    return 0
  fi
  hpk_fields=
  if [[ ! -d $HPK_POD_DIR/claim ]]; then
    hpk_end_message_text="the pod's directory $HPK_POD_DIR cannot be written"
    hpk_field reason SupervisorFailed
    hpk_field message "$hpk_end_message_text"
    hpk_number exit 1
    hpk_pod_line ended
    return 1
  fi
  { read -r owner <"$HPK_POD_DIR/claim/job"; } 2>/dev/null
  hpk_field reason AlreadyStarted
  hpk_field message "the pod was started before, by job and host: ${owner:-unknown}"
  hpk_pod_line refused
  return 1
}

# hpk_make_scratch: makes the job's own directory on the host.
hpk_make_scratch() {
  local root=${HPK_SCRATCH_ROOT%/}
  for _ in 1 2 3 4 5; do
    HPK_SCRATCH=$root/hpk-$HPK_POD_UID.$$.$RANDOM
    hpk_private=$HPK_SCRATCH/.supervisor
    if mkdir -m 0700 -- "$HPK_SCRATCH" "$hpk_private" 2>/dev/null; then
      break
    fi
    [[ -d $root ]] || mkdir -p -- "$root" 2>/dev/null
    HPK_SCRATCH=
  done
  if [[ -z $HPK_SCRATCH ]]; then
    hpk_end_message_text="no directory can be made in $HPK_SCRATCH_ROOT on host $hpk_host"
    return 1
  fi
  hpk_make_memory
  if ((${#HPK_SCRATCH_DIRS[@]})); then
    # open to whatever user a container runs as: nobody else gets past the scratch directory
    (cd -- "$HPK_SCRATCH" && umask 0 && mkdir -p -- "${HPK_SCRATCH_DIRS[@]}") 2>/dev/null || {
      hpk_end_message_text="directories cannot be made in $HPK_SCRATCH on host $hpk_host"
      return 1
    }
  fi
}

# hpk_make_memory: volumes in the job's directory are those of medium Memory: they lie in the host's memory
# where it has a file system for that.
hpk_make_memory() {
  hpk_shm=
  [[ " ${HPK_SCRATCH_DIRS[*]}" == *' volumes/'* ]] || return 0
  [[ $(stat -f -c %T /dev/shm) == tmpfs ]] || return 0
  hpk_shm=/dev/shm/${HPK_SCRATCH##*/}
  mkdir -m 0700 -- "$hpk_shm" && ln -s -- "$hpk_shm" "$HPK_SCRATCH/volumes" || hpk_shm=
} 2>/dev/null

# hpk_result: sets hpk_reason and hpk_status_code of the pod.
hpk_result() {
  local i
  hpk_status_code=0
  for i in "${!HPK_CONTAINERS[@]}"; do
    [[ ${HPK_CONTAINER_KINDS[i]} == @(main|init) && -n ${hpk_code[i]} ]] || continue
    ((hpk_code[i] == 0)) || {
      hpk_status_code=${hpk_code[i]}
      break
    }
  done
  hpk_reason=$hpk_stopping
  if [[ $hpk_reason == @(Completed|Failed) ]]; then
    [[ $hpk_status_code != 0 || $hpk_reason == Failed ]] && hpk_reason=Failed
  fi
  if ((hpk_status_code == 0)); then
    case $hpk_reason in
      Failed) hpk_status_code=1 ;;
      Terminated | DeadlineExceeded | Evicted) hpk_unfinished && hpk_status_code=143 ;;
    esac
  fi
}

# hpk_unfinished: whether a main container never came to its end.
hpk_unfinished() {
  local i
  for i in "${!HPK_CONTAINERS[@]}"; do
    [[ ${HPK_CONTAINER_KINDS[i]} != main || -n ${hpk_code[i]} ]] || return 0
  done
  return 1
}

# hpk_finish REASON CODE: leaves nothing behind and writes the last line.
hpk_finish() {
  [[ -z ${hpk_finished-} ]] || return 0
  hpk_finished=1
  hpk_end_all_probers
  hpk_end_sandbox
  local key directory
  local -i round
  for key in "${!hpk_child[@]}"; do
    hpk_tree "${hpk_child[$key]}"
    hpk_kill KILL "${hpk_pids[@]}" "-${hpk_child[$key]}"
  done
  hpk_sweep "$HPK_POD_UID."
  hpk_end_limits
  hpk_fields=
  hpk_number exit "$2"
  hpk_field reason "$1"
  hpk_field message "$hpk_end_message_text"
  hpk_pod_line ended
  # a full disk may have room again
  for ((round = 0; round < 10 && ${#hpk_backlog[@]}; round++)); do
    hpk_rest 1000
    hpk_flush
  done
  cd /
  hpk_own "$HPK_POD_DIR/volumes" ${hpk_shm:+"$hpk_shm"} ${HPK_SCRATCH:+"$HPK_SCRATCH"}
  for directory in ${hpk_shm:+"$hpk_shm"} ${HPK_SCRATCH:+"$HPK_SCRATCH"}; do
    rm -rf --one-file-system -- "$directory" 2>/dev/null || {
      chmod -R u+rwX -- "$directory" 2>/dev/null
      rm -rf --one-file-system -- "$directory" 2>/dev/null
    }
  done
  hpk_await_sessions
}

# hpk_exit CODE: the shell exits. The last line is written whatever the reason.
hpk_exit() {
  trap '' TERM INT HUP
  [[ -z ${hpk_finished-} ]] || return 0
  local i
  for i in "${!HPK_CONTAINERS[@]}"; do
    if [[ -n ${hpk_child[c$i]-} ]]; then
      hpk_tree "${hpk_child[c$i]}"
      hpk_kill KILL "${hpk_pids[@]}"
      hpk_container_ended "$i" 137
    fi
  done
  hpk_finish SupervisorFailed "$(($1 ? $1 : 1))"
  exit "$(($1 ? $1 : 1))"
}
