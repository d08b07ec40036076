# shellcheck shell=bash
# A kubelet of its own on the testbed, and a pod with a server: for the scripts that measure streams.
# Sourced with $here set.

: "${here:?}"
export LC_ALL=C
"$here/../hpk" --version >/dev/null
home=$(mktemp -d "$SCRATCH/streams.XXXXXX")
name=streams-${home##*.}
name=${name,,}
port=$((20000 + RANDOM % 10000))
megabytes=200

start_kubelet() {
  "$here/../hpk" kubelet --config "$home/kubelet.yaml" </dev/null >>"$home/kubelet.log" 2>&1 &
  kubelet=$!
  kubectl wait --for=create "node/$name" --timeout=60s >/dev/null
  await 60 test -n "$(kubectl get node "$name" -o name)"
}

# await SECONDS WORD...: runs a command until it succeeds.
await() {
  local end=$((SECONDS + $1))
  shift
  until "$@" >/dev/null 2>&1; do
    ((SECONDS < end)) || { echo "gave up waiting for: $*" >&2; return 1; }
    sleep 0.1
  done
}

# shellcheck disable=SC2317 # by trap
clean() {
  kill "${forward:-$kubelet}" "$kubelet" 2>/dev/null || true
  kubectl delete namespace "$name" --wait=false >/dev/null 2>&1 || true
  [[ -z ${job-} ]] || scancel "$job" || true
  kubectl delete pod target -n "$name" --force --grace-period=0 >/dev/null 2>&1 || true
  kubectl delete node "$name" >/dev/null 2>&1 || true
  wait 2>/dev/null || true
  [[ -n ${keep-} ]] || rm -rf -- "$home"
}

start() {
  kubectl config view --raw --flatten -o jsonpath='{.clusters[0].cluster.certificate-authority-data}' |
    base64 -d >"$home/ca.pem"
  cat >"$home/kubelet.yaml" <<END
nodeName: $name
workDirectory: $home/work
scheduler: slurm
runtime: apptainer
node: {hostname: $name, address: 127.0.0.1}
server: {port: 0, bindAddress: 127.0.0.1, clientCa: $home/ca.pem}
images: {mirrors: {docker.io: "$HPK_TESTBED_REGISTRY"}}
runtimes: {apptainer: {insecureRegistries: ["$HPK_TESTBED_REGISTRY"]}}
${slurm-}
END
  trap clean EXIT
  kubectl create namespace "$name" >/dev/null
  start_kubelet
  kubectl apply -n "$name" -f - >/dev/null <<END
apiVersion: v1
kind: Pod
metadata: {name: target}
spec:
  nodeName: $name
  terminationGracePeriodSeconds: 1
  containers:
    - name: main
      image: busybox:1
      command: [sh, -c, 'head -c ${megabytes}000000 /dev/urandom >/data/big && exec httpd -f -p $port -h /data']
      volumeMounts: [{name: data, mountPath: /data}]
      readinessProbe: {tcpSocket: {port: $port}, periodSeconds: 1}
      resources: {requests: {memory: 4Gi}}
  volumes: [{name: data, emptyDir: {}}]
END
  kubectl wait -n "$name" --for=condition=Ready pod/target --timeout=90s >/dev/null
  job=$(squeue -h -o %i --name "hpk-$(kubectl get pod -n "$name" target -o jsonpath='{.metadata.uid}')")
  process=$(pgrep -x -f "httpd -f -p $port -h /data" | tail -n 1)
}

enter() { kubectl exec -n "$name" "$@"; }

# What an administrator would type.
by_hand() {
  srun --jobid="$job" --overlap --mem=0 --nodes=1 --ntasks=1 --quiet --chdir=/ -- \
    nsenter --preserve-credentials --user --mount --target "$process" -- "$@"
}

# field NAME: megabytes, of the kubelet's status.
field() { awk -v name="$1:" '$1 == name { print int($2 / 1024) }' "/proc/$kubelet/status"; }

# held: what the kubelet holds: threads, files, processes.
held() {
  printf '%d threads, %d files, %d children' "$(find "/proc/$kubelet/task" -mindepth 1 -maxdepth 1 | wc -l)" \
    "$(find "/proc/$kubelet/fd" -mindepth 1 | wc -l)" "$(pgrep -c -P "$kubelet" || true)"
}

# resident PID...: kilobytes; what several processes share counts for each by its part.
resident() {
  local one
  for one; do
    awk '$1 == "Pss:" { print $2 }' "/proc/$one/smaps_rollup" 2>/dev/null || true
  done | awk '{ sum += $1 } END { print sum + 0 }'
}

