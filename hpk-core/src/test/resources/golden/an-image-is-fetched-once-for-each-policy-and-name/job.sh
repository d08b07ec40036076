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
HPK_DNS_MISSING='yes'
HPK_DNS_SEARCHES=()
HPK_PULL_BACKOFF=10
HPK_PULL_BACKOFF_LIMIT=300
HPK_IMAGES=(
  'docker.io_library_busybox_latest'
  'docker.io_library_busybox_latest'
  'docker.io_library_busybox_latest'
  'shared_site_tools.sif'
)
HPK_IMAGE_NAMES=(
  'busybox'
  'docker.io/library/busybox:latest'
  'busybox'
  '/shared/site/tools.sif'
)
HPK_IMAGE_FILES=(
  '/shared/images/docker.io_library_busybox_latest.img'
  '/shared/images/docker.io_library_busybox_latest.img'
  '/shared/images/docker.io_library_busybox_latest.img'
  '/shared/site/tools.sif'
)
HPK_IMAGE_POLICIES=(
  'ALWAYS'
  'ALWAYS'
  'NEVER'
  'IF_NOT_PRESENT'
)
hpk_image_0_fetch() {
  'engine' 'fetch' '--to' "${HPK_IMAGE_TEMPORARY}" 'docker.io/library/busybox:latest'
}
hpk_image_0_config() {
  'engine' 'inspect' "${HPK_IMAGE_FILE}"
}
hpk_image_1_fetch() {
  'engine' 'fetch' '--to' "${HPK_IMAGE_TEMPORARY}" 'docker.io/library/busybox:latest'
}
hpk_image_1_config() {
  'engine' 'inspect' "${HPK_IMAGE_FILE}"
}
hpk_image_2_fetch() {
  'engine' 'fetch' '--to' "${HPK_IMAGE_TEMPORARY}" 'docker.io/library/busybox:latest'
}
hpk_image_2_config() {
  'engine' 'inspect' "${HPK_IMAGE_FILE}"
}
hpk_image_3_config() {
  'engine' 'inspect' "${HPK_IMAGE_FILE}"
}
HPK_CONTAINERS=(
  'a'
  'b'
  'c'
  'd'
  'e'
)
HPK_CONTAINER_KINDS=(
  'main'
  'main'
  'main'
  'main'
  'main'
)
HPK_CONTAINER_RESTARTS=(
  'Always'
  'Always'
  'Always'
  'Always'
  'Always'
)
HPK_CONTAINER_IMAGES=(
  '0'
  '1'
  '0'
  '2'
  '3'
)
HPK_CONTAINER_MESSAGES=(
  'File'
  'File'
  'File'
  'File'
  'File'
)
HPK_ENV_PREFIX='ENGINE_'
HPK_ENGINE_PROCESSES=(
  'engine'
  'engine-init'
)
hpk_container_0_run() {
  exec 'engine' 'run' '--name' 'hpk-0c5e1f2a-7d3b-4c59-9a7e-1b2c3d4e5f60-a' '--host' 'web' \
    '--network' 'host' '--mount' \
    '/shared/pods/0c5e1f2a-7d3b-4c59-9a7e-1b2c3d4e5f60/containers/a/'"${HPK_ATTEMPT}"'.message' \
    '/dev/termination-log' 'rw' '--mount' "${HPK_SCRATCH}"'/etc/hostname' '/etc/hostname' 'rw' \
    '--mount' "${HPK_SCRATCH}"'/etc/hosts' '/etc/hosts' 'rw' '--mount' \
    "${HPK_SCRATCH}"'/etc/resolv.conf' '/etc/resolv.conf' 'rw' '--directory' \
    "${HPK_IMAGE_DIRECTORY}" "${HPK_IMAGE_FILE}" '--' 'main'
}
hpk_container_0_pid_file() {
  'printf' '%s\n' "${HPK_SCRATCH}"'/a.pid'
}
hpk_container_0_enter() {
  'engine' 'enter' 'hpk-0c5e1f2a-7d3b-4c59-9a7e-1b2c3d4e5f60-a' "${HPK_CONTAINER_PID}" "$@"
}
hpk_container_0_stop() {
  'engine' 'stop' 'hpk-0c5e1f2a-7d3b-4c59-9a7e-1b2c3d4e5f60-a'
}
hpk_container_0_clean() {
  'engine' 'remove' 'hpk-0c5e1f2a-7d3b-4c59-9a7e-1b2c3d4e5f60-a'
}
hpk_container_1_run() {
  exec 'engine' 'run' '--name' 'hpk-0c5e1f2a-7d3b-4c59-9a7e-1b2c3d4e5f60-b' '--host' 'web' \
    '--network' 'host' '--mount' \
    '/shared/pods/0c5e1f2a-7d3b-4c59-9a7e-1b2c3d4e5f60/containers/b/'"${HPK_ATTEMPT}"'.message' \
    '/dev/termination-log' 'rw' '--mount' "${HPK_SCRATCH}"'/etc/hostname' '/etc/hostname' 'rw' \
    '--mount' "${HPK_SCRATCH}"'/etc/hosts' '/etc/hosts' 'rw' '--mount' \
    "${HPK_SCRATCH}"'/etc/resolv.conf' '/etc/resolv.conf' 'rw' '--directory' \
    "${HPK_IMAGE_DIRECTORY}" "${HPK_IMAGE_FILE}" '--' 'main'
}
hpk_container_1_pid_file() {
  'printf' '%s\n' "${HPK_SCRATCH}"'/b.pid'
}
hpk_container_1_enter() {
  'engine' 'enter' 'hpk-0c5e1f2a-7d3b-4c59-9a7e-1b2c3d4e5f60-b' "${HPK_CONTAINER_PID}" "$@"
}
hpk_container_1_stop() {
  'engine' 'stop' 'hpk-0c5e1f2a-7d3b-4c59-9a7e-1b2c3d4e5f60-b'
}
hpk_container_1_clean() {
  'engine' 'remove' 'hpk-0c5e1f2a-7d3b-4c59-9a7e-1b2c3d4e5f60-b'
}
hpk_container_2_run() {
  exec 'engine' 'run' '--name' 'hpk-0c5e1f2a-7d3b-4c59-9a7e-1b2c3d4e5f60-c' '--host' 'web' \
    '--network' 'host' '--mount' \
    '/shared/pods/0c5e1f2a-7d3b-4c59-9a7e-1b2c3d4e5f60/containers/c/'"${HPK_ATTEMPT}"'.message' \
    '/dev/termination-log' 'rw' '--mount' "${HPK_SCRATCH}"'/etc/hostname' '/etc/hostname' 'rw' \
    '--mount' "${HPK_SCRATCH}"'/etc/hosts' '/etc/hosts' 'rw' '--mount' \
    "${HPK_SCRATCH}"'/etc/resolv.conf' '/etc/resolv.conf' 'rw' '--directory' \
    "${HPK_IMAGE_DIRECTORY}" "${HPK_IMAGE_FILE}" '--' 'main'
}
hpk_container_2_pid_file() {
  'printf' '%s\n' "${HPK_SCRATCH}"'/c.pid'
}
hpk_container_2_enter() {
  'engine' 'enter' 'hpk-0c5e1f2a-7d3b-4c59-9a7e-1b2c3d4e5f60-c' "${HPK_CONTAINER_PID}" "$@"
}
hpk_container_2_stop() {
  'engine' 'stop' 'hpk-0c5e1f2a-7d3b-4c59-9a7e-1b2c3d4e5f60-c'
}
hpk_container_2_clean() {
  'engine' 'remove' 'hpk-0c5e1f2a-7d3b-4c59-9a7e-1b2c3d4e5f60-c'
}
hpk_container_3_run() {
  exec 'engine' 'run' '--name' 'hpk-0c5e1f2a-7d3b-4c59-9a7e-1b2c3d4e5f60-d' '--host' 'web' \
    '--network' 'host' '--mount' \
    '/shared/pods/0c5e1f2a-7d3b-4c59-9a7e-1b2c3d4e5f60/containers/d/'"${HPK_ATTEMPT}"'.message' \
    '/dev/termination-log' 'rw' '--mount' "${HPK_SCRATCH}"'/etc/hostname' '/etc/hostname' 'rw' \
    '--mount' "${HPK_SCRATCH}"'/etc/hosts' '/etc/hosts' 'rw' '--mount' \
    "${HPK_SCRATCH}"'/etc/resolv.conf' '/etc/resolv.conf' 'rw' '--directory' \
    "${HPK_IMAGE_DIRECTORY}" "${HPK_IMAGE_FILE}" '--' 'main'
}
hpk_container_3_pid_file() {
  'printf' '%s\n' "${HPK_SCRATCH}"'/d.pid'
}
hpk_container_3_enter() {
  'engine' 'enter' 'hpk-0c5e1f2a-7d3b-4c59-9a7e-1b2c3d4e5f60-d' "${HPK_CONTAINER_PID}" "$@"
}
hpk_container_3_stop() {
  'engine' 'stop' 'hpk-0c5e1f2a-7d3b-4c59-9a7e-1b2c3d4e5f60-d'
}
hpk_container_3_clean() {
  'engine' 'remove' 'hpk-0c5e1f2a-7d3b-4c59-9a7e-1b2c3d4e5f60-d'
}
hpk_container_4_run() {
  exec 'engine' 'run' '--name' 'hpk-0c5e1f2a-7d3b-4c59-9a7e-1b2c3d4e5f60-e' '--host' 'web' \
    '--network' 'host' '--mount' \
    '/shared/pods/0c5e1f2a-7d3b-4c59-9a7e-1b2c3d4e5f60/containers/e/'"${HPK_ATTEMPT}"'.message' \
    '/dev/termination-log' 'rw' '--mount' "${HPK_SCRATCH}"'/etc/hostname' '/etc/hostname' 'rw' \
    '--mount' "${HPK_SCRATCH}"'/etc/hosts' '/etc/hosts' 'rw' '--mount' \
    "${HPK_SCRATCH}"'/etc/resolv.conf' '/etc/resolv.conf' 'rw' '--directory' \
    "${HPK_IMAGE_DIRECTORY}" "${HPK_IMAGE_FILE}" '--' 'main'
}
hpk_container_4_pid_file() {
  'printf' '%s\n' "${HPK_SCRATCH}"'/e.pid'
}
hpk_container_4_enter() {
  'engine' 'enter' 'hpk-0c5e1f2a-7d3b-4c59-9a7e-1b2c3d4e5f60-e' "${HPK_CONTAINER_PID}" "$@"
}
hpk_container_4_stop() {
  'engine' 'stop' 'hpk-0c5e1f2a-7d3b-4c59-9a7e-1b2c3d4e5f60-e'
}
hpk_container_4_clean() {
  'engine' 'remove' 'hpk-0c5e1f2a-7d3b-4c59-9a7e-1b2c3d4e5f60-e'
}

# ---- here is the supervisor
hpk_main
