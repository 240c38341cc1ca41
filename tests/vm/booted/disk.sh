# shellcheck shell=bash
# SPDX-License-Identifier: Apache-2.0
# shellcheck disable=SC2154  # vm.sh sets them
# The disk of the booted machine. Sourced, not run.

# make_disk FOLDER PACKAGES: $disk is a file in FOLDER with Debian 12, systemd, Docker, Podman, these packages and the
# modules of $kernel. Made once; another of these is another disk, and replaces it.
make_disk() {
  local folder=$1 packages key debian quiet
  packages=systemd-sysv,dbus,apparmor,docker.io,podman,netavark,iptables,kmod,logrotate,$2
  key=$({ echo "$packages" "$kernel" && cat tests/vm/booted/disk.sh; } | sha256sum | cut -c1-16)
  disk=$folder/$key.ext4
  [ ! -f "$disk" ] || return 0
  echo "making a Debian 12 with systemd, Docker and Podman; this takes two minutes ..." >&2
  rm -f "$folder"/*.ext4
  debian=$folder/debian.$$
  [ -t 2 ] || quiet=--quiet # else it shows how far it is
  # Its mounts are nobody else's; in the background: see clean_up.
  setsid unshare --mount --propagation private mmdebstrap ${quiet:-} --variant=minbase --include="$packages" \
    --aptopt='Apt::Install-Recommends "false"' --dpkgopt=force-unsafe-io bookworm "$debian" &
  wait $! || die "mmdebstrap could not make a Debian 12 (its messages are above): see to the network, then run this again"
  cp -r "$kernel/lib/modules" "$debian/lib/"
  chroot "$debian" depmod "$(ls "$kernel/lib/modules")"
  echo portlaw-vm >"$debian/etc/hostname"
  printf '%032d\n' 1 >"$debian/etc/machine-id" # no first boot, which would enable every unit
  truncate --size 3G "$disk.$$"
  mke2fs -q -t ext4 -d "$debian" "$disk.$$"
  mv "$disk.$$" "$disk"
}
