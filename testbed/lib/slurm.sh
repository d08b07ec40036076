# shellcheck shell=bash
# Slurm with accounting: munge, MariaDB, slurmdbd, slurmctld and four slurmd, all on loopback.

SLURM_NODES=(c1 c2 c3 c4)

slurm_configure() {
  local node tracking=linuxproc
  ! host_has_cgroups || tracking=cgroup
  render slurm.conf /etc/slurm/slurm.conf
  render gres.conf /etc/slurm/gres.conf
  render epilog.sh /etc/slurm/epilog.sh 755
  render slurmdbd.conf /etc/slurm/slurmdbd.conf 600
  chown slurm:slurm /etc/slurm/slurmdbd.conf
  if [[ $tracking == cgroup ]]; then
    render cgroup.conf /etc/slurm/cgroup.conf
  else
    rm -f /etc/slurm/cgroup.conf
  fi
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
slurm_recipe() { (cd "$TESTBED/etc" && short_host_name && cat slurm.conf slurmdbd.conf gres.conf cgroup.conf epilog.sh) | cksum; }
slurm_configured() { [[ $(cat "$BED/spool/slurm-configured" 2>/dev/null) == "$(slurm_recipe)" ]]; }

# With cgroups a job out of memory ends OUT_OF_MEMORY; without, slurmd looks and kills it, and it ends FAILED.
slurm_tracking() {
  case $1 in
    cgroup) printf '%s\\n' ProctrackType=proctrack/cgroup TaskPlugin=task/cgroup JobAcctGatherType=jobacct_gather/cgroup ;;
    linuxproc) printf '%s\\n' ProctrackType=proctrack/linuxproc TaskPlugin=task/none JobAcctGatherType=jobacct_gather/linux JobAcctGatherParams=OverMemoryKill ;;
  esac
}

slurm_ready() {
  local name
  for name in mariadb slurmdbd slurmctld "${SLURM_NODES[@]/#/slurmd-}"; do
    daemon_alive "$name" || return 1
  done
  slurm_configured && slurm_nodes_up
}

slurm_start() {
  if ! slurm_configured; then
    slurm_stop_daemons
    slurm_configure
  fi
  munge_start
  mariadb_start
  slurmdbd_start
  slurmctld_start
  local node
  for node in "${SLURM_NODES[@]}"; do
    slurmd_start "$node"
  done
  slurm_recover
}

munge_works() { munge -n | unmunge; }

munge_start() {
  ! munge_works >/dev/null 2>&1 || return 0
  [[ -s /etc/munge/munge.key ]] || mungekey --create
  install -d -o munge -g munge -m 755 /run/munge
  daemon_start munge setpriv --reuid munge --regid munge --init-groups munged --foreground
  daemon_ready munge munge_works
}

mariadb_start() {
  ! daemon_alive mariadb || return 0
  port_free mariadb 17306
  local data=$BED/mariadb socket=$BED/mariadb/mariadb.sock
  if [[ ! -e $data/installed ]]; then
    rm -rf "$data"
    install -d -o mysql -g mysql -m 700 "$data"
    mariadb-install-db --no-defaults --user=mysql --datadir="$data" --skip-test-db
    touch "$data/installed"
  fi
  daemon_start mariadb mariadbd --no-defaults --user=mysql --datadir="$data" --socket="$socket" --pid-file="$data/mariadb.pid" \
    --bind-address=127.0.0.1 --port=17306 --skip-name-resolve --innodb-buffer-pool-size=128M \
    --innodb-lock-wait-timeout=900 --innodb-flush-log-at-trx-commit=0
  daemon_ready mariadb mariadb-admin --no-defaults --socket="$socket" ping
  mariadb --no-defaults --socket="$socket" -e "
    create database if not exists slurm_acct_db;
    create user if not exists slurm@'127.0.0.1' identified by 'slurm';
    grant all on slurm_acct_db.* to slurm@'127.0.0.1'"
}

slurmdbd_start() {
  ! daemon_alive slurmdbd || return 0
  port_free slurmdbd 16819
  daemon_start slurmdbd slurmdbd -D
  daemon_ready slurmdbd sacctmgr -n list cluster
}

slurmctld_start() {
  ! daemon_alive slurmctld || return 0
  port_free slurmctld 16817
  daemon_start slurmctld slurmctld -D
  daemon_ready slurmctld slurmctld_answers
}

# scontrol ping exits 0 though the controller is down
slurmctld_answers() { [[ $(scontrol ping) == *'is UP'* ]]; }

slurmd_start() {
  ! daemon_alive "slurmd-$1" || return 0
  port_free "slurmd of $1" "1700${1#c}"
  daemon_start "slurmd-$1" slurmd -D -N "$1"
}

# node STATE as sinfo has it; a trailing * is a node that does not answer
slurm_node_up() { [[ $(sinfo -h -N -p main -n "$1" -o %T) =~ ^(idle|mixed|allocated|completing)$ ]]; }

slurm_nodes_up() { (($(sinfo -h -N -p main -o '%N %T' | grep -cE ' (idle|mixed|allocated|completing)$') == ${#SLURM_NODES[@]})); }

# Waits until each node that has its slurmd is usable, or 20 s.
slurm_settle() {
  local node
  for node in "${SLURM_NODES[@]}"; do
    ! daemon_alive "slurmd-$node" || poll 20 slurm_node_up "$node" || return 0
  done
}

# Brings back nodes that are down or drained, be it from a test or from the machine's last stop.
slurm_recover() {
  local node
  if poll 3 slurm_nodes_up; then return; fi
  for node in "${SLURM_NODES[@]}"; do
    slurm_node_up "$node" || scontrol update "nodename=$node" state=resume || true
  done
  poll 60 slurm_nodes_up || { sinfo -N -o '%N %T %E'; fail "not all Slurm nodes came up"; }
}

slurm_stop() {
  if daemon_alive slurmctld; then
    squeue -h -o %A | xargs --no-run-if-empty scancel --quiet || true
    poll 15 slurm_queue_empty || say "some jobs do not end; their processes may remain"
  fi
  slurm_stop_daemons
  daemon_stop mariadb
  daemon_stop munge
}

slurm_stop_daemons() {
  local node
  for node in "${SLURM_NODES[@]}"; do
    daemon_stop "slurmd-$node"
  done
  daemon_stop slurmctld
  daemon_stop slurmdbd
}

slurm_queue_empty() { [[ -z $(squeue -h -o %A) ]]; }
