# shellcheck shell=bash
# What containers use: CPU, memory, processes. Lines of it go to a file of this host beside the journal,
# each 15 seconds, and without a process for it.

hpk_figures_due=0         # when the next look is
hpk_figures_most=1048576  # bytes of the file, after which it begins anew
hpk_figures=()            # lines that are to be written
hpk_page=                 # bytes of a page of memory
hpk_cpu=()                # by container: nanoseconds of CPU of this attempt, as told
hpk_cpu_low=()            # what the newest look found, when that was less
hpk_cpu_lost=()           # of processes for which nobody waited
hpk_cpu_ended=0           # of attempts that are over
hpk_cgroup_cpu=()         # by container: directory of its own cgroup that counts CPU; empty: none
hpk_cgroup_memory=()      # the same for memory
hpk_cgroup_of=()          # the process for which these were looked up
declare -gA hpk_taken=()  # part of the pod, as in HPK_LIMITS -> bytes

# hpk_watch_figures INDEX...: looks at these containers when it is time; each look takes a hundredth of
# the time at most.
hpk_watch_figures() {
  local i
  local -i from wait cpu=hpk_cpu_ended memory=0 processes=0
  ((hpk_now >= hpk_figures_due)) || return 0
  [[ -n $hpk_page ]] || hpk_page=$(getconf PAGESIZE 2>/dev/null) || hpk_page=4096
  from=$hpk_now
  hpk_figures=()
  for i; do
    [[ -z ${hpk_first[i]} ]] || ! hpk_look_at "$i" || hpk_note_container "$i"
    cpu+=${hpk_cpu[i]:-0}
  done
  hpk_fields=
  hpk_number cpu "$cpu"
  hpk_number memory "$memory"
  hpk_number processes "$processes"
  hpk_note ''
  hpk_note_volumes
  hpk_note_probes
  hpk_write_figures
  hpk_clock
  wait=$((100 * (hpk_now - from)))
  ((wait >= 15000)) || wait=15000
  hpk_figures_due=$((from + wait))
}

# hpk_figures_soon: a container began, and whoever looks wants to see it.
hpk_figures_soon() {
  ((hpk_figures_due <= hpk_now + 2000)) || hpk_figures_due=$((hpk_now + 2000))
}

# hpk_look_at INDEX: sets hpk_use_cpu, hpk_use_memory (the working set), hpk_use_anonymous and
# hpk_use_processes. Returns 1 when the container's first process is gone.
hpk_look_at() {
  hpk_use_cpu='' hpk_use_memory='' hpk_use_anonymous='' hpk_use_processes=''
  [[ ${hpk_cgroup_of[$1]-} == "${hpk_first[$1]}" ]] || hpk_find_cgroup "$1"
  [[ -z ${hpk_cgroup_cpu[$1]} ]] || hpk_cgroup_time "${hpk_cgroup_cpu[$1]}"
  [[ -z ${hpk_cgroup_memory[$1]} ]] || hpk_cgroup_room "${hpk_cgroup_memory[$1]}"
  [[ -n $hpk_use_cpu && -n $hpk_use_memory ]] || hpk_tree_use "${hpk_first[$1]}" || return 1
  hpk_count_cpu "$1" "$hpk_use_cpu"
}

# hpk_find_cgroup INDEX: a cgroup is the container's own when the supervisor is in another one.
hpk_find_cgroup() {
  local controllers path own=''
  local -A mine=()
  hpk_cgroup_cpu[$1]='' hpk_cgroup_memory[$1]='' hpk_cgroup_of[$1]=${hpk_first[$1]}
  while IFS=: read -r _ controllers path; do
    mine[":$controllers"]=$path
  done <"/proc/$BASHPID/cgroup"
  while IFS=: read -r _ controllers path; do
    [[ $path != / && $path != "${mine[":$controllers"]-}" ]] || continue
    case ,$controllers, in
      *,cpuacct,*) own=/sys/fs/cgroup/cpuacct$path && [[ ! -r $own/cpuacct.usage ]] || hpk_cgroup_cpu[$1]=$own ;;
      *,memory,*) own=/sys/fs/cgroup/memory$path && [[ ! -r $own/memory.usage_in_bytes ]] || hpk_cgroup_memory[$1]=$own ;;
      ,,)
        own=/sys/fs/cgroup$path
        [[ -n ${hpk_cgroup_cpu[$1]} || ! -r $own/cpu.stat ]] || hpk_cgroup_cpu[$1]=$own
        [[ -n ${hpk_cgroup_memory[$1]} || ! -r $own/memory.current ]] || hpk_cgroup_memory[$1]=$own
        ;;
    esac
  done <"/proc/${hpk_first[$1]}/cgroup"
} 2>/dev/null

# hpk_cgroup_time DIRECTORY: sets hpk_use_cpu.
hpk_cgroup_time() {
  local name value
  if [[ -r $1/cpuacct.usage ]]; then
    read -r hpk_use_cpu <"$1/cpuacct.usage"
    return
  fi
  while read -r name value; do
    [[ $name != usage_usec ]] || hpk_use_cpu=$((value * 1000))
  done <"$1/cpu.stat"
} 2>/dev/null

# hpk_cgroup_room DIRECTORY: sets hpk_use_memory and hpk_use_anonymous. The working set is what a kubelet
# takes for it: all but the pages of files that were not used lately.
hpk_cgroup_room() {
  local name value total=''
  local -i idle=0
  local -a inside=()
  if [[ -r $1/memory.usage_in_bytes ]]; then
    read -r total <"$1/memory.usage_in_bytes"
  else
    read -r total <"$1/memory.current"
  fi
  while read -r name value; do
    case $name in
      total_inactive_file | inactive_file) idle=$value ;; # the totals come last
      total_rss | anon) hpk_use_anonymous=$value ;;
    esac
  done <"$1/memory.stat"
  [[ -n $total ]] || return 0
  hpk_use_memory=$((total > idle ? total - idle : 0))
  mapfile -t inside <"$1/cgroup.procs"
  hpk_use_processes=${#inside[@]}
} 2>/dev/null

# hpk_tree_use PID: sets what no cgroup has told by the processes below this one. Memory that processes
# share is counted once for the one that has most of it.
hpk_tree_use() {
  local pid text resident part exact=''
  local -i time=0 anonymous=0 shared=0 processes=0
  local -a read_lines field
  hpk_tree "$1"
  for pid in "${hpk_pids[@]}"; do
    read_lines=()
    mapfile -t read_lines <"/proc/$pid/stat"
    text="${read_lines[*]}"
    text=${text##*) } # the name before it may hold anything
    # shellcheck disable=SC2206 # letters and numbers
    field=($text)
    ((${#field[@]} > 14)) || continue
    [[ ${field[0]} != [ZX] || $pid != "$1" ]] || return 1
    # those who ended and were waited for count with their parent
    time+=$(((field[11] + field[12] + field[13] + field[14]) * 10000000))
    resident=0 part=0
    read -r _ resident part _ <"/proc/$pid/statm"
    anonymous+=$(((resident - part) * hpk_page))
    ((part * hpk_page <= shared)) || shared=$((part * hpk_page))
    processes+=1
  done
  ((processes)) || return 1
  # hundredths of a second say nothing of a container that sleeps
  read -r exact _ <"/proc/$1/schedstat"
  ((time >= ${exact:-0})) || time=$exact
  [[ -n $hpk_use_cpu ]] || hpk_use_cpu=$time
  [[ -n $hpk_use_memory ]] || hpk_use_memory=$((anonymous + shared)) hpk_use_anonymous=$anonymous
  [[ -n $hpk_use_processes ]] || hpk_use_processes=$processes
} 2>/dev/null

# hpk_count_cpu INDEX NANOSECONDS: sets hpk_cpu, which never goes back. A look that finds less may have
# come between a process and the parent that waits for it; a second one means that nobody waited.
hpk_count_cpu() {
  local -i now=$2 lost=${hpk_cpu_lost[$1]:-0} told=${hpk_cpu[$1]:-0} low
  now+=lost
  if ((now >= told)); then
    hpk_cpu[$1]=$now hpk_cpu_low[$1]=
  elif [[ -z ${hpk_cpu_low[$1]-} ]]; then
    hpk_cpu_low[$1]=$now
  else
    low=${hpk_cpu_low[$1]}
    ((low <= now)) || low=$now
    hpk_cpu_lost[$1]=$((lost + told - low))
    hpk_cpu[$1]=$((told + now - low))
    hpk_cpu_low[$1]=
  fi
}

# hpk_end_figures INDEX: the attempt is over.
hpk_end_figures() {
  hpk_cpu_ended=$((hpk_cpu_ended + ${hpk_cpu[$1]:-0}))
  hpk_cpu[$1]=0 hpk_cpu_low[$1]='' hpk_cpu_lost[$1]=0
}

# hpk_note_container INDEX: a line on what was found; adds it to the pod's sums.
hpk_note_container() {
  local name=${HPK_CONTAINERS[$1]} log=${hpk_log_size[$1]:-0}
  memory+=$hpk_use_memory processes+=$hpk_use_processes
  hpk_fields=
  hpk_number attempt "${hpk_attempt[$1]}"
  hpk_number cpu "${hpk_cpu[$1]}"
  hpk_number memory "$hpk_use_memory"
  hpk_number anonymous "$hpk_use_anonymous"
  hpk_number processes "$hpk_use_processes"
  hpk_number log "$((log - ${hpk_log_kept[$1]:-0}))"
  hpk_number layer "${hpk_taken[l/$1]-}"
  hpk_note "$name"
}

hpk_note_volumes() {
  local part
  for part in "${!hpk_taken[@]}"; do
    [[ $part == [vs]/* ]] || continue
    hpk_fields=
    hpk_field volume "${part#*/}"
    hpk_number used "${hpk_taken[$part]}"
    hpk_note ''
  done
}

# What the probers counted: see hpk_prober_tally.
hpk_note_probes() {
  local -i number
  local -a words
  for ((number = 0; number * 12 < ${#HPK_PROBES[@]}; number++)); do
    words=()
    { read -r -a words <"$hpk_private/p$number.tally"; } 2>/dev/null
    ((${#words[@]} == 16)) || continue
    hpk_fields=
    hpk_field probe "${HPK_PROBES[number * 12 + 1]}"
    hpk_number successful "${words[0]}"
    hpk_number failed "${words[1]}"
    hpk_number unknown "${words[2]}"
    hpk_number milliseconds "${words[3]}"
    printf -v hpk_text ',%s' "${words[@]:4}"
    hpk_fields+=",\"counts\":[${hpk_text#,}]"
    hpk_note "${HPK_CONTAINERS[HPK_PROBES[number * 12]]}"
  done
}

# hpk_note CONTAINER|"": adds a line with hpk_fields.
hpk_note() {
  local fields=$hpk_fields
  hpk_fields=
  hpk_field container "$1"
  hpk_figures+=("{\"time\":$hpk_now,$hpk_identity$hpk_fields$fields}")
}

# Several lines in one write, which as in hpk_write is one write(2).
hpk_write_figures() {
  local line lines=
  for line in "${hpk_figures[@]}"; do
    if [[ -n $lines ]] && ((${#lines} + ${#line} >= 1000)); then
      hpk_add_figures "$lines"
      lines=
    fi
    lines+=${lines:+$'\n'}$line
  done
  [[ -z $lines ]] || hpk_add_figures "$lines"
}

# hpk_add_figures LINES: a file that has grown too long begins anew. Where it ends tells the descriptor.
hpk_add_figures() {
  local file=${hpk_journal_file%.jsonl}.figures
  local -i end=0
  {
    printf '%s\n' "$1"
    read -r _ end </proc/self/fdinfo/1
  } >>"$file"
  ((end < hpk_figures_most)) || : >"$file"
} 2>/dev/null
