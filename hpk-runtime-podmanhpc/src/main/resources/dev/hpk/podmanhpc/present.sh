#!/bin/bash
# present PROGRAM SQUASHDIR IMAGE
[[ -z $2 ]] || export SQUASH_DIR=$2
# The shared store's own list is read first: to start podman for it takes half a second. What is not
# found so is podman's to say.
if { list=$(<"$SQUASH_DIR/overlay-images/images.json"); } 2>/dev/null; then
    while [[ $list == *'"names":'* ]]; do
        list=${list#*'"names":'}
        names=${list%%]*}
        [[ $names != *([[:space:]])'['* || $names != *"\"$3\""* ]] || exit 0
    done
fi
# an image lies in the local store, or read-only in the shared one, or in both
[[ $("$1" images -- --format '{{.ReadOnly}}' "$3") == *true* ]]
