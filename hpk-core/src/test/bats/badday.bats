#!/usr/bin/env bats
# shellcheck disable=SC2030,SC2031,SC2154
# What goes wrong around a supervisor, and what it makes of it.

load helper

setup() { new_pod; }
teardown() { end_pod; }

@test "the clock jumps forward and back: no container is lost, no end is early" {
  # a signal sets the host's clock, as the shell sees it
  override_line 'unset EPOCHREALTIME; EPOCHREALTIME=1700000000.000000'
  override_line 'trap "EPOCHREALTIME=1000000000.000000" USR1; trap "EPOCHREALTIME=1900000000.000000" USR2'
  container main main Never bash -c 'trap "" TERM; echo up; while true; do sleep 0.1; done'
  begin
  wait_until 'the container to run' has_line '"container":"main"' '"state":"running"'
  kill -USR2 "$supervisor"
  kill -USR1 "$supervisor"
  sleep 0.5
  expect_no_line '"container":"main"' '"state":"ended"'
  echo 1 >"$pod/grace"
  kill -TERM "$supervisor"
  finish 137
  expect_line '"container":"main"' '"exit":137'
  [[ $(json 'all(a["time"] <= b["time"] for a, b in zip(lines, lines[1:]))') == True ]]
}

# begin_on_tmpfs SIZE: starts the supervisor as the root of a user namespace, with the pod's directory
# and the journal on a file system of this size. The journal is copied to $journal at the end.
begin_on_tmpfs() {
  unshare --user --map-root-user --mount true 2>/dev/null || skip 'no user namespaces for this user'
  local script=$BATS_TEST_TMPDIR/job.sh inside=$BATS_TEST_TMPDIR/inside.sh
  head_line "HPK_JOURNAL_DIR='$pod/journal'"
  join_script "$script" hpk_main
  cat >"$inside" <<END
mount -t tmpfs -o size=$1 tmpfs '$pod' && mkdir -p '$pod'/env '$pod'/containers || exit 99
: >'$work/mounted'
code=0
bash '$script' </dev/null || code=\$?
cp '$pod'/journal/testhost.jsonl '$journal'
exit "\$code"
END
  setsid env --default-signal=INT,QUIT unshare --user --map-root-user --mount bash "$inside" \
    >>"$BATS_TEST_TMPDIR/job.out" 2>&1 3>&- 4>&- &
  supervisor=$!
  started+=("$supervisor")
}

@test "a full file system: what could not be written comes when there is room, and the pod ends" {
  # the message is longer than what is left in the journal's last block
  container fills main Never bash -c 'head -c 4000 /dev/zero | tr "\0" m >"$1/containers/fills/0.message"
    dd if=/dev/zero of="$1/fill" bs=4k 2>/dev/null; : >"$2"; exit 3' - "$pod" "$work/full"
  container frees main Never bash -c 'until [ -e "$2" ]; do sleep 0.05; done; rm "$1/fill"; exit 0' - "$pod" "$work/free"
  begin_on_tmpfs 256k
  wait_until 'the file system to be full' test -e "$work/full"
  wait_until 'the container to end' no_process_of "$work/full"
  sleep 2 # the supervisor tries to write meanwhile
  : >"$work/free"
  finish 3
  expect_line '"container":"fills"' '"exit":3' '"message":"mmmm'
  expect_line '"container":"frees"' '"exit":0'
  [[ $(tail -n 1 "$journal") == *'"type":"pod","state":"ended"'*'"exit":3'* ]]
}

@test "a read-only file system: the pod goes on and its last words come later" {
  container locks main Never bash -c 'exec >/dev/null 2>&1; cd /
    until [ -e "$3" ]; do sleep 0.05; done
    for i in {1..100}; do mount -o remount,bind,ro "$1" && break; sleep 0.1; done; : >"$2"; exit 3' - "$pod" "$work/locked" "$work/up"
  container opens main Never bash -c 'exec >/dev/null 2>&1; cd /; : >"$3"
    until [ -e "$2" ]; do sleep 0.05; done; mount -o remount,bind,rw "$1"; exit 0' - "$pod" "$work/open" "$work/up"
  begin_on_tmpfs 1m
  wait_until 'the file system to be read-only' test -e "$work/locked"
  wait_until 'the container to end' no_process_of "$work/locked"
  sleep 2 # the supervisor tries to write meanwhile
  : >"$work/open"
  finish 3
  expect_line '"container":"locks"' '"state":"ended"' '"exit":3'
  expect_line '"container":"opens"' '"state":"ended"' '"exit":0'
}

@test "a TERM at any moment of a pod's life ends it in order" {
  container one init Never true
  container side sidecar Always bash -c 'sleep 30 & wait'
  container main main Always bash -c 'exit 1'
  local moment
  for moment in 0 0.02 0.04 0.06 0.08 0.1 0.12 0.15 0.2 0.3 0.4 0.6 0.9 1.3; do
    rm -rf "$pod/claim" "$pod"/containers/*/0.* "$journal"
    begin
    wait_until 'the supervisor to be there' has_line '"state":"started"'
    sleep "$moment"
    kill -TERM "$supervisor"
    wait_until "the end after a TERM at $moment" gone "$supervisor"
    [[ $(tail -n 1 "$journal") == *'"type":"pod","state":"ended"'*'"reason":"Terminated"'* ]] ||
      fail_with "no end in order after a TERM at $moment"
    [[ -z $(ls -A "$work/scratch") ]] || fail_with "something is left after a TERM at $moment"
  done
}

@test "nothing is used that bash 4.4 does not know" {
  # new in 5.0 to 5.3 (NEWS of bash); EPOCHREALTIME is looked for, and done without
  run grep -nE 'SRANDOM|EPOCHSECONDS|BASH_ARGV0|BASH_MONOSECONDS|GLOBSORT|wait -[a-z]*p|@[UuLKk]\}|local -( |$)|\$\{[ |]|patsub_replacement|varredir_close|globskipdots|assoc_expand_once|localvar_|compgen -V|read -E' \
    "$source_directory"/*.sh
  [[ $status == 1 && -z $output ]]
}
