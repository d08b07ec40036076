#!/bin/bash
# stop PROGRAM PIDFILE NAME
# At once where the process is the user's own; one of a subordinate id only podman can reach.
process=$(<"$2") 2>/dev/null
[[ $process ]] && kill -TERM "$process" 2>/dev/null && exit
exec "$1" kill -- --signal TERM "$3" >/dev/null
