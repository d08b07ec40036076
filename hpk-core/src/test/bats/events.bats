#!/usr/bin/env bats
# Events: lines of the journal that are to be told.

load helper

setup() {
  new_pod
  container a main Never true
}

teardown() {
  end_pod
}

@test "an event is one line with its container, type, reason and message" {
  override_line 'hpk_find_memory() { hpk_init_containers; hpk_event_line 0 Warning Unhealthy "Liveness probe failed: a \"b\"
c"; hpk_event_line "" Normal Odd "of the pod"; }'
  run_pod 0
  expect_line '"type":"event","state":"Warning","container":"a","attempt":0,"reason":"Unhealthy","message":"Liveness probe failed: a \"b\"\nc"'
  expect_line '"type":"event","state":"Normal","reason":"Odd","message":"of the pod"'
}

@test "the same event is written once a minute, others of its reason are limited too" {
  override_line 'hpk_find_memory() { hpk_init_containers; for i in {1..300}; do hpk_event_line 0 Warning Same x; hpk_event_line 0 Warning Other "text $i"; done; }'
  run_pod 0
  [[ $(grep -c '"reason":"Same"' "$journal") == 1 ]]
  [[ $(grep -c '"reason":"Other"' "$journal") == 20 ]]
}

@test "a minute later an event is written again" {
  override_line 'hpk_find_memory() { hpk_init_containers; hpk_event_line 0 Warning Same x; hpk_clock() { hpk_now=$((hpk_start + 70000)); }; hpk_event_line 0 Warning Same x; unset -f hpk_clock; hpk_clock() { hpk_now=$(date +%s%3N); }; }'
  run_pod 0
  [[ $(grep -c '"reason":"Same"' "$journal") == 2 ]]
}

@test "any text can be told" {
  override_line 'hpk_find_memory() { hpk_init_containers; hpk_event_line 0 Warning "R" "a]b[\$(touch \$work/ran) \`x\` '"'"' \\ '$'\xff\x01''"; }'
  run_pod 0
  expect_line '"reason":"R"'
  [[ ! -e $work/ran ]]
  python3 -c 'import json,sys; [json.loads(l) for l in open(sys.argv[1])]' "$journal"
}
