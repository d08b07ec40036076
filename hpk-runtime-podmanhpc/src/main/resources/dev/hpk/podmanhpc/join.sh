#!/bin/bash
# join PROCESS DIRECTORY NAME COUNT PROGRAM-WORD... WORD...
# Runs a command in the namespaces of a container's first process, as its user and with its variables.
# podman's own exec costs eighty times as much, and what it started outlives it when it is killed.
process=$1 directory=$2 name=$3 program=("${@:5:$4}")
shift $(($4 + 4))
mark=${HPK_POD_MARK-} others=() variables=()

by_podman() {
    [[ -z $mark ]] || set -- --env "HPK_POD_MARK=$mark" "$name" "$@"
    [[ $mark ]] || set -- "$name" "$@"
    [[ ! -t 0 ]] || set -- --tty "$@"
    exec "${program[@]}" exec -- --interactive "$@"
}

# At first it is the engine's process, which becomes the container's.
for ((round = 0; round < 100; round++)); do
    mapfile -d '' -t variables <"/proc/$process/environ" || by_podman "$@"
    [[ " ${variables[*]} " == *\ @(_OCI_STARTPIPE|_OCI_SYNCPIPE|_LIBCONTAINER_INITPIPE|_LIBCONTAINER_FIFOFD)=* ]] || break
    read -r -t 0.05 <> <(:)
done 2>/dev/null
((${#variables[@]})) || by_podman "$@"
hash nsenter env || exit 255 # before PATH is the container's
mapfile -d '' -t own </proc/self/environ

# inside ID MAP: sets found to the number that an id of the host has in the container.
inside() {
    local first outside count
    found=
    while read -r first outside count; do
        (($1 < outside || $1 >= outside + count)) || found=$((first + $1 - outside))
    done <"/proc/$process/$2"
}
groups=
while read -r field number _; do
    case $field in
        Uid:) user=$number ;;
        Gid:) group=$number ;;
        Groups:) groups=$number ;;
    esac
done <"/proc/$process/status"
read -r setgroups 2>/dev/null <"/proc/$process/setgroups"
if [[ $user == "$UID" && ($groups || $setgroups == deny) ]]; then
    enter=("${BASH_CMDS[nsenter]}" --preserve-credentials)
else
    inside "$user" uid_map
    user=$found
    inside "$group" gid_map
    [[ $user && $found ]] || by_podman "$@"
    enter=("${BASH_CMDS[nsenter]}" --setuid "$user" --setgid "$found")
fi
while read -r space option; do
    [[ /proc/$process/ns/$space -ef /proc/self/ns/$space ]] || enter+=("--$option")
done <<<$'user user\nmnt mount\npid pid\nipc ipc\nuts uts\nnet net\ncgroup cgroup'
enter+=(--target "$process")
[[ $directory ]] || directory=$(readlink "/proc/$process/cwd")

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
# by which its supervisor finds what is run here, also where nothing else leads to it
[[ -z $mark ]] || export HPK_POD_MARK="$mark"
# as podman's own does for a terminal
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
