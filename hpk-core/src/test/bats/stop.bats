#!/usr/bin/env bats
# How a pod is stopped, and what is left on the host: nothing.

load helper

setup() {
  new_pod
  stubborn="trap '' TERM; echo up; while :; do sleep 0.05; done"
}

teardown() {
  end_pod
}

is_up() {
  grep -qs up "$pod/containers/$1/0.log"
}

last_reason() {
  json '(lines[-1]["type"], lines[-1]["state"], lines[-1]["reason"])'
}

@test "main containers are stopped together, then sidecars one by one, the last one first" {
  local name
  for name in one two; do
    container "$name" sidecar Always sh -c "trap 'echo $name >>\"$work/order\"; exit 0' TERM; echo up; while :; do sleep 0.05; done"
  done
  for name in a b; do
    container "$name" main Always sh -c "trap 'sleep 0.3; echo main >>\"$work/order\"; exit 0' TERM; echo up; while :; do sleep 0.05; done"
  done
  begin
  for name in one two a b; do
    wait_until "$name" is_up "$name"
  done
  kill -TERM "$supervisor"
  finish 0
  [[ $(<"$work/order") == $'main\nmain\ntwo\none' ]]
  [[ $(last_reason) == "('pod', 'ended', 'Terminated')" ]]
}

@test "the file grace overrides the script's grace period" {
  head_line HPK_GRACE=500
  container a main Always sh -c "$stubborn"
  begin
  wait_until "a" is_up a
  echo 1 >"$pod/grace"
  kill -TERM "$supervisor"
  finish 137
  [[ $(json '[l["time"] for l in lines if l["state"] == "ended"][0] - [l["time"] for l in lines if l["state"] == "stopping"][0] >= 900') == True ]]
}

@test "a second TERM shortens the time when the file grace says so, and never lengthens it" {
  head_line HPK_GRACE=500
  container a main Always sh -c "$stubborn"
  begin
  wait_until "a" is_up a
  kill -TERM "$supervisor"
  wait_until "stopping" has_line '"stopping"'
  echo 0 >"$pod/grace"
  kill -TERM "$supervisor"
  finish 137
  [[ $(states | grep -c stopping) == 1 ]]
}

@test "a longer grace in a second TERM changes nothing" {
  head_line HPK_GRACE=1
  container a main Always sh -c "$stubborn"
  begin
  wait_until "a" is_up a
  kill -TERM "$supervisor"
  wait_until "stopping" has_line '"stopping"'
  echo 500 >"$pod/grace"
  kill -TERM "$supervisor"
  finish 137
}

@test "a file grace with nonsense is passed over" {
  head_line HPK_GRACE=1
  container a main Always sh -c "$stubborn"
  printf 'a[$(touch %s/evil)]\n' "$work" >"$pod/grace"
  begin
  wait_until "a" is_up a
  kill -TERM "$supervisor"
  finish 137
  [[ ! -e $work/evil ]]
}

@test "the deadline ends the pod" {
  head_line HPK_DEADLINE=1
  container a main Always sleep 100
  run_pod 143
  expect_line '"type":"pod"' '"state":"stopping"' '"reason":"DeadlineExceeded"'
  [[ $(last_reason) == "('pod', 'ended', 'DeadlineExceeded')" ]]
  [[ $(json '900 <= [l["time"] for l in lines if l["state"] == "stopping"][0] - lines[0]["time"] < 31000') == True ]]
}

@test "the deadline counts from where the head says" {
  head_line "HPK_DEADLINE=100 HPK_DEADLINE_FROM=$(($(date +%s%3N) - 99500))"
  container a main Always sleep 100
  run_pod 143
  [[ $(last_reason) == "('pod', 'ended', 'DeadlineExceeded')" ]]
}

@test "TERM before anything runs, while an image is fetched" {
  image x ALWAYS 'sleep 77.5'
  container a main Never true
  begin
  wait_until "the fetch" eval '! no_process_of "sleep 77.5"'
  kill -TERM "$supervisor"
  finish 143
  expect_no_line '"container":"a"'
  [[ $(last_reason) == "('pod', 'ended', 'Terminated')" ]]
  expect_no_process_of "sleep 77.5"
}

@test "TERM while an image waits to be fetched again" {
  head_line HPK_PULL_BACKOFF=300
  image x ALWAYS 'echo no >&2; return 1'
  container a main Never true
  begin
  wait_until "waiting" has_line '"waiting"'
  kill -TERM "$supervisor"
  finish 143
}

@test "TERM while a container waits to be started again" {
  head_line 'HPK_BACKOFF=300 HPK_BACKOFF_LIMIT=300'
  container a main Always sh -c 'exit 3'
  begin
  wait_until "waiting" has_line 'CrashLoopBackOff'
  kill -TERM "$supervisor"
  finish 3
}

@test "TERM while an init container runs: the main ones never start" {
  container i init OnFailure sleep 100
  container a main Never touch "$work/ran"
  begin
  wait_until "running" has_line '"running"'
  kill -TERM "$supervisor"
  finish 143
  [[ ! -e $work/ran ]]
  expect_line '"container":"i"' '"ended"' '"signal":15'
}

@test "TERM at once, before the supervisor is under way" {
  local i
  container a main Always sleep 100
  for i in 1 2 3; do
    rm -rf "$pod/claim"
    begin
    wait_until "the claim" test -d "$pod/claim"
    kill -TERM "$supervisor"
    wait_until "the end" gone "$supervisor"
    [[ $(last_reason) == "('pod', 'ended', 'Terminated')" ]]
  done
}

@test "TERM while an engine starts a container reaches the container's first process" {
  mkdir "$work/bin"
  cp "$(type -P bash)" "$work/bin/engine"
  mkfifo "$work/fifo"
  engine engine
  container a main Always "$work/bin/engine" -c "trap '' TERM; : >'$work/begun'; until [[ -e '$work/go' ]]; do read -t 0.05 <>'$work/fifo'; done; (trap - TERM; exec sleep 100); exit \$?"
  begin
  wait_until "the engine" test -e "$work/begun"
  kill -TERM "$supervisor"
  wait_until "stopping" has_line '"stopping"'
  touch "$work/go"
  finish 143
  expect_line '"ended"' '"signal":15'
}

@test "an engine that stops containers in its own way is asked to" {
  container a main Always sh -c "until [ -e '$work/stop' ]; do sleep 0.05; done; exit 4"
  head_line "hpk_container_0_stop() { touch '$work/stop'; }"
  begin
  wait_until "running" has_line '"running"'
  kill -TERM "$supervisor"
  finish 4
}

@test "the engine cleans up after each end, before the next start and before the last line" {
  container a main OnFailure sh -c "echo start >>'$work/order'; [ \$(grep -c start '$work/order') = 2 ]"
  head_line "hpk_container_0_clean() { sh -c 'sleep 0.3; echo \"clean \$1\" >>\"\$2\"' - \"\$HPK_ATTEMPT\" '$work/order'; }"
  run_pod 0
  [[ $(<"$work/order") == $'start\nclean 0\nstart\nclean 1' ]]
}

@test "background processes of a container end with it, also those in a session of their own" {
  container a main Never sh -c 'sleep 71.25 & setsid sleep 71.25 & (setsid sh -c "trap \"\" TERM; sleep 71.25; :" &) ; sleep 0.2'
  run_pod 0
  expect_no_process_of "sleep 71.25"
}

@test "what a container left running is gone while others still run" {
  container a main Never sh -c 'setsid sleep 72.25 & sleep 0.2'
  container b main Never sh -c "$until_there" - "$work/go"
  begin
  wait_until "a's end" has_line '"a"' '"ended"'
  wait_until "the end of what it left" no_process_of "sleep 72.25"
  expect_no_line '"b"' '"ended"'
  touch "$work/go"
  finish 0
}

@test "a container that closes its output and forks away ends with its first process" {
  container a main Never sh -c 'exec >&- 2>&-; (setsid sleep 73.25 &); exit 6'
  run_pod 6
  expect_no_process_of "sleep 73.25"
}

@test "a process of another job that carries the mark is not touched" {
  container a main Never sh -c 'SLURM_JOB_ID=other setsid sleep 74.25 & sleep 0.3'
  export SLURM_JOB_ID=mine
  run_pod 0
  local other
  other=$(processes_of "sleep 74.25")
  [[ -n $other ]]
  kill -KILL "$other"
}

@test "the last line is written when the supervisor fails, and its containers end" {
  container a main Always sleep 75.25
  override_line "hpk_tick() { [[ ! -e '$work/fail' ]] || exit 17; hpk_at \$((hpk_now + 50)); }"
  begin
  wait_until "running" has_line '"running"'
  touch "$work/fail"
  finish 17
  [[ $(last_reason) == "('pod', 'ended', 'SupervisorFailed')" ]]
  expect_line '"a"' '"ended"' '"exit":137'
  expect_no_process_of "sleep 75.25"
}

@test "the job's directory on the host is there for its containers, closed to others, and gone at the end" {
  head_line 'HPK_SCRATCH_DIRS=(empty/data "with space")'
  container a main Never true
  head_line "hpk_container_0_run() { exec sh -c 'stat -c %a \"\$1\" \"\$1/empty/data\" \"\$1/with space\"; touch \"\$1/empty/data/x\"; mkdir -m 0 \"\$1/empty/none\"' - \"\$HPK_SCRATCH\"; }"
  run_pod 0
  [[ $(log_of a) == $'700\n777\n777' ]]
  [[ -z $(ls -A "$work/scratch") ]]
}

@test "a volume of medium Memory lies in memory, closed to others, and is gone at the end" {
  head_line 'HPK_SCRATCH_DIRS=(volumes/fast)'
  container a main Never true
  head_line "hpk_container_0_run() { exec sh -c 'cd \"\$1/volumes/fast\" && stat -f -c %T . && stat -c %a .. . && pwd -P' - \"\$HPK_SCRATCH\"; }"
  run_pod 0
  [[ $(log_of a) == $'tmpfs\n700\n777\n/dev/shm/hpk-'* ]]
  [[ ! -e $(log_of a | tail -n 1) ]]
}

@test "no room for the job's directory: the pod says so" {
  rm -rf "$work/scratch"
  touch "$work/scratch"
  container a main Never true
  run_pod 1
  expect_line '"type":"pod"' '"ended"' '"reason":"SupervisorFailed"' 'no directory can be made in'
}

@test "a pod's directory that is gone: the pod says so" {
  container a main Never true
  mv "$pod" "$pod.gone"
  run_pod 1
  expect_line '"type":"pod"' '"ended"' '"reason":"SupervisorFailed"' 'cannot be written'
}

@test "TERM to all processes of the job at once is the batch system's doing, not the containers'" {
  container a main Always sh -c "trap 'exit 143' TERM; echo up; while :; do sleep 0.05; done"
  container b main Never sh -c "trap 'exit 143' TERM; echo up; while :; do sleep 0.05; done"
  begin
  wait_until "a" is_up a
  wait_until "b" is_up b
  local pids
  mapfile -t pids < <(json '[print(l["pid"]) for l in lines if l["state"] == "running"] and ""' | grep .)
  kill -TERM "$supervisor" "${pids[@]}"
  finish 143
  [[ $(last_reason) == "('pod', 'ended', 'Terminated')" ]]
  expect_no_line '"waiting"'
}
