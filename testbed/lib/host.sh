# shellcheck shell=bash
# What the kernel must offer to ordinary users; all of it is lost at a reboot, so it is looked after at each start.

host_prepare() {
  local device
  mkdir -p "$BED"/{bin,log,run,scratch,spool}
  for device in /dev/fuse /dev/net/tun; do
    [[ ! -c $device ]] || chmod 666 "$device" || fail "cannot open $device to ordinary users"
  done
  [[ -c /dev/fuse ]] || fail "there is no /dev/fuse; the container engines need it"
  # containers that share the host's IPC namespace mount it
  if [[ ! -d /dev/mqueue ]]; then
    mkdir /dev/mqueue
    mount -t mqueue mqueue /dev/mqueue
  fi
  # crun refuses a hybrid machine whose cgroup2 tree still has controllers
  if grep -qsw hugetlb /sys/fs/cgroup/unified/cgroup.controllers; then
    mkdir -p /sys/fs/cgroup/hugetlb
    mount -t cgroup -o hugetlb cgroup /sys/fs/cgroup/hugetlb || say "hugetlb stays in cgroup2"
  fi
}

# Slurm 22.05 constrains and accounts jobs by cgroups of version 1, where the machine has them.
host_has_cgroups() {
  local controller probe
  for controller in cpuset memory freezer cpuacct; do
    probe=/sys/fs/cgroup/$controller/hpk-testbed-probe
    mkdir "$probe" 2>/dev/null || return 1
    rmdir "$probe"
  done
}
