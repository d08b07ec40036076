#!/usr/bin/env bats
# What containers see of their volumes.

load helper

setup() {
  new_pod
}

teardown() {
  end_pod
}

# atomic VOLUME NAME TEXT: a volume with one file, as the kubelet lays it out.
atomic() {
  local generation=..$RANDOM$RANDOM
  mkdir -p "$1/$generation"
  printf '%s' "$3" >"$1/$generation/$2"
  ln -sfn "$generation" "$1/..data"
  [[ -L $1/$2 ]] || ln -s "..data/$2" "$1/$2"
}

@test "a part of a volume stays as it was when its container started, and is new at its next start" {
  atomic "$pod/volumes/v" key first
  chmod 0440 "$pod/volumes/v/key"
  head_line "HPK_COPIES=(0 '$pod/volumes/v' key 'copies/0-0' 0 '$pod/volumes/v' no/such 'copies/0-1')"
  container a main OnFailure sh
  head_line "hpk_container_0_run() { exec sh -c 'ls -A \"\$1/0-1\"; cat \"\$1/0-0\"; stat -c /%a \"\$1/0-0\"; touch \"\$2.ready\"; until [ -e \"\$2.go\" ]; do sleep 0.05; done; cat \"\$1/0-0\"; [ -e \"\$2.over\" ] || { touch \"\$2.over\"; exit 1; }' - \"\$HPK_SCRATCH/copies\" '$work/a'; }"
  begin
  wait_until "a" test -e "$work/a.ready"
  atomic "$pod/volumes/v" key second
  touch "$work/a.go"
  finish 0
  [[ $(log_of a 0) == $'first/440\nfirst' ]]
  [[ $(log_of a 1) == $'second/644\nsecond' ]]
}

@test "a link of a volume that leads out of it is not copied" {
  mkdir -p "$pod/volumes/v"
  ln -s /etc "$pod/volumes/v/out"
  head_line "HPK_COPIES=(0 '$pod/volumes/v' out/passwd 'copies/0-0')"
  container a main Never true
  begin
  wait_until "waiting" has_line '"a"' '"waiting"' '"reason":"CreateContainerConfigError"' 'out/passwd leads out of its volume'
  kill -TERM "$supervisor"
  finish 143
}
