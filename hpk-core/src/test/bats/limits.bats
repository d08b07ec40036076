#!/usr/bin/env bats
# Memory: who was killed for want of it, and limits of single containers.

load helper

setup() {
  new_pod
}

teardown() {
  end_pod
}

# counts: a job whose counter of memory kills is a file of the test.
counts() {
  printf 'oom_kill_disable 0\nunder_oom 0\noom_kill 0\n' >"$work/counter"
  override_line "hpk_find_memory() { hpk_memory_file='$work/counter'; }"
}

# A container that is killed as the kernel does it: counted, and by KILL.
killed="printf 'oom_kill %s\n' \"\$1\" >\"\$2.new\"; mv \"\$2.new\" \"\$2\"; kill -KILL \$\$"

@test "the container that the kernel killed is OOMKilled, a neighbour that was killed is not" {
  counts
  container hungry main Never sh -c "$killed" - 1 "$work/counter"
  container other main Never sh -c 'until [ -e "$1" ]; do sleep 0.05; done; kill -KILL $$' - "$work/go"
  begin
  wait_until "the first end" has_line '"container":"hungry"' '"state":"ended"'
  touch "$work/go"
  finish 137
  expect_line '"container":"hungry"' '"state":"ended"' '"exit":137' '"reason":"OOMKilled"'
  expect_line '"container":"other"' '"state":"ended"' '"exit":137' '"reason":"Error"'
}

@test "two that were killed are both OOMKilled" {
  counts
  container a main Never sh -c "until [ -e '$work/counted' ]; do sleep 0.05; done; kill -KILL \$\$"
  container b main Never sh -c "until [ -e '$work/counted' ]; do sleep 0.05; done; kill -KILL \$\$"
  begin
  wait_until "both" has_line '"container":"b"' '"state":"running"'
  printf 'oom_kill 2\n' >"$work/counter"
  touch "$work/counted"
  finish 137
  expect_line '"container":"a"' '"state":"ended"' '"reason":"OOMKilled"'
  expect_line '"container":"b"' '"state":"ended"' '"reason":"OOMKilled"'
}

@test "one that the supervisor killed is not OOMKilled" {
  counts
  head_line HPK_GRACE=1
  container stubborn main Never sh -c "trap '' TERM; touch '$work/up'; while :; do sleep 0.1; done"
  begin
  wait_until "its start" test -e "$work/up"
  kill -TERM "$supervisor"
  wait_until "the stop" has_line '"state":"stopping"'
  printf 'oom_kill 1\n' >"$work/counter"
  finish 137
  expect_line '"container":"stubborn"' '"state":"ended"' '"exit":137' '"reason":"Error"'
}

@test "where the job's cgroup can be divided a container has its own limit, and is the one that is killed" {
  # directories in the place of cgroups, since nobody who runs tests can count on being given one
  local own=$work/cgroups/hpk-$uid.0.0
  mkdir "$work/cgroups"
  override_line "hpk_find_limits() { hpk_limit_root='$work/cgroups' hpk_limit_kind=1; }"
  container hungry main Never sh -c 'echo "$$" >"$2"; printf "oom_kill 1\n" >"$1/memory.oom_control"; exit 137' - "$own" "$work/pid"
  container other main Never sh -c 'until [ -e "$1" ]; do sleep 0.05; done; kill -KILL $$' - "$work/go"
  head_line "HPK_CONTAINER_MEMORY=(50000000 '')"
  begin
  wait_until "the first end" has_line '"container":"hungry"' '"state":"ended"'
  touch "$work/go"
  finish 137
  expect_line '"container":"hungry"' '"state":"ended"' '"exit":137' '"reason":"OOMKilled"'
  expect_line '"container":"other"' '"state":"ended"' '"exit":137' '"reason":"Error"'
  expect_no_line LimitsNotEnforced
  [[ $(<"$own/memory.limit_in_bytes") == 50000000 ]]
  [[ $(<"$own/cgroup.procs") == "$(<"$work/pid")" ]]
  [[ ! -e $work/cgroups/hpk-$uid.1.0 ]]
}

@test "where it cannot be divided an event says so, and the containers run" {
  container a main Never true
  container b main Never true
  head_line "HPK_CONTAINER_MEMORY=(50000000 '')"
  override_line 'mkdir() { [[ $* != *cgroup* ]] && command mkdir "$@"; }'
  run_pod 0
  expect_line '"type":"event"' '"reason":"LimitsNotEnforced"' 'on host testhost'
}
