# shellcheck shell=bash
# A client of HTTP/1.1. Plain HTTP is bash alone; HTTPS goes through openssl(1) or curl(1) of the host.

hpk_web_most=10240 # bytes of a body that count (kubelet probe/http maxRespBodyLength)

# hpk_web_get SCHEME HOST PORT TARGET HOST-HEADER [HEADER...]: asks once. A header is `Name: value`.
# Sets hpk_web_code, hpk_web_location and hpk_web_body. Returns 1 when there is no answer, and 2 when
# there is one whose body is not whole; hpk_said says why, as Go does.
hpk_web_get() {
  local line header request="GET $4 HTTP/1.1"$'\r\n'"Host: $5"$'\r\n' code
  hpk_web_code='' hpk_web_location='' hpk_web_body='' hpk_web_tool='' hpk_web_lines=0 hpk_late=
  for header in "${@:6}"; do
    request+=$header$'\r\n'
  done
  request+=$'Connection: close\r\n\r\n'
  if [[ $1 == http ]]; then
    hpk_net_open "$2" "$3" || return 1
    printf '%s' "$request" 2>/dev/null 1>&"$hpk_socket"
  else
    hpk_web_secure "$2" "$3" "$4" "$request" || return 1
  fi
  hpk_web_answer
  code=$?
  hpk_net_close
  if [[ -n $hpk_web_tool ]]; then
    hpk_kill KILL "$hpk_web_tool"
    wait "$hpk_web_tool" 2>/dev/null
    [[ $hpk_said != EOF ]] || hpk_web_complaint "$2" "$3"
  fi
  return "$code"
}

# hpk_web_secure HOST PORT TARGET REQUEST: sends the request by TLS; no certificate is checked, as a
# kubelet checks none. The request goes in by stdin, so that no header stands in an argv.
hpk_web_secure() {
  local line where=$1:$2
  [[ $1 != *:* ]] || where="[$1]:$2"
  local -a name=(-noservername)
  [[ $1 == *:* || $1 != *[!0-9.]* ]] || name=(-servername "$1")
  if hpk_web_openssl=$(type -P openssl); then
    exec {hpk_socket}< <(
      trap - PIPE ALRM
      exec "$hpk_web_openssl" s_client -quiet -connect "$where" "${name[@]}" \
        < <(printf '%s' "$4") 2>"$hpk_web_errors"
    )
  elif type -P curl >/dev/null; then
    exec {hpk_socket}< <(
      trap - PIPE ALRM
      exec curl --silent --show-error --insecure --include --http1.1 --raw --globoff --path-as-is \
        --noproxy '*' --config - < <(
          hpk_web_config url "https://$where$3"
          while IFS= read -r line; do
            line=${line%$'\r'}
            [[ $line != *:* ]] || hpk_web_config header "$line"
          done <<<"${4#*$'\n'}"
        ) 2>"$hpk_web_errors"
    )
  else
    hpk_said="HTTPS needs openssl or curl, and host $hpk_host has neither"
    hpk_web_lacks=1
    return 1
  fi
  hpk_web_tool=$!
}

# hpk_web_config NAME VALUE: a line of curl's configuration.
hpk_web_config() {
  local value=${2//\\/\\\\}
  printf '%s = "%s"\n' "$1" "${value//\"/\\\"}"
}

# hpk_web_complaint HOST PORT: what the tool said when the server gave no answer.
hpk_web_complaint() {
  local text=
  { IFS= read -r -d '' text <"$hpk_web_errors"; } 2>/dev/null
  case $text in
    *errno=111* | *'Connection refused'* | *'Failed to connect'*) hpk_said="dial tcp $1:$2: connect: connection refused" ;;
    *'wrong version number'*) hpk_said='http: server gave HTTP response to HTTPS client' ;;
    *error:* | *SSL* | *'alert '*) hpk_said="tls: $(printf '%s' "${text%%$'\n'*}")" ;;
  esac
}

# hpk_web_answer: reads from hpk_socket.
hpk_web_answer() {
  local line length='' chunked='' text=
  local -i lines=0 interim=0
  while true; do
    hpk_web_line || return 1
    if [[ $line != HTTP/1.[01]\ [1-9][0-9][0-9]* || $line == HTTP/1.[01]\ [0-9][0-9][0-9][!\ ]* ]]; then
      hpk_said="net/http: HTTP/1.x transport connection broken: malformed HTTP response \"${line:0:100}\""
      return 1
    fi
    hpk_web_code=${line:9:3}
    length='' chunked='' text=''
    while true; do
      hpk_web_line || return 1
      [[ -n $line ]] || break
      lines+=1
      if ((lines > 1000)); then
        hpk_said='net/http: server response headers exceeded their limit; aborted'
        return 1
      fi
      case ${line,,} in
        location:*) hpk_web_location=${line#*:} hpk_web_location=${hpk_web_location##*([[:blank:]])} ;;
        content-length:*) length=${line//[!0-9]/} ;;
        transfer-encoding:*chunked*) chunked=1 ;;
        content-type:*text/* | content-type:*json*) text=text ;;
      esac
    done
    # some lines may come before the answer itself
    [[ $hpk_web_code == 1?? && $hpk_web_code != 101 ]] || break
    interim+=1
    if ((interim > 5)); then
      hpk_said='net/http: too many 1xx informational responses'
      return 1
    fi
  done
  hpk_said=
  [[ $hpk_web_code != @(101|204|304) ]] || return 0
  hpk_taken=
  if [[ -n $chunked ]]; then
    hpk_web_chunks
  else
    ((${#length} <= 9)) || length=$hpk_web_most
    if [[ -z $length ]]; then
      hpk_net_take "$hpk_web_most" "$text"
      (($? != 2))
    else
      length=$((10#$length))
      ((length <= hpk_web_most)) || length=$hpk_web_most
      ((length == 0)) || hpk_net_take "$length" "$text"
    fi
  fi || hpk_said='unexpected EOF'
  hpk_web_body=$hpk_taken
  [[ -n $hpk_said ]] || return 0
  hpk_left || hpk_said='context deadline exceeded (Client.Timeout or context cancellation while reading body)'
  return 2
}

# A body in pieces, each with its length before it.
hpk_web_chunks() {
  local line
  local -i total=0 size
  while ((total < hpk_web_most)); do
    hpk_web_line || return 1
    line=${line%%[; ]*}
    [[ $line == +([0-9A-Fa-f]) && ${#line} -le 8 ]] || return 1
    size=$((16#$line))
    ((size > 0)) || break
    total+=size
    ((total <= hpk_web_most)) || size=$((size - total + hpk_web_most))
    hpk_net_take "$size" "$text" || return 1
    ((total >= hpk_web_most)) || hpk_web_line || return 1
  done
  hpk_said=
}

# hpk_web_line: sets line. The clock is not asked for each; ALRM comes when it takes too long.
hpk_web_line() {
  local code
  hpk_said='context deadline exceeded (Client.Timeout exceeded while awaiting headers)'
  ((hpk_web_lines++ % 8)) || hpk_left || return 1
  [[ -z $hpk_late ]] || return 1
  IFS= read -r -n 65536 -t "$hpk_rest_of" -u "$hpk_socket" line
  code=$?
  ((code <= 128)) || return 1
  hpk_said=EOF
  ((code == 0)) || return 1
  line=${line%$'\r'}
}

# hpk_web_follow SCHEME HOST PORT TARGET [HEADER...]: asks, and follows redirects that stay on the
# host, at most ten, as a kubelet does. Others are the answer. The headers have
# one `Host: …` among them where the pod gives one.
hpk_web_follow() {
  local scheme=$1 host=$2 port=$3 target=$4 to own='' header code
  local -i round
  local -a headers=()
  hpk_web_lacks=
  for header in "${@:5}"; do
    if [[ ${header,,} == host:* ]]; then
      own=${header#*:} own=${own##*([[:blank:]])}
    else
      headers+=("$header")
    fi
  done
  for ((round = 0; ; round++)); do
    hpk_web_authority "$scheme" "$host" "$port"
    if ((round == 10)); then
      hpk_said="Get \"$scheme://$hpk_authority$target\": stopped after 10 redirects"
      return 1
    fi
    hpk_web_get "$scheme" "$host" "$port" "$target" "${own:-$hpk_authority}" "${headers[@]}"
    code=$?
    if ((code == 1)) && [[ -z $hpk_web_lacks ]]; then
      hpk_said="Get \"$scheme://$hpk_authority$target\": $hpk_said"
    fi
    ((code == 0)) || return "$code"
    [[ $hpk_web_code == 30[12378] && -n $hpk_web_location ]] || return 0
    hpk_web_next || return
    [[ $host == "$2" ]] || return 0
  done
}

# hpk_web_authority SCHEME HOST PORT: sets hpk_authority as it stands in a URL of a probe.
hpk_web_authority() {
  hpk_authority=$2:$3
  [[ $2 != *:* ]] || hpk_authority="[$2]:$3"
}

# hpk_web_next: changes scheme, host, port and target to those of hpk_web_location, which may be
# relative to them.
hpk_web_next() {
  local to=${hpk_web_location%%#*} rest path
  to=${to//[[:space:]]/%20}
  case $to in
    [Hh][Tt][Tt][Pp]://*) scheme=http rest=${to#*://} own='' ;;
    [Hh][Tt][Tt][Pp][Ss]://*) scheme=https rest=${to#*://} own='' ;;
    //*) rest=${to#//} ;;
    [A-Za-z]*://*)
      hpk_said="Get \"$to\": unsupported protocol scheme \"${to%%:*}\""
      return 1
      ;;
    /*) target=$to ;;
    '?'*) target=${target%%\?*}$to ;;
    '') ;;
    *) path=${target%%\?*} target=${path%/*}/$to ;;
  esac
  [[ -n ${rest-} ]] || return 0
  target=/
  [[ $rest != *[/?]* ]] || target=${rest#"${rest%%[/?]*}"}
  [[ $target == /* ]] || target=/$target
  rest=${rest%%[/?]*}
  rest=${rest##*@}
  port=80
  [[ $scheme == http ]] || port=443
  if [[ $rest == *:+([0-9]) ]]; then
    port=${rest##*:} rest=${rest%:*}
  fi
  rest=${rest#\[}
  host=${rest%\]}
}
