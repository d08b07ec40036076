# shellcheck shell=bash disable=SC2034  # settings are used by the files that source this one
# Settings and words that every part of the testbed uses. Sourced, never run.
set -euo pipefail
umask 022

TESTBED=$(cd "$(dirname "${BASH_SOURCE[0]}")/.." && pwd)
BED=${HPK_TESTBED_DIR:-/var/lib/hpk-testbed}
CACHE=${HPK_TESTBED_CACHE:-/var/cache/hpk-testbed}
# The ordinary user who runs the tests and the jobs; root only sets up.
TEST_USER=${HPK_TESTBED_USER:-hpcuser}
LOG=$BED/log/up.log
LOCK=/run/lock/hpk-testbed.lock
# an ordinary user's path may lack the daemons
PATH=$PATH:/usr/local/sbin:/usr/sbin:/sbin
REGISTRY=127.0.0.1:5000
KUBERNETES_VERSION=1.36.3


# Progress and errors go to stderr: stdout belongs to the command that testbed/run runs.
say() { echo "testbed: $*" >&2; }
fail() { say "$*"; exit 1; }

# step TEXT COMMAND...: one line of progress; the details go to the log, whose end is shown when the command fails.
step() {
  say "$1"
  quietly "$@"
}

# quietly TEXT COMMAND...: a step that is always run, and is worth a line only when it fails.
quietly() {
  local text=$1 status
  shift
  echo "=== $text" >>"$LOG"
  set +e
  (set -e; "$@") </dev/null >>"$LOG" 2>&1
  status=$?
  set -e
  ((status == 0)) && return
  tail -n 25 "$LOG" >&2
  fail "failed: $text (the whole log: $LOG)"
}

# poll SECONDS COMMAND...: runs the command every 0.1 s until it succeeds.
poll() {
  local tries=$(($1 * 10))
  shift
  while ! "$@" >/dev/null 2>&1; do
    ((tries-- > 0)) || return 1
    sleep 0.1
  done
}

# render TEMPLATE FILE [MODE]: fills in a template from etc/; refuses a file that is somebody else's.
render() {
  local file=$2 mode=${3:-644}
  if [[ -e $file ]] && ! grep -q "HPK's testbed" "$file"; then
    fail "$file exists and was not written by the testbed: move it away, this machine seems to be in use"
  fi
  mkdir -p "$(dirname "$file")"
  sed -e "s|@BED@|$BED|g; s|@HOST@|$(short_host_name)|g; s|@REGISTRY@|$REGISTRY|g" "$TESTBED/etc/$1" >"$file.new"
  chmod "$mode" "$file.new"
  mv "$file.new" "$file"
}

short_host_name() { uname -n | cut -d. -f1; }

# One at a time: two calls of testbed/up, or a test that stops a daemon meanwhile.
take_lock() {
  mkdir -p "$(dirname "$LOCK")"
  exec 9>"$LOCK"
  flock --nonblock 9 && return
  say "waiting for another call to finish"
  flock 9
}

# as_root SCRIPT ARGUMENT...: replaces an ordinary user's process by the same one under sudo; does nothing for root.
as_root() {
  ((EUID != 0)) || return 0
  exec sudo -- env PATH="$PATH" HPK_TESTBED_DIR="$BED" HPK_TESTBED_CACHE="$CACHE" HPK_TESTBED_USER="$(id -un)" "$@"
}
