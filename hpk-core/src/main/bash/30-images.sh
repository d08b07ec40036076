# shellcheck shell=bash
# Images: one copy of each in the store that all hosts share, fetched by one job at a time.

hpk_image_state=()   # nothing yet, `fetching`, `present` or `failed`
hpk_image_delay=()   # milliseconds until a failed one is fetched again
hpk_image_due=()     # when that is
hpk_image_reason=()  # why it is not there, as a container's reason
hpk_image_message=() # and message
hpk_image_shift=()   # when ErrImagePull becomes ImagePullBackOff

# hpk_need_image INDEX: 0 when the image is there; else it is being cared for.
hpk_need_image() {
  case ${hpk_image_state[$1]-} in
    present) return 0 ;;
    fetching) return 1 ;;
    failed)
      if ((hpk_now < hpk_image_due[$1])); then
        hpk_at "${hpk_image_due[$1]}"
        if [[ ${hpk_image_reason[$1]} == ErrImagePull ]]; then
          if ((hpk_now < hpk_image_shift[$1])); then
            hpk_at "${hpk_image_shift[$1]}"
          else
            hpk_image_reason[$1]=ImagePullBackOff
            hpk_image_message[$1]="Back-off pulling image \"${HPK_IMAGE_NAMES[$1]}\""
          fi
        fi
        return 1
      fi
      ;;
  esac
  if [[ ${HPK_IMAGE_POLICIES[$1]} != ALWAYS && -n ${HPK_IMAGE_FILES[$1]} ]] &&
    ! hpk_has "hpk_image_$1_present" && hpk_image_complete "$1"; then
    hpk_image_state[$1]=present
    return 0
  fi
  hpk_image_state[$1]=fetching
  hpk_spawn "i$1" hpk_image_child "$1"
  return 1
}

# hpk_image_ended INDEX CODE: what the child of hpk_need_image came to.
hpk_image_ended() {
  local message='' delay
  if (($2 == 0)); then
    hpk_image_state[$1]=present
    return
  fi
  IFS= read -r -d '' message <"$hpk_private/image-$1" 2>/dev/null
  case $2 in
    3) hpk_image_reason[$1]=ErrImageNeverPull ;;
    4) hpk_image_reason[$1]=ImageInspectError ;;
    *) hpk_image_reason[$1]=ErrImagePull ;;
  esac
  hpk_image_message[$1]=${message:-"failed to pull image \"${HPK_IMAGE_NAMES[$1]}\""}
  hpk_image_state[$1]=failed
  hpk_clock
  hpk_double "${hpk_image_delay[$1]-}" "$HPK_PULL_BACKOFF" "$HPK_PULL_BACKOFF_LIMIT"
  delay=$hpk_delay
  hpk_image_delay[$1]=$delay
  hpk_image_due[$1]=$((hpk_now + delay))
  hpk_image_shift[$1]=$((hpk_now + delay / 3))
}

# hpk_double DELAY FIRST LIMIT: sets hpk_delay to the next delay in milliseconds.
hpk_double() {
  hpk_delay=$((${1:-0} * 2))
  ((hpk_delay > 0)) || hpk_delay=$(($2 * 1000))
  ((hpk_delay <= $3 * 1000)) || hpk_delay=$(($3 * 1000))
}

hpk_image_child() {
  exec 9>&-
  hpk_image_ensure "$1" >"$hpk_private/image-$1" 2>/dev/null
}

# hpk_image_ensure INDEX: makes an image present. Prints why it cannot. Exit code 0: present; 2: it
# could not be fetched; 3: it may not be fetched; 4: its configuration could not be read.
hpk_image_ensure() {
  HPK_IMAGE_FILE=${HPK_IMAGE_FILES[$1]}
  HPK_IMAGE_TEMPORARY=
  local before
  if [[ ${HPK_IMAGE_POLICIES[$1]} != ALWAYS ]] && hpk_image_complete "$1" && hpk_image_present "$1"; then
    return 0
  fi
  hpk_image_identity before
  mkdir -p -- "$HPK_IMAGE_DIR" ${HPK_IMAGE_FILE:+"${HPK_IMAGE_FILE%/*}"} 2>/dev/null
  hpk_lock "$HPK_IMAGE_DIR/${HPK_IMAGES[$1]}.lock" || return 2
  hpk_image_ensure_locked "$1" "$before"
  local code=$?
  hpk_unlock
  return "$code"
}

hpk_image_ensure_locked() {
  local now
  hpk_image_identity now
  if [[ ${HPK_IMAGE_POLICIES[$1]} == NEVER ]]; then
    if ! hpk_image_present "$1"; then
      printf 'Container image "%s" is not present with pull policy of Never' "${HPK_IMAGE_NAMES[$1]}"
      return 3
    fi
  elif [[ ${HPK_IMAGE_POLICIES[$1]} != ALWAYS ]] && hpk_image_present "$1"; then
    : # somebody fetched it, or only its configuration is missing
  elif [[ $now != "$2" ]]; then
    : # somebody fetched it while we waited for the lock
  else
    hpk_image_fetch "$1"
    return
  fi
  hpk_image_complete "$1" || hpk_image_describe "$1" "$HPK_IMAGE_FILE"
}

# hpk_image_present INDEX: whether the image need not be fetched.
hpk_image_present() {
  if hpk_has "hpk_image_$1_present"; then
    "hpk_image_$1_present" >/dev/null 2>&1
  else
    [[ -n $HPK_IMAGE_FILE && -e $HPK_IMAGE_FILE ]]
  fi
}

# hpk_image_complete INDEX: whether the file is there and its configuration beside it.
hpk_image_complete() {
  local file=${HPK_IMAGE_FILES[$1]}
  [[ -z $file || -e $file ]] || return 1
  ! hpk_has "hpk_image_$1_config" && return 0
  hpk_image_notes "$1"
  [[ -e $hpk_notes.directory && -e $hpk_notes.entrypoint && -e $hpk_notes.command &&
    -e $hpk_notes.user && -e $hpk_notes.signal ]]
}

# hpk_image_notes INDEX: sets hpk_notes to what the names of the files with its configuration begin
# with: beside the image if it is in the store. A file of the user's may change or lie where nothing
# can be written, and the engine's own store is the engine's: theirs are kept for this job.
hpk_image_notes() {
  hpk_notes=${HPK_IMAGE_FILES[$1]}
  [[ $hpk_notes == "$HPK_IMAGE_DIR"/* ]] || hpk_notes=${hpk_private:-$HPK_IMAGE_DIR}/${HPK_IMAGES[$1]}
}

# hpk_image_identity NAME: sets the variable NAME to what differs once the file was replaced.
hpk_image_identity() {
  local hpk_id=
  [[ -z $HPK_IMAGE_FILE || ! -e $HPK_IMAGE_FILE ]] || hpk_id=$(stat -c '%i %Y %Z' -- "$HPK_IMAGE_FILE" 2>/dev/null)
  printf -v "$1" '%s' "$hpk_id"
}

# hpk_image_fetch INDEX: fetches into a temporary file, then renames it.
hpk_image_fetch() {
  local base=$HPK_IMAGE_DIR/${HPK_IMAGES[$1]} errors code
  if ! hpk_has "hpk_image_$1_fetch"; then
    printf 'image "%s" is not present and cannot be fetched' "${HPK_IMAGE_NAMES[$1]}"
    return 2
  fi
  rm -rf -- "$base".tmp.* # left by a fetch that died: only the holder of the lock fetches
  local unique=$base.tmp.${HOSTNAME//\//_}.$BASHPID.$RANDOM
  errors=$unique.errors
  if [[ -n $HPK_IMAGE_FILE ]]; then
    HPK_IMAGE_TEMPORARY=$unique.image
    mkdir -p -- "${HPK_IMAGE_FILE%/*}" 2>/dev/null
  fi
  # no descriptor of the lock for the engine: what it leaves running would hold the lock
  "hpk_image_$1_fetch" >"$errors" 2>&1 8>&-
  code=$?
  if ((code == 0)) && [[ -n $HPK_IMAGE_TEMPORARY && ! -e $HPK_IMAGE_TEMPORARY ]]; then
    printf 'the engine left no file\n' >>"$errors"
    code=1
  fi
  if ((code)); then
    hpk_tail "$errors" 1500
    hpk_text=${hpk_text%$'\n'}
    printf 'failed to pull image "%s": %s' "${HPK_IMAGE_NAMES[$1]}" "${hpk_text:-exit code $code}"
    rm -rf -- "$unique".*
    return 2
  fi
  hpk_image_notes "$1"
  hpk_image_describe "$1" "${HPK_IMAGE_TEMPORARY:-$HPK_IMAGE_FILE}"
  code=$?
  if ((code == 0)) && [[ -n $HPK_IMAGE_TEMPORARY ]]; then
    hpk_replace "$HPK_IMAGE_TEMPORARY" "$HPK_IMAGE_FILE" "$unique.old" || {
      printf 'image "%s" could not be put at %s' "${HPK_IMAGE_NAMES[$1]}" "$HPK_IMAGE_FILE"
      code=2
    }
  fi
  rm -rf -- "$unique".*
  return "$code"
}

# hpk_replace NEW PLACE OLD: puts a file or a directory in its place.
hpk_replace() {
  if [[ -d $2 && ! -L $2 ]]; then
    mv -T -- "$2" "$3" || return
  fi
  mv -fT -- "$1" "$2"
} 2>/dev/null

# hpk_image_describe INDEX FILE: keeps what the image's configuration says. FILE.directory, written
# last, says that all of it is there.
hpk_image_describe() {
  hpk_has "hpk_image_$1_config" || return 0
  local errors=$HPK_IMAGE_DIR/${HPK_IMAGES[$1]}.tmp.${HOSTNAME//\//_}.$BASHPID.$RANDOM.errors
  local json code HPK_IMAGE_FILE=$2
  json=$("hpk_image_$1_config" 2>"$errors" 8>&-)
  code=$?
  if ((code == 0)); then
    hpk_parse_config "$json"
    code=$?
    ((code == 0)) || printf 'it is not JSON\n' >"$errors"
  fi
  if ((code)); then
    hpk_tail "$errors" 1500
    hpk_text=${hpk_text%$'\n'}
    printf 'failed to inspect image "%s": %s' "${HPK_IMAGE_NAMES[$1]}" "${hpk_text:-exit code $code}"
    rm -f -- "$errors"
    return 4
  fi
  hpk_image_notes "$1"
  rm -f -- "$errors" "$hpk_notes.directory"
  {
    hpk_write_words "$hpk_notes.entrypoint" "${hpk_config_entrypoint[@]}" &&
      hpk_write_words "$hpk_notes.command" "${hpk_config_command[@]}" &&
      hpk_write_words "$hpk_notes.user" "$hpk_config_user" &&
      hpk_write_words "$hpk_notes.signal" "$hpk_config_signal" &&
      hpk_write_words "$hpk_notes.directory" "$hpk_config_directory"
  } 2>/dev/null || {
    printf 'the configuration of image "%s" could not be kept' "${HPK_IMAGE_NAMES[$1]}"
    return 4
  }
}

# hpk_write_words FILE [WORD...]: each with a NUL. Others may be reading the file.
hpk_write_words() {
  local new=$1.$BASHPID.$RANDOM
  if (($# > 1)); then
    printf '%s\0' "${@:2}" >"$new"
  else
    : >"$new"
  fi && mv -fT -- "$new" "$1"
}

# hpk_image_use INDEX: sets the variables of the image for the commands of a container.
hpk_image_use() {
  HPK_IMAGE_FILE='' HPK_IMAGE_USER='' HPK_IMAGE_DIRECTORY=/ HPK_IMAGE_ENTRYPOINT=() HPK_IMAGE_COMMAND=()
  hpk_image_signal=
  [[ -n $1 ]] || return 0
  HPK_IMAGE_FILE=${HPK_IMAGE_FILES[$1]}
  hpk_has "hpk_image_$1_config" || return 0
  hpk_image_notes "$1"
  {
    mapfile -d '' -t HPK_IMAGE_ENTRYPOINT <"$hpk_notes.entrypoint" &&
      mapfile -d '' -t HPK_IMAGE_COMMAND <"$hpk_notes.command" &&
      IFS= read -r -d '' HPK_IMAGE_USER <"$hpk_notes.user" &&
      IFS= read -r -d '' hpk_image_signal <"$hpk_notes.signal" &&
      IFS= read -r -d '' HPK_IMAGE_DIRECTORY <"$hpk_notes.directory"
  } 2>/dev/null
}

# hpk_pull_main: makes all images of the head present and exits. The kubelet runs a script with the
# head's images and this as its last line on its own host, before it submits.
hpk_pull_main() {
  hpk_settle_shell
  local i output pid=
  trap 'trap "" TERM INT HUP; [[ -z $pid ]] || { hpk_tree "$pid"; hpk_kill TERM "${hpk_pids[@]}"; }; exit 143' TERM INT HUP
  for i in "${!HPK_IMAGES[@]}"; do
    output=$HPK_IMAGE_DIR/.pull.$$.$i
    mkdir -p -- "$HPK_IMAGE_DIR"
    hpk_image_ensure "$i" >"$output" </dev/null &
    pid=$!
    wait "$pid"
    local code=$?
    if ((code)); then
      cat -- "$output" >&2
      printf '\n' >&2
      rm -f -- "$output"
      exit 1
    fi
    rm -f -- "$output"
  done
  exit 0
}
