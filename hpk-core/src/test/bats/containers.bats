#!/usr/bin/env bats
# Starts, ends and restarts of containers.

load helper

setup() {
  new_pod
}

teardown() {
  end_pod
}

@test "a container that ends at once is said to run before it is said to have ended" {
  local i
  for i in a b c d e; do
    container "$i" main Never true
  done
  run_pod 0
  for i in a b c d e; do
    [[ $(states | grep "^$i ") == "$i running"$'\n'"$i ended" ]]
  done
  [[ $(json 'all(l["pid"] > 1 for l in lines if l["state"] == "running")') == True ]]
  [[ $(json 'all(l["started"] <= l["time"] for l in lines if "exit" in l and "container" in l)') == True ]]
}

@test "exit codes and signals" {
  container zero main Never true
  container three main Never sh -c 'exit 3'
  container most main Never sh -c 'exit 255'
  container killed main Never sh -c 'kill -KILL $$'
  container aborted main Never sh -c 'kill -ABRT $$'
  container missing main Never sh -c 'exit 127'
  run_pod 3
  expect_line '"zero"' '"ended"' '"exit":0' '"reason":"Completed"'
  expect_line '"three"' '"ended"' '"exit":3,"reason":"Error"'
  expect_line '"most"' '"ended"' '"exit":255' '"reason":"Error"'
  expect_line '"killed"' '"ended"' '"exit":137,"signal":9' '"reason":"Error"'
  expect_line '"aborted"' '"ended"' '"exit":134,"signal":6' '"reason":"Error"'
  expect_line '"missing"' '"ended"' '"exit":127,"reason":"Error"'
}

@test "a command that is not there, or cannot be run, is a failed start" {
  printf '\177ELF garbage' >"$work/garbage"
  chmod +x "$work/garbage"
  container missing main Never '/no/such $(program)'
  container unknown main Never surely-not-there
  container directory main Never /etc
  container plain main Never /etc/passwd
  container garbage main Never "$work/garbage"
  run_pod 128
  local name
  for name in missing unknown directory plain garbage; do
    expect_line "\"$name\"" '"ended"' '"exit":128,"reason":"StartError","message":"'
    expect_no_line "\"$name\"" '"running"'
  done
  expect_line '"missing"' '"message":"exec: \"/no/such $(program)\": executable file not found in $PATH"'
}

@test "an engine that fails before the container runs is a failed start" {
  engine sh sleep engine
  container fatal main Never sh -c 'echo hello; echo "FATAL:   could not open image /x: no such file" >&2; exit 255'
  container error main Never sh -c 'echo "Error: crun: executable file \`foo\` not found" >&2; exit 127'
  container own main Never sh -c 'echo "sh: foo: not found"; exit 127'
  run_pod 128
  expect_line '"fatal"' '"ended"' '"exit":128,"reason":"StartError"' 'could not open image /x'
  expect_line '"error"' '"ended"' '"exit":128,"reason":"StartError"'
  expect_line '"own"' '"ended"' '"exit":127,"reason":"Error"'
  expect_no_line '"fatal"' '"running"'
  expect_no_line '"error"' '"running"'
}

@test "a container runs once it has a process that is none of the engine's" {
  mkdir "$work/bin"
  cp "$(type -P sleep)" "$work/bin/engine-with-a-long-name"
  cp "$(type -P bash)" "$work/bin/engine"
  engine engine engine-with-a-long-name
  container a main Never "$work/bin/engine" -c \
    "echo \$\$ >'$work/engine-pid'; '$work/bin/engine-with-a-long-name' 1; sleep 1.3; true"
  begin
  wait_until "the engine" test -s "$work/engine-pid"
  sleep 0.3
  expect_no_line '"running"'
  finish 0
  local pid
  pid=$(json '[l["pid"] for l in lines if l["state"] == "running"][0]')
  [[ $pid != "$(<"$work/engine-pid")" ]]
  [[ $(json '[l["time"] for l in lines if l["state"] == "ended"][0] - [l["time"] for l in lines if l["state"] == "running"][0] > 500') == True ]]
}

@test "the engine's process id file says which process is the first" {
  container a main Never sh -c "sleep 0.3; sleep 60 & echo \$! >'$work/a pid'; wait \$!"
  head_line "hpk_container_0_pid_file() { printf '%s\n' '$work/a pid'; }"
  echo 1 >"$work/a pid" # of an earlier start
  begin
  wait_until "running" has_line '"running"'
  [[ $(json '[l["pid"] for l in lines if l["state"] == "running"][0]') == "$(<"$work/a pid")" ]]
  kill -TERM "$supervisor"
  finish 143
}

@test "a process with an ugly name is found" {
  mkdir "$work/bin"
  cp "$(type -P bash)" "$work/bin/engine"
  cp "$(type -P sleep)" "$work/bin/"$') S\n1 (x'
  engine engine
  container a main Always "$work/bin/engine" -c "'$work/bin/) S
1 (x' 100; true"
  begin
  wait_until "running" has_line '"running"'
  local pid
  pid=$(json '[l["pid"] for l in lines if l["state"] == "running"][0]')
  [[ $(tr '\0' ' ' <"/proc/$pid/cmdline") == *'x 100 ' ]]
  kill -TERM "$supervisor"
  wait_until "the end" gone "$supervisor"
  expect_no_process_of "$work/bin"
}

@test "a helper of the engine's on the host is not taken for the container" {
  mkdir "$work/bin"
  cp "$(type -P bash)" "$work/bin/engine"
  head_line 'HPK_ENGINE_PROCESSES=(engine unshare)'
  container a main Never "$work/bin/engine" -c "sleep 1; unshare -rm sh -c 'echo \$\$ >\"\$1\"; sleep 1' - '$work/pid'; true"
  run_pod 0
  [[ $(json '[l["pid"] for l in lines if l["state"] == "running"][0]') == "$(<"$work/pid")" ]]
}

@test "a name that was set with a line feed is the name without it" {
  [[ $(library 'echo "x y" >/proc/$BASHPID/comm; hpk_comm "$BASHPID"; printf "%s." "$hpk_text"') == 'x y.' ]]
}

@test "a process that becomes the container while its children are looked at is the first one" {
  local found
  found=$(library '
    sh -c "sleep 84.5; :" & parent=$!
    until hpk_children "$parent" && ((${#hpk_kids[@]})); do sleep 0.05; done
    looks=0
    late() { [[ $1 != "$parent" ]] || ((looks++)); }
    hpk_search late "" "$parent"
    kill -KILL "$parent" "${hpk_kids[@]}"
    printf "%s" "$((hpk_found == parent)) $looks"')
  [[ $found == '1 2' ]]
}

@test "without an engine nothing but the run command itself is the container" {
  [[ $(library '
    sh -c "sleep 85.5; :" & parent=$!
    until hpk_children "$parent" && ((${#hpk_kids[@]})); do sleep 0.05; done
    hpk_is_foreign() { [[ $1 != "$parent" ]]; }
    hpk_find_first "$parent" || printf none
    kill -KILL "$parent" "${hpk_kids[@]}"') == none ]]
}

@test "a stopped container has not ended" {
  container a main Never sh -c 'kill -STOP $$; exit 5'
  begin
  wait_until "running" has_line '"running"'
  local pid
  pid=$(json '[l["pid"] for l in lines if l["state"] == "running"][0]')
  wait_until "the stop" grep -q '^State:.T' "/proc/$pid/status"
  sleep 0.5
  expect_no_line '"a"' '"ended"'
  kill -CONT "$pid"
  finish 5
}

@test "the wrapper of a container may die without the container's end being missed" {
  container a main Never sh -c 'kill -KILL $PPID; exit 0'
  container b main Never sh -c 'kill -KILL $PPID; sleep 83.5; exit 0'
  run_pod 137
  expect_line '"a"' '"ended"' '"exit":137'
  expect_line '"b"' '"ended"' '"exit":137'
  expect_no_process_of "sleep 83.5"
}

@test "restart policies: Never, OnFailure, Always" {
  container never main Never sh -c 'exit 1'
  container failure main OnFailure sh -c "echo x >>'$work/failure'; [ \$(wc -l <'$work/failure') = 2 ]"
  container always main Always sh -c "echo x >>'$work/always'; [ \$(wc -l <'$work/always') != 2 ] || exec sleep 100"
  begin
  wait_until "the second run" has_line '"always"' '"running"' '"attempt":1'
  wait_until "success" has_line '"failure"' '"ended"' '"attempt":1'
  kill -TERM "$supervisor"
  finish 1
  expect_line '"never"' '"ended"' '"attempt":0'
  expect_no_line '"never"' '"attempt":1'
  expect_no_line '"failure"' '"attempt":2'
  expect_line '"failure"' '"ended"' '"attempt":1' '"exit":0'
  [[ $(wc -l <"$work/failure") == 2 && $(wc -l <"$work/always") == 2 ]]
}

@test "the first restart comes at once, the next ones after a delay that doubles up to a limit" {
  head_line 'HPK_BACKOFF=1 HPK_BACKOFF_LIMIT=2 HPK_POD_NAME=p HPK_POD_NAMESPACE=ns'
  container a main Always sh -c 'exit 1'
  begin
  wait_until "the third delay" has_line '"waiting"' '"attempt":4'
  kill -TERM "$supervisor"
  finish 1
  expect_line '"waiting"' '"attempt":2,"reason":"CrashLoopBackOff","message":"back-off 1s restarting failed container=a pod=p_ns('"$uid"')"'
  expect_line '"waiting"' '"attempt":3' 'back-off 2s restarting'
  expect_line '"waiting"' '"attempt":4' 'back-off 2s restarting'
  expect_no_line '"waiting"' '"attempt":1'
  local gaps
  gaps=$(json '[[l for l in lines if l["state"] == "ended" and l.get("attempt") == n + 1][0]["started"]
    - [l for l in lines if l["state"] == "ended" and l.get("attempt") == n][0]["time"] for n in range(3)]')
  [[ $(json "[a >= b for a, b in zip($gaps, [0, 1000, 2000])]") == '[True, True, True]' ]]
  [[ $(json "${gaps}[0] < 1000") == True ]]
}

@test "the delay starts anew after a long run" {
  head_line 'HPK_BACKOFF=1 HPK_BACKOFF_LIMIT=1'
  container a main Always sh -c 'if [ "$HPK_POD_MARK" = "$1.0.2." ]; then sleep 2.3; fi; exit 1' - "$uid"
  begin
  wait_until "attempt 3" has_line '"ended"' '"attempt":3'
  kill -TERM "$supervisor"
  finish 1
  expect_line '"waiting"' '"attempt":2'
  expect_no_line '"waiting"' '"attempt":3'
}

@test "each attempt has a log of its own" {
  container a main OnFailure sh -c 'echo "$HPK_POD_MARK"; [ "$HPK_POD_MARK" = "$1.0.1." ]' - "$uid"
  run_pod 0
  [[ $(log_of a 0) == "$uid.0.0." ]]
  [[ $(log_of a 1) == "$uid.0.1." ]]
}

@test "a sidecar starts before what follows, does not hold the pod open, and ends after it" {
  container one sidecar Always sh -c "trap 'echo one >>\"$work/order\"; exit 0' TERM; echo up; while :; do sleep 0.05; done"
  container init init OnFailure sh -c "until grep -q up '$pod/containers/one/0.log'; do sleep 0.05; done"
  container two sidecar Always sh -c "trap 'sleep 0.3; echo two >>\"$work/order\"; exit 0' TERM; echo up; while :; do sleep 0.05; done"
  container a main Never sh -c "until grep -q up '$pod/containers/two/0.log'; do sleep 0.05; done; echo main >>'$work/order'"
  run_pod 0
  [[ $(<"$work/order") == $'main\ntwo\none' ]]
  expect_line '"type":"pod"' '"ended"' '"exit":0' '"reason":"Completed"'
  [[ $(states | grep -E 'running|init ended') == $'one running\ninit running\ninit ended\ntwo running\na running' ]]
}

@test "a sidecar that ends is started again, whatever its exit code" {
  container side sidecar Always sh -c "echo x >>'$work/side'; [ \$(wc -l <'$work/side') = 1 ] || exec sleep 100"
  container a main Never sh -c "until [ \"\$(wc -l <'$work/side')\" = 2 ]; do sleep 0.05; done"
  run_pod 0
  expect_line '"side"' '"ended"' '"attempt":0' '"exit":0'
  expect_line '"side"' '"ended"' '"attempt":1' '"signal":15'
}

@test "an init container is started again until it succeeds, and main containers wait for it" {
  container i init OnFailure sh -c "echo x >>'$work/init'; [ \$(wc -l <'$work/init') = 2 ]"
  container a main Never true
  run_pod 0
  [[ $(states) == $'pod started\npod sandbox\ni running\ni ended\ni running\ni ended\na running\na ended\npod ended' ]]
}

@test "thirty containers" {
  local i
  for i in {1..30}; do
    container "c$i" main Never sh -c "echo $i; exit 0"
  done
  run_pod 0
  [[ $(states | grep -c ' running') == 30 && $(states | grep -c '^c.* ended') == 30 ]]
  [[ $(cat "$pod"/containers/*/0.log | sort -n | tr '\n' ' ') == "$(printf '%s ' {1..30})" ]]
}

@test "rules restart a container whose policy does not; the code decides" {
  container in main Never sh -c 'n=$(($(cat "$1" 2>/dev/null || echo 40) + 1)); echo $n >"$1"; exit $n' - "$work/in"
  container notin main Never sh -c 'n=$(($(cat "$1" 2>/dev/null || echo -1) + 2)); echo $n >"$1"; exit $n' - "$work/notin"
  container none main Never sh -c 'exit 7'
  head_line "HPK_BACKOFF=0 HPK_CONTAINER_RULES=('In=3,42 In=41' 'NotIn=5,4' '')"
  run_pod 43
  [[ $(json '[l["exit"] for l in lines if l.get("container") == "in" and l["state"] == "ended"]') == '[41, 42, 43]' ]]
  [[ $(json '[l["exit"] for l in lines if l.get("container") == "notin" and l["state"] == "ended"]') == '[1, 3, 5]' ]]
  [[ $(json '[l["exit"] for l in lines if l.get("container") == "none" and l["state"] == "ended"]') == '[7]' ]]
}

@test "an init container that succeeded is not run again, whatever its rules say" {
  container i init Never sh -c "echo x >>'$work/ran'"
  container a main Never true
  head_line "HPK_CONTAINER_RULES=('NotIn=1' '')"
  run_pod 0
  [[ $(<"$work/ran") == x ]]
}

@test "an init container is tried again by its rules" {
  container i init Never sh -c "echo x >>'$work/ran'; [ \$(wc -l <'$work/ran') -ge 3 ] || exit 75"
  container a main Never true
  head_line "HPK_BACKOFF=0 HPK_CONTAINER_RULES=('In=75' '')"
  run_pod 0
  [[ $(json '[l["exit"] for l in lines if l.get("container") == "i" and l["state"] == "ended"]') == '[75, 75, 0]' ]]
}

@test "the back-off is told as a kubelet tells it" {
  # shellcheck disable=SC2016
  [[ $(library 'for s in 0 10 59 60 80 160 300 3600 3725; do hpk_duration $s; echo "$hpk_text"; done' | xargs) == '0s 10s 59s 1m0s 1m20s 2m40s 5m0s 1h0m0s 1h2m5s' ]]
}

@test "two hundred restarts in a loop: each is told, and nothing is left" {
  container a main Never sh -c "echo x >>'$work/ran'; [ \$(wc -l <'$work/ran') -gt 200 ] || exit 9"
  head_line "HPK_BACKOFF=0 HPK_CONTAINER_RULES=('In=9')"
  run_pod 0
  [[ $(json '[l["attempt"] for l in lines if l["state"] == "ended" and "container" in l] == list(range(201))') == True ]]
  [[ $(json '[l["attempt"] for l in lines if l["state"] == "running"] == list(range(201))') == True ]]
  [[ -s $pod/containers/a/200.index || ! -s $pod/containers/a/200.log ]]
}
