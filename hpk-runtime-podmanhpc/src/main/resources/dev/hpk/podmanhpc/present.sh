#!/bin/bash
# present PROGRAM SQUASHDIR IMAGE
[[ -z $2 ]] || export SQUASH_DIR=$2
# an image lies in the local store, or read-only in the shared one, or in both
[[ $("$1" images -- --format '{{.ReadOnly}}' "$3") == *true* ]]
