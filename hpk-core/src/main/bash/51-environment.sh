# shellcheck shell=bash
# The variables of a container.

# hpk_environment FILE: reads NAME=value words and those of HPK_LATE_VARIABLES. Sets hpk_exports to what the shell can export, and
# hpk_words to a command that sets the others: names that are none for a shell, and those that it
# keeps for itself. The latter stand in the argv of that command, for as long as it takes.
hpk_environment() {
  local -a hpk_lines=() hpk_others=()
  local hpk_line hpk_name hpk_prefix=$HPK_ENV_PREFIX
  if [[ -s $1 ]]; then
    mapfile -d '' -t hpk_lines <"$1"
  fi
  for hpk_line in "${hpk_lines[@]}" "${HPK_LATE_VARIABLES[@]}"; do
    hpk_name=${hpk_line%%=*}
    if [[ $hpk_name != *[!A-Za-z0-9_]* && $hpk_name != [0-9]* ]]; then
      hpk_line=$hpk_prefix$hpk_line
      hpk_name=${hpk_line%%=*}
    fi
    case $hpk_name in
      *[!A-Za-z0-9_]* | [0-9]* | '' | _ | SHLVL | UID | EUID | PPID | GROUPS | DIRSTACK | FUNCNAME | \
        PIPESTATUS | BASHOPTS | SHELLOPTS | POSIXLY_CORRECT | OPTIND | OPTERR | BASHPID | BASH_[A-DF-Z]* | hpk_*)
        hpk_others+=("$hpk_line")
        ;;
      *)
        unset -v "$hpk_name" # it may be an array, or one that changes by itself
        hpk_exports+=("$hpk_line")
        ;;
    esac
  done
  hpk_words=()
  ((${#hpk_others[@]} == 0)) || hpk_words=("$hpk_env" -- "${hpk_others[@]}")
}
