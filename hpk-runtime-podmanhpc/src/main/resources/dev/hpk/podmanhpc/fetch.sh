#!/bin/bash
# fetch PROGRAM SQUASHDIR LOCK IMAGE OPTION...
program=$1 image=$4
[[ -z $2 ]] || export SQUASH_DIR=$2
# present VALUE: `true` in the store that all hosts share, `false` in that of this host
present() { [[ $("$program" images -- --format '{{.ReadOnly}}' "$image") == *"$1"* ]]; }
fail() {
    printf '%s\n' "$1" >&2
    exit 125
}
# podman-hpc writes the lists of its store without a lock of its own.
exec {lock}>>"$3" || fail "cannot write $3"
flock "$lock"
if [[ $image == localhost/* ]]; then
    present false || present true || fail "image $image is in no store of podman-hpc; build or import it first"
    output=$("$program" migrate "$image" 2>&1 {lock}>&-)
else
    output=$("$program" pull --quiet "${@:5}" "$image" 2>&1 {lock}>&-) || fail "${output%$'\n'Pull failed.}"
fi
# The squashing reports no failure.
present true || fail "podman-hpc could not squash $image: $output"
