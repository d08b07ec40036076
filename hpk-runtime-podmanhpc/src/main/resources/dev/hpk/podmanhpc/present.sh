#!/bin/bash
# present PROGRAM SQUASHDIR IMAGE
[[ -z $2 ]] || export SQUASH_DIR=$2
[[ $("$1" images -- --quiet --no-trunc --filter readonly=true "$3") ]]
