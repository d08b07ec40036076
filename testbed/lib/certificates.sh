# shellcheck shell=bash
# One certificate authority, the API server's certificate, and a client certificate for each client.

PKI=$BED/kubernetes/pki

certificates_make() {
  mkdir -p "$PKI"
  chmod 700 "$PKI"
  [[ -s $PKI/ca.crt ]] || openssl req -x509 -newkey rsa:2048 -nodes -days 3650 -subj /CN=hpk-testbed \
    -keyout "$PKI/ca.key" -out "$PKI/ca.crt"
  [[ -s $PKI/service-account.key ]] || openssl genrsa -out "$PKI/service-account.key" 2048
  local service=DNS:kubernetes,DNS:kubernetes.default,DNS:kubernetes.default.svc,IP:10.32.0.1
  certificate apiserver /CN=kube-apiserver "subjectAltName=DNS:localhost,IP:127.0.0.1,$service"
  certificate kubelet-client /O=system:masters/CN=kube-apiserver-kubelet-client
  certificate admin /O=system:masters/CN=admin
  certificate controller-manager /CN=system:kube-controller-manager
  certificate scheduler /CN=system:kube-scheduler
}

# certificate NAME SUBJECT [EXTENSION]
certificate() {
  [[ ! -s $PKI/$1.crt ]] || return 0
  openssl req -newkey rsa:2048 -nodes -subj "$2" -keyout "$PKI/$1.key" -out "$PKI/$1.csr"
  openssl x509 -req -in "$PKI/$1.csr" -CA "$PKI/ca.crt" -CAkey "$PKI/ca.key" -CAcreateserial -days 3650 \
    -extfile <(echo "extendedKeyUsage=serverAuth,clientAuth"; echo "${3:-}") -out "$PKI/$1.crt.new"
  mv "$PKI/$1.crt.new" "$PKI/$1.crt"
}

# kubeconfig NAME: a kubeconfig that holds its certificates itself.
kubeconfig() {
  local file=$BED/kubernetes/$1.conf
  [[ ! -s $file ]] || return 0
  local config=("$BED/bin/kubectl" config --kubeconfig "$file.new")
  "${config[@]}" set-cluster testbed --server "https://127.0.0.1:$API_PORT" \
    --certificate-authority "$PKI/ca.crt" --embed-certs
  "${config[@]}" set-credentials "$1" \
    --client-certificate "$PKI/$1.crt" --client-key "$PKI/$1.key" --embed-certs
  "${config[@]}" set-context testbed --cluster testbed --user "$1"
  "${config[@]}" use-context testbed
  mv "$file.new" "$file"
}
