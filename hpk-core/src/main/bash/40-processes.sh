# shellcheck shell=bash
# Processes: children of the supervisor, and what becomes of them.
#
# Each child runs under a thin wrapper, a fork of the supervisor that waits for it and says through
# a pipe (file descriptor 9) when it began and how it ended: `read` is woken by that at once, which
# a SIGCHLD does not do. A child has a process group of its own, so that `kill 0` in a container
# reaches neither the supervisor nor other containers.

declare -gA hpk_wrapper=() # key -> process id of the wrapper, while it lives
declare -gA hpk_child=()   # key -> process id of the child, while it lives

# hpk_spawn KEY FUNCTION [ARGUMENT...]: starts a function as a child. Keys are a letter (c container,
# i image, s stop, d cleaning, x sandbox, a postStart, b preStop,
# u usage) and an index.
hpk_spawn() {
  [[ ! -e $hpk_private/$1.code ]] || rm -f -- "$hpk_private/$1.code"
  hpk_wrap "$@" </dev/null &
  hpk_wrapper[$1]=$!
}

hpk_wrap() {
  local hpk_key=$1 child code hpk_streams='' hpk_fifo='' hpk_took=''
  shift
  trap '' TERM INT HUP QUIT USR1 USR2 ALRM PIPE
  [[ $hpk_key != c* ]] || hpk_open_streams "${hpk_key#c}"
  set -m
  (
    trap - TERM INT HUP QUIT USR1 USR2 ALRM PIPE
    "$@"
  ) &
  child=$!
  # without job control `wait` returns at the end only, and not when the child is stopped
  set +m
  exec 2>/dev/null # no word on a child that was killed
  printf '.start %s %s\n' "$hpk_key" "$child" >&9
  hpk_hold_streams
  wait "$child"
  code=$?
  # once at most, by a signal and not by the child's end
  if [[ -n $hpk_took ]]; then
    trap '' USR1
    wait "$child"
    code=$?
  fi
  # kept in a file too, for an event that gets lost
  printf '%s\n' "$code" >"$hpk_private/$hpk_key.code"
  printf '.end %s %s\n' "$hpk_key" "$code" >&9
}

# Children whose wrapper did not live to tell their end. What it told before is read first.
hpk_check_wrappers() {
  local key code
  local -a lost=()
  for key in "${!hpk_wrapper[@]}"; do
    [[ -e /proc/${hpk_wrapper[$key]} ]] || lost+=("$key")
  done
  ((${#lost[@]})) || return 0
  hpk_rest 1
  for key in "${lost[@]}"; do
    [[ -n ${hpk_wrapper[$key]-} && ! -e /proc/${hpk_wrapper[$key]} ]] || continue
    code=137
    { read -r code <"$hpk_private/$key.code"; } 2>/dev/null
    if [[ -n ${hpk_child[$key]-} ]]; then
      hpk_tree "${hpk_child[$key]}"
      hpk_kill KILL "${hpk_pids[@]}"
    fi
    hpk_event "end $key $code"
  done
}

# hpk_kill SIGNAL PID...
hpk_kill() {
  kill -s "$1" -- "${@:2}" 2>/dev/null
}

# hpk_comm PID: sets hpk_text to the name of a process, which may hold any character.
hpk_comm() {
  IFS= read -r -d '' hpk_text </proc/"$1"/comm
  [[ -n $hpk_text ]] || return 1
  hpk_text=${hpk_text%"${hpk_text##*[!$'\n']}"} # a name set by echo has a line feed of its own
} 2>/dev/null

# hpk_command_line PID: sets hpk_words to the words of a process.
hpk_command_line() {
  hpk_words=()
  mapfile -d '' -t hpk_words </proc/"$1"/cmdline
} 2>/dev/null

# hpk_stat PID: sets hpk_status (such as S or Z) and hpk_parent.
hpk_stat() {
  local text
  IFS= read -r -d '' text </proc/"$1"/stat
  [[ -n $text ]] || return 1
  text=${text##*) } # the name before it may hold anything
  hpk_status=${text%% *}
  text=${text#* }
  hpk_parent=${text%% *}
} 2>/dev/null

# hpk_children PID: sets hpk_kids.
hpk_children() {
  local file
  local -a some
  hpk_kids=()
  if [[ -e /proc/$1/task/$1/children ]]; then
    for file in /proc/"$1"/task/*/children; do
      some=()
      read -r -a some <"$file"
      hpk_kids+=("${some[@]}")
    done
    return
  fi
  [[ ! -e /proc/self/task/$BASHPID/children ]] || return 0
  for file in /proc/[0-9]*; do
    if hpk_stat "${file#/proc/}" && [[ $hpk_parent == "$1" ]]; then
      hpk_kids+=("${file#/proc/}")
    fi
  done
} 2>/dev/null

# hpk_tree PID...: sets hpk_pids to these and all that descend from them.
hpk_tree() {
  local -i next=0
  hpk_pids=("$@")
  while ((next < ${#hpk_pids[@]} && next < 100000)); do
    hpk_children "${hpk_pids[next]}"
    hpk_pids+=("${hpk_kids[@]}")
    next+=1
  done
}

# hpk_find_first PID: finds the first process of a container by its run command. Without an engine
# that is the run command, once it is no fork of the supervisor any more. With one, it is the first
# process below the run command that is none of the engine's own. Sets hpk_found.
hpk_find_first() {
  if ((${#HPK_ENGINE_PROCESSES[@]})); then
    hpk_children "$1"
    hpk_search hpk_is_inside "$1" "${hpk_kids[@]}"
  else
    hpk_search hpk_is_foreign "" "$1"
  fi
}

# hpk_find_holder PID: finds the process that holds the namespaces of the sandbox by its command.
hpk_find_holder() {
  hpk_search hpk_is_holder "" "$1"
}

# hpk_search TEST END PID...: the first process in the trees of these that passes a test; sets
# hpk_found. END is the process above them. A run command without an engine has no tree.
hpk_search() {
  local -i next=0
  local -a tree=("${@:3}")
  hpk_found=''
  while ((next < ${#tree[@]} && next < 10000)); do
    if "$1" "${tree[next]}"; then
      hpk_found=${tree[next]}
      break
    fi
    [[ $1 != hpk_is_foreign ]] || return 1
    hpk_children "${tree[next]}"
    tree+=("${hpk_kids[@]}")
    next+=1
  done
  [[ -n $hpk_found ]] || return 1
  # a parent that was an engine's when it was looked at may have become the container since
  while hpk_stat "$hpk_found" && [[ $hpk_parent != "$2" ]] && ((hpk_parent > 1)) &&
    [[ " ${tree[*]} " == *" $hpk_parent "* ]] && "$1" "$hpk_parent"; do
    hpk_found=$hpk_parent
  done
}

hpk_is_inside() {
  hpk_is_foreign "$1" && hpk_is_apart "$1"
}

hpk_is_holder() {
  hpk_is_foreign "$1" env unshare nsenter
}

# hpk_is_foreign PID [NAME...]: whether a process is neither a fork of the supervisor nor of these
# names, nor of the engine's.
hpk_is_foreign() {
  local name
  hpk_comm "$1" || return 1
  for name in "${HPK_ENGINE_PROCESSES[@]}" "${@:2}"; do
    # the kernel keeps 15 bytes of a name
    [[ $hpk_text != "${name:0:15}" ]] || return 1
  done
  [[ $hpk_text == "$hpk_own_name" ]] || return 0
  hpk_command_line "$1"
  ((${#hpk_words[@]})) && [[ "${hpk_words[*]}" != "$hpk_own_words" ]]
}

# hpk_is_apart PID: whether the process has a mount namespace other than the supervisor's and the
# sandbox's. Engines run helpers there, such as `sh -c newuidmap`, by names that a container's process
# can have.
hpk_is_apart() {
  [[ -e /proc/$1/ns/mnt && ! /proc/$1/ns/mnt -ef /proc/$BASHPID/ns/mnt ]] &&
    [[ -z ${HPK_SANDBOX_PID-} || ! /proc/$1/ns/mnt -ef /proc/$HPK_SANDBOX_PID/ns/mnt ]]
}

# Remembers how the supervisor itself looks, and so do its forks until they have another program.
hpk_know_oneself() {
  hpk_comm "$BASHPID"
  hpk_own_name=$hpk_text
  hpk_command_line "$BASHPID"
  hpk_own_words="${hpk_words[*]}"
}

# hpk_marked MARK...: sets hpk_pids to the living processes of this job whose HPK_POD_MARK begins
# with one of these.
hpk_marked() {
  local directory pid mark IFS=$'\x1f' text
  local -a environment
  hpk_pids=()
  for directory in /proc/[0-9]*; do
    [[ -O $directory ]] || continue
    pid=${directory#/proc/}
    environment=()
    mapfile -d '' -t environment <"$directory/environ"
    text=$IFS${environment[*]}$IFS
    [[ $text == *"$IFS"HPK_POD_MARK=* ]] || continue
    # a job that a container submitted carries our mark but is not ours to end
    [[ $text != *"$IFS"SLURM_JOB_ID=* || $text == *"${IFS}SLURM_JOB_ID=${SLURM_JOB_ID-}$IFS"* ]] || continue
    for mark; do
      if [[ $text == *"${IFS}HPK_POD_MARK=$mark"* ]] && ((pid != $$)) &&
        hpk_stat "$pid" && [[ $hpk_status != [ZX] ]]; then
        hpk_pids+=("$pid")
        break
      fi
    done
  done
} 2>/dev/null

# hpk_sweep MARK...: ends every process with such a mark, also those that have no parent any more.
hpk_sweep() {
  local -i round
  for ((round = 0; round < 20; round++)); do
    hpk_marked "$@"
    ((${#hpk_pids[@]})) || return 0
    hpk_kill KILL "${hpk_pids[@]}"
  done
  return 1
}
