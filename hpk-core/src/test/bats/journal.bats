#!/usr/bin/env bats
# The journal's lines.

load helper

setup() {
  new_pod
}

teardown() {
  end_pod
}

# quote BYTES-AS-PRINTF-FORMAT: what hpk_json makes of it.
quoted() {
  library 'printf -v text "$1"; hpk_json "$text"; printf "%s" "$hpk_text"' "$1"
}

@test "quotes, backslashes and control characters are escaped" {
  [[ $(quoted 'a"b\\c') == 'a\"b\\c' ]]
  [[ $(quoted 'a\nb\tc\rd') == 'a\nb\tc\rd' ]]
  [[ $(quoted '\001\033[0m\177$(x)`y`') == '\u0001\u001b[0m\u007f$(x)`y`' ]]
}

@test "valid UTF-8 stays as it is" {
  [[ $(quoted 'gr\303\274n \342\202\254 \360\237\230\200') == $'gr\303\274n \342\202\254 \360\237\230\200' ]]
}

@test "bytes that are no UTF-8 become replacement characters" {
  local replaced=$'\357\277\275'
  [[ $(quoted 'a\377b') == "a${replaced}b" ]]
  [[ $(quoted 'a\303') == "a${replaced}" ]]
  [[ $(quoted '\300\257') == "$replaced$replaced" ]]                 # overlong
  [[ $(quoted '\355\240\200') == "$replaced$replaced$replaced" ]]    # surrogate
  [[ $(quoted '\364\220\200\200x') == "$replaced$replaced$replaced${replaced}x" ]] # beyond the last
}

@test "every byte and random bytes give JSON that a parser reads" {
  local i
  for i in 1 2 3 4 5; do
    head -c 1500 /dev/urandom | tr '\000' '\001' >"$BATS_TEST_TMPDIR/random"
    library 'IFS= read -r -d "" text <"$1"; hpk_json "$text"; printf "{\"x\":\"%s\"}" "$hpk_text"' \
      "$BATS_TEST_TMPDIR/random" | python3 -c '
import json, sys
read = json.loads(sys.stdin.buffer.read().decode("utf-8"))["x"]
given = open(sys.argv[1], "rb").read()
plain = lambda text: "".join(c for c in text if c != "\ufffd")
assert plain(read) == plain(given.decode("utf-8", "replace")), (read, given)' "$BATS_TEST_TMPDIR/random"
  done
}

@test "a line is one write, however long it is" {
  # for a long line it is a program that writes: one process, one record
  mkdir "$work/bin"
  printf '#!/bin/sh\nfor word; do [ "$word" = status=none ] || set -- "$@" "$word"; shift; done
exec %s "$@" 2>>%q\n' "$(type -P dd)" "$work/records" >"$work/bin/dd"
  chmod +x "$work/bin/dd"
  PATH=$work/bin:$PATH library '
    writes() { while read -r name value; do [[ $name != syscw: ]] || count=$value; done </proc/$BASHPID/io; }
    hpk_open_journal
    for length in 10 800 1100 5000 40000; do
      printf -v text "%0${length}d" 0
      writes; before=$count
      hpk_fields=; hpk_field message "$text"; hpk_pod_line x
      writes
      printf "%s\n" "$length $((count - before))" >&2
    done' 2>"$work/writes"
  [[ $(head -n 2 "$work/writes") == $'10 1\n800 1' ]]
  [[ $(grep 'records out' "$work/records") == $'0+1 records out\n0+1 records out\n0+1 records out' ]]
  [[ $(json '[len(l["message"]) for l in lines]') == '[10, 800, 1100, 5000, 40000]' ]]
}

@test "supervisors of one host append side by side without mixing their lines" {
  local i writers=()
  for i in 100 900 6000 9000; do
    library 'hpk_open_journal; printf -v text "%0$1d" 0
      until [[ -e $2 ]]; do sleep 0.01; done
      for i in {1..60}; do hpk_fields=; hpk_field message "$text"; hpk_pod_line x; done' "$i" "$work/go" &
    writers+=("$!")
  done
  touch "$work/go"
  wait "${writers[@]}"
  [[ $(json 'sorted(set((len(l["message"]), sum(len(m["message"]) == len(l["message"]) for m in lines)) for l in lines))') == '[(100, 60), (900, 60), (6000, 60), (9000, 60)]' ]]
}

@test "a journal that cannot be written is written later, in order" {
  container a main Never sh -c "$until_there" - "$work/go"
  printf '{"half' >"$journal"
  chmod 0400 "$journal"
  mkdir "$work/journal/hidden"
  mv "$journal" "$work/journal/hidden/"
  mkdir "$journal"
  begin
  wait_until "the container's log" test -e "$pod/containers/a/0.log"
  rmdir "$journal"
  mv "$work/journal/hidden/testhost.jsonl" "$journal"
  chmod 0600 "$journal"
  touch "$work/go"
  finish 0
  [[ $(head -n 1 "$journal") == '{"half' ]]
  sed -i 1d "$journal"
  [[ $(states) == $'pod started\npod sandbox\na running\na ended\npod ended' ]]
  [[ $(json 'sorted(l["time"] for l in lines) == [l["time"] for l in lines]') == True ]]
}

@test "the host's name and the job's id are those of the batch system" {
  head_line "HPK_HOST='../evil' HPK_JOB='4711'"
  journal=$work/journal/.._evil.jsonl
  container a main Never true
  run_pod 0
  expect_line '"state":"started"' '"job":"4711"' '"host":"../evil"'
}

@test "the supervisor knows its host's address without any program" {
  local address
  address=$(library 'PATH=/nowhere; hpk_find_address; printf "%s" "$HPK_POD_ADDRESS"')
  [[ $address =~ ^[0-9.]+$ && $address != 127.* ]] || [[ $address == *:* || $address == 127.0.0.1 ]]
  if [[ $address != 127.0.0.1 && $address != *:* ]]; then
    hostname -I | tr ' ' '\n' | grep -qxF "$address"
  fi
}

@test "an address that the network gives is the pod's" {
  head_line HPK_ADDRESS=10.9.8.7
  container a main Never true
  run_pod 0
  expect_line '"state":"sandbox"' '"address":"10.9.8.7"'
}

@test "without EPOCHREALTIME the time is right too" {
  local clock now
  clock=$(bash -c 'unset EPOCHREALTIME; for file in "$1"/*.sh; do . "$file"; done
    hpk_clock; first=$hpk_now; sleep 0.2; hpk_clock; ((hpk_now - first >= 190)) && printf "%s" "$hpk_now"' - "$source_directory")
  now=$(date +%s%3N)
  ((now - clock >= -2000 && now - clock < 20000))
}
