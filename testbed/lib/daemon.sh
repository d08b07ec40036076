# shellcheck shell=bash
# Starts and stops daemons by hand, as there may be no systemd. A daemon is known by its pid and start time,
# so that a pid used again after a reboot is never taken for it.

# identity PID: its start time; nothing for a process that is gone, or is a zombie that nobody has reaped yet.
identity() {
  local line fields
  line=$(cat "/proc/$1/stat" 2>/dev/null) || return 0
  read -ra fields <<<"${line##*) }"
  [[ ${fields[0]} == Z ]] || echo "${fields[19]}"
}

daemon_alive() {
  local pid began
  read -r pid began 2>/dev/null <"$BED/run/$1.pid" || return 1
  [[ $began && $(identity "$pid") == "$began" ]]
}

# daemon_start NAME COMMAND...: the command must stay in the foreground.
daemon_start() {
  local name=$1
  shift
  # descriptor 9 is the lock of testbed/up; the checkout may go while the daemon runs
  (cd / && exec setsid "$@") </dev/null >>"$BED/log/$name.out" 2>&1 9>&- &
  echo "$! $(identity $!)" >"$BED/run/$name.pid"
}

# daemon_ready NAME COMMAND...: waits until the command succeeds; gives up at once when the daemon dies.
daemon_ready() {
  local name=$1 tries=600
  shift
  while ! "$@" >/dev/null 2>&1; do
    if ! daemon_alive "$name" || ((tries-- == 0)); then
      tail -n 15 "$BED/log/$name".*
      fail "$name did not become ready"
    fi
    sleep 0.1
  done
}

# daemon_stop NAME [SIGNAL [SECONDS]]: killed when it is still there after so many seconds, 20 if not said.
daemon_stop() {
  local name=$1 signal=${2:-TERM} patience=${3:-20} pid
  if daemon_alive "$name"; then
    read -r pid _ <"$BED/run/$name.pid"
    kill -s "$signal" "$pid"
    poll "$patience" daemon_gone "$name" || kill -s KILL "$pid"
    poll 10 daemon_gone "$name" || fail "$name (process $pid) does not end"
  fi
  rm -f "$BED/run/$name.pid"
}

daemon_gone() { ! daemon_alive "$1"; }

answers() { (exec 3<>"/dev/tcp/127.0.0.1/$1") 2>/dev/null; }

# port_free NAME PORT...: fails with a clear word when another program has the port.
port_free() {
  local name=$1 port
  shift
  for port in "$@"; do
    ! answers "$port" || fail "port $port, which $name needs, is taken by another program ('ss -ltnp' names it)"
  done
}
