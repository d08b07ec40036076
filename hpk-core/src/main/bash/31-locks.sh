# shellcheck shell=bash
# A lock that hosts share through the file system. It goes away with its holder.

# hpk_lock FILE: takes the lock, by flock(1) where that works, else by a directory. Held through file
# descriptor 8. Waits as long as another one holds it.
hpk_lock() {
  hpk_lock_directory=
  if type -P flock >/dev/null && { exec 8>>"$1"; } 2>/dev/null; then
    flock -x 8 2>/dev/null && return 0
    exec 8>&-
  fi
  hpk_lock_by_directory "$1.d"
}

hpk_unlock() {
  if [[ -z $hpk_lock_directory ]]; then
    exec 8>&-
    return
  fi
  kill "$hpk_lock_heart" 2>/dev/null
  rm -rf -- "$hpk_lock_directory"
}

# The holder writes a new number into the directory every few seconds. A lock whose number did not
# change for HPK_LOCK_STALE seconds of our own clock has lost its holder, whatever host that was on.
hpk_lock_by_directory() {
  local beat='' seen='' since=$SECONDS
  until mkdir -- "$1" 2>/dev/null; do
    if [[ ! -d $1 ]] && ! mkdir -p -- "${1%/*}" 2>/dev/null; then
      printf 'the lock %s cannot be made' "$1"
      return 1
    fi
    beat=
    IFS= read -r beat 2>/dev/null <"$1/beat"
    if [[ $beat != "$seen" ]]; then
      seen=$beat since=$SECONDS
    elif ((SECONDS - since > ${HPK_LOCK_STALE:-60})); then
      # a rename is won by one only; it may have hit a new holder, which then fetches beside us
      mv -T -- "$1" "$1.stale.$BASHPID" 2>/dev/null && rm -rf -- "$1.stale.$BASHPID"
      seen='' since=$SECONDS
      continue
    fi
    sleep 0.5
  done
  hpk_lock_directory=$1
  hpk_beat "$1" "$BASHPID" &
  hpk_lock_heart=$!
}

# hpk_beat DIRECTORY HOLDER: says that the holder lives, while it does.
hpk_beat() {
  exec 8>&- >/dev/null 2>&1
  while [[ -d $1 && -e /proc/$2 ]]; do
    printf '%s.%s.%s\n' "$HOSTNAME" "$2" "$SECONDS" >"$1/beat"
    sleep 5
  done
}
