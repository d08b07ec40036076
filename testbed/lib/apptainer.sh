# shellcheck shell=bash
# Apptainer from Debian sid, repacked: bookworm has none, and sid's wants a newer libc than bookworm's.
# The package carries its loader and libraries in a folder of its own; the machine's libc stays.

apptainer_ready() { [[ $(dpkg-query -W -f '${Version}' apptainer 2>/dev/null) == *bookworm* ]]; }

apptainer_install() {
  local package=$CACHE/apptainer-bookworm.deb
  [[ -s $package ]] || apptainer_repack "$package"
  packages_add "$package"
  apptainer --version
}

# A network of the site for ordinary users takes the setuid program, which Debian does not ship: the
# same one, copied. With --fakeroot Apptainer joins the network of that name only.
apptainer_networks() {
  local bin=/usr/lib/x86_64-linux-gnu/apptainer/bin
  if ! cmp -s "$bin/starter" "$bin/starter-suid" || [[ ! -u $bin/starter-suid ]]; then
    install -o root -g root -m 4755 "$bin/starter" "$bin/starter-suid"
  fi
  install -m 644 "$TESTBED/etc/fakeroot.conflist" /etc/apptainer/network/40_fakeroot.conflist
}

apptainer_repack() (
  set -e
  work=$(mktemp -d)
  trap 'rm -rf "$work"' EXIT
  cd "$work"
  suites_update
  with_suites apt-get -q download apptainer libc6 libseccomp2 libsqlite3-0
  dpkg-deb -R apptainer_*.deb package
  for library in libc6 libseccomp2 libsqlite3-0; do
    dpkg-deb -x "$library"_*.deb libraries
  done

  home=/usr/lib/x86_64-linux-gnu/apptainer
  runtime=$home/rt
  mkdir "package$runtime"
  for file in ld-linux-x86-64.so.2 lib{c.so.6,m.so.6,resolv.so.2,nss_files.so.2,nss_dns.so.2,seccomp.so.2,sqlite3.so.0}; do
    install -m 755 "libraries/usr/lib/x86_64-linux-gnu/$file" "package$runtime/"
  done
  for program in /usr/bin/apptainer $home/bin/starter; do
    patchelf --set-interpreter $runtime/ld-linux-x86-64.so.2 --force-rpath --set-rpath $runtime \
      "package$program"
  done

  sed -i 's/^Depends:.*/Depends: ca-certificates, containernetworking-plugins, squashfs-tools, uidmap/
      s/^\(Version: .*\)$/\1~bookworm1/' package/DEBIAN/control
  rm -f package/DEBIAN/md5sums
  dpkg-deb --root-owner-group -Zzstd -b package new.deb
  mkdir -p "$CACHE"
  mv new.deb "$1"
)
