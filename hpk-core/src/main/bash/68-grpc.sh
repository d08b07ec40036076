# shellcheck shell=bash
# One call of the health protocol of gRPC (grpc.health.v1.Health/Check), in HTTP/2 without TLS, as a
# kubelet makes it: one stream on a connection of its own.

# hpk_grpc_prepare HOST PORT SERVICE: makes hpk_grpc_request, in which each byte is \xHH.
hpk_grpc_prepare() {
  local headers='' message='' hpk_hex authority=$1:$2
  [[ $1 != *:* ]] || authority="[$1]:$2"
  # RFC 7541: entries of the static table, and literals that are not to be remembered
  headers+='\x83\x86' # :method POST, :scheme http
  hpk_grpc_literal '\x04' /grpc.health.v1.Health/Check
  hpk_grpc_literal '\x01' "$authority"
  hpk_grpc_literal '\x0f\x10' application/grpc
  hpk_grpc_literal '\x0f\x2b' "$HPK_PROBE_AGENT"
  hpk_grpc_hex te
  headers+="\\x00\\x02$hpk_hex"
  hpk_grpc_literal '' trailers
  if [[ -n $3 ]]; then
    hpk_grpc_number ${#3}
    message="\\x0a$hpk_hex"
    hpk_grpc_hex "$3"
    message+=$hpk_hex
  fi
  hpk_grpc_hex $'PRI * HTTP/2.0\r\n\r\nSM\r\n\r\n'
  hpk_grpc_request=$hpk_hex
  hpk_grpc_frame 4 0 0 ''
  hpk_grpc_frame 1 4 1 "$headers"
  hpk_grpc_big $((${#message} / 4)) 4
  hpk_grpc_frame 0 1 1 "\\x00$hpk_hex$message"
}

# hpk_grpc_literal NAME TEXT: adds a field to headers.
hpk_grpc_literal() {
  hpk_grpc_length ${#2}
  headers+=$1$hpk_hex
  hpk_grpc_hex "$2"
  headers+=$hpk_hex
}

# hpk_grpc_frame TYPE FLAGS STREAM BYTES: adds a frame to the request.
hpk_grpc_frame() {
  hpk_grpc_big $((${#4} / 4)) 3
  local frame=$hpk_hex
  printf -v hpk_hex '\\x%02x\\x%02x' "$1" "$2"
  frame+=$hpk_hex
  hpk_grpc_big "$3" 4
  hpk_grpc_request+=$frame$hpk_hex$4
}

# hpk_grpc_hex TEXT: sets hpk_hex to its bytes. The locale is C.
hpk_grpc_hex() {
  local byte
  local -i at number
  hpk_hex=
  for ((at = 0; at < ${#1}; at++)); do
    printf -v number '%d' "'${1:at:1}"
    printf -v byte '\\x%02x' $((number & 255))
    hpk_hex+=$byte
  done
}

# hpk_grpc_big NUMBER BYTES: sets hpk_hex to a number, its highest byte first.
hpk_grpc_big() {
  local byte
  local -i shift
  hpk_hex=
  for ((shift = 8 * ($2 - 1); shift >= 0; shift -= 8)); do
    printf -v byte '\\x%02x' $(($1 >> shift & 255))
    hpk_hex+=$byte
  done
}

# hpk_grpc_length NUMBER: sets hpk_hex to the length of a text that is not compressed (RFC 7541, 5.1).
hpk_grpc_length() {
  if (($1 < 127)); then
    printf -v hpk_hex '\\x%02x' "$1"
  else
    hpk_grpc_number $(($1 - 127))
    hpk_hex="\\x7f$hpk_hex"
  fi
}

# hpk_grpc_number NUMBER: sets hpk_hex to a number of seven bits a byte, the lowest first.
hpk_grpc_number() {
  local byte out=
  local -i number=$1
  while ((number > 127)); do
    printf -v byte '\\x%02x' $((number & 127 | 128))
    out+=$byte
    number=$((number >> 7))
  done
  printf -v byte '\\x%02x' "$number"
  hpk_hex=$out$byte
}

# hpk_grpc_bytes COUNT: sets hpk_bytes to so many bytes of hpk_socket, as numbers. Returns 1 when the
# connection ended before, 2 when the time is over.
hpk_grpc_bytes() {
  local piece code
  local -i wanted=$1 at number
  hpk_bytes=()
  while ((${#hpk_bytes[@]} < wanted)); do
    hpk_left || return 2
    IFS= read -r -d '' -n $((wanted - ${#hpk_bytes[@]})) -t "$hpk_rest_of" -u "$hpk_socket" piece
    code=$?
    for ((at = 0; at < ${#piece}; at++)); do
      printf -v number '%d' "'${piece:at:1}"
      hpk_bytes+=($((number & 255)))
    done
    ((code <= 128)) || return 2
    if ((code == 0 && ${#hpk_bytes[@]} < wanted)); then
      hpk_bytes+=(0)
    fi
    ((code != 1 || ${#hpk_bytes[@]} >= wanted)) || return 1
  done
}

# hpk_grpc_check: sends the request by hpk_socket and sets hpk_grpc_status to what the server says: 0 UNKNOWN,
# 1 SERVING, 2 NOT_SERVING, 3 SERVICE_UNKNOWN. Returns 1 when it says nothing of that kind; hpk_said
# says why. Frames: RFC 9113.
hpk_grpc_check() {
  local code
  local -i frames=0 size type flags stream
  local -a data=()
  hpk_grpc_status=
  # shellcheck disable=SC2059 # made of \xHH
  printf "$hpk_grpc_request" 2>/dev/null 1>&"$hpk_socket"
  while true; do
    hpk_grpc_bytes 9
    code=$?
    ((code == 0)) || break
    size=$((hpk_bytes[0] << 16 | hpk_bytes[1] << 8 | hpk_bytes[2]))
    type=${hpk_bytes[3]} flags=${hpk_bytes[4]}
    stream=$(((hpk_bytes[5] & 127) << 24 | hpk_bytes[6] << 16 | hpk_bytes[7] << 8 | hpk_bytes[8]))
    frames+=1
    if ((size > 16384 || frames > 100)); then
      hpk_said='error: health rpc probe failed: the server does not speak HTTP/2'
      return 1
    fi
    if ((type == 0 || type == 1 && flags & 1)); then
      hpk_grpc_bytes "$size"
    else
      hpk_net_take "$size" # what they hold does not matter
    fi
    code=$?
    ((code == 0)) || break
    case $type in
      0)
        ((stream == 1)) || continue
        hpk_grpc_data "$flags" && return 0
        ;;
      1)
        ((stream == 1)) || continue
        if ((flags & 1)); then
          hpk_grpc_refused
          return 1
        fi
        ;;
      3)
        ((stream != 1)) || {
          hpk_said='error: health rpc probe failed: the server ended the stream'
          return 1
        }
        ;;
      4) ((flags & 1)) || printf '\x00\x00\x00\x04\x01\x00\x00\x00\x00' 2>/dev/null 1>&"$hpk_socket" ;;
      7)
        hpk_said='error: health rpc probe failed: the server sent GOAWAY'
        return 1
        ;;
    esac
  done
  hpk_said='error: health rpc probe failed: the server closed the connection'
  ((code != 2)) || hpk_said="timeout: health rpc did not complete within ${hpk_probe_timeout}s"
  return 1
}

# hpk_grpc_data FLAGS: takes a DATA frame of hpk_bytes; returns 0 once the answer is whole.
hpk_grpc_data() {
  local -i from=0 to=${#hpk_bytes[@]} size at
  if (($1 & 8)); then
    from=1
    to=$((to - hpk_bytes[0]))
  fi
  ((to <= from)) || data+=("${hpk_bytes[@]:from:to-from}")
  ((${#data[@]} >= 5 && data[0] == 0)) || return 1
  size=$((data[1] << 24 | data[2] << 16 | data[3] << 8 | data[4]))
  ((${#data[@]} >= size + 5)) || return 1
  hpk_grpc_status=0
  for ((at = 5; at + 1 < size + 5; at += 2)); do
    ((data[at] != 8)) || hpk_grpc_status=${data[at + 1]}
  done
  return 0
}

# hpk_grpc_refused: the server answered without a message. Of its headers only the status matters
# here, which is looked for by its name, plain or compressed, and the value behind it.
hpk_grpc_refused() {
  local text=" ${hpk_bytes[*]} "
  local name='103 114 112 99 45 115 116 97 116 117 115' packed='154 202 200 178 18 52 218 143'
  hpk_said='error: health rpc probe failed: the server refused the call'
  case $text in
    *" $name 2 49 50 "* | *" $name 130 8 191 "* | *" $packed 2 49 50 "* | *" $packed 130 8 191 "*)
      hpk_said='error: this server does not implement the grpc health protocol (grpc.health.v1.Health)'
      ;;
    *" $name 1 53 "* | *" $name 129 111 "* | *" $packed 1 53 "* | *" $packed 129 111 "*)
      hpk_said='error: health rpc probe failed: rpc error: code = NotFound desc = unknown service'
      ;;
  esac
}
