# shellcheck shell=bash
# Files that containers wrote as other users: they belong to the user's subordinate ids, and neither
# the user nor the kubelet could remove them.

# hpk_own DIRECTORY...: gives all that is in these to the user. What cannot be given is left.
hpk_own() {
  local program owner first='' count='' group_first='' group_count='' name='\u' some
  for program in find chown unshare nsenter newuidmap newgidmap; do
    type -P "$program" >/dev/null || return 0
  done
  some=$(find "$@" ! -user "$UID" -print -quit 2>/dev/null)
  [[ -n $some ]] || return 0
  name=${name@P}
  # NAME:FIRST:COUNT, or with the user's number
  while IFS=: read -r owner first count; do
    [[ $owner != "$name" && $owner != "$UID" ]] || break
    first=
  done </etc/subuid
  while IFS=: read -r owner group_first group_count; do
    [[ $owner != "$name" && $owner != "$UID" ]] || break
    group_first=
  done </etc/subgid
  [[ -n $first && -n $group_first ]] || return 0
  hpk_as_subordinate_root "$first" "$count" "$group_first" "$group_count" chown -R -h 0:0 -- "$@"
} 2>/dev/null

# hpk_as_subordinate_root UID COUNT GID COUNT WORD...: runs a command in a user namespace in which the
# user is root and the subordinate ids are there.
hpk_as_subordinate_root() {
  local holder
  local -i round
  unshare --user sleep 60 &
  holder=$!
  for ((round = 0; round < 250; round++)); do
    [[ /proc/$holder/ns/user -ef /proc/self/ns/user ]] || break
    hpk_rest 20
  done
  newuidmap "$holder" 0 "$UID" 1 1 "$1" "$2" &&
    newgidmap "$holder" 0 "${GROUPS[0]}" 1 1 "$3" "$4" &&
    nsenter --user --target "$holder" --setuid 0 --setgid 0 -- "${@:5}"
  hpk_kill KILL "$holder"
}
