#!/bin/bash
# run DIRECTORY HOME IDS GUARDED HOSTNAME WRITABLE LINKS LINK... PROGRAM OPTION... IMAGE WORD...
# IDS is own: the job's user; all: root, with all other users; USER:GROUP or USER: only that one.
# GUARDED is yes where nothing may gain privileges.
# What is started before the exec counts as the engine's, not as the container's.
printf starter >"/proc/$$/comm"
directory=$1 home=$2 ids=$3 guarded=$4 hostname=$5 writable=$6 links=$7
shift 7
mkdir -p "$directory/layer" || exit 255
options=()
[[ $writable == no ]] || options+=(--overlay "$directory/layer")
# Apptainer mounts nothing below /dev, but links can be made there as the container starts.
if ((links > 0)); then
    : >"$directory/links.sh"
    while ((links-- > 0)); do
        printf 'ln -s %q %q\n' "/.hpk$1" "$1" >>"$directory/links.sh"
        shift
    done
    options+=(--mount "type=bind,\"source=$directory/links.sh\",destination=/.singularity.d/env/98-hpk.sh,ro")
fi
# Root with all other users where the user has subordinate ids; else root alone, for which a user
# namespace of our own will do: Apptainer's way to it loses the exit code of a process killed.
namespace=()
# In a network of the site the user is root; as on the host in the others.
read -r inside outside _ </proc/self/uid_map
read -r _ outside_group _ </proc/self/gid_map
if ((inside == 0 && outside != 0 && UID == 0)); then
    namespace=(unshare --user --map-user="$outside" --map-group="$outside_group" --)
fi
if [[ $ids == all ]]; then
    ids=0:0 user='\u'
    while IFS=: read -r owner _; do
        [[ $owner != "${user@P}" && $owner != "$UID" ]] || ids=all
    done </etc/subuid
fi 2>/dev/null
case $ids in
    all) options+=(--fakeroot) ;; # with no_new_privs always
    own) ;;                       # likewise
    *)
        group=${ids#"${ids%%:*}"} group=${group#:} ids=${ids%%:*}
        if [[ $ids == 0 ]]; then
            namespace+=(unshare --user --map-user=0 --map-group="${group:-0}" --)
            [[ $guarded == no ]] || namespace+=(setpriv --no-new-privs --)
        else # with no_new_privs always
            options+=(--security "uid:$ids,gid:${group:-0}")
        fi
        ;;
esac
# As container runtimes of a kubelet do.
[[ ${APPTAINERENV_HOSTNAME+set} ]] || export APPTAINERENV_HOSTNAME="${hostname:-$HOSTNAME}"
# Apptainer takes HOME as an option only; a colon would part it.
[[ ${APPTAINERENV_HOME-} != /* || $APPTAINERENV_HOME == *:* ]] || home=$APPTAINERENV_HOME
unset APPTAINERENV_HOME
export APPTAINER_TMPDIR="${APPTAINER_TMPDIR-${TMPDIR-/tmp}}"
# Nothing of the host's environment but what Apptainer itself needs. Its own --cleanenv would also
# remove variables whose names are no shell identifiers.
while read -r name; do
    case $name in
        PATH | HOME | LD_LIBRARY_PATH | HPK_POD_MARK | APPTAINERENV_*) ;;
        APPTAINER_CACHEDIR | APPTAINER_CONFIGDIR | APPTAINER_TMPDIR) ;;
        *) unset "$name" ;;
    esac
done <<<"$(compgen -e)"
while read -r _ _ name; do
    unset -f "$name"
done <<<"$(declare -Fx)"
exec "${namespace[@]}" "$1" --silent --nocolor exec --home "$home" "${options[@]}" "${@:2}"
