#!/bin/bash
# attach SECRET PROCESS LOG SCRIPT WORD...
# What a container prints from now on, and its input where the client has some. SCRIPT is there for
# containers that have an input or a terminal; of others there is only the log.
secret=$1 process=$2 log=$3 script=$4
shift 4
if [[ -e $script ]]; then
    bash "$script" "$@" <&0 & # without the redirection it would have no input
else
    size=$(stat -c %s -- "$log") || exit
    tail -c "+$((size + 1))" -f -s 0.1 --pid="$process" -- "$log" </dev/null &
fi
trap 'kill "$!" 2>/dev/null' EXIT
trap 'exit 143' TERM INT HUP
wait "$!"
printf '\0%s exit 0\n' "$secret" >&2
