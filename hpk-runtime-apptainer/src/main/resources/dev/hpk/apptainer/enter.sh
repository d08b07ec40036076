#!/bin/bash
# enter PROCESS DIRECTORY WORD...
hash nsenter env || exit 255 # before PATH is the container's
enter=("${BASH_CMDS[nsenter]}" --preserve-credentials --user --mount --target "$1")
kinds=(pid ipc uts)
# Processes of another container are joined from that one's user namespace only: the nsenter(1) that
# began this one is in it.
parent=$1
while [[ /proc/$parent/ns/user -ef /proc/$1/ns/user ]]; do
    { read -r _ _ _ parent _ <"/proc/$parent/stat"; } 2>/dev/null || break
done
if [[ ! /proc/$parent/ns/user -ef /proc/self/ns/user && ! /proc/$parent/ns/pid -ef /proc/$1/ns/pid &&
    /proc/$parent/ns/pid_for_children -ef /proc/$1/ns/pid ]]; then
    enter=("${BASH_CMDS[nsenter]}" --preserve-credentials "--user=/proc/$parent/ns/user"
        "--pid=/proc/$1/ns/pid" -- "${enter[@]}")
    kinds=(ipc uts)
fi
# those that the container has of its own: others cannot be joined from its user namespace
for namespace in "${kinds[@]}"; do
    [[ /proc/$1/ns/$namespace -ef /proc/self/ns/$namespace ]] || enter+=("--$namespace")
done
env=${BASH_CMDS[env]}
mark=${HPK_POD_MARK-} directory=$2 others=()
mapfile -d '' -t variables <"/proc/$1/environ" || exit 255
mapfile -d '' -t own </proc/self/environ
shift 2
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
# by which its supervisor finds what is run here, also where nothing else leads to it
[[ -z $mark ]] || export HPK_POD_MARK="$mark"
# as engines do for a terminal
[[ ! -t 0 || -n ${TERM-} ]] || export TERM=xterm
# An image without a shell has its commands run in its root.
if [[ $directory != / ]] && "${enter[@]}" -- /bin/sh -c : 2>/dev/null; then
    # names that no shell can hold are set behind it
    ((${#others[@]} == 0)) || set -- env -- "${others[@]}" "$@"
    # shellcheck disable=SC2016 # for the shell in the container
    exec "${enter[@]}" -- /bin/sh -c 'cd "$1" && shift && exec "$@"' sh "$directory" "$@"
fi
((${#others[@]} == 0)) || exec "$env" -- "${others[@]}" "${enter[@]}" -- "$@"
exec "${enter[@]}" -- "$@"
