#!/usr/bin/env bats
# postStart and preStop hooks, signals, and the end of one container.

load helper

setup() {
  new_pod
  stubborn="trap '' TERM; echo up; while :; do sleep 0.05; done"
  polite="trap 'echo term >>\"$work/order\"; exit 0' TERM; echo up; while :; do sleep 0.05; done"
}

teardown() {
  end_pod
}

is_up() {
  grep -qs up "$pod/containers/$1/${2:-0}.log"
}

# hook INDEX post_start|pre_stop WORD...
hook() {
  local words
  printf -v words ' %q' "${@:3}"
  head_line "hpk_container_$1_$2() {$words; }"
  [[ $2 != post_start ]] || head_line "HPK_POST_STARTS[$1]='Exec lifecycle hook ([$3])'"
}

# Milliseconds between the first lines of the journal with these texts.
between() {
  json "[l['time'] for l in lines if '$2' in json.dumps(l)][0] - [l['time'] for l in lines if '$1' in json.dumps(l)][0]"
}

@test "a container counts as running when its postStart hook is through, since its process began" {
  container a main Never sh -c "$until_there" - "$work/go"
  hook 0 post_start sh -c "until [ -e '$work/hooked' ]; do sleep 0.05; done; echo hook >>'$work/order'"
  begin
  wait_until "the container" eval '[[ -n $(processes_of "$work/go") ]]'
  sleep 0.3
  expect_no_line '"running"'
  touch "$work/hooked"
  wait_until "running" has_line '"a"' '"running"' '"started":'
  touch "$work/go"
  finish 0
  [[ $(<"$work/order") == hook ]]
  [[ $(json '[l["time"] - l["started"] >= 300 for l in lines if l["state"] == "running"]') == '[True]' ]]
  expect_no_line '"event"'
}

@test "a postStart hook gets the container's process id" {
  container a main Never sh -c "echo \$\$ >'$work/pid'; $until_there" - "$work/go"
  head_line "hpk_container_0_post_start() { sh -c 'until [ -s \"\$2\" ]; do sleep 0.05; done; [ \"\$1\" = \"\$(cat \"\$2\")\" ] && touch \"\$3\"' - \"\$HPK_CONTAINER_PID\" '$work/pid' '$work/go'; }"
  run_pod 0
}

@test "a postStart hook that fails kills the container, and the restart policy decides" {
  container a main OnFailure sh -c "$polite"
  hook 0 post_start sh -c "[ -e '$work/again' ] || { touch '$work/again'; until grep -q up '$pod/containers/a/0.log'; do sleep 0.05; done; echo no luck; exit 7; }"
  container b main Never sh -c "$until_there" - "$work/go"
  override_line 'hpk_restarts() { [[ $1 == 0 && ${hpk_attempt[0]} == 0 ]]; }'
  begin
  wait_until "the second start" has_line '"a"' '"running"'
  wait_until "its trap" is_up a 1
  touch "$work/go"
  expect_line '"type":"event","state":"Warning","container":"a"' '"reason":"FailedPostStartHook","message":"PostStartHook failed"'
  expect_line '"type":"event","state":"Normal","container":"a"' '"reason":"Killing","message":"FailedPostStartHook"'
  expect_line '"a"' '"waiting"' '"attempt":1' '"reason":"PostStartHookError","message":"Exec lifecycle hook ([sh]) for Container \"a\" in Pod \"pod_testing('"$uid"')\" failed - error: command '"'sh' exited with 7: , message: \\\"no luck\\\"\""
  expect_no_line '"a"' '"running"' '"attempt":0'
  kill -TERM "$supervisor"
  finish 0
}

@test "a postStart hook of a pod that is not restarted: the container has failed" {
  container a main Never sh -c "$stubborn"
  head_line HPK_GRACE=0
  hook 0 post_start sh -c "until grep -q up '$pod/containers/a/0.log'; do sleep 0.05; done; exit 1"
  run_pod 137
  expect_line '"event"' FailedPostStartHook
  expect_line '"a"' '"ended"' '"exit":137'
  expect_no_line '"waiting"'
}

@test "a container that ends before its postStart hook is through: the hook has failed, and nothing of it is left" {
  container a main Never sh -c 'sleep 0.3; exit 4'
  hook 0 post_start sleep 81.5
  run_pod 4
  expect_line '"event"' FailedPostStartHook
  expect_no_process_of "sleep 81.5"
}

@test "a container that ends in the first millisecond, with hooks, loses no end" {
  container a main Never true
  hook 0 post_start sleep 82.5
  hook 0 pre_stop sleep 82.5
  run_pod 0
  expect_line '"a"' '"ended"' '"exit":0'
  expect_no_process_of "sleep 82.5"
}

@test "a sidecar holds back what follows until its postStart hook is through" {
  container s sidecar Always sh -c "$polite"
  hook 0 post_start sh -c "$until_there" - "$work/go"
  container a main Never sh -c "echo main >>'$work/order'"
  begin
  wait_until "the sidecar" is_up s
  sleep 0.3
  expect_no_line '"a"'
  [[ ! -e $work/order ]]
  touch "$work/go"
  finish 0
  [[ $(<"$work/order") == $'main\nterm' ]]
}

@test "the preStop hook runs before the signal" {
  container a main Always sh -c "$polite"
  hook 0 pre_stop sh -c "sleep 0.3; echo hook >>'$work/order'"
  begin
  wait_until "a" is_up a
  kill -TERM "$supervisor"
  finish 0
  [[ $(<"$work/order") == $'hook\nterm' ]]
  expect_line '"type":"event","state":"Normal","container":"a"' '"reason":"Killing","message":"Stopping container a"'
  expect_no_line FailedPreStopHook
}

@test "a preStop hook that fails is an event, and the container ends all the same" {
  container a main Always sh -c "$polite"
  hook 0 pre_stop sh -c 'yes | head -c 300000; exit 3'
  begin
  wait_until "a" is_up a
  kill -TERM "$supervisor"
  finish 0
  expect_line '"type":"event","state":"Warning","container":"a"' '"reason":"FailedPreStopHook","message":"PreStopHook failed"'
}

@test "a preStop hook that hangs is cut off by the grace period, and the container has two seconds more" {
  head_line HPK_GRACE=1
  container a main Always sh -c "$stubborn"
  hook 0 pre_stop sh -c 'trap "" TERM; sleep 83.5; :'
  begin
  wait_until "a" is_up a
  kill -TERM "$supervisor"
  finish 137
  expect_no_process_of "sleep 83.5"
  expect_no_line FailedPreStopHook
  [[ $(json '[l["time"] for l in lines if l["state"] == "ended"][0] - [l["time"] for l in lines if l["state"] == "stopping"][0] >= 2900') == True ]]
}

@test "a preStop hook counts within the grace period" {
  head_line HPK_GRACE=4
  container a main Always sh -c "$stubborn"
  hook 0 pre_stop sleep 1
  begin
  wait_until "a" is_up a
  kill -TERM "$supervisor"
  finish 137
  [[ $(json '3900 <= [l["time"] for l in lines if l["state"] == "ended"][0] - [l["time"] for l in lines if l["state"] == "stopping"][0]') == True ]]
}

@test "a shorter grace cuts a preStop hook off that runs" {
  head_line HPK_GRACE=500
  container a main Always sh -c "$stubborn"
  hook 0 pre_stop sleep 84.5
  begin
  wait_until "a" is_up a
  kill -TERM "$supervisor"
  wait_until "the hook" eval '! no_process_of "sleep 84.5"'
  echo 1 >"$pod/grace"
  kill -TERM "$supervisor"
  finish 137
  expect_no_process_of "sleep 84.5"
}

@test "without any grace there is no preStop hook" {
  head_line HPK_GRACE=0
  container a main Always sh -c "$polite"
  hook 0 pre_stop touch "$work/hooked"
  begin
  wait_until "a" is_up a
  kill -TERM "$supervisor"
  finish 0
  [[ ! -e $work/hooked ]]
}

@test "preStop hooks of sidecars run with those of the others, their signals come in turn" {
  local name
  for name in one two; do
    container "$name" sidecar Always sh -c "trap 'echo $name >>\"$work/order\"; exit 0' TERM; echo up; while :; do sleep 0.05; done"
  done
  container a main Always sh -c "trap 'sleep 0.5; echo main >>\"$work/order\"; exit 0' TERM; echo up; while :; do sleep 0.05; done"
  hook 0 pre_stop sh -c "echo hook >>'$work/order'"
  hook 1 pre_stop sh -c "echo hook >>'$work/order'"
  begin
  for name in one two a; do
    wait_until "$name" is_up "$name"
  done
  kill -TERM "$supervisor"
  finish 0
  [[ $(<"$work/order") == $'hook\nhook\nmain\ntwo\none' ]]
}

@test "sidecars of a pod that completed have their preStop hooks, too" {
  container s sidecar Always sh -c "$polite"
  hook 0 pre_stop sh -c "echo hook >>'$work/order'"
  container a main Never sh -c "until grep -q up '$pod/containers/s/0.log'; do sleep 0.05; done"
  run_pod 0
  [[ $(<"$work/order") == $'hook\nterm' ]]
  expect_line '"event"' '"container":"s"' '"message":"Stopping container s"'
  expect_no_line '"event"' '"container":"a"'
}

@test "a container has its own signal" {
  container a main Always sh -c "trap 'exit 5' USR1; trap 'exit 6' TERM; echo up; while :; do sleep 0.05; done"
  head_line 'HPK_CONTAINER_SIGNALS[0]=USR1'
  container b main Always sh -c "trap 'exit 7' TERM; echo up; while :; do sleep 0.05; done"
  begin
  wait_until "a" is_up a
  wait_until "b" is_up b
  kill -TERM "$supervisor"
  finish 5
  expect_line '"b"' '"ended"' '"exit":7'
}

@test "an engine that stops containers in its own way knows the signal" {
  container a main Always sh -c "$until_there" - "$work/stop" 4
  head_line 'HPK_CONTAINER_SIGNALS[0]=RTMIN+3'
  head_line "hpk_container_0_stop() { sh -c 'echo \"\$1\" >\"\$2\"' - \"\$HPK_SIGNAL\" '$work/stop'; }"
  begin
  wait_until "running" has_line '"running"'
  kill -TERM "$supervisor"
  finish 4
  [[ $(<"$work/stop") == RTMIN+3 ]]
}

@test "a container that is to be started again for a reason has its hook, its signal, and its policy" {
  container a main Always sh -c "$polite"
  hook 0 pre_stop sh -c "echo hook >>'$work/order'"
  override_line "hpk_tick() { [[ ! -e '$work/restart' ]] || { rm '$work/restart'; hpk_restart_container 0 5 'Container a failed liveness probe, will be restarted'; }; hpk_at \$((hpk_now + 50)); }"
  begin
  wait_until "a" is_up a
  touch "$work/restart"
  wait_until "the second start" is_up a 1
  [[ $(<"$work/order") == $'hook\nterm' ]]
  expect_line '"event"' '"reason":"Killing","message":"Container a failed liveness probe, will be restarted"'
  expect_no_line '"stopping"'
  kill -TERM "$supervisor"
  finish 0
}

@test "a container that does not end for its restart is killed after the grace that was given" {
  head_line HPK_GRACE=500
  container a main OnFailure sh -c "[ ! -e '$work/once' ] || exit 0; touch '$work/once'; $stubborn"
  override_line "hpk_tick() { [[ ! -e '$work/restart' ]] || { rm '$work/restart'; hpk_restart_container 0 1 x; }; hpk_at \$((hpk_now + 50)); }"
  begin
  wait_until "a" is_up a
  touch "$work/restart"
  finish 0
  expect_line '"a"' '"ended"' '"attempt":0' '"exit":137'
}

@test "a stop of the pod while a container is being started again for a reason" {
  head_line HPK_GRACE=1
  container a main Always sh -c "$stubborn"
  override_line "hpk_tick() { [[ ! -e '$work/restart' ]] || { rm '$work/restart'; hpk_restart_container 0 500 x; }; hpk_at \$((hpk_now + 50)); }"
  begin
  wait_until "a" is_up a
  touch "$work/restart"
  wait_until "the event" has_line '"event"'
  kill -TERM "$supervisor"
  finish 137
  [[ $(states | grep -c 'a running') == 1 ]]
}

@test "a hook of a hostile name and text is data" {
  container 'a' main Never sh -c "$polite"
  head_line "HPK_GRACE=0"
  hook 0 post_start sh -c "until grep -q up '$pod/containers/a/0.log'; do sleep 0.05; done; printf '\"\\\\\$(touch $work/evil)\\001\\377'; exit 1"
  head_line "HPK_POST_STARTS[0]='Exec lifecycle hook ([\$(touch $work/evil) \`touch $work/evil\`])'"
  head_line 'HPK_CONTAINER_RESTARTS[0]=Always'
  begin
  wait_until "waiting" has_line PostStartHookError
  kill -TERM "$supervisor"
  wait_until "the end" gone "$supervisor"
  [[ ! -e $work/evil ]]
  [[ $(json 'len([l for l in lines if "touch" in l.get("message", "")]) >= 1') == True ]]
}

@test "a hook carries the mark by which the batch system finds what a dead supervisor left" {
  container a main Always sleep 85.5
  hook 0 post_start sleep 85.25
  begin
  wait_until "the hook" eval '! no_process_of "sleep 85.25"'
  grep -qzs "^HPK_POD_MARK=${uid}[.]" "/proc/$(processes_of "sleep 85.25" | head -1)/environ"
  kill -KILL "$supervisor"
  wait_until "its end" gone "$supervisor"
}
