# shellcheck shell=bash
# Hooks: postStart and preStop of containers, each a child of the supervisor.

hpk_hook_failed=() # by container: why its postStart hook failed; empty when it did not

# hpk_begin_hook KEY INDEX NAME: starts a hook (post_start or pre_stop) of a container.
hpk_begin_hook() {
  hpk_variables "$2"
  hpk_spawn "$1" hpk_hook_child "$1" "hpk_container_$2_$3"
}

# In the child: what the hook prints is kept for a message, as far as one can hold it.
hpk_hook_child() {
  local -a codes
  exec 9>&-
  "$2" 2>&1 | {
    head -c 1024 >"$hpk_private/$1.out"
    exec cat >/dev/null
  }
  codes=("${PIPESTATUS[@]}")
  return "${codes[0]}"
} 2>/dev/null

# hpk_drop_hook KEY: ends a hook whose outcome does not matter any more.
hpk_drop_hook() {
  [[ -n ${hpk_wrapper[$1]-} ]] || return 0
  # its wrapper too, so that nothing is heard of it any more
  hpk_tree "${hpk_wrapper[$1]}"
  hpk_kill KILL "${hpk_pids[@]}"
  unset "hpk_wrapper[$1]" "hpk_child[$1]"
}

# hpk_post_start INDEX: the container's first process is there; the hook comes before it counts as
# running.
hpk_post_start() {
  hpk_state[$1]=hooking
  hpk_begin_hook "a$1" "$1" post_start
}

# hpk_post_start_ended INDEX CODE
hpk_post_start_ended() {
  [[ ${hpk_state[$1]} == hooking && -z ${hpk_ending[$1]-} ]] || return 0
  if (($2 == 0)); then
    hpk_say_running "$1"
    return
  fi
  hpk_post_start_failed "$1" "$2"
  hpk_read_grace
  hpk_end_container "$1" $((hpk_now + hpk_grace * 1000)) FailedPostStartHook
}

# hpk_post_start_failed INDEX CODE: as a kubelet's, the event does not say why, since that may be
# secret to who reads events; the container's state does. CODE is empty when the container ended first.
hpk_post_start_failed() {
  local what=${HPK_POST_STARTS[$1]} output why
  hpk_event_line "$1" Warning FailedPostStartHook "PostStartHook failed"
  hpk_tail "$hpk_private/a$1.out" 1024
  output=${hpk_text%$'\n'}
  why=${output:-exit code $2}
  if [[ -z $2 ]]; then
    why='the container ended before it'
  elif [[ $what == Exec* ]]; then
    why=${what#*'(['}
    hpk_json "$output"
    why="command '${why%'])'}' exited with $2: , message: \"$hpk_text\""
  fi
  hpk_hook_failed[$1]="$what for Container \"${HPK_CONTAINERS[$1]}\" in Pod"
  hpk_hook_failed[$1]+=" \"${HPK_POD_NAME}_$HPK_POD_NAMESPACE($HPK_POD_UID)\" failed - error: $why"
}

# hpk_pre_stop_ended INDEX CODE
hpk_pre_stop_ended() {
  [[ ${hpk_ending[$1]-} == hook ]] || return 0
  (($2 == 0)) || hpk_event_line "$1" Warning FailedPreStopHook "PreStopHook failed"
  hpk_hook_over "$1"
}

# The hooks of the head that are no command in the container. They run in the hook's child.

# hpk_hook_sleep SECONDS
hpk_hook_sleep() {
  sleep "$1"
}

# hpk_hook_fails TEXT: a hook that can only fail.
hpk_hook_fails() {
  printf '%s\n' "$1"
  return 1
}

# hpk_hook_http SCHEME HOST PORT TARGET [HEADER...]: SCHEME is http or https; HOST may be empty for the
# pod's own address.
hpk_hook_http() {
  if hpk_is_apart_net; then
    # in the pod's own network, where its address is that of the loopback for certain
    [[ -e $hpk_private/apart.sh ]] || hpk_write_apart
    nsenter --preserve-credentials --user --net --target "$HPK_SANDBOX_PID" -- \
      bash -O extglob "$hpk_private/apart.sh" hpk_hook_ask "$1" "${2:-127.0.0.1}" "${@:3}"
    return
  fi
  hpk_hook_ask "$1" "${2:-$HPK_POD_ADDRESS}" "${@:3}"
}

# hpk_hook_ask SCHEME HOST PORT TARGET [HEADER...]: as with a kubelet any answer will do, and a server
# that speaks plain HTTP where HTTPS was asked for is asked again (lifecycle/handlers.go). The hook
# has no time of its own: who waits for it ends it.
hpk_hook_ask() {
  local hpk_socket=''
  hpk_net_settle
  hpk_uptime
  hpk_until=$((hpk_up + 86400000))
  hpk_web_errors=$hpk_private/hook.$BASHPID
  hpk_web_follow "$@"
  (($? == 1)) || return 0
  if [[ $1 == https && $hpk_said == *'server gave HTTP response to HTTPS client' ]]; then
    hpk_web_follow http "${@:2}"
    (($? == 1)) || return 0
  fi
  printf '%s\n' "$hpk_said"
  return 1
}
