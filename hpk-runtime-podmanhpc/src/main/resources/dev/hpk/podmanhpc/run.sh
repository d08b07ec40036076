#!/bin/bash
# run PROGRAM SQUASHDIR FLAGS FLAG... OPTION... IMAGE WORD...
program=$1 flags=("${@:4:$3}")
[[ -z $2 ]] || export SQUASH_DIR=$2
shift "$(($3 + 3))"
# podman takes the value of `--env NAME` from its own environment, so that no value stands in an
# argument; but what podman, its helpers or bash would heed themselves is given by value.
options=()
while read -r variable; do
    name=${variable#HPKENV_}
    case $name in
        PATH | HOME | USER | LOGNAME | PWD | OLDPWD | TMPDIR | TERM | TZ | LANG | LANGUAGE | LC_* | LD_* | MALLOC_* | GCONV_* | \
            SCRATCH | SQUASH_DIR | PODMAN* | CONTAINER* | STORAGE_* | REGISTRY_* | BUILDAH_* | DOCKER_* | XDG_* | DBUS_* | \
            NOTIFY_SOCKET | LISTEN_* | PMI_* | SLURM_* | SSL_* | GO[A-Z]* | PYTHON* | FUSE_* | SQUASHFUSE_* | UMOUNT_* | LOG | DEBUG_* | \
            *_proxy | *_PROXY | BASH* | SHELLOPTS | POSIXLY_CORRECT | ENV | IFS | PS4 | UID | EUID | PPID | GROUPS | SHLVL | \
            OPT* | RANDOM | SRANDOM | SECONDS | LINENO | EPOCH* | HIST* | FUNC* | DIRSTACK | GLOBIGNORE | COMP_* | PIPESTATUS | _ | \
            variable | name | program | flags | options)
            options+=(--env "$name=${!variable}")
            ;;
        ?*)
            export "$name=${!variable}"
            options+=(--env "$name")
            ;;
    esac
    unset "$variable"
done < <(compgen -e HPKENV_)
exec "$program" run "${flags[@]}" -- "${options[@]}" "$@"
