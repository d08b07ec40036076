#!/bin/bash
# Holds one job of the scheduler "local": the leader of its session. Arguments: the job's directory
# below the work directory, the script, its working directory, its output, seconds it may take.
umask 077
state=$1 script=$2 directory=$3 output=$4 limit=$5

# Field 22 of /proc/PID/stat tells this process from a later one of the same number.
put() { printf '%s\n' "$2" >"$state/.$1" && mv -f "$state/.$1" "$state/$1"; }
IFS= read -r stat </proc/$$/stat
stat=${stat##*) }
read -r -a fields <<<"$stat"

# whoever started it stops listening: a word of bash to it would end this process
exec </dev/null >>"$output" 2>&1
cd "$directory" || exit 1

# Who cancels writes "cancelled" first and looks for the holder then; the holder does the reverse.
# So one of them sees the other, however early the word comes.
ended() { put exit "$1 $(date +%s%3N)"; }
if [ -e "$state/cancelled" ]; then
  ended 143
  exit
fi
HPK_JOB=${state##*/} HPK_HOST=${HOSTNAME%%.*} /bin/bash "$script" &
child=$!
put child "$child"
put holder "$$ ${fields[19]}"
if [ -s "$state/cancelled" ]; then
  ended 137
  kill -KILL 0
elif [ -e "$state/cancelled" ]; then
  kill -TERM "$child"
fi

watch=
if [ "$limit" -gt 0 ]; then
  (
    trap 'kill "$sleeper"; exit' TERM
    sleep "$limit" &
    sleeper=$!
    wait "$sleeper"
    put overtime yes
    kill -TERM "$child"
    sleep 30 &
    sleeper=$!
    wait "$sleeper"
    kill -KILL "$child"
  ) 2>/dev/null &
  watch=$!
fi

code=0
wait "$child" || code=$?
[ -z "$watch" ] || kill "$watch" 2>/dev/null
ended "$code"
