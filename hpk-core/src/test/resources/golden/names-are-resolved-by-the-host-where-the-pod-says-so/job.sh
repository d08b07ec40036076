#!/bin/bash
# Pod shop/web
HPK_POD_UID='0c5e1f2a-7d3b-4c59-9a7e-1b2c3d4e5f60'
HPK_POD_NAMESPACE='shop'
HPK_POD_NAME='web'
HPK_POD_DIR='/shared/pods/0c5e1f2a-7d3b-4c59-9a7e-1b2c3d4e5f60'
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
HPK_HOSTNAME='web'
HPK_SHORT_HOSTNAME='web'
HPK_DOMAIN=''
HPK_NODE_HOSTS=''
HPK_DNS='host'
HPK_DNS_MISSING=''
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
  'main'
)
HPK_CONTAINER_KINDS=(
  'main'
)
HPK_CONTAINER_RESTARTS=(
  'Always'
)
HPK_CONTAINER_IMAGES=(
  '0'
)
HPK_CONTAINER_MESSAGES=(
  'File'
)
HPK_ENV_PREFIX='ENGINE_'
HPK_ENGINE_PROCESSES=(
  'engine'
  'engine-init'
)
hpk_container_0_run() {
  exec 'engine' 'run' '--name' 'hpk-0c5e1f2a-7d3b-4c59-9a7e-1b2c3d4e5f60-main' '--host' 'web' \
    '--network' 'host' '--mount' \
    '/shared/pods/0c5e1f2a-7d3b-4c59-9a7e-1b2c3d4e5f60/containers/main/'"${HPK_ATTEMPT}"'.message' \
    '/dev/termination-log' 'rw' '--mount' "${HPK_SCRATCH}"'/etc/hostname' '/etc/hostname' 'rw' \
    '--mount' "${HPK_SCRATCH}"'/etc/hosts' '/etc/hosts' 'rw' '--mount' \
    "${HPK_SCRATCH}"'/etc/resolv.conf' '/etc/resolv.conf' 'rw' '--directory' \
    "${HPK_IMAGE_DIRECTORY}" "${HPK_IMAGE_FILE}" '--' 'main'
}
hpk_container_0_pid_file() {
  'printf' '%s\n' "${HPK_SCRATCH}"'/main.pid'
}
hpk_container_0_enter() {
  'engine' 'enter' 'hpk-0c5e1f2a-7d3b-4c59-9a7e-1b2c3d4e5f60-main' "${HPK_CONTAINER_PID}" "$@"
}
hpk_container_0_stop() {
  'engine' 'stop' 'hpk-0c5e1f2a-7d3b-4c59-9a7e-1b2c3d4e5f60-main'
}
hpk_container_0_clean() {
  'engine' 'remove' 'hpk-0c5e1f2a-7d3b-4c59-9a7e-1b2c3d4e5f60-main'
}

# ---- here is the supervisor
hpk_main
