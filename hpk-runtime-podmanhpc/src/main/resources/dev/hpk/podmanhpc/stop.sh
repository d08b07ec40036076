#!/bin/bash
# stop PROGRAM PIDFILE NAME SIGNAL
# At once where the process is the user's own; one of a subordinate id only podman can reach.
process=$(<"$2") 2>/dev/null
[[ $process ]] && kill -s "$4" "$process" 2>/dev/null && exit
exec "$1" kill -- --signal "$4" "$3" >/dev/null
