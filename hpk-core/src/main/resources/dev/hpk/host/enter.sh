#!/bin/bash
# enter PROCESS DIRECTORY WORD...
# The variables of a process, and the directory that its pod names, else its own.
mark=${HPK_POD_MARK-} others=()
mapfile -d '' -t variables <"/proc/$1/environ" || exit 255
mapfile -d '' -t own </proc/self/environ
cd -- "${2:-/proc/$1/cwd}" || exit 255
shift 2
hash env || exit 255 # before PATH is the container's
env=${BASH_CMDS[env]}
for variable in "${own[@]}" PWD= OLDPWD= SHLVL=; do
    unset "${variable%%=*}"
done 2>/dev/null
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
