#!/usr/bin/env bats
# Variables whose values only the job knows.
# shellcheck disable=SC2016 # heads are text

load helper

setup() {
  new_pod
}

teardown() {
  end_pod
}

@test "variables that the script adds reach the container beside those of its file" {
  head_line "HPK_ADDRESS=10.1.2.3"
  container a main Never env
  head_line 'hpk_container_0_run() { HPK_LATE_VARIABLES+=(POD_URL='"'http://'"'"${HPK_POD_ADDRESS}"'"':80'"'); HPK_LATE_VARIABLES+=(host.ip="${HPK_HOST_ADDRESS}"); exec env; }'
  printf 'PLAIN=1\0' >"$pod/env/a"
  run_pod 0
  grep -Fx 'PLAIN=1' "$pod/containers/a/0.log"
  grep -Fx 'POD_URL=http://10.1.2.3:80' "$pod/containers/a/0.log"
  grep -Fx 'host.ip=10.1.2.3' "$pod/containers/a/0.log"
}

@test "what the job finds under the name of the list is not handed to a container" {
  head_line "HPK_LATE_VARIABLES=(FOREIGN=1)"
  container a main Never env
  run_pod 0
  run ! grep -F FOREIGN "$pod/containers/a/0.log"
}
