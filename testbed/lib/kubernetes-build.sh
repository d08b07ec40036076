#!/bin/bash
# Builds the Kubernetes control plane from its Go module into DIRECTORY.
#   kubernetes-build.sh VERSION DIRECTORY
# Debian has no API server, and k8s.io/kubernetes cannot be `go install`ed: its go.mod replaces the staging
# modules by folders. A wrapper module replaces each of them by its published version instead (1.36.3 is v0.36.3).
set -euo pipefail

version=$1
target=$2
commands=(kube-apiserver kube-controller-manager kube-scheduler)

command -v go >/dev/null || { echo "testbed: go is not on the PATH; Go 1.26 or later builds the control plane" >&2; exit 1; }

work=$(mktemp -d)
trap 'rm -rf "$work"' EXIT
cd "$work"
# Go sets -buildvcs and the like by GOFLAGS; the module file is written here, so it may be updated.
export GOFLAGS=-mod=mod
# the same binaries with a C compiler and without
export CGO_ENABLED=0

module_file=$(go mod download -json "k8s.io/kubernetes@v$version" | sed -n 's/^\t"GoMod": "\(.*\)",$/\1/p')
[[ $module_file ]] || { echo "testbed: no such module: k8s.io/kubernetes v$version" >&2; exit 1; }
{
  echo "module testbed/kubernetes"
  sed -n '/^go /p' "$module_file"
  echo "require k8s.io/kubernetes v$version"
  sed -n "s|^[[:space:]]*\(k8s.io/[^ ]*\) => ./staging/.*|replace \1 => \1 v0.${version#*.}|p" "$module_file"
} >go.mod
{
  echo "//go:build tools"
  echo "package tools"
  printf 'import _ "k8s.io/kubernetes/cmd/%s"\n' "${commands[@]}"
} >tools.go
go mod tidy

stamp=k8s.io/component-base/version
IFS=. read -r major minor _ <<<"$version"
go build -trimpath -o bin/ \
  -ldflags "-s -w -X $stamp.gitVersion=v$version -X $stamp.gitMajor=$major -X $stamp.gitMinor=$minor" \
  "${commands[@]/#/k8s.io/kubernetes/cmd/}"
# whole or not at all
rm -rf "$target" "$target.new"
mkdir -p "$(dirname "$target")"
mv bin "$target.new"
mv "$target.new" "$target"
