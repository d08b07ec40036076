# shellcheck shell=bash
# The sandbox: what holds the namespaces that the containers of the pod share.

hpk_nameservers=() # those of a network of the pod's own
hpk_sandbox_state= # nothing yet, `starting`, `ready` or `waiting`
hpk_sandbox_due=0
hpk_sandbox_delay=0

# hpk_sandbox_ready: 0 when the pod's namespaces stand; else it is being cared for.
hpk_sandbox_ready() {
  case $hpk_sandbox_state in
    ready) return 0 ;;
    waiting)
      if ((hpk_now < hpk_sandbox_due)); then
        hpk_at "$hpk_sandbox_due"
        return 1
      fi
      ;;
    starting)
      if [[ -n ${hpk_child[x0]-} ]] && hpk_see_sandbox "${hpk_child[x0]}"; then
        hpk_sandbox_stands
        return
      fi
      hpk_at $((hpk_now + 20))
      return 1
      ;;
  esac
  if ! hpk_has hpk_sandbox; then
    hpk_sandbox_stands
    return
  fi
  hpk_sandbox_state=starting
  hpk_sandbox_file=
  hpk_has hpk_sandbox_file && hpk_sandbox_file=$(hpk_sandbox_file)
  [[ -z $hpk_sandbox_file ]] || rm -f -- "$hpk_sandbox_file"
  hpk_spawn x0 hpk_sandbox_child
  hpk_at $((hpk_now + 5))
  return 1
}

hpk_sandbox_child() {
  exec 9>&- >"$hpk_private/sandbox.log" 2>&1
  export HPK_POD_MARK=$HPK_POD_UID.sandbox
  hpk_restore_shell
  hpk_sandbox
}

# hpk_see_sandbox CHILD: 0 when the namespaces stand. Sets HPK_SANDBOX_PID.
hpk_see_sandbox() {
  if [[ -z $hpk_sandbox_file ]]; then
    hpk_find_holder "$1" || return 1
    HPK_SANDBOX_PID=$hpk_found
    return
  fi
  [[ -e $hpk_sandbox_file ]] || return 1
  local word text addresses=
  hpk_nameservers=()
  while IFS=' ' read -r word text; do
    case $word in
      process) HPK_SANDBOX_PID=$text ;;
      address) addresses+=${addresses:+,}$text ;;
      nameserver) hpk_nameservers+=("$text") ;;
      warning) hpk_event_line "" Warning NetworkNotReady "$text" ;;
    esac
  done <"$hpk_sandbox_file"
  [[ -z $addresses ]] || HPK_POD_ADDRESSES=$addresses HPK_POD_ADDRESS=${addresses%%,*}
}

hpk_sandbox_stands() {
  hpk_sandbox_state=ready
  hpk_write_names
  hpk_check_ports
  hpk_fields=
  hpk_field address "$HPK_POD_ADDRESSES"
  [[ -z ${HPK_SANDBOX_PID-} ]] || hpk_number pid "$HPK_SANDBOX_PID"
  hpk_pod_line sandbox
}

# hpk_sandbox_ended CODE: it is made again, unless containers are in it: they cannot do without.
hpk_sandbox_ended() {
  local i
  hpk_tail "$hpk_private/sandbox.log" 1500
  local message=${hpk_text%$'\n'}
  if [[ $hpk_sandbox_state == ready ]]; then
    hpk_end_message_text="the pod's sandbox ended with exit code $1: $message"
    [[ -n $hpk_stopping ]] || hpk_stop Failed
    return
  fi
  hpk_double "$hpk_sandbox_delay" 1 30
  hpk_sandbox_delay=$hpk_delay
  hpk_sandbox_due=$((hpk_now + hpk_delay))
  hpk_sandbox_state=waiting
  for i in "${!HPK_CONTAINERS[@]}"; do
    hpk_show_waiting "$i" ContainerCreating "Failed to create pod sandbox: ${message:-exit code $1}"
  done
}

# hpk_end_sandbox: lets the engine take the pod's namespaces down.
hpk_end_sandbox() {
  local -i round
  [[ -n ${hpk_child[x0]-} ]] || return 0
  hpk_kill TERM "${HPK_SANDBOX_PID:-${hpk_child[x0]}}"
  for ((round = 0; round < 20; round++)); do
    [[ -n ${hpk_child[x0]-} ]] || return 0
    hpk_clock
    hpk_rest 100
  done
}
