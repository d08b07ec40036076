#!/usr/bin/env bats
# The life of a pod from its start to its last line.

load helper

setup() {
  new_pod
}

teardown() {
  end_pod
}

@test "in the joined script every variable is set and used, but for those of the head's commands" {
  command -v shellcheck >/dev/null || skip "shellcheck is not installed"
  join_script "$work/joined.sh" hpk_main
  run shellcheck --norc --shell=bash --include=SC2154,SC2034 --format=gcc "$work/joined.sh"
  local unexpected
  unexpected=$(grep -vE ' HPK_(IMAGE_(ENTRYPOINT|COMMAND|DIRECTORY)|IMAGE_USER|(HOST|POD)_ADDRESS|SANDBOX_PID|CONTAINER_PID|ATTEMPT) appears unused' <<<"$output" || true)
  [[ -z $unexpected ]] || fail_with "$unexpected"
}

@test "init containers run in order, then all main containers, and the last line says Completed" {
  container first init OnFailure sh -c "sleep 0.2; echo first >>'$work/order'"
  container second init OnFailure sh -c "echo second >>'$work/order'"
  container a main Never sh -c "echo main >>'$work/order'"
  container b main Never sh -c "echo main >>'$work/order'"
  run_pod 0
  [[ $(<"$work/order") == $'first\nsecond\nmain\nmain' ]]
  [[ $(states | head -n 6) == $'pod started\npod sandbox\nfirst running\nfirst ended\nsecond running\nsecond ended' ]]
  [[ $(states | tail -n 1) == 'pod ended' ]]
  expect_line '"state":"ended"' '"container":"a"' '"exit":0' '"reason":"Completed"'
  expect_line '"type":"pod"' '"state":"ended"' '"exit":0' '"reason":"Completed"'
}

@test "an init container that fails for good fails the pod before any main container starts" {
  container i init Never sh -c 'exit 7'
  container a main Never touch "$work/ran"
  run_pod 7
  [[ ! -e $work/ran ]]
  expect_line '"container":"i"' '"state":"ended"' '"exit":7' '"reason":"Error"'
  expect_line '"type":"pod"' '"state":"ended"' '"exit":7' '"reason":"Failed"'
}

@test "the job's exit code is that of the first main container that failed" {
  container a main Never true
  container b main Never sh -c 'sleep 0.3; exit 4'
  container c main Never sh -c 'exit 5'
  run_pod 4
}

@test "a second job for the same pod is refused and starts nothing" {
  container a main Never sh -c "echo x >>'$work/ran'"
  run_pod 0
  head_line HPK_JOB=job2
  run_pod 1
  [[ $(wc -l <"$work/ran") == 1 ]]
  expect_line '"job":"job2"' '"type":"pod"' '"state":"refused"' 'job1 testhost'
  [[ $(states | tail -n 1) == 'pod refused' ]]
}

@test "of many jobs for one pod that start at once exactly one runs it" {
  local i jobs=()
  container a main Never sh -c "echo x >>'$work/ran'; sleep 0.5"
  for i in 1 2 3 4 5 6; do
    begin
    jobs+=("$supervisor")
  done
  for i in "${jobs[@]}"; do
    wait_until "job's end" gone "$i"
  done
  [[ $(wc -l <"$work/ran") == 1 ]]
  [[ $(states | grep -c refused) == 5 ]]
}

@test "TERM stops the containers, and their exit codes are the real ones" {
  container a main Always sh -c 'trap "exit 9" TERM; echo up; while :; do sleep 0.05; done'
  container b main Always sleep 100
  begin
  wait_until "a running" has_line '"running"' '"container":"a"'
  wait_until "b running" has_line '"running"' '"container":"b"'
  wait_until "the trap" grep -q up "$pod/containers/a/0.log"
  kill -TERM "$supervisor"
  finish 9
  expect_line '"type":"pod"' '"state":"stopping"' '"reason":"Terminated"'
  expect_line '"container":"a"' '"ended"' '"exit":9'
  expect_line '"container":"b"' '"ended"' '"exit":143' '"signal":15'
  expect_line '"type":"pod"' '"state":"ended"' '"reason":"Terminated"'
}

@test "a container that ignores TERM is killed when the grace period is over" {
  head_line HPK_GRACE=1
  container a main Always sh -c 'trap "" TERM; echo up; while :; do sleep 0.05; done'
  begin
  wait_until "the trap" grep -qs up "$pod/containers/a/0.log"
  kill -TERM "$supervisor"
  finish 137
  expect_line '"container":"a"' '"ended"' '"exit":137' '"signal":9'
}
