#!/usr/bin/env bats
# Images: fetched once, by one at a time, never half.

load helper

setup() {
  new_pod
  config='{"architecture":"amd64","config":{"Entrypoint":["/entry","a b"],"Cmd":["c\"d","\u00e9\ud83d\ude00","$(x)\n"],"WorkingDir":"/w d","Env":["A=1"]},"history":[{"Cmd":["wrong"]}]}'
}

teardown() {
  end_pod
}

# A fetch that counts itself and writes the image.
fetching() {
  printf 'sh -c %q - %q "$HPK_IMAGE_TEMPORARY"' "echo x >>\"\$1\"; ${1-} printf image >\"\$2\"" "$work/fetches"
}

fetches() {
  wc -l <"$work/fetches"
}

show='for word; do printf "<%s>" "$word"; done'

# container that prints the image's variables
showing() {
  container "$1" main Never true
  head_line "hpk_container_$((containers - 1))_run() { exec sh -c '$show' - \"\$HPK_IMAGE_FILE\" \"\${HPK_IMAGE_ENTRYPOINT[@]}\" \"\${HPK_IMAGE_COMMAND[@]}\" \"\$HPK_IMAGE_DIRECTORY\"; }"
}

@test "an image is fetched, described and used" {
  image x IF_NOT_PRESENT "$(fetching)" "printf %s $(printf %q "$config")"
  showing a
  run_pod 0
  [[ $(log_of a) == "<$work/images/x.sif></entry><a b><c\"d><é😀><\$(x)"$'\n'"></w d>" ]]
  [[ $(<"$work/images/x.sif") == image ]]
  [[ $(ls "$work/images") == $'x.lock\nx.sif\nx.sif.command\nx.sif.directory\nx.sif.entrypoint\nx.sif.signal\nx.sif.user' ]]
}

@test "an image's own signal ends its containers, unless that is none or they have their own" {
  local name
  for name in a b c; do
    image "$name" IF_NOT_PRESENT "$(fetching)" "printf %s '{\"config\":{\"StopSignal\":\"SIGUSR1\"}}'"
    container "$name" main Always sh -c "trap 'exit 5' USR1; trap 'exit 6' TERM; trap 'exit 7' USR2; echo up; while :; do sleep 0.05; done"
  done
  head_line 'HPK_CONTAINER_SIGNALS[1]=USR2'
  head_line "hpk_image_2_config() { printf '{\"config\":{\"StopSignal\":\"no signal\"}}'; }"
  begin
  for name in a b c; do
    wait_until "$name" grep -qs up "$pod/containers/$name/0.log"
  done
  kill -TERM "$supervisor"
  finish 5
  expect_line '"a"' '"ended"' '"exit":5'
  expect_line '"b"' '"ended"' '"exit":7'
  expect_line '"c"' '"ended"' '"exit":6'
}

@test "an image that is there is not fetched again, unless the policy is ALWAYS" {
  printf old >"$work/images/x.sif"
  printf old >"$work/images/y.sif"
  image x IF_NOT_PRESENT "$(fetching)"
  container a main Never true
  image y ALWAYS "$(fetching)"
  container b main Never true
  run_pod 0
  [[ $(fetches) == 1 && $(<"$work/images/x.sif") == old && $(<"$work/images/y.sif") == image ]]
}

@test "ALWAYS means once for a job, however often its containers start" {
  image y ALWAYS "$(fetching)"
  container a main OnFailure sh -c "echo x >>'$work/runs'; [ \$(wc -l <'$work/runs') = 2 ]"
  container b main Never true
  run_pod 0
  [[ $(fetches) == 1 ]]
}

@test "an image without a file is the engine's own matter" {
  image x ALWAYS "$(fetching)" "printf %s '{\"config\":{\"Cmd\":[\"c\"]}}'"
  head_line 'HPK_IMAGE_FILES=("")'
  head_line 'hpk_image_0_fetch() { sh -c "echo x >>\"\$1\"" - '"'$work/fetches'"'; }'
  showing a
  run_pod 0
  [[ $(fetches) == 1 && $(log_of a) == '<><c></>' ]]
}

@test "nothing is written beside an image file of the user's" {
  mkdir "$work/mine"
  printf old >"$work/mine/x.sif"
  image x IF_NOT_PRESENT "$(fetching)" "cat '$work/config'"
  head_line "HPK_IMAGE_FILES=('$work/mine/x.sif')"
  printf '{"config":{"Cmd":["c"]}}' >"$work/config"
  showing a
  run_pod 0
  [[ $(log_of a) == "<$work/mine/x.sif><c></>" && $(ls "$work/mine") == x.sif && ! -e $work/fetches ]]
}

@test "the engine's own answer tells whether an image is there" {
  image x IF_NOT_PRESENT "$(fetching)"
  head_line "hpk_image_0_present() { test -e '$work/there'; }"
  container a main Never true
  touch "$work/there"
  run_pod 0
  [[ ! -e $work/fetches ]]
}

@test "a failed fetch shows with the engine's message, and is tried again after a delay" {
  image x IF_NOT_PRESENT "sh -c 'echo x >>\"\$1\"; [ \$(wc -l <\"\$1\") -gt 2 ] && exec touch \"\$2\"; printf \"\\033[31mFATAL:\\033[0m   no \\\"such\\\" image\\\\n\" >&2; touch \"\$2\"; exit 255' - '$work/fetches' \"\$HPK_IMAGE_TEMPORARY\""
  container a main Never true
  run_pod 0
  [[ $(fetches) == 3 ]]
  expect_line '"waiting"' '"container":"a"' '"reason":"ErrImagePull"' 'failed to pull image \"registry/x:1\": FATAL:   no \"such\" image"'
  expect_line '"waiting"' '"reason":"ImagePullBackOff","message":"Back-off pulling image \"registry/x:1\""'
  [[ $(json '[l["reason"] for l in lines if l["state"] == "waiting"]') == "['ErrImagePull', 'ImagePullBackOff', 'ErrImagePull', 'ImagePullBackOff']" ]]
  [[ $(ls "$work/images") == $'x.lock\nx.sif' ]]
}

@test "an engine that says it fetched but left no file has failed" {
  image x IF_NOT_PRESENT true
  container a main Never true
  begin
  wait_until "waiting" has_line '"ErrImagePull"' 'left no file'
  kill -TERM "$supervisor"
  finish 143
}

@test "NEVER does not fetch" {
  image x NEVER "$(fetching)"
  container a main Never true
  begin
  wait_until "waiting" has_line '"waiting"' '"reason":"ErrImageNeverPull","message":"Container image \"registry/x:1\" is not present with pull policy of Never"'
  touch "$work/images/x.sif"
  finish 0
  [[ ! -e $work/fetches ]]
}

@test "a configuration that is no JSON is an error, and none at all is an empty one" {
  image x IF_NOT_PRESENT "$(fetching)" "printf %s '{\"config\":'"
  container a main Never true
  begin
  wait_until "waiting" has_line '"reason":"ImageInspectError"' 'failed to inspect image'
  kill -TERM "$supervisor"
  finish 143
  rm -rf "$pod/claim"
  head_line 'hpk_image_0_config() { :; }'
  showing b
  run_pod 0
  [[ $(log_of b) == "<$work/images/x.sif></>" ]]
}

@test "two pods that need one image at the same time fetch it once" {
  image x IF_NOT_PRESENT "$(fetching 'sleep 0.7;')"
  container a main Never true
  begin
  local first=$supervisor
  pod=$work/other
  mkdir -p "$pod"
  head_line "HPK_POD_UID=$uid-other HPK_POD_DIR='$pod'"
  begin
  finish 0
  wait_until "the first" gone "$first"
  [[ $(fetches) == 1 ]]
}

@test "two pods that always want it new fetch it once when they come together" {
  image x ALWAYS "$(fetching "until [ -e '$work/go' ]; do sleep 0.05; done;")"
  container a main Never true
  begin
  local first=$supervisor
  wait_until "the fetch" test -e "$work/fetches"
  pod=$work/other
  mkdir -p "$pod"
  head_line "HPK_POD_UID=$uid-other HPK_POD_DIR='$pod'"
  begin
  wait_until "the second one at the lock" eval '(($(processes_of "flock -x 8" | wc -l) == 1))'
  touch "$work/go"
  finish 0
  wait_until "the first" gone "$first"
  [[ $(fetches) == 1 ]]
}

@test "a fetch that was killed half way leaves no image and no lock" {
  image x IF_NOT_PRESENT "sh -c 'printf half >\"\$1\"; touch \"\$2\"; exec sleep 76.5' - \"\$HPK_IMAGE_TEMPORARY\" '$work/half'"
  container a main Never true
  begin
  wait_until "half an image" test -e "$work/half"
  local tree
  tree=$(library 'hpk_tree "$1"; echo "${hpk_pids[@]}"' "$supervisor")
  # shellcheck disable=SC2086 # words
  kill -KILL $tree
  wait_until "the end" gone "$supervisor"
  [[ ! -e $work/images/x.sif ]]
  [[ -n $(ls "$work"/images/x.tmp.*) ]]
  rm -rf "$pod/claim"
  head_line "hpk_image_0_fetch() { $(fetching); }"
  run_pod 0
  [[ $(<"$work/images/x.sif") == image ]]
  [[ $(ls "$work/images") == $'x.lock\nx.sif' ]]
}

@test "what a fetch leaves running does not hold the lock" {
  image x IF_NOT_PRESENT "sh -c 'setsid sleep 78.5 & touch \"\$1\"' - \"\$HPK_IMAGE_TEMPORARY\""
  container a main Never sh -c 'sleep 0.2'
  begin
  wait_until "running" has_line '"running"'
  flock -n -x "$work/images/x.lock" true
  finish 0
  expect_no_process_of "sleep 78.5"
}

@test "without flock(1) a directory is the lock, and a stale one is taken over" {
  image x IF_NOT_PRESENT "$(fetching)"
  head_line 'HPK_LOCK_STALE=1'
  override_line 'type() { [[ "$*" != "-P flock" ]] && builtin type "$@"; }'
  container a main Never true
  mkdir "$work/images/x.lock.d"
  echo dead.4711.3 >"$work/images/x.lock.d/beat"
  run_pod 0
  [[ $(fetches) == 1 && $(ls "$work/images") == x.sif ]]
}

@test "without flock(1) a lock that beats is waited for" {
  image x IF_NOT_PRESENT "$(fetching)"
  head_line 'HPK_LOCK_STALE=2'
  override_line 'type() { [[ "$*" != "-P flock" ]] && builtin type "$@"; }'
  container a main Never true
  mkdir "$work/images/x.lock.d"
  begin
  local i
  for i in {1..9}; do
    echo "$i" >"$work/images/x.lock.d/beat"
    sleep 0.3
  done
  [[ ! -e $work/fetches ]]
  rm -r "$work/images/x.lock.d"
  finish 0
  [[ $(fetches) == 1 ]]
}

@test "an image that is a directory is replaced as a whole" {
  mkdir "$work/images/x.sif"
  touch "$work/images/x.sif/old"
  image x ALWAYS 'sh -c "mkdir \"\$1\"; touch \"\$1/new\"" - "$HPK_IMAGE_TEMPORARY"'
  container a main Never true
  run_pod 0
  [[ $(ls "$work/images/x.sif") == new ]]
}

# pull: runs hpk_pull_main with nothing but images in its head.
pull() {
  grep -E '^(HPK_IMAGE|hpk_image)' "$BATS_TEST_TMPDIR/head" >"$BATS_TEST_TMPDIR/images"
  printf "HPK_IMAGE_DIR='%s'\n" "$work/images" >>"$BATS_TEST_TMPDIR/images"
  cat "$BATS_TEST_TMPDIR/images" "$source_directory"/*.sh >"$BATS_TEST_TMPDIR/pull.sh"
  echo hpk_pull_main >>"$BATS_TEST_TMPDIR/pull.sh"
  bash "$BATS_TEST_TMPDIR/pull.sh" 3>&- 4>&-
}

@test "the kubelet's own pull: all images present, and nothing else" {
  image x IF_NOT_PRESENT "$(fetching)" "printf %s $(printf %q "$config")"
  image y ALWAYS "$(fetching)"
  run pull
  [[ $status == 0 && -z $output ]]
  [[ $(fetches) == 2 && -e $work/images/x.sif.directory && -e $work/images/y.sif ]]
  [[ ! -e $journal && ! -e $pod/claim ]]
}

@test "the kubelet's own pull that fails says why" {
  image x IF_NOT_PRESENT 'sh -c "echo no such image >&2; exit 255"'
  run pull
  [[ $status == 1 && $output == 'failed to pull image "registry/x:1": no such image' ]]
  [[ $(ls -A "$work/images") == x.lock ]]
}

@test "the kubelet's own pull ends on TERM with what it started" {
  image x IF_NOT_PRESENT 'sleep 79.5'
  pull &
  local pid=$! script
  wait_until "the fetch" eval '! no_process_of "sleep 79.5"'
  script=$(processes_of "bash $BATS_TEST_TMPDIR/pull.sh" | head -n 1)
  kill -TERM "$script"
  wait_until "the end" gone "$pid"
  wait_until "the fetch's end" no_process_of "sleep 79.5"
}

@test "OCI configurations of all kinds" {
  parsed() {
    library 'hpk_parse_config "$1" || { echo bad; exit; }
      printf "<%s>" "${hpk_config_entrypoint[@]}" - "${hpk_config_command[@]}" - "$hpk_config_directory"' "$1"
  }
  [[ $(parsed '') == '<><-><></>' || $(parsed '') == '<-><-></>' ]]
  [[ $(parsed '{"config":{"Entrypoint":null,"Cmd":null,"WorkingDir":""}}') == '<-><-></>' ]]
  [[ $(parsed '{"config":{}}') == '<-><-></>' ]]
  [[ $(parsed '{ "config" : { "Cmd" : [ "a" , "b" ] } }') == '<-><a><b><-></>' ]]
  [[ $(parsed '{"config":{"Labels":{"Cmd":["x"],"Entrypoint":"}{"},"Cmd":["a,]"]},"Cmd":["y"]}') == '<-><a,]><-></>' ]]
  [[ $(parsed '{"x":"\"config\":{","config":{"Entrypoint":["\\","\\\"","\/\b\f\t"]}}') == $'<\\><\\"></\b\f\t><-><-></>' ]]
  [[ $(parsed '{"config":{"Cmd":[]}}') == '<-><-></>' ]]
  [[ $(parsed '{"config":{"Cmd":["", " "]}}') == '<-><>< ><-></>' ]]
  [[ $(parsed '{"config":{"Cmd":["a"]}') == bad ]]
  [[ $(parsed '{"config":{"Cmd":["a"}}') == bad ]]
  [[ $(parsed '{"config":{"Cmd":["a]}}') == bad ]]
  [[ $(parsed 'Error: x') == bad ]]
}
