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

# limit BYTES MESSAGE PART...: adds a limit, and makes the supervisor look often.
limit() {
  head_line "HPK_LIMITS+=($1 '$2' '${*:3}')"
  override_line 'hpk_usage_interval=200'
}

@test "a volume that takes more than its limit gets the pod evicted" {
  mkdir -p "$pod/volumes/v"
  limit 1048576 'Usage of EmptyDir volume "v" exceeds the limit "1Mi". ' v/v
  container a main Always sh -c "trap '' TERM; head -c 3000000 /dev/zero >'$pod/volumes/v/x'; while true; do sleep 0.1; done"
  container b sidecar Always sleep 100
  run_pod 137
  expect_line '"type":"pod"' '"stopping"' '"reason":"Evicted","message":"Usage of EmptyDir volume \"v\" exceeds the limit \"1Mi\". "'
  expect_line '"type":"pod"' '"ended"' '"exit":137,"reason":"Evicted","message":"Usage of EmptyDir volume \"v\" exceeds the limit \"1Mi\". "'
  expect_no_line '"a"' '"waiting"'
}

@test "a volume in memory is counted, and one within its limit is left alone" {
  head_line 'HPK_SCRATCH_DIRS=(volumes/m)'
  limit 4000000 'too much' s/m
  container a main Never sh -c true
  head_line "hpk_container_0_run() { exec sh -c 'head -c 2000000 /dev/zero >\"\$1/x\"; touch \"\$2.half\"; until [ -e \"\$2.go\" ]; do sleep 0.05; done; head -c 5000000 /dev/zero >\"\$1/x\"; sleep 100' - \"\$HPK_SCRATCH/volumes/m\" '$work/a'; }"
  override_line 'hpk_looks() { printf x >>"'"$work"'/looks"; }; eval "$(declare -f hpk_usage_ended | sed "s/^hpk_usage_ended/hpk_look_ended/")"; hpk_usage_ended() { hpk_looks; hpk_look_ended; }'
  begin
  wait_until "half" test -e "$work/a.half"
  rm -f "$work/looks"
  wait_until "two looks" two_looks
  expect_no_line '"stopping"'
  touch "$work/a.go"
  finish 143
  expect_line '"type":"pod"' '"ended"' '"reason":"Evicted","message":"too much"'
}

two_looks() {
  [[ $(cat "$work/looks" 2>/dev/null) == xx* ]]
}

@test "logs and the writable layer of a container count, and those of the whole pod together" {
  limit 1000000 'Container a exceeded its local ephemeral storage limit "1M". ' c/0
  limit 1500000 'Pod ephemeral local storage usage exceeds the total limit of containers 1500k. ' c/0 c/1
  container a main Always sh -c "mkdir '$work/layer'; head -c 700000 /dev/zero >'$work/layer/x'; sleep 100"
  container b main Always sh -c 'head -c 1200000 /dev/zero; sleep 100'
  head_line "hpk_container_0_layer() { printf '%s\\n' '$work/layer'; }"
  run_pod 143
  expect_line '"type":"pod"' '"ended"' '"reason":"Evicted","message":"Pod ephemeral local storage usage exceeds the total limit of containers 1500k. "'
}

@test "without limits du is never asked" {
  mkdir "$work/bin"
  printf '#!/bin/sh\ntouch %q\n' "$work/asked" >"$work/bin/du"
  chmod +x "$work/bin/du"
  override_line 'hpk_usage_interval=10'
  container a main Never sleep 1.5
  PATH=$work/bin:$PATH begin
  finish 0
  [[ ! -e $work/asked ]]
}

@test "a container starts when the images that it mounts are there" {
  image own IF_NOT_PRESENT 'printf image >"$HPK_IMAGE_TEMPORARY"'
  container a main Never cat "$work/images/model.sif"
  image model IF_NOT_PRESENT "until [ -e '$work/go' ]; do sleep 0.05; done; printf model >\"\$HPK_IMAGE_TEMPORARY\""
  image_index=0
  container b main Never true
  head_line 'HPK_IMAGE_VOLUMES=(0 1)'
  begin
  wait_until "b" has_line '"b"' '"ended"'
  expect_no_line '"a"' '"running"'
  touch "$work/go"
  finish 0
  [[ $(log_of a) == model ]]
}

@test "an image that a container mounts and that cannot be had shows at the container" {
  image own IF_NOT_PRESENT 'printf image >"$HPK_IMAGE_TEMPORARY"'
  container a main Never true
  image model IF_NOT_PRESENT 'sh -c "echo no such image >&2; exit 1"'
  head_line 'HPK_IMAGE_VOLUMES=(0 1)'
  begin
  wait_until "waiting" has_line '"a"' '"waiting"' '"reason":"ErrImagePull"' 'no such image'
  kill -TERM "$supervisor"
  finish 143
  expect_no_line '"a"' '"running"'
}
