# shellcheck shell=bash
# etcd, the API server, the controller manager and the scheduler, on loopback.

API_PORT=16443
KUBERNETES_BINARIES=$CACHE/kubernetes-$KUBERNETES_VERSION

kubectl_ready() { [[ -x $BED/bin/kubectl ]]; }

# Debian sid's kubectl runs on bookworm as it is.
kubectl_install() (
  set -e
  if [[ ! -s $CACHE/kubectl ]]; then
    work=$(mktemp -d)
    trap 'rm -rf "$work"' EXIT
    cd "$work"
    suites_update
    with_suites apt-get -q download kubectl
    dpkg-deb -x kubectl_*.deb files
    mv files/usr/bin/kubectl "$CACHE/kubectl"
  fi
  install -m 755 "$CACHE/kubectl" "$BED/bin/kubectl"
)

kubernetes_built() { [[ -x $KUBERNETES_BINARIES/kube-scheduler ]]; }

kubernetes_ready() {
  local name
  for name in etcd apiserver controller-manager scheduler; do
    daemon_alive $name || return 1
  done
  apiserver_answers
}

kubernetes_start() {
  certificates_make
  kubeconfig admin
  kubeconfig controller-manager
  kubeconfig scheduler
  etcd_start
  apiserver_start
  controller_manager_start
  scheduler_start
  # the service account admits pods: without it the first pod of a test would be refused
  poll 60 admin_kubectl get serviceaccount default || fail "the controller manager made no service account"
}

kubernetes_share() { setfacl -m "u:$TEST_USER:r" "$BED/kubernetes/admin.conf"; }

admin_kubectl() { "$BED/bin/kubectl" --kubeconfig "$BED/kubernetes/admin.conf" "$@"; }
apiserver_answers() { admin_kubectl get --raw /readyz >/dev/null; }

etcd_start() {
  ! daemon_alive etcd || return 0
  port_free etcd 12379 12380
  install -d -m 700 "$BED/etcd"
  # the data need not survive a crash of the machine
  daemon_start etcd etcd --data-dir "$BED/etcd" --unsafe-no-fsync --logger zap --log-level warn \
    --listen-client-urls http://127.0.0.1:12379 --advertise-client-urls http://127.0.0.1:12379 \
    --listen-peer-urls http://127.0.0.1:12380 --initial-advertise-peer-urls http://127.0.0.1:12380 \
    --initial-cluster default=http://127.0.0.1:12380
  daemon_ready etcd curl -fs http://127.0.0.1:12379/health
}

apiserver_start() {
  ! daemon_alive apiserver || return 0
  port_free "the API server" $API_PORT
  daemon_start apiserver "$KUBERNETES_BINARIES/kube-apiserver" --etcd-servers=http://127.0.0.1:12379 \
    --secure-port=$API_PORT --bind-address=127.0.0.1 --advertise-address="$(advertised_address)" \
    --tls-cert-file="$PKI/apiserver.crt" --tls-private-key-file="$PKI/apiserver.key" \
    --client-ca-file="$PKI/ca.crt" \
    --kubelet-client-certificate="$PKI/kubelet-client.crt" --kubelet-client-key="$PKI/kubelet-client.key" \
    --kubelet-preferred-address-types=InternalIP,Hostname \
    --service-account-key-file="$PKI/service-account.key" \
    --service-account-signing-key-file="$PKI/service-account.key" \
    --service-account-issuer=https://kubernetes.default.svc --service-cluster-ip-range=10.32.0.0/16 \
    --authorization-mode=Node,RBAC --allow-privileged=true
  daemon_ready apiserver apiserver_answers
}

# The endpoint of the service "kubernetes" may not be a loopback address.
advertised_address() {
  local address
  address=$(ip -4 -o address show scope global | awk 'NR == 1 { sub("/.*", "", $4); print $4 }')
  echo "${address:-192.0.2.1}"
}

controller_manager_start() {
  ! daemon_alive controller-manager || return 0
  port_free "the controller manager" 16257
  daemon_start controller-manager "$KUBERNETES_BINARIES/kube-controller-manager" \
    --kubeconfig="$BED/kubernetes/controller-manager.conf" --leader-elect=false \
    --bind-address=127.0.0.1 --secure-port=16257 --root-ca-file="$PKI/ca.crt" \
    --service-account-private-key-file="$PKI/service-account.key" --use-service-account-credentials \
    --cluster-signing-cert-file="$PKI/ca.crt" --cluster-signing-key-file="$PKI/ca.key"
}

scheduler_start() {
  ! daemon_alive scheduler || return 0
  port_free "the scheduler" 16259
  daemon_start scheduler "$KUBERNETES_BINARIES/kube-scheduler" \
    --kubeconfig="$BED/kubernetes/scheduler.conf" --leader-elect=false \
    --bind-address=127.0.0.1 --secure-port=16259
}

# It would wait for its clients to leave, a minute long.
apiserver_stop() { daemon_stop apiserver TERM 3; }

kubernetes_stop() {
  daemon_stop scheduler
  daemon_stop controller-manager
  apiserver_stop
  daemon_stop etcd
}
