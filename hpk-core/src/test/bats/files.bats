#!/usr/bin/env bats
# What a pod leaves in files and finds on its host: logs and their index, termination messages,
# volumes, the sandbox.

load helper

setup() {
  new_pod
}

teardown() {
  end_pod
}

# message NAME: the termination message of a container, as JSON text.
message() {
  json "json.dumps([l.get('message') for l in lines if l['state'] == 'ended' and l.get('container') == '$1'][0])"
}

@test "stdout and stderr stand in the log in the order in which they were written" {
  container a main Never sh -c 'echo one; echo two >&2; echo three; printf "no end"'
  run_pod 0
  [[ $(log_of a) == $'one\ntwo\nthree\nno end' ]]
}

@test "the index says how long the log was when, while it grows and at the end" {
  container a main Never sh -c "echo first; until [ -e '$work/go' ]; do sleep 0.05; done; echo second"
  begin
  wait_until "an index" test -s "$pod/containers/a/0.index"
  [[ $(cut -d' ' -f2 "$pod/containers/a/0.index") == 6 ]]
  touch "$work/go"
  finish 0
  [[ $(cut -d' ' -f2 "$pod/containers/a/0.index") == $'6\n13' ]]
  local time now
  time=$(head -n 1 "$pod/containers/a/0.index" | cut -d' ' -f1)
  now=$(date +%s%3N)
  ((now - time >= 0 && now - time < 120000))
}

@test "a log that does not grow costs no process" {
  mkdir "$work/bin"
  printf '#!/bin/sh\necho x >>%q\nexec %s "$@"\n' "$work/stats" "$(type -P stat)" >"$work/bin/stat"
  chmod +x "$work/bin/stat"
  container a main Never sh -c "echo first; until [ -e '$work/go' ]; do sleep 0.05; done"
  PATH=$work/bin:$PATH begin
  wait_until "an index" test -s "$pod/containers/a/0.index"
  sleep 2.5
  touch "$work/go"
  finish 0
  (($(wc -l <"$work/stats") <= 2))
}

@test "a termination message is what the container wrote, byte for byte where JSON can" {
  container a main Never sh -c 'printf "it'\''s \"so\"\\n\\377\\n\\n" >"$1"' - "$pod/containers/a/0.message"
  run_pod 0
  [[ $(message a) == '"it'\''s \"so\"\n\ufffd\n\n"' ]]
}

@test "of a long termination message the last 4096 bytes count, even of 100 MB" {
  container a main Never sh -c 'head -c 100000000 /dev/zero >"$1"; head -c 4095 /dev/zero | tr "\0" b >>"$1"; printf e >>"$1"; exit 1' - "$pod/containers/a/0.message"
  run_pod 1
  [[ $(message a | tr -d '"' | wc -c) == 4097 && $(message a) == '"bbb'*'be"' ]]
}

@test "a message file with NULs is readable" {
  container a main Never sh -c 'printf "a\\0b" >"$1"' - "$pod/containers/a/0.message"
  run_pod 0
  [[ $(message a) == '"a\ufffdb"' ]]
}

@test "the message file of an earlier start is not taken for this one's" {
  printf old >"$work/old"
  mkdir -p "$pod/containers/a"
  cp "$work/old" "$pod/containers/a/0.message"
  container a main Never true
  run_pod 0
  [[ $(message a) == null ]]
}

@test "FallbackToLogsOnError takes the end of the log, when it failed and wrote no message" {
  message_policy=FallbackToLogsOnError
  container a main Never sh -c 'seq 1 1000; exit 1'
  container b main Never sh -c 'seq 1 1000'
  container c main Never sh -c 'seq 1 1000; echo own >"$1"; exit 1' - "$pod/containers/c/0.message"
  container d main Never sh -c 'for i in $(seq 10); do printf %01000d 1; done; exit 1'
  message_policy=File
  container e main Never sh -c 'seq 1 10; exit 1'
  run_pod 1
  [[ $(message a) == "\"$(seq 921 1000 | sed 's/$/\\n/' | tr -d '\n')\"" ]]
  [[ $(message b) == null ]]
  [[ $(message c) == '"own\n"' ]]
  [[ $(message d | wc -c) == 2051 ]]
  [[ $(message e) == null ]]
}

@test "host paths of every type" {
  local kinds=(Directory File Socket CharDevice BlockDevice DirectoryOrCreate FileOrCreate)
  local whats=('a directory' 'a file' 'a socket file' 'a character device' 'a block device' 'a directory' 'a file')
  local i wrong
  for i in "${!kinds[@]}"; do
    wrong=/etc
    [[ ${kinds[i]} != Directory* ]] || wrong=/etc/passwd
    [[ $(library 'hpk_host_path "$1" "$2" vol || printf "%s" "$hpk_problem"' "${kinds[i]}" "$wrong") == \
      "MountVolume.SetUp failed for volume \"vol\" : hostPath type check failed: $wrong is not ${whats[i]}" ]]
  done
  library 'hpk_host_path "" /surely/not/there vol'
  library 'hpk_host_path Directory "$1" vol' "$work"
  library 'hpk_host_path File /etc/passwd vol'
  library 'hpk_host_path CharDevice /dev/null vol'
  library 'hpk_host_path DirectoryOrCreate "$1" vol' "$work/new dir/-x"
  library 'hpk_host_path FileOrCreate "$1" vol' "$work/new file"
  library 'hpk_host_path Exists "$1" vol' "$work"
  [[ $(library 'hpk_host=h1; hpk_host_path Exists /not/there vol || printf "%s" "$hpk_problem"') == \
    'MountVolume.SetUp failed for volume "vol" : path "/not/there" is not there on host h1' ]]
  [[ $(stat -c %a "$work/new dir/-x" "$work/new file") == $'755\n644' ]]
  run library 'hpk_host_path FileOrCreate "$1" vol' "$work/no/such/place"
  [[ $status == 1 ]]
}

@test "a container waits for its host path and starts when it is right" {
  head_line "HPK_HOST_PATHS=(1 Directory '$work/it'\"'\"'s' vol)"
  container b main Never true
  container a main Never true
  begin
  wait_until "waiting" has_line '"waiting"' '"container":"a"' '"reason":"ContainerCreating","message":"MountVolume.SetUp failed for volume \"vol\" : hostPath type check failed: '"$work/it's is not a directory\""
  wait_until "b" has_line '"b"' '"ended"'
  expect_no_line '"b"' '"waiting"'
  mkdir "$work/it's"
  finish 0
  [[ $(states | grep -c waiting) == 1 ]]
}

@test "sub-path directories are made, and links that lead out are refused" {
  head_line 'HPK_SCRATCH_DIRS=(v)'
  head_line "HPK_SUB_PATHS=(0 v 'a/b c' 0 '$work/out' ok/x 1 '$work/out' link/y)"
  mkdir "$work/out"
  mkdir "$work/elsewhere"
  ln -s "$work/elsewhere" "$work/out/link"
  ln -s inside "$work/out/ok"
  container a main Never true
  head_line "hpk_container_0_run() { exec ls \"\$HPK_SCRATCH/v/a\"; }"
  container b main Never touch "$work/ran"
  begin
  wait_until "a" has_line '"a"' '"ended"' '"exit":0'
  wait_until "b" has_line '"b"' '"waiting"' '"reason":"CreateContainerConfigError"' 'link/y leads out'
  [[ $(log_of a) == 'b c' ]]
  [[ -d $work/out/inside/x ]]
  [[ ! -e $work/elsewhere/y ]]
  [[ ! -e $work/ran ]]
  kill -TERM "$supervisor"
  finish 143
}

@test "the sandbox stands before the first container, and goes after the last" {
  head_line "hpk_sandbox() { sh -c 'sleep 0.4; exec sleep 81.5'; }"
  engine sh
  container a main Never true
  head_line "hpk_container_0_run() { exec sleep 0.\"\$HPK_SANDBOX_PID\"; }"
  begin
  wait_until "the sandbox" has_line '"state":"sandbox"'
  local pid
  pid=$(processes_of "sleep 81.5" | head -n 1)
  wait_until "a" has_line '"a"' '"running"'
  [[ -n $pid && -n $(processes_of "sleep 0.$pid") || -n $(json '[l for l in lines if l["state"] == "ended"]') ]]
  finish 0
  expect_no_process_of "sleep 81.5"
}

@test "a sandbox that fails is made again, and the containers say that they wait for it" {
  head_line "hpk_sandbox() { sh -c 'echo x >>\"\$1\"; [ \$(wc -l <\"\$1\") = 1 ] || exec sleep 82.5; echo \"no such \\\"network\\\"\" >&2; exit 4' - '$work/tries'; }"
  engine sh wc
  container a main Never true
  run_pod 0
  expect_line '"waiting"' '"a"' '"reason":"ContainerCreating","message":"Failed to create pod sandbox: no such \"network\""'
  [[ $(states | head -n 4) == $'pod started\na waiting\npod sandbox\na running' ]]
}

@test "a sandbox that ends under its containers fails the pod" {
  head_line "hpk_sandbox() { sh -c 'until [ -e \"\$1\" ]; do sleep 0.05; done; exit 4' - '$work/go'; }"
  container a main Always sleep 100
  begin
  wait_until "running" has_line '"running"'
  touch "$work/go"
  finish 143
  expect_line '"type":"pod"' '"ended"' '"reason":"Failed"' "the pod's sandbox ended with exit code 4"
}

@test "memory kills of the job's cgroup show as OOMKilled" {
  printf 'oom_kill_disable 0\nunder_oom 0\noom_kill 3\n' >"$work/events"
  override_line "hpk_find_memory() { hpk_memory_file='$work/events'; }"
  container a main Never sh -c 'echo "oom_kill 4" >"$1"; kill -KILL $$' - "$work/events"
  container b main Never sh -c 'sleep 1; exit 1'
  run_pod 137
  expect_line '"a"' '"ended"' '"exit":137,"signal":9,"reason":"OOMKilled"'
  expect_line '"b"' '"ended"' '"exit":1,"reason":"Error"'
}

@test "KILL without a memory kill is no OOMKilled" {
  printf 'oom_kill 3\n' >"$work/events"
  override_line "hpk_find_memory() { hpk_memory_file='$work/events'; }"
  container a main Never sh -c 'kill -KILL $$'
  run_pod 137
  expect_line '"a"' '"ended"' '"reason":"Error"'
}

@test "a log does not fill the disk: its older half goes, what is kept stays where it was" {
  head_line 'HPK_LOG_LIMIT=1048576'
  container main main Never bash -c 'i=0; while [ ! -e "$1" ]; do i=$((i + 1)); printf "%0100d\n" "$i"; done; echo last' - "$work/enough"
  begin
  cut_twice() { [[ -e $pod/containers/main/0.kept ]] && (($(<"$pod/containers/main/0.kept") > 2 * 1048576)); }
  wait_until 'the log to be cut' cut_twice
  : >"$work/enough"
  finish
  local kept size used
  kept=$(<"$pod/containers/main/0.kept")
  size=$(stat -c %s "$pod/containers/main/0.log")
  used=$(($(stat -c %b "$pod/containers/main/0.log") * 512))
  ((kept % 4096 == 0 && kept < size && used < size - kept + 65536))
  # whole lines, one after the other, from there on
  tail -c "+$((kept + 1))" "$pod/containers/main/0.log" | tail -n +2 | awk '
    /last/ { last = NR; next } NR > 1 && $1 + 0 != before + 1 { exit 1 } { before = $1 + 0 } END { exit last != NR }'
}

@test "where a hole cannot be made the log begins anew" {
  head_line 'HPK_LOG_LIMIT=1048576'
  override_line 'fallocate() { false; }'
  container main main Never bash -c 'i=0; while [ ! -e "$1" ]; do i=$((i + 1)); printf "%0100d\n" "$i"; done; echo last' - "$work/enough"
  begin
  shrank() { ((${largest:-0} > ($(stat -c %s "$pod/containers/main/0.log" 2>/dev/null || echo 0) + 1000))) || { largest=$(stat -c %s "$pod/containers/main/0.log" 2>/dev/null || echo 0); false; }; }
  wait_until 'the log to begin anew' shrank
  : >"$work/enough"
  finish
  [[ $(log_of main | tail -n 1) == last ]]
}
