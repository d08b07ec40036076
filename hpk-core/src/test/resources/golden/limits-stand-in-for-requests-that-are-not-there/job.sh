#!/bin/bash
# Pod default/limits
HPK_POD_UID='00000000-0000-0000-0000-000000000001'
HPK_POD_NAMESPACE='default'
HPK_POD_NAME='limits'
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
HPK_LIMITS=(
  '1073741824' 'Pod ephemeral local storage usage exceeds the total limit of containers 1Gi. ' 'c/0 c/1'
  '1073741824' 'Container limited exceeded its local ephemeral storage limit "1Gi". ' 'c/0'
)
HPK_HOSTNAME='limits'
HPK_SHORT_HOSTNAME='limits'
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
  'limited'
  'asking'
)
HPK_CONTAINER_KINDS=(
  'main'
  'main'
)
HPK_CONTAINER_RESTARTS=(
  'Always'
  'Always'
)
HPK_CONTAINER_IMAGES=(
  '0'
  '0'
)
HPK_CONTAINER_MESSAGES=(
  'File'
  'File'
)
HPK_CONTAINER_MEMORY=(
  '8589934592'
  '8589934592'
)
HPK_CONTAINER_CPUS=(
  '1000'
  '2000'
)
HPK_ENV_PREFIX='ENGINE_'
HPK_ENGINE_PROCESSES=(
  'engine'
  'engine-init'
)
hpk_container_0_run() {
  exec 'engine' 'run' '--name' 'hpk-00000000-0000-0000-0000-000000000001-limited' '--host' 'limits' \
    '--network' 'host' '--mount' \
    '/shared/pods/00000000-0000-0000-0000-000000000001/containers/limited/'"${HPK_ATTEMPT}"'.message' \
    '/dev/termination-log' 'rw' '--mount' "${HPK_SCRATCH}"'/etc/hostname' '/etc/hostname' 'rw' \
    '--mount' "${HPK_SCRATCH}"'/etc/hosts' '/etc/hosts' 'rw' '--mount' \
    "${HPK_SCRATCH}"'/etc/resolv.conf' '/etc/resolv.conf' 'rw' '--memory' '8589934592' '--directory' \
    "${HPK_IMAGE_DIRECTORY}" "${HPK_IMAGE_FILE}" '--' 'true'
}
hpk_container_0_pid_file() {
  'printf' '%s\n' "${HPK_SCRATCH}"'/limited.pid'
}
hpk_container_0_enter() {
  'engine' 'enter' 'hpk-00000000-0000-0000-0000-000000000001-limited' "${HPK_CONTAINER_PID}" "$@"
}
hpk_container_0_stop() {
  'engine' 'stop' 'hpk-00000000-0000-0000-0000-000000000001-limited'
}
hpk_container_0_clean() {
  'engine' 'remove' 'hpk-00000000-0000-0000-0000-000000000001-limited'
}
hpk_container_1_run() {
  exec 'engine' 'run' '--name' 'hpk-00000000-0000-0000-0000-000000000001-asking' '--host' 'limits' \
    '--network' 'host' '--mount' \
    '/shared/pods/00000000-0000-0000-0000-000000000001/containers/asking/'"${HPK_ATTEMPT}"'.message' \
    '/dev/termination-log' 'rw' '--mount' "${HPK_SCRATCH}"'/etc/hostname' '/etc/hostname' 'rw' \
    '--mount' "${HPK_SCRATCH}"'/etc/hosts' '/etc/hosts' 'rw' '--mount' \
    "${HPK_SCRATCH}"'/etc/resolv.conf' '/etc/resolv.conf' 'rw' '--memory' '8589934592' '--directory' \
    "${HPK_IMAGE_DIRECTORY}" "${HPK_IMAGE_FILE}" '--' 'true'
}
hpk_container_1_pid_file() {
  'printf' '%s\n' "${HPK_SCRATCH}"'/asking.pid'
}
hpk_container_1_enter() {
  'engine' 'enter' 'hpk-00000000-0000-0000-0000-000000000001-asking' "${HPK_CONTAINER_PID}" "$@"
}
hpk_container_1_stop() {
  'engine' 'stop' 'hpk-00000000-0000-0000-0000-000000000001-asking'
}
hpk_container_1_clean() {
  'engine' 'remove' 'hpk-00000000-0000-0000-0000-000000000001-asking'
}

# ---- here is the supervisor
hpk_main
