# shellcheck shell=bash
# SPDX-License-Identifier: Apache-2.0
# shellcheck disable=SC2154  # vm.sh sets them
# What scripts/vm.sh does for the booted machine: makes its disk (once), and boots it with the tests on a copy of that.
# Sourced, not run.

source tests/shell/package.sh
source tests/vm/booted/disk.sh

# In the order in which they are run; all but `install` and `start` need those two before them.
steps=(install start docker podman reload restart kill upgrade reboot security remove)

run_tests() {
  local step
  for step in "$@"; do
    [[ " ${steps[*]} " == *" $step "* ]] || die "there is no step '$step'; there are: ${steps[*]}"
  done
  [ "$(id -u)" = 0 ] || cannot_run "needs root: it makes a Debian 12. Run it as root (sudo $0 booted)"
  prepare "mmdebstrap mke2fs lintian" portlaw binder
  package=$(scripts/package.sh | tail -n 1)
  fetch_kernel linux-image-cloud-amd64
  make_disk "$place" "$(dependencies_of "$package")"
  make_root "${@:-${steps[@]}}"
  cp --sparse=always "$disk" "$place/disk.$$"
  echo "booting; the first step begins in half a minute ..." >&2
  boot_disk
  ! grep -q '^the machine reboots$' "$place/console.log" || boot_disk
}

boot_disk() {
  boot "$root" "systemd.show_status=no systemd.log_color=no" -drive "file=$place/disk.$$,format=raw,if=virtio,cache=unsafe"
}

make_root() {
  local steps=("$@") image
  mkdir -p "$root"/{bin,dev,proc,sys,etc,payload}
  cp /bin/busybox "$root/bin/" && ln -s busybox "$root/bin/sh"
  cp tests/vm/booted/init "$root/init"
  add_modules "$root" virtio_ring virtio virtio_pci_legacy_dev virtio_pci_modern_dev virtio_pci virtio_blk
  cp tests/vm/booted/{tests.sh,portlaw-tests.service} tests/shell/checks.sh tests/data/registries/orchard.md "$root/payload/"
  printf '%s\n' "${steps[@]}" >"$root/payload/steps"
  cp "$build_dir/tests/binder" "$root/payload/"
  cp "$package" "$root/payload/portlaw.deb"
  next_version "$package" "$root/payload/portlaw-next.deb"
  image=$place/image.$$
  mkdir -p "$image/bin" && cp /bin/busybox "$build_dir/tests/binder" "$image/bin/"
  ln -s busybox "$image/bin/sh" && ln -s busybox "$image/bin/sleep"
  tar -C "$image" -cf "$root/payload/image.tar" .
}
