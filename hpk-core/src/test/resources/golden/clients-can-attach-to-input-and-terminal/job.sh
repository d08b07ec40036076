#!/bin/bash
# Pod default/shell
HPK_POD_UID='00000000-0000-0000-0000-000000000001'
HPK_POD_NAMESPACE='default'
HPK_POD_NAME='shell'
HPK_POD_DIR='/shared/pods/00000000-0000-0000-0000-000000000001'
HPK_JOURNAL_DIR='/shared/journal'
HPK_IMAGE_DIR='/shared/images'
HPK_SCRATCH_ROOT='/scratch'
HPK_GRACE=30
HPK_DEADLINE=''
HPK_DEADLINE_FROM=''
HPK_BACKOFF=10
HPK_BACKOFF_LIMIT=300
HPK_SCRATCH_DIRS=()
HPK_HOST_PATHS=()
HPK_SUB_PATHS=()
HPK_HOSTNAME='shell'
HPK_SHORT_HOSTNAME='shell'
HPK_DOMAIN=''
HPK_NODE_HOSTS=''
HPK_DNS='host'
HPK_DNS_MISSING='yes'
HPK_DNS_SEARCHES=()
HPK_PULL_BACKOFF=10
HPK_PULL_BACKOFF_LIMIT=300
HPK_IMAGES=(
  'docker.io_library_busybox_latest'
)
HPK_IMAGE_NAMES=(
  'busybox'
)
HPK_IMAGE_FILES=(
  '/shared/images/docker.io_library_busybox_latest.img'
)
HPK_IMAGE_POLICIES=(
  'IF_NOT_PRESENT'
)
hpk_image_0_fetch() {
  'engine' 'fetch' '--to' "${HPK_IMAGE_TEMPORARY}" 'docker.io/library/busybox:latest'
}
hpk_image_0_config() {
  'engine' 'inspect' "${HPK_IMAGE_FILE}"
}
HPK_CONTAINERS=(
  'none'
  'shell'
  'filter'
)
HPK_CONTAINER_KINDS=(
  'main'
  'main'
  'main'
)
HPK_CONTAINER_RESTARTS=(
  'Always'
  'Always'
  'Always'
)
HPK_CONTAINER_IMAGES=(
  '0'
  '0'
  '0'
)
HPK_CONTAINER_MESSAGES=(
  'File'
  'File'
  'File'
)
HPK_CONTAINER_STREAMS=(
  ''
  'iot'
  'i'
)
HPK_ENV_PREFIX='ENGINE_'
HPK_ENGINE_PROCESSES=(
  'engine'
  'engine-init'
)
hpk_container_0_run() {
  exec 'engine' 'run' '--name' 'hpk-00000000-0000-0000-0000-000000000001-none' '--host' 'shell' \
    '--network' 'host' '--mount' \
    '/shared/pods/00000000-0000-0000-0000-000000000001/containers/none/'"${HPK_ATTEMPT}"'.message' \
    '/dev/termination-log' 'rw' '--mount' "${HPK_SCRATCH}"'/etc/hostname' '/etc/hostname' 'rw' \
    '--mount' "${HPK_SCRATCH}"'/etc/hosts' '/etc/hosts' 'rw' '--mount' \
    "${HPK_SCRATCH}"'/etc/resolv.conf' '/etc/resolv.conf' 'rw' '--directory' \
    "${HPK_IMAGE_DIRECTORY}" "${HPK_IMAGE_FILE}" '--' 'true'
}
hpk_container_0_pid_file() {
  'printf' '%s\n' "${HPK_SCRATCH}"'/none.pid'
}
hpk_container_0_enter() {
  'engine' 'enter' 'hpk-00000000-0000-0000-0000-000000000001-none' "${HPK_CONTAINER_PID}" "$@"
}
hpk_container_0_stop() {
  'engine' 'stop' 'hpk-00000000-0000-0000-0000-000000000001-none'
}
hpk_container_0_clean() {
  'engine' 'remove' 'hpk-00000000-0000-0000-0000-000000000001-none'
}
hpk_container_1_run() {
  exec 'engine' 'run' '--name' 'hpk-00000000-0000-0000-0000-000000000001-shell' '--host' 'shell' \
    '--network' 'host' '--mount' \
    '/shared/pods/00000000-0000-0000-0000-000000000001/containers/shell/'"${HPK_ATTEMPT}"'.message' \
    '/dev/termination-log' 'rw' '--mount' "${HPK_SCRATCH}"'/etc/hostname' '/etc/hostname' 'rw' \
    '--mount' "${HPK_SCRATCH}"'/etc/hosts' '/etc/hosts' 'rw' '--mount' \
    "${HPK_SCRATCH}"'/etc/resolv.conf' '/etc/resolv.conf' 'rw' '--directory' \
    "${HPK_IMAGE_DIRECTORY}" "${HPK_IMAGE_FILE}" '--' 'sh'
}
hpk_container_1_pid_file() {
  'printf' '%s\n' "${HPK_SCRATCH}"'/shell.pid'
}
hpk_container_1_enter() {
  'engine' 'enter' 'hpk-00000000-0000-0000-0000-000000000001-shell' "${HPK_CONTAINER_PID}" "$@"
}
hpk_container_1_stop() {
  'engine' 'stop' 'hpk-00000000-0000-0000-0000-000000000001-shell'
}
hpk_container_1_clean() {
  'engine' 'remove' 'hpk-00000000-0000-0000-0000-000000000001-shell'
}
hpk_container_2_run() {
  exec 'engine' 'run' '--name' 'hpk-00000000-0000-0000-0000-000000000001-filter' '--host' 'shell' \
    '--network' 'host' '--mount' \
    '/shared/pods/00000000-0000-0000-0000-000000000001/containers/filter/'"${HPK_ATTEMPT}"'.message' \
    '/dev/termination-log' 'rw' '--mount' "${HPK_SCRATCH}"'/etc/hostname' '/etc/hostname' 'rw' \
    '--mount' "${HPK_SCRATCH}"'/etc/hosts' '/etc/hosts' 'rw' '--mount' \
    "${HPK_SCRATCH}"'/etc/resolv.conf' '/etc/resolv.conf' 'rw' '--directory' \
    "${HPK_IMAGE_DIRECTORY}" "${HPK_IMAGE_FILE}" '--' 'cat'
}
hpk_container_2_pid_file() {
  'printf' '%s\n' "${HPK_SCRATCH}"'/filter.pid'
}
hpk_container_2_enter() {
  'engine' 'enter' 'hpk-00000000-0000-0000-0000-000000000001-filter' "${HPK_CONTAINER_PID}" "$@"
}
hpk_container_2_stop() {
  'engine' 'stop' 'hpk-00000000-0000-0000-0000-000000000001-filter'
}
hpk_container_2_clean() {
  'engine' 'remove' 'hpk-00000000-0000-0000-0000-000000000001-filter'
}

# ---- here is the supervisor
hpk_main
