# shellcheck shell=bash
# What the tests of the supervisor share: a head is written, the script is joined and run.

bats_require_minimum_version 1.5.0

source_directory=${BATS_TEST_DIRNAME}/../../main/bash

# Called by each setup: directories of this test alone, and the head of a pod without containers.
new_pod() {
  export LC_ALL=C
  pod=$BATS_TEST_TMPDIR/pod
  work=$BATS_TEST_TMPDIR/work
  uid=u-$BASHPID-$RANDOM$RANDOM
  mkdir -p "$pod/env" "$work/journal" "$work/images" "$work/scratch"
  journal=$work/journal/testhost.jsonl
  containers=0
  images=0
  supervisor=
  started=()
  cat >"$BATS_TEST_TMPDIR/head" <<EOF
HPK_POD_UID=$uid HPK_POD_NAMESPACE=testing HPK_POD_NAME=pod
HPK_POD_DIR='$pod' HPK_JOURNAL_DIR='$work/journal' HPK_IMAGE_DIR='$work/images'
HPK_SCRATCH_ROOT='$work/scratch'
HPK_GRACE=20 HPK_DEADLINE='' HPK_DEADLINE_FROM='' HPK_BACKOFF=1 HPK_BACKOFF_LIMIT=4
HPK_PULL_BACKOFF=1 HPK_PULL_BACKOFF_LIMIT=2
HPK_SCRATCH_DIRS=() HPK_HOST_PATHS=() HPK_SUB_PATHS=()
HPK_IMAGES=() HPK_IMAGE_NAMES=() HPK_IMAGE_FILES=() HPK_IMAGE_POLICIES=()
HPK_CONTAINERS=() HPK_CONTAINER_KINDS=() HPK_CONTAINER_RESTARTS=() HPK_CONTAINER_IMAGES=()
HPK_CONTAINER_MESSAGES=() HPK_ENV_PREFIX='' HPK_ENGINE_PROCESSES=()
HPK_JOB=job1 HPK_HOST=testhost
EOF
}

# Called by each teardown: ends every supervisor of the test and all that it may have left.
end_pod() {
  local process
  for process in "${started[@]}"; do
    kill -KILL "$process" 2>/dev/null || true
  done
  while IFS=/ read -r _ _ process _; do
    kill -KILL "$process" 2>/dev/null || true
  done < <(grep -lzs "^HPK_POD_MARK=${uid}[.-]" /proc/[0-9]*/environ)
}

# head LINE: adds a line to the head.
head_line() {
  printf '%s\n' "$1" >>"$BATS_TEST_TMPDIR/head"
}

# override_line LINE: adds a line behind the supervisor's functions.
override_line() {
  printf '%s\n' "$1" >>"$BATS_TEST_TMPDIR/override"
}

# engine NAME...: names of an engine's processes. The fake engines of the tests have no namespaces.
engine() {
  head_line "HPK_ENGINE_PROCESSES=($*)"
  override_line 'hpk_is_apart() { true; }'
}

# container NAME KIND RESTARTS WORD...: adds a container that runs a command.
container() {
  local name=$1 kind=$2 restarts=$3 words
  shift 3
  printf -v words ' %q' "$@"
  mkdir -p "$pod/containers/$name"
  head_line "HPK_CONTAINERS+=($name) HPK_CONTAINER_KINDS+=($kind) HPK_CONTAINER_RESTARTS+=($restarts)"
  head_line "HPK_CONTAINER_IMAGES+=('${image_index-}') HPK_CONTAINER_MESSAGES+=('${message_policy-File}')"
  head_line "hpk_container_${containers}_run() { exec$words; }"
  containers=$((containers + 1))
}

# image KEY POLICY FETCH [CONFIG]: adds an image whose commands are shell text.
image() {
  head_line "HPK_IMAGES+=($1) HPK_IMAGE_NAMES+=('registry/$1:1') HPK_IMAGE_FILES+=('$work/images/$1.sif') HPK_IMAGE_POLICIES+=($2)"
  [[ -z $3 ]] || head_line "hpk_image_${images}_fetch() { $3; }"
  [[ -z ${4-} ]] || head_line "hpk_image_${images}_config() { $4; }"
  image_index=$images
  images=$((images + 1))
}

# join_script FILE LAST LINE: joins head and supervisor.
join_script() {
  {
    printf '#!/bin/bash\n'
    cat "$BATS_TEST_TMPDIR/head" "$source_directory"/*.sh
    [[ ! -e $BATS_TEST_TMPDIR/override ]] || cat "$BATS_TEST_TMPDIR/override"
    printf '%s\n' "$2"
  } >"$1"
}

# begin: starts the supervisor in the background; sets $supervisor.
begin() {
  local script=$BATS_TEST_TMPDIR/job${#started[@]}.sh
  join_script "$script" hpk_main
  setsid env --default-signal=INT,QUIT bash "$script" >>"$BATS_TEST_TMPDIR/job.out" 2>&1 </dev/null 3>&- 4>&- &
  supervisor=$!
  started+=("$supervisor")
}

# finish [CODE]: waits for the end of the supervisor; checks its exit code.
finish() {
  local code=0
  wait_until "supervisor's end" gone "$supervisor"
  wait "$supervisor" || code=$?
  cat "$BATS_TEST_TMPDIR/job.out"
  [[ $code == "${1:-0}" ]] || fail_with "exit code $code instead of ${1:-0}"
}

# run_pod [CODE]: the whole life of a pod.
run_pod() {
  begin
  finish "${1:-0}"
}

gone() {
  local status=
  { IFS= read -r -d '' status <"/proc/$1/stat" || true; } 2>/dev/null
  [[ -z $status || ${status##*) } == Z* ]]
}

# wait_until WHAT COMMAND...: waits until a command succeeds, at most a minute.
wait_until() {
  local what=$1 end=$((SECONDS + 60))
  shift
  until "$@"; do
    ((SECONDS < end)) || fail_with "waited in vain for $what"
    sleep 0.05
  done
}

fail_with() {
  printf '%s\n' "$1" >&2
  sed 's/^/journal: /' "$journal" >&2 || true
  sed 's/^/job.out: /' "$BATS_TEST_TMPDIR/job.out" >&2 || true
  return 1
}

# has_line PATTERN...: whether one line of the journal has all of these texts.
has_line() {
  local line pattern
  while IFS= read -r line; do
    for pattern; do
      [[ $line == *"$pattern"* ]] || continue 2
    done
    return 0
  done <"$journal" 2>/dev/null
  return 1
}

# expect_line PATTERN...: fails unless the journal has it.
expect_line() {
  has_line "$@" || fail_with "the journal has no line with: $*"
}

expect_no_line() {
  ! has_line "$@" || fail_with "the journal has a line with: $*"
}

# states: "container state" or "pod state" of all lines, in order.
states() {
  sed -E 's/.*"type":"pod","state":"([a-z]*)".*/pod \1/; s/.*"state":"([a-z]*)","container":"([^"]*)".*/\2 \1/' "$journal"
}

log_of() {
  cat "$pod/containers/$1/${2:-0}.log"
}

# The script of a container that ends once a file is there: sh -c "$until_there" - FILE [CODE].
until_there="until [ -e \"\$1\" ]; do sleep 0.05; done; exit \"\${2:-0}\""

# library CODE [ARGUMENT...]: runs code with the supervisor's functions.
library() {
  local code=$1 script=$BATS_TEST_TMPDIR/library.$BASHPID.$RANDOM.sh
  shift
  {
    cat "$BATS_TEST_TMPDIR/head" "$source_directory"/*.sh
    printf 'hpk_settle_shell\n%s\n' "$code"
  } >"$script"
  bash "$script" "$@" 3>&- 4>&-
}

# processes_of TEXT: process ids of the living processes whose command line has a text.
processes_of() {
  local file words
  for file in /proc/[0-9]*/cmdline; do
    mapfile -d '' -t words <"$file" || continue
    if [[ "${words[*]}" == *"$1"* ]]; then
      file=${file#/proc/}
      gone "${file%/cmdline}" || printf '%s\n' "${file%/cmdline}"
    fi
  done 2>/dev/null
}

no_process_of() {
  [[ -z $(processes_of "$1") ]]
}

expect_no_process_of() {
  no_process_of "$1" || fail_with "a process is left: $1"
}

# json FILTER: the journal through python, for what a text search cannot tell: prints FILTER, an
# expression over `lines`.
json() {
  python3 -c 'import json, sys
lines = [json.loads(line) for line in open(sys.argv[1], "rb").read().decode("utf-8").splitlines()]
print(eval(sys.argv[2]))' "$journal" "$1"
}
