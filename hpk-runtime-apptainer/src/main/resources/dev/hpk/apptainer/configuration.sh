#!/bin/bash
# configuration PROGRAM IMAGE
# The configuration is one of the data objects of a SIF file; its number is not fixed.
if [[ -f $2 ]]; then
    for number in {1..16}; do
        object=$("$1" --silent sif info "$number" "$2" 2>/dev/null) || break
        [[ $object == *oci-config.json* ]] || continue
        printf '{"config":%s}\n' "$("$1" --silent sif dump "$number" "$2")"
        exit
    done
fi
# An image that was not made from an OCI image has a runscript instead of an entrypoint.
if [[ -f $2 || -e $2/.singularity.d/runscript ]]; then
    echo '{"config":{"Entrypoint":["/.singularity.d/runscript"]}}'
    exit
fi
[[ -d $2 ]] || { echo "image not found: $2" >&2; exit 1; }
echo '{"config":{}}'
