#!/bin/bash
# volume PROGRAM TO FROM OPTION...
# Apptainer mounts a file system as a volume, but not one that is a part of an image file.
program=$1 to=$2 from=$3 image=$2.sif
shift 3
trap 'rm -f -- "$to.sif"' EXIT
if [[ $from == /* ]]; then
    image=$from
else
    "$program" --silent --nocolor pull "$@" --force "$image" "$from" || exit
fi
while IFS='|' read -r id _ _ _ type; do
    [[ $type != *Squashfs* ]] || break
    id=
done <<<"$("$program" sif list "$image")"
if [[ -z $id ]]; then
    printf 'FATAL: no file system is in image %s\n' "$from" >&2
    exit 255
fi
"$program" sif dump "${id// /}" "$image" >"$to"
