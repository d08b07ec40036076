# shellcheck shell=bash
# Slurm with accounting: munge, MariaDB, slurmdbd, slurmctld and four slurmd, all on loopback.

SLURM_NODES=(c1 c2 c3 c4)

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
  daemon_start mariadb mariadbd --no-defaults --user=mysql --datadir="$data" \
    --socket="$socket" --pid-file="$data/mariadb.pid" --bind-address=127.0.0.1 --port=17306 \
    --skip-name-resolve --innodb-buffer-pool-size=128M --innodb-lock-wait-timeout=900 \
    --innodb-flush-log-at-trx-commit=0
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

slurm_nodes_up() {
  local up
  up=$(sinfo -h -N -p main -o %T | grep -cxE 'idle|mixed|allocated|completing') || true
  ((up == ${#SLURM_NODES[@]}))
}

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
  for node in "${SLURM_NODES[@]}"; do
    daemon_ready "slurmd-$node" slurm_node_up "$node"
  done
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
