#!/usr/bin/env bats
# Standard input and terminals of containers, and attaching to them.

load helper

setup() {
  new_pod
  attached=()
}

teardown() {
  local process
  for process in "${attached[@]}"; do
    kill "$process" 2>/dev/null || true
  done
  end_pod
}

# streams LETTERS: of the container that was added last.
streams() {
  head_line "HPK_CONTAINER_STREAMS[$((containers - 1))]=$1"
}

# attach CONTAINER MODE OUTPUT: in the background, with the input that the function has.
attach() {
  bash "$pod/containers/$1/attach" "$2" >"$3" 2>&1 <&0 3>&- 4>&- &
  attach=$!
  attached+=("$attach")
}

running() {
  wait_until "start of $1" has_line "\"container\":\"$1\"" '"state":"running"'
}

has() {
  grep -qF -- "$2" "$1" 2>/dev/null
}

@test "what a client writes reaches the container, and what it prints reaches log and client" {
  container main main Never sh -c 'echo before; while read -r line; do echo "got $line"; [ "$line" != bye ] || exit 5; done'
  streams i
  begin
  running main
  wait_until "the first line" has "$pod/containers/main/0.log" before
  attach main input "$work/seen" < <(echo one; wait_until "the answer" has "$work/seen" 'got one'; echo bye; sleep 30)
  finish 5
  wait_until "the client's end" gone "$attach"
  [[ $(<"$work/seen") == $'got one\ngot bye' ]]
  [[ $(log_of main) == $'before\ngot one\ngot bye' ]]
}

@test "a client that leaves does not end the input, and the next one goes on" {
  container main main Never sh -c 'while read -r line; do echo "got $line"; [ "$line" != end ] || exit 0; done; echo eof'
  streams i
  begin
  running main
  attach main input "$work/first" < <(echo one)
  wait_until "the first answer" has "$work/first" 'got one'
  kill -TERM "$attach"
  wait_until "the first client's end" gone "$attach"
  attach main input "$work/second" < <(echo end)
  finish 0
  wait_until "the second client's end" gone "$attach"
  [[ $(<"$work/second") == 'got end' ]]
  [[ $(log_of main) == $'got one\ngot end' ]]
}

@test "with stdinOnce the end of the first client's input is the end of the container's" {
  container main main Never sh -c 'cat; echo end of input; sleep 600'
  streams io
  begin
  running main
  attach main input "$work/first" < <(printf 'all of it\n')
  wait_until "the end of the input" has "$pod/containers/main/0.log" 'end of input'
  wait_until "the answer" has "$work/first" 'end of input'
  [[ $(<"$work/first") == $'all of it\nend of input' ]]
  attach main input "$work/second" < <(echo more)
  kill -TERM "$supervisor"
  finish 143
  wait_until "the second client's end" gone "$attach"
  expect_line '"container":"main"' '"state":"ended"' '"exit":143'
  [[ $(log_of main) != *more* ]]
}

@test "an input that nobody attached to stays open, and one that was not asked for is empty" {
  container open main Never sh -c 'cat; echo never'
  streams i
  container none main Never sh -c 'cat; echo empty'
  begin
  running open
  wait_until "the end of the other" has_line '"container":"none"' '"state":"ended"' '"exit":0'
  [[ $(log_of none) == empty ]]
  [[ ! -e $pod/containers/none/attach ]]
  kill -TERM "$supervisor"
  finish 143
  [[ -z $(log_of open) ]]
}

@test "a terminal is one, has the size of its client's window, and its exit code is the container's" {
  type -P script >/dev/null || skip "script(1) is not installed"
  container main main Never bash -c 'trap "stty size" WINCH; test -t 0 && test -t 1 && echo "terminal $1"
    until read -r -t 0.2 line; do :; done; echo "got $line"; exit 9' - "it's \$HOME"
  streams it
  begin
  running main
  wait_until "the terminal" has "$pod/containers/main/0.log" "terminal it's \$HOME"
  bash "$pod/containers/main/attach" resize 33 101
  wait_until "the new size" has "$pod/containers/main/0.log" '33 101'
  attach main input "$work/seen" < <(echo hello; sleep 30)
  finish 9
  wait_until "the client's end" gone "$attach"
  has "$work/seen" 'got hello'
}

@test "a terminal without an input stays open, and the container gets its signal" {
  type -P script >/dev/null || skip "script(1) is not installed"
  container main main Never sh -c 'echo up; cat; echo never'
  streams t
  begin
  running main
  wait_until "the first line" has "$pod/containers/main/0.log" up
  kill -TERM "$supervisor"
  finish 143
  [[ $(log_of main) != *never* ]]
}

@test "output alone can be followed, from when the client came" {
  container main main Never sh -c 'echo old; until [ -e "$1" ]; do sleep 0.05; done; echo new' - "$pod/go"
  streams i
  begin
  running main
  wait_until "the first line" has "$pod/containers/main/0.log" old
  attach main output "$work/seen" </dev/null
  wait_until "the client" bash -c "pgrep -P $attach tail >/dev/null"
  touch "$pod/go"
  finish 0
  wait_until "the client's end" gone "$attach"
  [[ $(<"$work/seen") == new ]]
}

# session UID FILE WORDS: as the kubelet starts one; does what the words say when the container has ended.
session() {
  # shellcheck disable=SC2016 # for the shell of the session
  bash -c 'until grep -q "\"state\":\"ended\"" "$4"; do sleep 0.05; done; '"$3" hpk secret "$1" "$2" "$journal" \
    >/dev/null 2>&1 3>&- 4>&- &
  session=$!
  attached+=("$session")
}

@test "clients are told of the end of their containers before the job ends" {
  container main main Never sh -c 'until [ -e "$1" ]; do sleep 0.05; done' - "$pod/go"
  begin
  running main
  session "$uid" "$work/told" "sleep 0.7; kill -0 $supervisor && : >\"\$3\""
  touch "$pod/go"
  finish 0
  wait_until "the session's end" gone "$session"
  [[ -e $work/told ]]
}

@test "a job does not stay for sessions that never end, nor for those of other pods" {
  container main main Never sh -c 'until [ -e "$1" ]; do sleep 0.05; done' - "$pod/go"
  begin
  running main
  session "$uid" "$work/told" 'sleep 600'
  session other "$work/told" 'sleep 600'
  touch "$pod/go"
  finish 0
  run ! gone "$session"
}
