# shellcheck shell=bash
# Events: what the supervisor wants told of the pod, as a kubelet tells it.

declare -gA hpk_event_times=() # text -> when it was written last
declare -gA hpk_event_rooms=() # container and reason -> "how many more may be written" "since when"

# hpk_event_line INDEX|"" TYPE REASON MESSAGE: writes an event of a container or of the pod; TYPE is
# Normal or Warning. The same text is written once a minute at most, and with other texts a reason
# twenty times at once and then once a minute, so that the journal does not grow with each failure.
hpk_event_line() {
  local text="$1 $3 $4" name="$1 $3" room since
  hpk_clock
  since=${hpk_event_times["$text"]:-0}
  ((hpk_now - since >= 60000)) || return 0
  read -r room since <<<"${hpk_event_rooms["$name"]:-20 $hpk_now}"
  if ((hpk_now - since >= 60000)); then
    room=$((room + (hpk_now - since) / 60000)) since=$hpk_now
    ((room <= 20)) || room=20
  fi
  ((room > 0)) || return 0
  hpk_event_rooms["$name"]="$((room - 1)) $since"
  ((${#hpk_event_times[@]} < 200)) || hpk_event_times=()
  hpk_event_times["$text"]=$hpk_now
  hpk_fields=
  hpk_field reason "$3"
  hpk_field message "${4:0:2000}"
  text=$hpk_fields
  if [[ -n $1 ]]; then
    hpk_json "${HPK_CONTAINERS[$1]}"
    hpk_append "\"type\":\"event\",\"state\":\"$2\",\"container\":\"$hpk_text\",\"attempt\":${hpk_attempt[$1]}$text"
  else
    hpk_append "\"type\":\"event\",\"state\":\"$2\"$text"
  fi
}
