#!/bin/bash
# enter PROCESS DIRECTORY WORD...
# The variables of a process, and the directory that its pod names, else its own.
mark=${HPK_POD_MARK-} others=()
mapfile -d '' -t variables <"/proc/$1/environ" || exit 255
cd -- "${2:-/proc/$1/cwd}" || exit 255
shift 2
env=$(type -P env)
while read -r name; do
    unset "$name"
done <<<"$(compgen -e)" 2>/dev/null
for variable in "${variables[@]}"; do
    if [[ $variable =~ ^[A-Za-z_][A-Za-z0-9_]*= ]]; then
        export "${variable?}" 2>/dev/null
    elif [[ $variable == ?*=* ]]; then
        others+=("$variable")
    fi
done
[[ -z $mark ]] || export HPK_POD_MARK="$mark"
# as engines do for a terminal
[[ ! -t 0 || -n ${TERM-} ]] || export TERM=xterm
((${#others[@]} == 0)) || exec "$env" -- "${others[@]}" "$@"
exec "$@"
