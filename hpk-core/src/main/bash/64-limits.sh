# shellcheck shell=bash
# Limits of single containers, on hosts where the job's cgroup is the user's to divide. Elsewhere the
# batch system's limit of the whole job is the only one.

hpk_limit=()     # by container: its cgroup, when it has one
hpk_limit_root=  # the cgroup below which they are made; empty where that cannot be done
hpk_limit_kind=0 # version of the cgroups there

# Finds out whether the job's cgroup can be divided, for a pod whose containers have limits.
hpk_find_limits() {
  local controllers path one='' two=''
  ((${#HPK_CONTAINER_MEMORY[@]} + ${#HPK_CONTAINER_CPUS[@]})) || return 0
  while IFS=: read -r _ controllers path; do
    case $controllers in
      memory | memory,* | *,memory | *,memory,*) one=/sys/fs/cgroup/memory$path ;;
      '') two=/sys/fs/cgroup$path ;;
    esac
  done </proc/self/cgroup
  if [[ -n $one ]]; then
    mkdir -- "$one/hpk-$HPK_POD_UID" 2>/dev/null && hpk_limit_root=$one/hpk-$HPK_POD_UID hpk_limit_kind=1
  else
    hpk_divide "$two" && hpk_limit_root=$two hpk_limit_kind=2
  fi
  [[ -z $hpk_limit_root && ${#HPK_CONTAINERS[@]} -gt 1 ]] || return 0
  hpk_event_line '' Normal LimitsNotEnforced \
    "the limits of single containers are not enforced on host $hpk_host: the job's cgroup is not the user's to divide"
}

# hpk_divide DIRECTORY: hands the controllers of a cgroup of version 2 on to those below it. No
# process may then be in it, so the supervisor moves below, too.
hpk_divide() {
  [[ -n $1 && -w $1/cgroup.subtree_control ]] || return 1
  mkdir -p -- "$1/hpk-$HPK_POD_UID" &&
    printf '%s\n' "$$" >"$1/hpk-$HPK_POD_UID/cgroup.procs" &&
    printf '+memory +cpu\n' >"$1/cgroup.subtree_control"
} 2>/dev/null

# hpk_make_limit INDEX: makes the cgroup of a container that has limits, before it is started.
hpk_make_limit() {
  local memory=${HPK_CONTAINER_MEMORY[$1]-} cpus=${HPK_CONTAINER_CPUS[$1]-} directory
  hpk_limit[$1]=
  [[ -n $hpk_limit_root && -n $memory$cpus ]] || return 0
  directory=$hpk_limit_root/hpk-$HPK_POD_UID.$1.${hpk_attempt[$1]}
  mkdir -- "$directory" || return 0
  hpk_limit[$1]=$directory
  if ((hpk_limit_kind == 1)); then
    [[ -z $memory ]] || printf '%s\n' "$memory" >"$directory/memory.limit_in_bytes"
  else
    [[ -z $memory ]] || printf '%s\n' "$memory" >"$directory/memory.max"
    # as a kubelet: so much of each tenth of a second, a hundredth of it at least
    [[ -z $cpus ]] || printf '%s 100000\n' "$((cpus < 10 ? 1000 : cpus * 100))" >"$directory/cpu.max"
  fi
} 2>/dev/null

# hpk_enter_limit INDEX: in the child, before its command.
hpk_enter_limit() {
  [[ -z ${hpk_limit[$1]-} ]] || printf '%s\n' "$BASHPID" >"${hpk_limit[$1]}/cgroup.procs"
} 2>/dev/null

# hpk_limit_kills INDEX: sets hpk_kills for a container with a cgroup of its own.
hpk_limit_kills() {
  if ((hpk_limit_kind == 1)); then
    hpk_memory_kills "${hpk_limit[$1]}/memory.oom_control"
  else
    hpk_memory_kills "${hpk_limit[$1]}/memory.events"
  fi
}

# Removes the cgroups when nothing is in them any more.
hpk_end_limits() {
  [[ -n $hpk_limit_root ]] || return 0
  if ((hpk_limit_kind == 1)); then
    rmdir -- "$hpk_limit_root"/hpk-* "$hpk_limit_root"
  else
    rmdir -- "$hpk_limit_root/hpk-$HPK_POD_UID".*
  fi
} 2>/dev/null
