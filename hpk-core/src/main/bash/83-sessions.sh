# shellcheck shell=bash
# Sessions: what clients run beside the pod by exec and attach. They end with their containers and then
# tell it to the client. A batch system that kills them as soon as the job ends would cut that short.

# hpk_await_sessions: waits until they have gone, two seconds at most. The kubelet starts each as
# `bash -c SCRIPT hpk SECRET UID ...`; forks of these have the same words.
hpk_await_sessions() {
  local directory pid
  local -i round
  local -a sessions=() left
  for directory in /proc/[0-9]*; do
    [[ -O $directory ]] || continue
    hpk_command_line "${directory#/proc/}"
    [[ ${hpk_words[3]-} != hpk || ${hpk_words[5]-} != "$HPK_POD_UID" ]] || sessions+=("${directory#/proc/}")
  done
  for ((round = 0; round < 20; round++)); do
    left=()
    for pid in "${sessions[@]}"; do
      ! hpk_stat "$pid" || [[ $hpk_status == [ZX] ]] || left+=("$pid")
    done
    sessions=("${left[@]}")
    ((${#sessions[@]})) || return 0
    hpk_rest 100
  done
}
