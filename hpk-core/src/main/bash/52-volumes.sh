# shellcheck shell=bash
# What containers mount from the host, checked or made as a kubelet does.

# hpk_volumes INDEX: makes and checks what a container mounts. If that fails, sets hpk_problem and
# hpk_problem_reason.
hpk_volumes() {
  hpk_problem=''
  hpk_problem_reason=ContainerCreating
  hpk_host_paths "$1" || return 1
  hpk_problem_reason=CreateContainerConfigError
  hpk_sub_paths "$1" && hpk_copies "$1"
}

hpk_host_paths() {
  local -i next
  for ((next = 0; next < ${#HPK_HOST_PATHS[@]}; next += 4)); do
    [[ ${HPK_HOST_PATHS[next]} == "$1" ]] || continue
    hpk_host_path "${HPK_HOST_PATHS[@]:next + 1:3}" || return 1
  done
}

# hpk_host_path TYPE PATH VOLUME
hpk_host_path() {
  local what=''
  hpk_problem="MountVolume.SetUp failed for volume \"$3\" : hostPath type check failed: $2 is not"
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
    Exists)
      hpk_problem="MountVolume.SetUp failed for volume \"$3\" : path \"$2\" is not there"
      [[ -e $2 ]] || what="on host $hpk_host"
      ;;
  esac
  if [[ -z $what ]]; then
    hpk_problem=''
    return 0
  fi
  hpk_problem+=" $what"
  return 1
}

hpk_sub_paths() {
  local -i next
  for ((next = 0; next < ${#HPK_SUB_PATHS[@]}; next += 3)); do
    [[ ${HPK_SUB_PATHS[next]} == "$1" ]] || continue
    hpk_sub_path "${HPK_SUB_PATHS[next + 1]}" "${HPK_SUB_PATHS[next + 2]}" || return 1
  done
}

hpk_copies() {
  local -i next
  for ((next = 0; next < ${#HPK_COPIES[@]}; next += 4)); do
    [[ ${HPK_COPIES[next]} == "$1" ]] || continue
    hpk_copy "${HPK_COPIES[@]:next + 1:3}" || return 1
  done
}

# hpk_copy VOLUME PATH COPY: copies a part of a volume whose files the kubelet may change, so that
# the container keeps what it had when it started. What is not there is an empty directory.
hpk_copy() {
  local copy=$HPK_SCRATCH/$3
  hpk_real_path "$1" "$2" || return 1
  rm -rf -- "$copy" 2>/dev/null
  {
    (umask 077 && mkdir -p -- "${copy%/*}") &&
      if [[ -e $hpk_real ]]; then
        cp -RL --preserve=mode -- "$hpk_real" "$copy"
      else
        (umask 022 && mkdir -- "$copy")
      fi
  } 2>/dev/null || {
    hpk_problem="failed to prepare subPath: $2 cannot be copied"
    return 1
  }
}

# hpk_real_path DIRECTORY PATH: sets hpk_real to where a path below a directory is in truth; it must
# not be outside.
hpk_real_path() {
  local -a real=()
  mapfile -d '' -t real < <(realpath -z -m -- "$1" "$1/$2" 2>/dev/null)
  if ((${#real[@]} != 2)) || [[ ${real[1]}/ != "${real[0]%/}"/* ]]; then
    hpk_problem="failed to prepare subPath: $2 leads out of its volume"
    return 1
  fi
  hpk_real=${real[1]}
}

# hpk_sub_path DIRECTORY PATH: makes a directory unless something is there, and sees to it that no
# link leads out.
hpk_sub_path() {
  local directory=$1
  [[ $directory == /* ]] || directory=$HPK_SCRATCH/$directory
  hpk_real_path "$directory" "$2" || return 1
  [[ -e $hpk_real ]] || (umask 022 && mkdir -p -- "$hpk_real") 2>/dev/null || {
    hpk_problem="failed to create subPath directory: $2"
    return 1
  }
}

# hpk_image_volumes INDEX: 0 when the images that a container mounts are there; else they are being
# cared for.
hpk_image_volumes() {
  local -i next image
  for ((next = 0; next < ${#HPK_IMAGE_VOLUMES[@]}; next += 2)); do
    [[ ${HPK_IMAGE_VOLUMES[next]} == "$1" ]] || continue
    image=${HPK_IMAGE_VOLUMES[next + 1]}
    hpk_need_image "$image" && continue
    [[ ${hpk_image_state[image]} != failed ]] ||
      hpk_show_waiting "$1" "${hpk_image_reason[image]}" "${hpk_image_message[image]}"
    return 1
  done
}
