# shellcheck shell=bash
# How much room the pod takes where it has limits: its volumes, its logs, and what containers write
# outside their volumes. du(1) looks, for a twentieth of the time at most.

hpk_usage_interval=10000 # milliseconds between two looks, at least
hpk_usage_due=0          # when the next look is
hpk_usage_began=0        # when the last one began
hpk_evicted=             # why the pod is evicted

# hpk_watch_usage: looks when it is time.
hpk_watch_usage() {
  ((${#HPK_LIMITS[@]})) && [[ -z $hpk_stopping && -z ${hpk_wrapper[u0]-} ]] || return 0
  if ((hpk_now < hpk_usage_due)); then
    hpk_at "$hpk_usage_due"
    return
  fi
  local -i next
  local -A seen=()
  local part
  hpk_places=()
  for ((next = 0; next < ${#HPK_LIMITS[@]}; next += 3)); do
    for part in ${HPK_LIMITS[next + 2]}; do
      [[ -n ${seen[$part]-} ]] || hpk_add_places "$part"
      seen[$part]=1
    done
  done
  hpk_usage_began=$hpk_now
  hpk_spawn u0 hpk_measure
}

# hpk_add_places PART: adds the directories of a part of the pod to hpk_places: v/NAME is a volume on
# the shared file system, s/NAME one in the scratch directory, c/INDEX is a container.
hpk_add_places() {
  local name=${1#*/}
  case $1 in
    v/*) hpk_places+=("$HPK_POD_DIR/volumes/$name") ;;
    s/*) hpk_places+=("$HPK_SCRATCH/volumes/$name") ;;
    c/*)
      hpk_places+=("$HPK_POD_DIR/containers/${HPK_CONTAINERS[name]}")
      if hpk_lives "$name" && hpk_has "hpk_container_${name}_layer"; then
        hpk_variables "$name"
        hpk_places+=("$("hpk_container_${name}_layer")")
      fi
      ;;
  esac
}

hpk_measure() {
  exec 9>&- >"$hpk_private/usage" 2>/dev/null
  du -0 -s -x -B1 -- "${hpk_places[@]}"
}

# hpk_usage_ended: a look is over: a pod that takes more than it may is evicted.
hpk_usage_ended() {
  local line part
  local -i next sum wait from
  local -a lines=()
  local -A size=()
  wait=$((20 * (hpk_now - hpk_usage_began)))
  ((wait >= hpk_usage_interval)) || wait=$hpk_usage_interval
  hpk_usage_due=$((hpk_now + wait))
  [[ -z $hpk_stopping ]] || return 0
  { mapfile -d '' -t lines <"$hpk_private/usage"; } 2>/dev/null
  for line in "${lines[@]}"; do
    size[${line#*$'\t'}]=${line%%$'\t'*}
  done
  hpk_taken=()
  for ((next = 0; next < ${#HPK_LIMITS[@]}; next += 3)); do
    sum=0
    hpk_places=()
    for part in ${HPK_LIMITS[next + 2]}; do
      from=${#hpk_places[@]}
      hpk_add_places "$part"
      case $part in
        c/*) [[ -z ${hpk_places[from + 1]-} ]] || hpk_taken["l${part#c}"]=${size[${hpk_places[from + 1]}]:-0} ;;
        *) hpk_taken["$part"]=${size[${hpk_places[from]}]:-0} ;;
      esac
    done
    for part in "${hpk_places[@]}"; do
      sum+=${size[$part]:-0}
    done
    if ((sum > HPK_LIMITS[next])); then
      hpk_evict "${HPK_LIMITS[next + 1]}"
      return
    fi
  done
}

# hpk_evict MESSAGE: ends the pod with no grace, as a kubelet that evicts it.
hpk_evict() {
  hpk_evicted=$1
  hpk_end_message_text=$1
  hpk_fields=
  hpk_field reason Evicted
  hpk_field message "$1"
  hpk_pod_line stopping
  hpk_stop Evicted
}
