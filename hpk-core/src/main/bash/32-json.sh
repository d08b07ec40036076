# shellcheck shell=bash
# Reading JSON, as far as the configuration of an image needs it.

# hpk_parse_config JSON: sets hpk_config_entrypoint, hpk_config_command, hpk_config_directory,
# hpk_config_user and hpk_config_signal from config.Entrypoint, config.Cmd, config.WorkingDir, config.User
# and config.StopSignal. No text at all is an empty configuration. 1 when it is not JSON. A field that is null or missing is empty.
hpk_parse_config() {
  hpk_config_entrypoint=() hpk_config_command=() hpk_config_directory=/ hpk_config_user=
  hpk_config_signal=
  [[ -n ${1//[[:space:]]/} ]] || return 0
  local -a chunks=() names=() brackets=()
  local text='' outside string depth=0 expect=
  local -i next=0 slashes
  mapfile -d '"' chunks < <(printf '%s' "$1")
  while ((next < ${#chunks[@]})); do
    # what stands between two strings
    outside=${chunks[next]%\"}
    next+=1
    while [[ -n $outside ]]; do
      case $outside in
        '{'* | '['*)
          depth=$((depth + 1))
          brackets[depth]=${outside:0:1} names[depth]='' expect=
          [[ $outside == '['* ]] || expect=name
          ;;
        '}'* | ']'*)
          ((depth > 0)) || return 1
          [[ ${brackets[depth]}${outside:0:1} == @(\{\}|\[\]) ]] || return 1
          depth=$((depth - 1)) expect=
          ;;
        ','*)
          expect=
          [[ ${brackets[depth]-} != '{' ]] || expect=name
          ;;
      esac
      outside=${outside:1}
    done
    ((next < ${#chunks[@]})) || break
    # a string: a quote behind an odd number of backslashes does not end it
    string=
    while ((next < ${#chunks[@]})); do
      text=${chunks[next]}
      next+=1
      [[ $text == *\" ]] || return 1
      text=${text%\"}
      string+=$text
      slashes=0
      while [[ $text == *\\ ]]; do
        text=${text%\\}
        slashes+=1
      done
      ((slashes % 2)) || break
      string+=\"
    done
    ((depth > 0)) || return 1
    if [[ $expect == name ]]; then
      names[depth]=$string expect=
      continue
    fi
    [[ ${names[1]-} == [Cc]onfig ]] || continue
    case $depth:${names[2]-}:${brackets[depth]} in
      3:Entrypoint:'[') hpk_unescape "$string" && hpk_config_entrypoint+=("$hpk_text") ;;
      3:Cmd:'[') hpk_unescape "$string" && hpk_config_command+=("$hpk_text") ;;
      2:WorkingDir:'{') hpk_unescape "$string" && hpk_config_directory=${hpk_text:-/} ;;
      2:User:'{') hpk_unescape "$string" && hpk_config_user=$hpk_text ;;
      2:StopSignal:'{') hpk_unescape "$string" && hpk_config_signal=$hpk_text ;;
    esac
  done
  ((depth == 0 && ${#brackets[@]} > 0))
}

# hpk_unescape TEXT: sets hpk_text to what stands between quotes in JSON.
hpk_unescape() {
  local rest=$1 out='' code low
  while [[ $rest == *\\* ]]; do
    out+=${rest%%\\*}
    rest=${rest#*\\}
    case $rest in
      n*) out+=$'\n' ;;
      t*) out+=$'\t' ;;
      r*) out+=$'\r' ;;
      b*) out+=$'\b' ;;
      f*) out+=$'\f' ;;
      u[0-9a-fA-F][0-9a-fA-F][0-9a-fA-F][0-9a-fA-F]*)
        code=$((16#${rest:1:4}))
        rest=${rest:4}
        if ((code >= 0xd800 && code < 0xdc00)) && [[ ${rest:1:3} == \\u[dD] ]]; then
          low=$((16#${rest:3:4}))
          code=$((0x10000 + ((code - 0xd800) << 10) + (low - 0xdc00)))
          rest=${rest:6}
        fi
        hpk_utf8 "$code"
        out+=$hpk_character
        ;;
      *) out+=${rest:0:1} ;;
    esac
    rest=${rest:1}
  done
  hpk_text=$out$rest
}

# hpk_utf8 CODE: sets hpk_character to a character's bytes; none for a NUL.
hpk_utf8() {
  local -a bytes
  if (($1 < 0x80)); then
    bytes=("$1")
  elif (($1 < 0x800)); then
    bytes=($((0xc0 | $1 >> 6)) $((0x80 | $1 & 63)))
  elif (($1 < 0x10000)); then
    bytes=($((0xe0 | $1 >> 12)) $((0x80 | $1 >> 6 & 63)) $((0x80 | $1 & 63)))
  else
    bytes=($((0xf0 | $1 >> 18)) $((0x80 | $1 >> 12 & 63)) $((0x80 | $1 >> 6 & 63)) $((0x80 | $1 & 63)))
  fi
  printf -v hpk_character '\\x%02x' "${bytes[@]}"
  printf -v hpk_character '%b' "$hpk_character"
}
