#!/bin/bash
# attach SECRET UID PROCESS LOG SCRIPT WORD...
# What a container prints from now on, and its input where the client has some. SCRIPT is there for
# containers that have an input or a terminal; of others there is only the log. The supervisor knows
# a session by the second word.
secret=$1 process=$3 log=$4 script=$5
shift 5
# Without a client's input the kubelet holds this one open: its end is that of the kubelet.
watcher=
if [[ $1 != input ]]; then
    { read -r || kill "$$"; } <&0 >/dev/null 2>&1 &
    watcher=$!
    exec </dev/null
fi
if [[ -e $script ]]; then
    bash "$script" "$@" <&0 & # without the redirection it would have no input
else
    size=$(stat -c %s -- "$log") || exit
    tail -c "+$((size + 1))" -f -s 0.1 --pid="$process" -- "$log" </dev/null &
fi
reader=$!
trap 'kill "$reader" $watcher 2>/dev/null' EXIT
trap 'exit 143' TERM INT HUP
wait "$reader"
printf '\0%s exit 0\n' "$secret" >&2
# What is left of the input must be read, or srun(1) may lose the last output. The kubelet ends it.
[[ -n $watcher ]] || exec cat >/dev/null
