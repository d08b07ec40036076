#!/usr/bin/env bats
# Ephemeral containers: added to a pod that runs.

load helper

setup() {
  new_pod
  mkdir -p "$pod/ephemeral"
  added=0
}

teardown() {
  end_pod
}

# add NAME TARGET WORD...: gives a container to the running pod, as the kubelet does.
add() {
  local name=$1 target=$2 index=$((1000 + added)) words
  shift 2
  printf -v words ' %q' "$@"
  mkdir -p "$pod/containers/$name"
  cat >"$pod/ephemeral/.new" <<END
HPK_CONTAINERS[$index]=$name HPK_CONTAINER_KINDS[$index]=ephemeral HPK_CONTAINER_RESTARTS[$index]=Never
HPK_CONTAINER_IMAGES[$index]='' HPK_CONTAINER_MESSAGES[$index]=File HPK_CONTAINER_TARGETS[$index]='$target'
hpk_container_${index}_run() { exec$words; }
hpk_added=$index
END
  mv "$pod/ephemeral/.new" "$pod/ephemeral/$added"
  added=$((added + 1))
}

@test "a container that was added runs once in the pod's job, whatever its exit code" {
  container main main Always sh -c "$until_there" - "$pod/go"
  begin
  wait_until "main's start" has_line '"container":"main"' '"state":"running"'
  add debugger '' sh -c 'echo "looked in $HPK_POD_MARK"; exit 7'
  wait_until "the end of what was added" has_line '"state":"ended"' '"container":"debugger"'
  expect_line '"state":"running"' '"container":"debugger"' '"attempt":0'
  expect_line '"state":"ended"' '"container":"debugger"' '"exit":7' '"reason":"Error"'
  [[ $(log_of debugger) == "looked in $uid.1000.0." ]]
  kill -TERM "$supervisor"
  finish 143
  [[ $(json 'len([l for l in lines if l.get("container") == "debugger" and l["state"] == "running"])') == 1 ]]
}

@test "the pod ends with its main containers, and what was added is stopped with it" {
  container main main Never sh -c "$until_there" - "$pod/go" 3
  begin
  wait_until "main's start" has_line '"container":"main"' '"state":"running"'
  add shell '' sh -c 'trap "echo told; exit 0" TERM; echo ready; while :; do sleep 0.1; done'
  wait_until "the start of what was added" grep -q ready "$pod/containers/shell/0.log"
  touch "$pod/go"
  finish 3
  expect_line '"state":"ended"' '"container":"shell"' '"exit":0'
  [[ $(log_of shell) == $'ready\ntold' ]]
  expect_line '"type":"pod"' '"state":"ended"' '"exit":3'
}

@test "a failed one does not make the pod fail, nor does one that is left at the end" {
  container main main Never sh -c "$until_there" - "$pod/go" 0
  begin
  wait_until "main's start" has_line '"container":"main"' '"state":"running"'
  add fails '' sh -c 'exit 9'
  add stays '' sleep 600
  wait_until "both" has_line '"container":"stays"' '"state":"running"'
  wait_until "the failure" has_line '"container":"fails"' '"state":"ended"'
  touch "$pod/go"
  finish 0
  expect_line '"type":"pod"' '"state":"ended"' '"reason":"Completed"'
  expect_line '"container":"stays"' '"state":"ended"' '"exit":143'
}

@test "it runs while init containers run, and before a sidecar is stopped" {
  container init init Never sh -c "$until_there" - "$pod/go"
  container side sidecar Always sleep 600
  container main main Never true
  begin
  wait_until "init's start" has_line '"container":"init"' '"state":"running"'
  add early '' echo early
  wait_until "its end" has_line '"container":"early"' '"state":"ended"'
  expect_no_line '"container":"main"'
  touch "$pod/go"
  finish 0
}

@test "one that shares a target's processes waits until the target runs" {
  container main main Always sh -c 'exit 1'
  container other main Always sleep 600
  begin
  wait_until "main's back-off" has_line '"container":"main"' 'CrashLoopBackOff'
  add joins 1 true
  add lost 0 sh -c 'echo found'
  wait_until "the one with a target" has_line '"container":"joins"' '"state":"ended"'
  wait_until "the one without" has_line '"container":"lost"' '"state":"waiting"' CreateContainerConfigError \
    'unable to find target container \"main\"'
  kill -TERM "$supervisor"
  finish 1
}

@test "what comes when the pod is being stopped is not started" {
  container main main Never sh -c 'trap "" TERM; touch "$1"; while [ ! -e "$2" ]; do sleep 0.1; done' - "$pod/up" "$pod/go"
  begin
  wait_until "main's start" test -e "$pod/up"
  kill -TERM "$supervisor"
  wait_until "the stop" has_line '"state":"stopping"'
  add late '' true
  touch "$pod/go"
  finish 0
  expect_no_line '"container":"late"'
}

@test "a pod whose containers wait still takes what is added" {
  container main main Always false
  head_line 'HPK_BACKOFF=300 HPK_BACKOFF_LIMIT=300'
  begin
  wait_until "the back-off" has_line CrashLoopBackOff
  add debugger '' echo here
  wait_until "its end" has_line '"container":"debugger"' '"state":"ended"'
  kill -TERM "$supervisor"
  finish 1
}
