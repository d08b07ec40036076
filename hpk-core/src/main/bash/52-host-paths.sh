# shellcheck shell=bash
# hostPath volumes, checked or made as a kubelet does.

# hpk_host_paths INDEX: makes and checks what a container mounts. Sets hpk_problem if that fails.
hpk_host_paths() {
  local -i next
  hpk_problem=
  for ((next = 0; next < ${#HPK_HOST_PATHS[@]}; next += 3)); do
    [[ ${HPK_HOST_PATHS[next]} == "$1" ]] || continue
    hpk_host_path "${HPK_HOST_PATHS[next + 1]}" "${HPK_HOST_PATHS[next + 2]}" || return 1
  done
}

# hpk_host_path TYPE PATH
hpk_host_path() {
  local what=
  if [[ ! -e $2 ]]; then
    case $1 in
      DirectoryOrCreate) (umask 022 && mkdir -p -- "$2") 2>/dev/null ;;
      FileOrCreate) (umask 022 && : >>"$2") 2>/dev/null ;;
    esac
  fi
  case $1 in
    Directory | DirectoryOrCreate) [[ -d $2 ]] || what='a directory' ;;
    File | FileOrCreate) [[ -f $2 ]] || what='a file' ;;
    Socket) [[ -S $2 ]] || what='a socket file' ;;
    CharDevice) [[ -c $2 ]] || what='a character device' ;;
    BlockDevice) [[ -b $2 ]] || what='a block device' ;;
  esac
  [[ -z $what ]] && return 0
  hpk_problem="MountVolume.SetUp failed for volume: hostPath type check failed: $2 is not $what"
  return 1
}
