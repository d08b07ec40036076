# shellcheck shell=bash
# Whether the kernel killed something of the job for want of memory.

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

# hpk_memory_kills: sets hpk_kills to how many processes were killed so far; 0 when unknown.
hpk_memory_kills() {
  local name value
  hpk_kills=0
  [[ -n $hpk_memory_file ]] || return 0
  while read -r name value; do
    [[ $name != oom_kill ]] || hpk_kills=$value
  done <"$hpk_memory_file"
} 2>/dev/null
