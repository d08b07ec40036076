#!/usr/bin/env bats
# What reaches a container: its variables byte for byte, and nothing of the supervisor's.

load helper

setup() {
  new_pod
  dump='tr "\0" "\n" </proc/self/environ >"$1.lines"; cat /proc/self/environ >"$1"'
}

teardown() {
  end_pod
}

# variable NAME: the value that the container a had.
variable() {
  local name=$1 entry
  while IFS= read -r -d '' entry; do
    if [[ $entry == "$name="* ]]; then
      printf '%s' "${entry#*=}"
      return
    fi
  done <"$work/environ"
  return 1
}

@test "values arrive byte for byte" {
  local value names=(QUOTES SUBSTITUTION LINES BYTES DASH EMPTY EQUALS GLOB)
  local -A values=(
    [QUOTES]=$'it\'s "so" \\ and \\\\' [SUBSTITUTION]='$(touch /tmp/evil) `id` ${HOME} $HOME !!'
    [LINES]=$'one\ntwo\n\n' [BYTES]=$'\xff\xfe\x01\x7f gr\xc3\xbcn' [DASH]='-n -e --' [EMPTY]=''
    [EQUALS]='a=b=c' [GLOB]='* ? [a-z] ~ {a,b}')
  for value in "${names[@]}"; do
    printf '%s=%s\0' "$value" "${values[$value]}"
  done >"$pod/env/a"
  container a main Never sh -c "$dump" - "$work/environ"
  run_pod 0
  for value in "${names[@]}"; do
    [[ "$(variable "$value"; printf x)" == "${values[$value]}x" ]] || fail_with "$value differs"
  done
}

@test "a value of 100 KB arrives" {
  printf 'BIG=%0100000d\0' 7 >"$pod/env/a"
  container a main Never sh -c "$dump" - "$work/environ"
  run_pod 0
  [[ $(variable BIG | wc -c) == 100000 ]]
}

@test "names that a shell does not know, or keeps for itself, arrive too" {
  local name names=(discovery.type with-dash UID EUID PPID SHLVL RANDOM SECONDS _ BASHOPTS SHELLOPTS
    POSIXLY_CORRECT LINENO BASH_ENV GROUPS FUNCNAME IFS PATH_X LC_ALL OPTIND PS4 HOME PWD BASH_VERSION
    'BASH_FUNC_x%%' EPOCHSECONDS BASHPID hpk_key hpk_words HPK_SCRATCH BASH_XTRACEFD EXECIGNORE
    HPK_CONTAINERS HPK_POD_UID HPK_ENV_PREFIX MAPFILE COPROC BASHPID OPTERR TIMEFORMAT)
  for name in "${names[@]}"; do
    printf '%s=v $(x) %s\0' "$name" "$name"
  done >"$pod/env/a"
  # a program that leaves its environment alone
  container a main Never cp /proc/self/environ "$work/environ"
  run_pod 0
  for name in "${names[@]}"; do
    [[ $(variable "$name") == "v \$(x) $name" ]] || fail_with "$name is $(variable "$name")"
  done
}

@test "a pod may set PATH to whatever it likes" {
  printf 'PATH=/nowhere\0a.b=1\0' >"$pod/env/a"
  container a main Never "$(type -P cp)" /proc/self/environ "$work/environ"
  run_pod 0
  [[ $(variable PATH) == /nowhere && $(variable a.b) == 1 ]]
}

@test "nothing of the supervisor's leaks, also when the job inherited it" {
  local leaked
  container a main Never cp /proc/self/environ "$work/environ"
  export HPK_POD_NAMESPACE=inherited HPK_IMAGES=inherited hpk_state=inherited LC_ALL=C.UTF-8
  run_pod 0
  leaked=$(tr '\0' '\n' <"$work/environ" | grep -i '^hpk' | cut -d= -f1)
  [[ $leaked == HPK_POD_MARK ]]
  [[ $(variable LC_ALL) == C.UTF-8 ]]
}

@test "a locale that the job does not have is not made up" {
  container a main Never cp /proc/self/environ "$work/environ"
  unset LC_ALL
  run_pod 0
  run ! variable LC_ALL
}

@test "names that are a shell's have the engine's prefix" {
  head_line HPK_ENV_PREFIX=ENGINE_
  printf 'A=1\0b.c=2\0PATH=/evil\0' >"$pod/env/a"
  container a main Never cp /proc/self/environ "$work/environ"
  run_pod 0
  [[ $(variable ENGINE_A) == 1 && $(variable b.c) == 2 && $(variable ENGINE_PATH) == /evil ]]
  run ! variable A
}

@test "the words of a command are made before the pod's variables are there" {
  printf 'HPK_SCRATCH=evil\0HPK_ATTEMPT=evil\0work=evil\0' >"$pod/env/a"
  mkdir -p "$pod/containers/a"
  container a main Never true
  head_line "hpk_container_0_run() { exec sh -c 'printf \"%s \" \"\$@\"' - \"\$HPK_ATTEMPT\" \"\${HPK_SCRATCH%.*.*}\" \"\$HPK_POD_ADDRESS\"; }"
  head_line HPK_ADDRESS=10.1.1.1
  run_pod 0
  [[ $(log_of a) == "0 $work/scratch/hpk-$uid 10.1.1.1 " ]]
}

@test "words of a command arrive byte for byte" {
  container a main Never printf '<%s>' $'it\'s' '"x"' '$(id)' $'a\nb' '-n' '' '*' $'\xff'
  run_pod 0
  [[ $(log_of a) == $'<it\'s><"x"><$(id)><a\nb><-n><><*><\xff>' ]]
}

@test "a container starts with an empty stdin, no descriptor of ours, mask 022 and no signal ignored by us" {
  # what is ignored when a shell begins, as under nohup, no shell can undo
  local inherited
  inherited=$(env --default-signal=INT,QUIT bash -c "exec grep SigIgn /proc/self/status")
  container a main Never sh -c 'cat; umask; [ -e /proc/self/fd/9 ] || echo no 9; grep SigIgn /proc/self/status'
  run_pod 0
  [[ $(log_of a) == $'0022\nno 9\n'"$inherited" ]]
}

@test "each container has a process group of its own" {
  container a main Never sh -c 'sleep 0.3; kill -TERM 0; sleep 100'
  container b main Never sh -c 'sleep 0.8; echo lives'
  run_pod 143
  [[ $(log_of b) == lives ]]
  expect_no_line '"stopping"'
}
