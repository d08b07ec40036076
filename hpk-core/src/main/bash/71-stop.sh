# shellcheck shell=bash
# Stopping a pod within its grace period.

# hpk_stop REASON: begins to stop the pod, or shortens the time that it has for that.
hpk_stop() {
  local i grace
  hpk_read_grace
  grace=$hpk_grace
  if [[ -n $hpk_stopping ]]; then
    ((hpk_now + grace * 1000 >= hpk_stop_by)) || hpk_stop_by=$((hpk_now + grace * 1000))
  else
    hpk_stop_by=$((hpk_now + grace * 1000))
    hpk_stop_stage=main
  fi
  [[ $hpk_stopping != @(Terminated|DeadlineExceeded) ]] || return 0
  if [[ $1 == @(Terminated|DeadlineExceeded) ]]; then
    hpk_fields=
    hpk_field reason "$1"
    hpk_pod_line stopping
  fi
  if [[ -n $hpk_stopping ]]; then
    hpk_stopping=$1
    return
  fi
  hpk_stopping=$1
  hpk_end_helpers
  for i in "${!HPK_CONTAINERS[@]}"; do
    if ! hpk_lives "$i"; then
      hpk_state[i]=over
    elif [[ ${HPK_CONTAINER_KINDS[i]} != sidecar ]]; then
      hpk_terminate "$i"
    fi
  done
}

# hpk_read_grace: sets hpk_grace to the seconds that the pod may take to end.
hpk_read_grace() {
  local text=
  hpk_grace=${HPK_GRACE:-30}
  { read -r text <"$HPK_POD_DIR/grace"; } 2>/dev/null
  [[ $text =~ ^[0-9]{1,9}$ ]] && hpk_grace=$((10#$text))
  return 0
}

# hpk_advance_stop: goes on with the end of a pod: main containers together, then sidecars one by
# one, the last one first. What does not end in time is killed.
hpk_advance_stop() {
  local i
  if [[ $hpk_stop_stage == main ]]; then
    local -i lives=0
    for i in "${!HPK_CONTAINERS[@]}"; do
      if [[ ${HPK_CONTAINER_KINDS[i]} != sidecar ]] && hpk_lives "$i"; then
        lives+=1
        hpk_enforce "$i"
      fi
    done
    ((lives == 0)) || return 0
    hpk_stop_stage=sidecars
    # a kubelet leaves at least two seconds to those that are stopped last
    ((hpk_stop_by >= hpk_now + 2000 || hpk_grace == 0)) || hpk_stop_by=$((hpk_now + 2000))
  fi
  for ((i = ${#HPK_CONTAINERS[@]} - 1; i >= 0; i--)); do
    hpk_lives "$i" || continue
    if [[ -z ${hpk_asked[i]-} ]]; then
      hpk_asked[i]=1
      hpk_terminate "$i"
    fi
    hpk_enforce "$i"
    return
  done
  hpk_over=1
}

# hpk_enforce INDEX: kills a container whose time is over.
hpk_enforce() {
  if ((hpk_now < hpk_stop_by)); then
    hpk_at "$hpk_stop_by"
    return
  fi
  if [[ -n ${hpk_slain[$1]} ]] && ((hpk_now - hpk_slain[$1] > 30000)); then
    # the kernel does not let go of it
    hpk_container_ended "$1" 137
    hpk_state[$1]=over
    return
  fi
  [[ ${hpk_state[$1]} == cleaning ]] || hpk_slay "$1"
}

# hpk_end_helpers: ends what fetches images.
hpk_end_helpers() {
  local key
  for key in "${!hpk_child[@]}"; do
    [[ $key == i* ]] || continue
    hpk_tree "${hpk_child[$key]}"
    hpk_kill TERM "${hpk_pids[@]}"
  done
}
