# shellcheck shell=bash
# Which container the kernel killed for want of memory.
#
# A container with a cgroup of its own has its own counter. For the others there is that of the job:
# each kill that it counts is put down to one container, the first that ends by KILL without having
# been killed by the supervisor.

hpk_kills_known=0 # kills of the job at the last look
hpk_kills_open=0  # kills that no container was found for yet
hpk_kills_seen=0  # when the newest of these was seen

# hpk_find_memory: finds the counter of the job's cgroup, version 2 or 1.
hpk_find_memory() {
  local controllers path
  hpk_memory_file=
  while IFS=: read -r _ controllers path; do
    case $controllers in
      memory | memory,* | *,memory | *,memory,*)
        hpk_memory_file=/sys/fs/cgroup/memory$path/memory.oom_control
        ;;
      '') [[ -n $hpk_memory_file ]] || hpk_memory_file=/sys/fs/cgroup$path/memory.events ;;
    esac
  done </proc/self/cgroup
  [[ -r $hpk_memory_file ]] || hpk_memory_file=
} 2>/dev/null

# hpk_begin_memory: kills of the time before the pod are not the pod's.
hpk_begin_memory() {
  hpk_find_memory
  hpk_memory_kills "$hpk_memory_file"
  hpk_kills_known=$hpk_kills
}

# hpk_memory_kills FILE: sets hpk_kills to how many processes were killed so far; 0 when unknown.
hpk_memory_kills() {
  local name value
  hpk_kills=0
  [[ -n $1 ]] || return 0
  while read -r name value; do
    [[ $name != oom_kill ]] || hpk_kills=$value
  done <"$1"
} 2>/dev/null

# Looks at the job's counter. A kill for which no container ends within some seconds was one of a
# process below a container's first, and that container goes on.
hpk_watch_memory() {
  hpk_memory_kills "$hpk_memory_file"
  if ((hpk_kills > hpk_kills_known)); then
    hpk_kills_open=$((hpk_kills_open + hpk_kills - hpk_kills_known))
    hpk_kills_known=$hpk_kills
    hpk_kills_seen=$hpk_now
  elif ((hpk_now - hpk_kills_seen > 5000)); then
    hpk_kills_open=0
  fi
}

# hpk_lacked_memory INDEX CODE: whether a container ended for want of memory.
hpk_lacked_memory() {
  if [[ -n ${hpk_limit[$1]-} ]]; then
    hpk_limit_kills "$1"
    ((hpk_kills > 0 && $2 != 0))
    return
  fi
  hpk_watch_memory
  [[ $2 == 137 && -z ${hpk_slain[$1]} ]] && ((hpk_kills_open > 0)) || return 1
  hpk_kills_open=$((hpk_kills_open - 1))
}
