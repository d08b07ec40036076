# shellcheck shell=bash
# Writes Slurm's configuration for this host, and knows when it must be written again.

slurm_configure() {
  local node tracking=linuxproc
  ! host_has_cgroups || tracking=cgroup
  render slurm.conf /etc/slurm/slurm.conf
  render gres.conf /etc/slurm/gres.conf
  render epilog.sh /etc/slurm/epilog.sh 755
  render cgroup.conf /etc/slurm/cgroup.conf
  render slurmdbd.conf /etc/slurm/slurmdbd.conf 600
  chown slurm:slurm /etc/slurm/slurmdbd.conf
  sed -i "s|^@PROCESS_TRACKING@|$(slurm_tracking $tracking)|" /etc/slurm/slurm.conf

  for node in "${SLURM_NODES[@]}"; do
    mkdir -p "$BED/spool/slurmd/$node"
  done
  install -d -o slurm -g slurm "$BED/spool/slurmctld"
  touch "$BED"/spool/gpu{0,1,2,3} "$BED"/log/{slurmctld,slurmdbd}.log
  chmod 666 "$BED"/spool/gpu{0,1,2,3}
  chown slurm:slurm "$BED"/log/{slurmctld,slurmdbd}.log
  slurm_recipe >"$BED/spool/slurm-configured"
}

# A change of the templates, or of the host's name, is a new configuration.
slurm_recipe() {
  { short_host_name && cat "$TESTBED"/etc/{slurm,slurmdbd,gres,cgroup}.conf "$TESTBED/etc/epilog.sh"; } | cksum
}

slurm_configured() { [[ $(cat "$BED/spool/slurm-configured" 2>/dev/null) == "$(slurm_recipe)" ]]; }

# With cgroups a job out of memory ends OUT_OF_MEMORY; without, slurmd looks and kills it, and it ends FAILED.
slurm_tracking() {
  local lines
  case $1 in
    cgroup) lines=(ProctrackType=proctrack/cgroup TaskPlugin=task/cgroup JobAcctGatherType=jobacct_gather/cgroup) ;;
    linuxproc)
      lines=(ProctrackType=proctrack/linuxproc TaskPlugin=task/none)
      lines+=(JobAcctGatherType=jobacct_gather/linux JobAcctGatherParams=OverMemoryKill)
      ;;
  esac
  printf '%s\\n' "${lines[@]}"
}
