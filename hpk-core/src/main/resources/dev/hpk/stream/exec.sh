#!/bin/bash
# exec SECRET UID MARK PROCESS STDIN TERMINAL ROWS COLUMNS SWEEP WORD...
# Runs the words that enter a container, and says on stderr how they ended, in lines that begin with
# a NUL and the secret. PROCESS is the container's first one. SWEEP is the script of that name. The supervisor knows
# a session by the second word.
secret=$1 uid=$2 mark=$3 process=$4 stdin=$5 terminal=$6 rows=$7 columns=$8 sweep=$9
shift 9
say() { printf '\0%s %s\n' "$secret" "$1" >&2; }
# The number may be another process's by now.
mapfile -d '' -t variables 2>/dev/null <"/proc/$process/environ" || { say gone; exit; }
owner=
for variable in "${variables[@]}"; do
    [[ $variable != HPK_POD_MARK=* ]] || owner=${variable#*=}
done
[[ -z $owner || $owner == "$uid".* ]] || { say gone; exit; }
# Without a client's input the kubelet holds this one open: its end is that of the kubelet.
watcher=
if [[ $stdin != yes ]]; then
    # the end of what it kills first must not be its own
    { read -r || { trap '' TERM; exec bash -c "$sweep" hpk "$mark"; }; } <&0 >/dev/null 2>&1 &
    watcher=$!
    disown
    exec </dev/null
fi
# A way in that does not wait for the end of a line, such as srun --unbuffered, has a terminal for the
# output. The command must not take it for the client's.
copier=
if [[ -t 1 ]]; then
    exec > >(exec cat)
    copier=$!
fi
# What is left of the input must be read, or srun(1) may lose the last output. The kubelet ends it.
ended() {
    exec >&-
    [[ -z $copier ]] || wait "$copier"
    say "exit $1"
    [[ -z $watcher ]] || { kill "$watcher"; exit; }
    exec cat >/dev/null
}
export HPK_POD_MARK=${owner:-$uid.exec}.$mark
if [[ $terminal == no ]]; then
    # bash would tell the client that a signal ended it
    { "$@" 2>&3 3>&-; } 3>&2 2>/dev/null
    ended "$?"
fi
type -P script >/dev/null || { say "failed a terminal needs script(1) on host ${HOSTNAME-}"; exit; }
printf -v line '%q ' "$@"
size=
((rows < 1 || columns < 1)) || size="rows $rows columns $columns"
# script(1) turns echo off when its own input is no terminal
SHELL=$BASH script -qfec "stty sane $size
printf '\\0$secret terminal %s\\n' \"\$(tty)\" >&9
exec 9>&-
exec $line" /dev/null 9>&2
ended "$?"
