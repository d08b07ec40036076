#!/bin/bash
# target DIRECTORY PROCESS bash WORD...
# Runs a script with the processes of another container, in its user namespace, in which the user is
# root. Every shell on the way goes by the name of Apptainer's starter: it counts as the engine's.
printf starter >"/proc/$$/comm"
mkdir -p "$1" && ln -sfn "$(type -P bash)" "$1/starter" || exit 255
# shellcheck disable=SC2016 # for the shell in the namespaces
exec nsenter --preserve-credentials --user --pid --target "$2" -- unshare --mount -- \
    "$1/starter" -c 'mount -t proc proc /proc && exec "$0" "$@"' "$1/starter" "${@:4}"
