#!/bin/bash
# run DIRECTORY HOME ROOT WRITABLE LINKS LINK... PROGRAM OPTION... IMAGE WORD...
# What is started before the exec counts as the engine's, not as the container's.
printf starter >"/proc/$$/comm"
directory=$1 home=$2 root=$3 writable=$4 links=$5
shift 5
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
if [[ $root == all ]]; then
    root=one user='\u'
    while IFS=: read -r owner _; do
        [[ $owner != "${user@P}" && $owner != "$UID" ]] || root=all
    done </etc/subuid
fi 2>/dev/null
case $root in
    all) options+=(--fakeroot) ;;
    one) namespace=(unshare --user --map-root-user --) ;;
esac
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
