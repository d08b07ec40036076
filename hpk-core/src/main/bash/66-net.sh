# shellcheck shell=bash
# Connections of TCP made by bash alone, each within a time. For processes that may wait: probers and hooks.

# hpk_left: sets hpk_rest_of to the seconds until hpk_until; returns 1 when none are left.
hpk_left() {
  hpk_uptime
  local -i left=$((hpk_until - hpk_up))
  ((left > 0)) || return 1
  printf -v hpk_rest_of '%d.%03d' $((left / 1000)) $((left % 1000))
}

# hpk_net_settle: called once by a process before its first connection. What bash says of a
# connection that fails goes into a pipe. ALRM comes from outside when one takes too long.
hpk_net_settle() {
  exec {hpk_complaints}<> <(:)
  trap '' PIPE
  trap 'hpk_late=1' ALRM
}

# hpk_net_open HOST PORT: sets hpk_socket; when it fails, hpk_said says why, as Go does.
hpk_net_open() {
  local line='' why='' where=$1:$2
  [[ $1 != *:* ]] || where="[$1]:$2"
  if [[ $1 == *[!A-Za-z0-9._:%-]* || -z $1 ]]; then
    hpk_said="dial tcp: lookup $1: no such host"
    return 1
  fi
  hpk_late=
  { exec {hpk_socket}<>"/dev/tcp/$1/$2"; } 2>&"$hpk_complaints" && return
  while read -r -t 0 -u "$hpk_complaints" && IFS= read -r -u "$hpk_complaints" line; do
    [[ -n $why ]] || why=${line##*: }
  done
  if [[ -n $hpk_late || $why == 'Connection timed out' ]]; then
    hpk_said="dial tcp $where: i/o timeout"
  elif [[ $line == *'Name or service not known'* || $line == *'Temporary failure'* ]]; then
    hpk_said="dial tcp: lookup $1: no such host"
  else
    hpk_said="dial tcp $where: connect: ${why,}"
  fi
  return 1
}

hpk_net_close() {
  [[ -z $hpk_socket ]] || { exec {hpk_socket}>&-; } 2>/dev/null
  hpk_socket=
}

# hpk_net_take COUNT [text]: reads so many bytes from hpk_socket, at most; adds them to hpk_taken,
# without NULs. Returns 1 when the connection ended before, 2 when the time is over. A text has no NULs
# and can be read in blocks; else bash reads byte by byte.
hpk_net_take() {
  local piece code
  local -i bytes=$1
  if [[ -n ${2-} ]]; then
    hpk_left || return 2
    IFS= read -r -N "$bytes" -t "$hpk_rest_of" -u "$hpk_socket" piece
    code=$?
    hpk_taken+=$piece
    ((code <= 128)) || return 2
    return "$code"
  fi
  while ((bytes > 0)); do
    hpk_left || return 2
    IFS= read -r -d '' -n "$bytes" -t "$hpk_rest_of" -u "$hpk_socket" piece
    code=$?
    hpk_taken+=$piece
    if ((code == 0 && ${#piece} < bytes)); then
      bytes+=-1 # a NUL
    fi
    bytes+=-${#piece}
    ((code != 1)) || return $((bytes > 0))
  done
}

# hpk_is_apart_net: whether the pod has a network of its own, other than the host's.
hpk_is_apart_net() {
  [[ -n ${HPK_SANDBOX_PID-} && -e /proc/$HPK_SANDBOX_PID/ns/net &&
    ! /proc/$HPK_SANDBOX_PID/ns/net -ef /proc/$$/ns/net ]]
}

# hpk_write_apart: who asks from within that network is a bash of its own, which runs this file with
# a function and its arguments.
hpk_write_apart() {
  local -a functions=()
  mapfile -t functions < <(compgen -A function | grep -E '^hpk_(net|web|grpc|prober?|hook|left|uptime|kill)(_|$)')
  {
    declare -p HPK_PROBES hpk_web_most hpk_private hpk_host "${!HPK_PROBE_@}"
    declare -f "${functions[@]}"
    # shellcheck disable=SC2016 # for that bash
    printf '%s\n' '"$@"'
  } >"$hpk_private/apart.sh" 2>/dev/null
}
