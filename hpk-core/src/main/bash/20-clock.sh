# shellcheck shell=bash
# Time, without a process for each look at it.

# hpk_clock: sets hpk_now to milliseconds since 1970: the host's time at the first look, and from then
# on what the kernel counts, in hundredths. A clock that is set meanwhile ends no grace period early and
# puts off none.
hpk_clock() {
  local hpk_up
  hpk_uptime
  if [[ -z ${hpk_clock_base-} ]]; then
    hpk_now=${EPOCHREALTIME-}
    hpk_now=${hpk_now/[.,]/}
    hpk_now=${hpk_now%???}
    [[ -n $hpk_now ]] || hpk_now=$(date +%s%3N) # bash before 5.0
    hpk_clock_base=$((hpk_now - hpk_up))
  fi
  hpk_now=$((hpk_clock_base + hpk_up))
}

# hpk_uptime: sets hpk_up to milliseconds since the host started, in steps of ten.
hpk_uptime() {
  read -r hpk_up _ </proc/uptime
  hpk_up=$((10#${hpk_up/./} * 10))
}

# hpk_at TIME: the supervisor has something to do then, at the latest.
hpk_at() {
  (($1 >= hpk_next)) || hpk_next=$1
}

# hpk_rest MILLISECONDS: rests at most so long, less when an event comes; takes all that came.
# An event is a dot and a line, in one write. The read that waits takes the dot and nothing else: a
# read whose time is over may have taken something all the same.
hpk_rest() {
  local line milliseconds=$1
  ((milliseconds > 0)) || milliseconds=1
  printf -v milliseconds '%d.%03d' $((milliseconds / 1000)) $((milliseconds % 1000))
  read -r -N 1 -t "$milliseconds" -u 9 line
  while read -r -t 0 -u 9 && read -r -u 9 line; do
    hpk_event "${line#.}"
  done
}
