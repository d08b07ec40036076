#!/bin/bash
# sandbox FILE NETWORK PROCESSES PARAMETER...
# Holds the namespaces of a pod: NETWORK is host, private or the name of a network that the site has
# set up; PROCESSES is pod where its containers see each other's. PARAMETERs are name=value of its
# network. FILE is made when all stands.
file=$1 network=$2 processes=$3
shift 3
printf unshare >"/proc/$$/comm" # the process that holds the namespaces comes below
holder='' link=''
words=$file.new
: >"$words" || exit

# The holder says its process id as the host has it, while its /proc is the host's. Then it does what
# takes the rights that only it has in its namespaces, line by line, until an empty line. As process 1
# of a process namespace it also takes in orphans, which bash does.
# shellcheck disable=SC2016 # for the shell in the namespaces
hold='read -r process _ </proc/self/stat; printf "%s\n" "$process"
while IFS=" " read -r word name value && [[ $word ]]; do
    case $word in
        up) ip link set lo up 2>&1 ;;
        address) ip address add "$name" dev lo 2>&1 ;;
        parameter) { printf "%s\n" "$value" >"/proc/sys/${name//.//}"; } 2>/dev/null ;;
    esac && echo done
done
exec "$@" >/dev/null'
# shellcheck disable=SC2016
idle='trap "exit 0" TERM; while :; do sleep infinity & wait "$!"; done'
namespaces=(unshare --user --map-current-user --keep-caps)
[[ $network == host ]] || namespaces+=(--net)
[[ $processes != pod ]] || namespaces+=(--pid --fork)
inner=(bash -c "$idle" hpk-holder)
[[ $processes != pod ]] || inner=(unshare --mount-proc -- "${inner[@]}")

end() {
    trap '' TERM
    # shellcheck disable=SC2086 # numbers, or nothing
    kill -KILL $holder $link 2>/dev/null
    exit "$1"
}
trap 'end 143' TERM INT HUP

coproc HOLD { exec "${namespaces[@]}" -- bash -c "$hold" hpk-sandbox "${inner[@]}" 2>&1; }
hold=$HOLD_PID
read -r -t 30 -u "${HOLD[0]}" holder
if [[ ! $holder =~ ^[0-9]+$ ]]; then
    printf 'the namespaces of the pod cannot be made: %s\n' "$holder" >&2
    holder=
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
            address=$(nsenter --preserve-credentials --user --net --target "$holder" -- \
                ip -4 -o addr show scope global 2>/dev/null)
            [[ ! $address =~ inet\ ([0-9.]+) ]] || break
            [[ -e /proc/$link ]] || break
            sleep 0.05
        done
        if [[ $address =~ inet\ ([0-9.]+) ]]; then
            printf 'address %s\n' "${BASH_REMATCH[1]}" >>"$words"
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
[[ $network == host ]] || connect

for parameter; do
    let_do parameter "${parameter%%=*}" "${parameter#*=}"
done
echo >&"${HOLD[1]}"
printf 'process %s\n' "$holder" >>"$words"
mv -f -- "$words" "$file"
wait "$hold"
end $?
