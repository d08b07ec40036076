# shellcheck shell=bash
# Ephemeral containers: added while the pod runs, started once, and of no weight in its life.

hpk_added_next=0 # number of the file that is looked for
hpk_added_due=0  # when it is looked for again

# hpk_take_added: takes up what the kubelet put into the pod's directory since the last look.
hpk_take_added() {
  if ((hpk_now < hpk_added_due)); then
    hpk_at "$hpk_added_due"
    return
  fi
  while [[ -e $HPK_POD_DIR/ephemeral/$hpk_added_next ]]; do
    hpk_added=
    # the head of one container, written by the translator as the pod's own is
    # shellcheck disable=SC1090
    . "$HPK_POD_DIR/ephemeral/$hpk_added_next"
    hpk_added_next=$((hpk_added_next + 1))
    [[ -z $hpk_added ]] || hpk_init_container "$hpk_added"
  done
  hpk_added_due=$((hpk_now + 2000))
  hpk_at "$hpk_added_due"
}

# hpk_advance_added: goes on with them, whatever the others wait for.
hpk_advance_added() {
  local i
  for i in "${!HPK_CONTAINERS[@]}"; do
    [[ ${HPK_CONTAINER_KINDS[i]} != ephemeral ]] || hpk_drive "$i"
  done
}

# hpk_target INDEX: finds the container whose processes this one shares. Says so when it does not
# run (kubelet getTargetID).
hpk_target() {
  local target=${HPK_CONTAINER_TARGETS[$1]-}
  [[ -n $target ]] || return 0
  # shellcheck disable=SC2034 # for the head's commands
  HPK_TARGET_PID=${hpk_first[target]} HPK_TARGET_ATTEMPT=${hpk_attempt[target]}
  [[ -z $HPK_TARGET_PID || ${hpk_state[target]} != running ]] || return 0
  hpk_problem_reason=CreateContainerConfigError
  hpk_problem="unable to find target container \"${HPK_CONTAINERS[target]}\""
  return 1
}
