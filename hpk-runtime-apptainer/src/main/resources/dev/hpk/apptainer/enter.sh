#!/bin/bash
# enter PROCESS DIRECTORY WORD...
enter=("$(type -P nsenter)" --preserve-credentials --user --mount --pid --ipc --uts --target "$1")
directory=$2
mapfile -d '' -t variables <"/proc/$1/environ" || exit 255
shift 2
while read -r name; do
    unset "$name"
done <<<"$(compgen -e)"
for variable in "${variables[@]}"; do
    [[ ! $variable =~ ^[A-Za-z_][A-Za-z0-9_]*= ]] || export "${variable?}" 2>/dev/null
done
# An image without a shell has its commands run in its root.
if [[ $directory != / ]] && "${enter[@]}" -- /bin/sh -c : 2>/dev/null; then
    # shellcheck disable=SC2016 # for the shell in the container
    exec "${enter[@]}" -- /bin/sh -c 'cd "$1" && shift && exec "$@"' sh "$directory" "$@"
fi
exec "${enter[@]}" -- "$@"
