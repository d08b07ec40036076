#!/bin/bash
# sandbox FILE NETWORK PROCESSES PROGRAM PARAMETER...
# Holds the namespaces of a pod: NETWORK is host, private or cni:NAME, a network that the site has set
# up for Apptainer, which is PROGRAM; PROCESSES is pod where its containers see each other's.
# PARAMETERs are name=value of its network. FILE is made when all stands.
file=$1 network=$2 processes=$3 program=$4
shift 4
printf unshare >"/proc/$$/comm" # the process that holds the namespaces comes below
holder='' link=''
words=$file.new
: >"$words" || exit

# The holder says its process id as the host has it, while its /proc is the host's. Then it does what
# takes the rights that only it has in its namespaces, line by line, until an empty line. As process 1
# of a process namespace it also takes in orphans, which bash does.
# shellcheck disable=SC2016 # for the shell in the namespaces
hold='open_ports() {
    echo 0 >/proc/sys/net/ipv4/ip_unprivileged_port_start
    while read -r first _ count; do
        ((first != ${end:-first})) || end=$((first + count))
        echo "${start:=$first} $((end - 1))"
    done </proc/self/gid_map >/proc/sys/net/ipv4/ping_group_range
} 2>/dev/null
read -r process _ </proc/self/stat; printf "%s\n" "$process"
while IFS=" " read -r word name value && [[ $word ]]; do
    case $word in
        up) ip link set lo up 2>&1 ;;
        open) open_ports || true ;;
        address) ip address add "$name" dev lo 2>&1 ;;
        parameter) { printf "%s\n" "$value" >"/proc/sys/${name//.//}"; } 2>/dev/null ;;
    esac && echo done
done
exec "$@" >/dev/null'
# shellcheck disable=SC2016
idle='trap "exit 0" TERM; while :; do sleep infinity & wait "$!"; done'
# Only Apptainer's own setuid program may join a network of the site. What it runs has the programs of
# the host and nothing else, and the user is root in its namespace.
on_network() {
    local path
    # with --fakeroot it joins the network of that name whatever it is told
    if [[ $1 != fakeroot ]]; then
        printf 'Apptainer can join the network fakeroot for a user, and no other: %s\n' "$1" >&2
        exit 1
    fi
    mkdir -p "$file.root"/{dev,etc,proc,sys,tmp} || exit
    touch "$file.root/etc/passwd" "$file.root/etc/group"
    namespaces=("$program" --silent --nocolor exec --fakeroot --net --network "$1" --contain --no-home
        --no-mount "tmp,home,cwd,hostfs")
    for path in /usr /bin /sbin /lib /lib32 /lib64; do
        [[ -d $path ]] || continue
        mkdir -p "$file.root$path"
        namespaces+=(--bind "$path:$path:ro")
    done
    namespaces+=("$file.root")
    [[ $processes != pod ]] || namespaces+=(unshare --pid --fork --)
}
if [[ $network == cni:* ]]; then
    on_network "${network#cni:}"
else
    namespaces=(unshare --user --map-current-user --keep-caps)
    [[ $network == host ]] || namespaces+=(--net)
    [[ $processes != pod ]] || namespaces+=(--pid --fork)
    namespaces+=(--)
fi
inner=(bash -c "$idle" hpk-holder)
[[ $processes != pod ]] || inner=(unshare --mount-proc -- "${inner[@]}")

end() {
    trap '' TERM
    # shellcheck disable=SC2086 # numbers, or nothing
    kill -KILL $holder $link 2>/dev/null
    [[ -n $holder ]] || kill -TERM "$HOLD_PID" 2>/dev/null
    # Apptainer takes its network down
    [[ $network != cni:* ]] || wait "$HOLD_PID"
    exit "$1"
}
trap 'end 143' TERM INT HUP

coproc HOLD { exec "${namespaces[@]}" bash -c "$hold" hpk-sandbox "${inner[@]}" 2>&1; }
said=
while read -r -t 30 -u "${HOLD[0]}" line; do
    [[ ! $line =~ ^[0-9]+$ ]] || holder=$line
    [[ -z $holder ]] || break
    said=$line
done
if [[ -z $holder ]]; then
    printf 'the namespaces of the pod cannot be made: %s\n' "$said" >&2
    end 1
fi

# let_do WORD NAME VALUE: has the holder do it.
let_do() {
    local answer
    printf '%s\n' "$*" >&"${HOLD[1]}"
    read -r -t 30 -u "${HOLD[0]}" answer
    [[ $answer != "done" ]] || return 0
    printf 'the network of the pod cannot be made: %s: %s\n' "$*" "$answer" >&2
    end 1
}

# addresses: sets them to those that the pod has in its network.
addresses() {
    local answer
    addresses=()
    answer=$(nsenter --preserve-credentials --user --net --target "$holder" -- \
        ip -o addr show scope global 2>/dev/null)
    while [[ $answer =~ inet6?\ ([0-9a-f.:]+) ]]; do
        addresses+=("${BASH_REMATCH[1]}")
        answer=${answer#*"${BASH_REMATCH[0]}"}
    done
    ((${#addresses[@]}))
}

# A way to the outside for a network of the pod's own; what carries it lives as long as the sandbox.
connect() {
    local ready=$file.ready
    let_do up
    if type -P slirp4netns >/dev/null; then
        slirp4netns --configure --mtu=65520 --disable-host-loopback --ready-fd=3 "$holder" tap0 \
            3>"$ready" >"$file.link" 2>&1 &
        link=$!
        for _ in {1..200}; do
            [[ ! -s $ready ]] || break
            [[ -e /proc/$link ]] || break
            sleep 0.05
        done
        if [[ -s $ready ]]; then
            printf 'address 10.0.2.100\nnameserver 10.0.2.3\n' >>"$words"
            return
        fi
        kill -KILL "$link" 2>/dev/null
        link=
    elif type -P pasta >/dev/null; then
        pasta --foreground --config-net --tcp-ports none --udp-ports none --tcp-ns none --udp-ns none \
            "$holder" >"$file.link" 2>&1 &
        link=$!
        for _ in {1..200}; do
            ! addresses || break
            [[ -e /proc/$link ]] || break
            sleep 0.05
        done
        if addresses; then
            printf 'address %s\n' "${addresses[0]}" >>"$words"
            return
        fi
        kill -KILL "$link" 2>/dev/null
        link=
    else
        echo 'neither slirp4netns nor pasta is on the host' >"$file.link"
    fi
    # so that what the pod is told as its address is one that it has
    let_do address 10.0.2.100/32
    printf 'address 10.0.2.100\nwarning %s\n' \
        "nothing outside the pod is reachable from its network: $(tail -n 1 "$file.link")" >>"$words"
}
case $network in
    private) connect ;;
    cni:*)
        if ! addresses; then
            printf 'the network %s gave the pod no address\n' "${network#cni:}" >&2
            end 1
        fi
        printf 'address %s\n' "${addresses[@]}" >>"$words"
        ;;
esac

# As containerd does: in a network of its own every user may take any port, and ping.
[[ $network == host ]] || let_do open
for parameter; do
    let_do parameter "${parameter%%=*}" "${parameter#*=}"
done
echo >&"${HOLD[1]}"
printf 'process %s\n' "$holder" >>"$words"
mv -f -- "$words" "$file"
wait "$HOLD_PID"
end $?
