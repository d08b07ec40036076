# shellcheck shell=bash
# What containers leave in files: logs and termination messages.

hpk_log=()      # by container: path of its log without the ending
hpk_log_size=() # length of the log in the newest line of its index
hpk_log_kept=() # what of the log lies before this was let go

# What a log may take on the disk: a kubelet keeps five files of 10 MiB (containerLogMaxSize,
# containerLogMaxFiles).
: "${HPK_LOG_LIMIT:=52428800}"

# hpk_index_logs INDEX...: a process only when a log is newer than its index.
hpk_index_logs() {
  local i
  local -a files=() grown=() sizes=()
  for i; do
    if [[ -s ${hpk_log[i]}.log && ${hpk_log[i]}.log -nt ${hpk_log[i]}.index ]]; then
      files+=("${hpk_log[i]}.log")
      grown+=("$i")
    fi
  done
  ((${#grown[@]})) || return 0
  mapfile -t sizes < <(stat -c %s -- "${files[@]}" 2>/dev/null)
  hpk_clock
  ((${#sizes[@]} == ${#grown[@]})) || return 0
  for i in "${!grown[@]}"; do
    [[ ${sizes[i]} != "${hpk_log_size[grown[i]]}" ]] || continue
    hpk_log_size[grown[i]]=${sizes[i]}
    printf '%s %s\n' "$hpk_now" "${sizes[i]}" 2>/dev/null >>"${hpk_log[grown[i]]}.index"
    ((sizes[i] - ${hpk_log_kept[grown[i]]:-0} <= HPK_LOG_LIMIT)) || hpk_cut_log "${grown[i]}" "${sizes[i]}"
  done
}

# hpk_cut_log INDEX SIZE: lets the older half of a log go. The container goes on writing into the same
# file, and what is kept stays where it is in it: the disk gets the blocks back. On a file system that
# cannot do that the log begins anew.
hpk_cut_log() {
  local log=${hpk_log[$1]}
  local -i kept=$((($2 - HPK_LOG_LIMIT / 2) / 4096 * 4096))
  if fallocate --punch-hole --offset 0 --length "$kept" -- "$log.log"; then
    hpk_log_kept[$1]=$kept
    printf '%s\n' "$kept" >"$log.kept"
    return
  fi
  : >"$log.log"
  : >"$log.index"
  hpk_log_size[$1]=0
} 2>/dev/null

# hpk_tail FILE BYTES [LINES]: sets hpk_text to the end of a file, without what cannot be in a text.
hpk_tail() {
  hpk_text=
  [[ -s $1 ]] || return 0
  # the x keeps line feeds at the end
  if [[ -n ${3-} ]]; then
    hpk_text=$(tail -c "$2" -- "$1" 2>/dev/null | tail -n "$3" | tr '\000' '\377'; printf x)
  else
    hpk_text=$(tail -c "$2" -- "$1" 2>/dev/null | tr '\000' '\377'; printf x)
  fi
  hpk_text=${hpk_text%x}
  hpk_text=${hpk_text//$'\e['*([0-9;])m/} # colours
}

# hpk_end_message INDEX CODE REASON: sets hpk_text to the termination message of a container.
hpk_end_message() {
  if [[ $3 == StartError ]]; then
    hpk_tail "${hpk_log[$1]}.log" 2048
    hpk_text=${hpk_text%$'\n'}
    return
  fi
  hpk_tail "${hpk_log[$1]}.message" 4096
  if [[ -z $hpk_text && $2 != 0 && ${HPK_CONTAINER_MESSAGES[$1]} == FallbackToLogsOnError ]]; then
    hpk_tail "${hpk_log[$1]}.log" 2048 80
  fi
}
