# shellcheck shell=bash
# A client of HTTP/1.1 made of bash alone. It waits: call it where that may be, in a child.

# hpk_http METHOD HOST PORT PATH TIMEOUT [HEADER...]: asks a server, TIMEOUT in seconds. A header is
# `Name: value`; the agent is hpk_http_agent, else a probe. Sets hpk_http_code, hpk_http_location (empty when there is none) and hpk_http_body
# (at most 10 KiB, without NULs). Returns 1 when there is no answer; hpk_text says why.
hpk_http() {
  local end line header host=$2 fd code=0
  hpk_http_code='' hpk_http_location='' hpk_http_body=
  [[ $host != *:* ]] || host="[$host]"
  if [[ $1$2$4 == *[$' \r\n\t']* || $3 != +([0-9]) || $5 != +([0-9]) ]]; then
    hpk_text="$1 \"http://$host:$3$4\": invalid character in the request"
    return 1
  fi
  local request="$1 $4 HTTP/1.1"$'\r\n' given=$'\n'
  for header in "${@:6}"; do
    header=${header//[$'\r\n']/ }
    request+=$header$'\r\n'
    given+=${header%%:*}$'\n'
  done
  given=${given,,}
  [[ $given == *$'\nhost\n'* ]] || request+="Host: $host:$3"$'\r\n'
  [[ $given == *$'\nuser-agent\n'* ]] || request+="User-Agent: ${hpk_http_agent:-kube-probe/1.35}"$'\r\n'
  [[ $given == *$'\naccept\n'* ]] || request+=$'Accept: */*\r\n'
  request+=$'Connection: close\r\n\r\n'
  hpk_clock
  end=$((hpk_now + $5 * 1000))
  if ! { exec {fd}<>"/dev/tcp/$2/$3"; } 2>/dev/null; then
    hpk_text="$1 \"http://$host:$3$4\": dial tcp $host:$3: connect: connection refused"
    return 1
  fi
  { printf '%s' "$request" >&"$fd"; } 2>/dev/null
  hpk_http_answer "$fd" "$end" || code=1
  exec {fd}>&-
  ((code == 0)) || hpk_text="$1 \"http://$host:$3$4\": $hpk_text"
  return "$code"
}

# hpk_http_answer DESCRIPTOR END: reads status line, headers and body; END in milliseconds since 1970.
hpk_http_answer() {
  local line line_end
  hpk_http_line "$1" "$2" || return 1
  if [[ $line != HTTP/1.[01]\ [1-5][0-9][0-9]* ]]; then
    hpk_text="net/http: HTTP/1.x transport connection broken: malformed HTTP response"
    return 1
  fi
  hpk_http_code=${line:9:3}
  while hpk_http_line "$1" "$2" && [[ -n $line ]]; do
    [[ ${line,,} == location:* ]] || continue
    line=${line#*:}
    hpk_http_location=${line##*([[:space:]])}
  done
  while ((${#hpk_http_body} < 10240)) && hpk_http_line "$1" "$2"; do
    hpk_http_body+=$line$line_end
  done
  hpk_http_body=${hpk_http_body:0:10240}
  return 0
}

# hpk_http_line DESCRIPTOR END: sets line and line_end, which is empty at the end of all; at most 10 KiB.
hpk_http_line() {
  local rest
  hpk_clock
  rest=$(($2 - hpk_now))
  hpk_text="context deadline exceeded (Client.Timeout exceeded while awaiting headers)"
  ((rest > 0)) || return 1
  printf -v rest '%d.%03d' $((rest / 1000)) $((rest % 1000))
  line='' line_end=$'\n'
  # more than 128 is the timeout's; else the end of the connection, with or without a last line
  IFS= read -r -n 10240 -t "$rest" -u "$1" line || {
    (($? <= 128)) || return 1
    hpk_text=EOF line_end=
    [[ -n $line ]] || return 1
  }
  ((${#line} < 10240)) || line_end=
  line=${line%$'\r'}
}

# hpk_http_follow METHOD HOST PORT PATH TIMEOUT [HEADER...]: the same, and follows redirects to the
# same host as a kubelet does, at most ten; others are the answer. TIMEOUT is for each.
hpk_http_follow() {
  local -i round
  local host port=$3 path=$4 to
  for ((round = 0; round <= 10; round++)); do
    hpk_http "$1" "$2" "$port" "$path" "${@:5}" || return 1
    [[ $hpk_http_code == 30[12378] && -n $hpk_http_location ]] || return 0
    to=$hpk_http_location
    case $to in
      //*) to=http:$to ;;
      /*) to=http://$2:$port$to ;;
      [Hh][Tt][Tt][Pp]://*) ;;
      *://*) return 0 ;;
      *) to=http://$2:$port${path%/*}/$to ;;
    esac
    to=${to#*://}
    to=${to%%#*}
    path=/${to#*/}
    [[ $to == */* ]] || path=/
    host=${to%%/*}
    port=80
    [[ $host != *:+([0-9]) ]] || port=${host##*:} host=${host%:*}
    host=${host#[}
    [[ ${host%]} == "$2" ]] || return 0
  done
  hpk_text="$1 \"http://$2:$3$4\": stopped after 10 redirects"
  return 1
}
