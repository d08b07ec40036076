# shellcheck shell=bash
# Standard input and terminals, for containers that ask for them, and the way to attach to them.
#
# A pipe in the job's private directory is the input. The container's wrapper, which waits for it
# anyway, holds it open; no process is there for it. A terminal is made by script(1), which copies
# between the pipe, the terminal and the log.

# hpk_open_streams INDEX: in the wrapper, before the container is started.
hpk_open_streams() {
  local name=stdin-$1.${hpk_attempt[$1]} file=$HPK_POD_DIR/containers/${HPK_CONTAINERS[$1]}/attach
  hpk_streams=${HPK_CONTAINER_STREAMS[$1]-}
  hpk_fifo=
  [[ -n $hpk_streams ]] || return 0
  hpk_fifo=$hpk_private/$name
  { mkfifo -m 0600 -- "$hpk_fifo" && exec 8<>"$hpk_fifo"; } 2>/dev/null || hpk_fifo=
  {
    printf '#!/bin/bash\n'
    printf 'wrapper=%q streams=%q fifo=%q tty=%q log=%q\n' \
      "$BASHPID" "$hpk_streams" "$hpk_fifo" "$hpk_fifo.tty" "${hpk_log[$1]}.log"
    declare -f hpk_attach
    printf 'hpk_attach "$@"\n'
  } 2>/dev/null >"$file.new" && mv -f -- "$file.new" "$file"
}

# In the wrapper, once the container runs: it lets go of the input of a container with stdinOnce when
# the first client came, so that its end is the end of the input.
hpk_hold_streams() {
  [[ $hpk_streams == *o* ]] || return 0
  trap 'exec 8>&-; hpk_took=1' USR1
}

# In the child, in the place of an empty input.
hpk_take_streams() {
  [[ -n $hpk_fifo ]] || return 0
  exec <"$hpk_fifo" 8>&-
}

# In the child: sets hpk_terminal to the words that come before those of a container with a terminal.
hpk_make_terminal() {
  hpk_terminal=()
  [[ $hpk_streams == *t* ]] || return 0
  local program quoted shell
  program=$(type -P script) || {
    printf 'exec: "script": a terminal is made by script(1) of util-linux, which is not on this host\n' >&2
    printf '.fail %s\n' "$hpk_key" >&9
    exit 128
  }
  shell=$(type -P bash)
  printf -v quoted '%q' "$hpk_fifo"
  # its command is one text, and short: the words of the container come in a file
  # shellcheck disable=SC2016 # for the shell in the terminal
  hpk_terminal=("$hpk_env" SHELL="$shell" "$program" -q -e -c "hpk_fifo=$quoted"'
    readlink /proc/$$/fd/0 >"$hpk_fifo.tty"; stty echo rows 24 cols 80
    mapfile -d "" -t hpk_words <"$hpk_fifo.words"; rm -f -- "$hpk_fifo.words"
    echo "$$" >"$hpk_fifo.pid"; exec "${hpk_words[@]}"' /dev/null)
}

# hpk_see_terminal INDEX: without an engine the process below script(1) is the container's first.
hpk_see_terminal() {
  hpk_found=
  { read -r hpk_found <"$hpk_private/stdin-$1.${hpk_attempt[$1]}.pid"; } 2>/dev/null
  [[ -n $hpk_found ]]
}

# The script `attach` in the container's directory, run on the pod's host beside the job's own
# processes:
#   attach output         what the container prints from now on, until it ends
#   attach input          the same, and what comes on standard input goes to the container
#   attach resize ROWS COLUMNS
# shellcheck disable=SC2154 # its variables stand above it in the script
hpk_attach() {
  local size reader writer=
  case ${1-} in
    resize)
      stty -F "$(<"$tty")" rows "${2-}" cols "${3-}"
      return
      ;;
    output | input) ;;
    *)
      printf 'usage: attach output|input|resize ROWS COLUMNS\n' >&2
      return 2
      ;;
  esac
  size=$(stat -c %s -- "$log")
  tail -c "+$((size + 1))" -f -s 0.1 --pid="$wrapper" -- "$log" &
  reader=$!
  if [[ $1 == input && $streams == *i* && -p $fifo && ! -e $fifo.taken ]]; then
    exec 8<>"$fifo"
    if [[ $streams == *o* ]]; then
      : >"$fifo.taken"
      kill -USR1 "$wrapper"
    fi
    # a command in the background has no input but what it is given
    cat <&0 >&8 &
    writer=$!
    exec 8>&-
  fi
  trap 'kill "$reader" $writer 2>/dev/null' EXIT
  trap 'exit 143' TERM INT HUP
  wait "$reader"
}
