# shellcheck shell=bash
# The journal: what the supervisor says of the pod, a JSON object a line.

hpk_backlog=() # lines that could not be written yet
hpk_torn=      # a line feed, when half a line may stand at the end of the journal

# Opens the journal of this host. HPK_HOST is the batch system's name for it.
hpk_open_journal() {
  hpk_host=${HPK_HOST:-${HOSTNAME:-unknown}}
  hpk_journal_file=$HPK_JOURNAL_DIR/${hpk_host//\//_}.jsonl
  [[ -d $HPK_JOURNAL_DIR ]] || mkdir -p -- "$HPK_JOURNAL_DIR" 2>/dev/null
  hpk_json "$HPK_POD_UID"
  hpk_identity="\"pod\":\"$hpk_text\""
  hpk_json "${HPK_JOB-}"
  hpk_identity+=",\"job\":\"$hpk_text\""
}

# hpk_json TEXT: sets hpk_text to TEXT as it stands between quotes in JSON. Bytes that are no UTF-8
# become U+FFFD. The locale is C here, so that a character is a byte.
hpk_json() {
  local rest=$1 part
  if [[ $rest != *[!\ -~]* ]]; then
    rest=${rest//\\/\\\\}
    hpk_text=${rest//\"/\\\"}
    return
  fi
  local more=$'[\x80-\xbf]' out=
  while [[ -n $rest ]]; do
    part=${rest%%[!\ -~]*}
    if [[ -n $part ]]; then
      rest=${rest:${#part}}
      part=${part//\\/\\\\}
      out+=${part//\"/\\\"}
      continue
    fi
    # shellcheck disable=SC2254 # the variables are patterns
    case $rest in
      $'\n'*) part='\n' ;;
      $'\t'*) part='\t' ;;
      $'\r'*) part='\r' ;;
      [$'\xc2'-$'\xdf']$more*) part=${rest:0:2} ;;
      $'\xe0'[$'\xa0'-$'\xbf']$more* | $'\xed'[$'\x80'-$'\x9f']$more*) part=${rest:0:3} ;;
      [$'\xe1'-$'\xec'$'\xee'$'\xef']$more$more*) part=${rest:0:3} ;;
      $'\xf0'[$'\x90'-$'\xbf']$more$more* | $'\xf4'[$'\x80'-$'\x8f']$more$more*) part=${rest:0:4} ;;
      [$'\xf1'-$'\xf3']$more$more$more*) part=${rest:0:4} ;;
      [$'\x80'-$'\xff']*) part=$'\xef\xbf\xbd' ;;
      *) printf -v part '\\u%04x' "'${rest:0:1}" ;;
    esac
    out+=$part
    case $part in
      \\* | $'\xef\xbf\xbd') rest=${rest:1} ;;
      *) rest=${rest:${#part}} ;;
    esac
  done
  hpk_text=$out
}

# hpk_field NAME TEXT: adds a text to hpk_fields, unless it is empty.
hpk_field() {
  [[ -n $2 ]] || return 0
  hpk_json "$2"
  hpk_fields+=",\"$1\":\"$hpk_text\""
}

# hpk_number NAME NUMBER: adds a number to hpk_fields, unless it is empty.
hpk_number() {
  [[ -z $2 ]] || hpk_fields+=",\"$1\":$2"
}

# hpk_pod_line STATE: writes a line on the pod with hpk_fields.
hpk_pod_line() {
  hpk_append "\"type\":\"pod\",\"state\":\"$1\"$hpk_fields"
}

# hpk_container_line CONTAINER STATE: writes a line on a container with hpk_fields.
hpk_container_line() {
  local fields=$hpk_fields
  hpk_json "${HPK_CONTAINERS[$1]}"
  hpk_append "\"type\":\"container\",\"state\":\"$2\",\"container\":\"$hpk_text\",\"attempt\":${hpk_attempt[$1]}$fields"
}

hpk_append() {
  hpk_clock
  hpk_backlog+=("{\"time\":$hpk_now,$hpk_identity,$1}")
  hpk_flush
}

# Writes what is to be written. What fails, such as on a full disk, stays and is tried again.
hpk_flush() {
  while ((${#hpk_backlog[@]})); do
    if ! hpk_write "$hpk_torn${hpk_backlog[0]}"; then
      hpk_torn=$'\n'
      return 1
    fi
    hpk_torn=
    hpk_backlog=("${hpk_backlog[@]:1}")
  done
}

# Other supervisors of this host append to the same file, so that a line must be one write(2). The
# shell's own printf writes in pieces of its buffer, which is 1024 bytes or more.
hpk_write() {
  if ((${#1} < 1000)); then
    printf '%s\n' "$1" >>"$hpk_journal_file"
  else
    printf '%s\n' "$1" | dd bs=1M iflag=fullblock oflag=append conv=notrunc status=none of="$hpk_journal_file"
  fi
} 2>/dev/null
