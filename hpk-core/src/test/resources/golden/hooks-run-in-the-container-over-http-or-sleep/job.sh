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
HPK_PORTS=(
  '1' 'TCP' '8081'
)
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
  'execs'
  'asks'
  'sleeps'
  'fails'
)
HPK_CONTAINER_KINDS=(
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
)
HPK_CONTAINER_IMAGES=(
  '0'
  '0'
  '0'
  '0'
)
HPK_CONTAINER_MESSAGES=(
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
  exec 'engine' 'run' '--name' 'hpk-0c5e1f2a-7d3b-4c59-9a7e-1b2c3d4e5f60-execs' '--host' 'web' \
    '--network' 'host' '--mount' \
    '/shared/pods/0c5e1f2a-7d3b-4c59-9a7e-1b2c3d4e5f60/containers/execs/'"${HPK_ATTEMPT}"'.message' \
    '/dev/termination-log' 'rw' '--mount' "${HPK_SCRATCH}"'/etc/hostname' '/etc/hostname' 'rw' \
    '--mount' "${HPK_SCRATCH}"'/etc/hosts' '/etc/hosts' 'rw' '--mount' \
    "${HPK_SCRATCH}"'/etc/resolv.conf' '/etc/resolv.conf' 'rw' '--directory' \
    "${HPK_IMAGE_DIRECTORY}" "${HPK_IMAGE_FILE}" '--' 'main'
}
hpk_container_0_pid_file() {
  'printf' '%s\n' "${HPK_SCRATCH}"'/execs.pid'
}
hpk_container_0_enter() {
  'engine' 'enter' 'hpk-0c5e1f2a-7d3b-4c59-9a7e-1b2c3d4e5f60-execs' "${HPK_CONTAINER_PID}" "$@"
}
hpk_container_0_stop() {
  'engine' 'stop' 'hpk-0c5e1f2a-7d3b-4c59-9a7e-1b2c3d4e5f60-execs'
}
hpk_container_0_clean() {
  'engine' 'remove' 'hpk-0c5e1f2a-7d3b-4c59-9a7e-1b2c3d4e5f60-execs'
}
hpk_container_1_run() {
  exec 'engine' 'run' '--name' 'hpk-0c5e1f2a-7d3b-4c59-9a7e-1b2c3d4e5f60-asks' '--host' 'web' \
    '--network' 'host' '--mount' \
    '/shared/pods/0c5e1f2a-7d3b-4c59-9a7e-1b2c3d4e5f60/containers/asks/'"${HPK_ATTEMPT}"'.message' \
    '/dev/termination-log' 'rw' '--mount' "${HPK_SCRATCH}"'/etc/hostname' '/etc/hostname' 'rw' \
    '--mount' "${HPK_SCRATCH}"'/etc/hosts' '/etc/hosts' 'rw' '--mount' \
    "${HPK_SCRATCH}"'/etc/resolv.conf' '/etc/resolv.conf' 'rw' '--directory' \
    "${HPK_IMAGE_DIRECTORY}" "${HPK_IMAGE_FILE}" '--' 'main'
}
hpk_container_1_pid_file() {
  'printf' '%s\n' "${HPK_SCRATCH}"'/asks.pid'
}
hpk_container_1_enter() {
  'engine' 'enter' 'hpk-0c5e1f2a-7d3b-4c59-9a7e-1b2c3d4e5f60-asks' "${HPK_CONTAINER_PID}" "$@"
}
hpk_container_1_stop() {
  'engine' 'stop' 'hpk-0c5e1f2a-7d3b-4c59-9a7e-1b2c3d4e5f60-asks'
}
hpk_container_1_clean() {
  'engine' 'remove' 'hpk-0c5e1f2a-7d3b-4c59-9a7e-1b2c3d4e5f60-asks'
}
hpk_container_2_run() {
  exec 'engine' 'run' '--name' 'hpk-0c5e1f2a-7d3b-4c59-9a7e-1b2c3d4e5f60-sleeps' '--host' 'web' \
    '--network' 'host' '--mount' \
    '/shared/pods/0c5e1f2a-7d3b-4c59-9a7e-1b2c3d4e5f60/containers/sleeps/'"${HPK_ATTEMPT}"'.message' \
    '/dev/termination-log' 'rw' '--mount' "${HPK_SCRATCH}"'/etc/hostname' '/etc/hostname' 'rw' \
    '--mount' "${HPK_SCRATCH}"'/etc/hosts' '/etc/hosts' 'rw' '--mount' \
    "${HPK_SCRATCH}"'/etc/resolv.conf' '/etc/resolv.conf' 'rw' '--directory' \
    "${HPK_IMAGE_DIRECTORY}" "${HPK_IMAGE_FILE}" '--' 'main'
}
hpk_container_2_pid_file() {
  'printf' '%s\n' "${HPK_SCRATCH}"'/sleeps.pid'
}
hpk_container_2_enter() {
  'engine' 'enter' 'hpk-0c5e1f2a-7d3b-4c59-9a7e-1b2c3d4e5f60-sleeps' "${HPK_CONTAINER_PID}" "$@"
}
hpk_container_2_stop() {
  'engine' 'stop' 'hpk-0c5e1f2a-7d3b-4c59-9a7e-1b2c3d4e5f60-sleeps'
}
hpk_container_2_clean() {
  'engine' 'remove' 'hpk-0c5e1f2a-7d3b-4c59-9a7e-1b2c3d4e5f60-sleeps'
}
hpk_container_3_run() {
  exec 'engine' 'run' '--name' 'hpk-0c5e1f2a-7d3b-4c59-9a7e-1b2c3d4e5f60-fails' '--host' 'web' \
    '--network' 'host' '--mount' \
    '/shared/pods/0c5e1f2a-7d3b-4c59-9a7e-1b2c3d4e5f60/containers/fails/'"${HPK_ATTEMPT}"'.message' \
    '/dev/termination-log' 'rw' '--mount' "${HPK_SCRATCH}"'/etc/hostname' '/etc/hostname' 'rw' \
    '--mount' "${HPK_SCRATCH}"'/etc/hosts' '/etc/hosts' 'rw' '--mount' \
    "${HPK_SCRATCH}"'/etc/resolv.conf' '/etc/resolv.conf' 'rw' '--directory' \
    "${HPK_IMAGE_DIRECTORY}" "${HPK_IMAGE_FILE}" '--' 'main'
}
hpk_container_3_pid_file() {
  'printf' '%s\n' "${HPK_SCRATCH}"'/fails.pid'
}
hpk_container_3_enter() {
  'engine' 'enter' 'hpk-0c5e1f2a-7d3b-4c59-9a7e-1b2c3d4e5f60-fails' "${HPK_CONTAINER_PID}" "$@"
}
hpk_container_3_stop() {
  'engine' 'stop' 'hpk-0c5e1f2a-7d3b-4c59-9a7e-1b2c3d4e5f60-fails'
}
hpk_container_3_clean() {
  'engine' 'remove' 'hpk-0c5e1f2a-7d3b-4c59-9a7e-1b2c3d4e5f60-fails'
}
HPK_CONTAINER_SIGNALS=(
  'USR1'
  ''
  ''
  'RTMIN+3'
)
HPK_POST_STARTS=(
  'Exec lifecycle hook ([sh -c echo $(NAME) it'\''s up >/tmp/x])'
  'HTTP lifecycle hook (/)'
  'Sleep lifecycle hook (1)'
  'HTTP lifecycle hook (/x)'
)
hpk_container_0_post_start() {
  'hpk_container_0_enter' 'sh' '-c' 'echo $(NAME) it'\''s up >/tmp/x'
}
hpk_container_0_pre_stop() {
  'hpk_container_0_enter' '/bin/drain' '--all'
}
hpk_container_1_post_start() {
  'hpk_hook_http' 'http' '' '8080' '/' 'Accept: */*' 'User-Agent: kube-lifecycle/1.35'
}
hpk_container_1_pre_stop() {
  'hpk_hook_http' 'https' 'other.example' '8081' '/drain?now=yes' 'Accept: */*' 'Empty: ' \
    'User-Agent: kube-lifecycle/1.35' 'X-Token: a b'
}
hpk_container_2_post_start() {
  'hpk_hook_sleep' '1'
}
hpk_container_2_pre_stop() {
  'hpk_hook_sleep' '15'
}
hpk_container_3_post_start() {
  'hpk_hook_fails' 'port "nowhere" not found'
}
hpk_container_3_pre_stop() {
  'hpk_hook_fails' 'Cannot run handler: invalid handler'
}

# ---- here is the supervisor
hpk_main
