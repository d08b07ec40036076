#!/usr/bin/env bats
# What containers use, as the supervisor tells it.

load helper

setup() {
  new_pod
  figures=$work/journal/testhost.figures
  # not each 15 seconds
  override_line 'eval "slow_$(declare -f hpk_watch_figures)"'
  override_line 'hpk_watch_figures() { slow_hpk_watch_figures "$@"; hpk_figures_due=0; }'
}

teardown() {
  end_pod
}

# newest PATTERN...: the newest line of the figures that has all of these texts.
newest() {
  local line pattern found=
  while IFS= read -r line; do
    for pattern; do
      [[ $line == *"$pattern"* ]] || continue 2
    done
    found=$line
  done <"$figures" 2>/dev/null
  printf '%s' "$found"
}

# figure NAME PATTERN...: sets value; returns 1 while there is none.
figure() {
  local line
  line=$(newest "${@:2}")
  [[ $line == *"\"$1\":"[0-9]* ]] || return 1
  line=${line#*"\"$1\":"}
  value=${line%%[!0-9]*}
}

# at_least NUMBER NAME PATTERN...
at_least() {
  figure "${@:2}" && ((value >= $1))
}

between() {
  figure "${@:3}" && ((value >= $1 && value <= $2))
}

burn='i=0; while [ "$i" -lt "$1" ]; do i=$((i + 1)); done; touch "$2"; exec sleep 60'

# hundredths PID: the CPU time of a process and of those that it waited for.
hundredths() {
  local text
  local -a field
  IFS= read -r -d '' text <"/proc/$1/stat" || true
  read -r -a field <<<"${text##*) }"
  printf '%s' $((field[11] + field[12] + field[13] + field[14]))
}

first_of() {
  local line
  line=$(grep "\"state\":\"running\",\"container\":\"$1\"" "$journal")
  line=${line#*'"pid":'}
  printf '%s' "${line%%[!0-9]*}"
}

@test "a container that computes is told with its time, one that sleeps with little" {
  container busy main Never sh -c "$burn" - 400000 "$work/done"
  container idle main Never sleep 60
  begin
  wait_until "the end of the computation" test -e "$work/done"
  real=$(($(hundredths "$(first_of busy)") * 10000000))
  ((real > 50000000)) || fail_with "nothing was computed: $real"
  wait_until "the time of it" at_least "$real" cpu '"container":"busy"'
  ((value <= real + 100000000)) || fail_with "told $value ns instead of $real"
  wait_until "the other one" at_least 1 cpu '"container":"idle"'
  ((value < 50000000)) || fail_with "one that sleeps took $value ns"
  wait_until "the pod's sum" at_least "$real" cpu '"pod":"'"$uid"'","job":"job1","cpu"'
}

@test "the time of processes that have ended stays" {
  container parent main Never sh -c 'i=0; (while [ "$i" -lt 300000 ]; do i=$((i + 1)); done); touch "$1"; sleep 60; true' - "$work/done"
  begin
  wait_until "the child's end" test -e "$work/done"
  real=$(($(hundredths "$(first_of parent)") * 10000000))
  wait_until "the child's time" between "$real" $((real + 100000000)) cpu '"container":"parent"'
  ((value > 50000000)) || fail_with "told $value ns"
}

# counted NANOSECONDS...: what is told after each of these looks.
counted() {
  library 'for look; do hpk_count_cpu 0 "$look"; printf "%s " "${hpk_cpu[0]}"; done' "$@"
}

@test "told time never goes back, and goes on where processes ended for which nobody waited" {
  run counted 100 150 90 160
  [[ $output == "100 150 150 160 " ]] || fail_with "a look in between: $output"
  run counted 100 150 50 60 80 75 90
  [[ $output == "100 150 150 160 180 180 190 " ]] || fail_with "a loss: $output"
}

@test "a container that was started again is told anew, and the pod's time goes on" {
  container again main Always sh -c 'i=0; while [ "$i" -lt 300000 ]; do i=$((i + 1)); done; until [ -e "$1" ]; do sleep 0.1; done; rm "$1"; [ -e "$2" ] || { touch "$2"; exit 1; }; exec sleep 60' - "$work/go" "$work/second"
  begin
  wait_until "the first attempt" at_least 50000000 cpu '"container":"again","attempt":0'
  touch "$work/go"
  wait_until "its end" has_line '"container":"again"' '"state":"ended"'
  before=$(newest '"job":"job1","cpu"')
  before=${before#*'"cpu":'}
  before=${before%%[!0-9]*}
  wait_until "the second attempt" at_least 1 cpu '"container":"again","attempt":1'
  at_least "$before" cpu '"job":"job1","cpu"' || fail_with "the pod's time went back from $before"
}

@test "memory that is in use is told" {
  container hungry main Never bash -c 'printf -v text "%60000000s" ""; touch "$1"; read -r < <(sleep 60)' - "$work/taken"
  begin
  wait_until "the memory" test -e "$work/taken"
  wait_until "60 MB" at_least 60000000 memory '"container":"hungry"'
  ((value < 200000000)) || fail_with "told $value bytes"
  wait_until "the same without files" at_least 60000000 anonymous '"container":"hungry"'
}

@test "names of processes that look like fields disturb nothing" {
  container odd main Never bash -c 'printf "a) S 1\n) Z" >/proc/$$/comm; for ((i = 0; i < 300000; i++)); do :; done; touch "$1"; read -r < <(sleep 60)' - "$work/done"
  begin
  wait_until "the name" test -e "$work/done"
  real=$(($(hundredths "$(first_of odd)") * 10000000))
  wait_until "the time" between "$real" $((real + 100000000)) cpu '"container":"odd"'
  wait_until "both processes" between 2 2 processes '"container":"odd"'
}

@test "what probes said is counted, and goes on when the container is started again" {
  container probed main Always sh -c 'until [ -e "$1" ]; do sleep 0.1; done; rm "$1"; exit 1' - "$work/end"
  head_line 'HPK_PROBES=(0 readiness exec 0 20 1 1 3 "" "" "" true 0 liveness exec 0 20 1 1 1000 "" "" "" false) HPK_PROBE_AGENT=test'
  head_line 'hpk_container_0_enter() { "$@"; }'
  head_line 'hpk_probe_0_exec() { hpk_container_0_enter true; }'
  head_line 'hpk_probe_1_exec() { hpk_container_0_enter false; }'
  begin
  wait_until "two that were well" at_least 2 successful '"container":"probed","probe":"readiness"'
  wait_until "two that failed" at_least 2 failed '"container":"probed","probe":"liveness"'
  figure successful '"probe":"liveness"'
  ((value == 0)) || fail_with "$value are said to be well"
  figure failed '"probe":"readiness"'
  ((value == 0)) || fail_with "$value are said to have failed"
  figure successful '"probe":"readiness"'
  before=$value
  touch "$work/end"
  wait_until "the next start" has_line '"container":"probed","attempt":1' '"state":"running"'
  wait_until "further ones" at_least $((before + 2)) successful '"probe":"readiness"'
  line=$(newest '"probe":"readiness"')
  [[ $line =~ \"successful\":([0-9]+).*\"counts\":\[([0-9,]+)\] ]]
  ((BASH_REMATCH[1] == $((${BASH_REMATCH[2]//,/+})))) || fail_with "the counts are not those: $line"
}

@test "the file begins anew when it has grown long" {
  override_line 'hpk_figures_most=3000'
  container one main Never sleep 60
  begin
  for ((round = 0; round < 60; round++)); do
    wait_until "a line" test -s "$figures"
    size=$(stat -c %s "$figures")
    ((size < 4000)) || fail_with "it has $size bytes"
    ! grep -qv '^{.*}$' "$figures" || fail_with "not lines: $(<"$figures")"
    [[ ! -e $work/small ]] || ((size >= $(<"$work/small"))) || return 0
    printf '%s' "$size" >"$work/small"
    sleep 0.5
  done
  fail_with "it never began anew"
}

@test "a pod whose containers have ended is told no more" {
  container short main Never sh -c "$until_there" - "$work/go"
  container rest main Never sleep 60
  begin
  wait_until "the first" at_least 1 cpu '"container":"short"'
  touch "$work/go"
  wait_until "its end" has_line '"container":"short"' '"state":"ended"'
  : >"$figures"
  wait_until "the second" at_least 1 cpu '"container":"rest"'
  [[ -z $(newest '"container":"short"') ]] || fail_with "it is told after its end"
}
