#!/bin/bash
# sweep MARK
# Kills what a session has started whose client has gone, wherever it went on the host.
for _ in 1 2 3; do
    found=
    for directory in /proc/[0-9]*; do
        [[ -O $directory ]] || continue
        variables=()
        mapfile -d '' -t variables <"$directory/environ"
        for variable in "${variables[@]}"; do
            [[ $variable == HPK_POD_MARK=*."$1" ]] && kill -KILL "${directory#/proc/}" && found=yes
        done
    done
    [[ $found ]] || break
done 2>/dev/null
exit 0
