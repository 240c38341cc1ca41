#!/bin/bash
# SPDX-License-Identifier: Apache-2.0
# usage: scripts/vm.sh SERIES [GTEST_FILTER]
# Boots Debian's cloud kernel of that series (6.1, 6.12) in QEMU and runs the kernel tests there as root, all of them or
# those that the filter names. Needs no root and no KVM; touches nothing of this host. What it downloads and makes is in
# the build folder. Exits as the tests do. Where PORTLAW_BUILT is set, as ctest does, it builds and installs nothing.
source "$(dirname "$0")/common.sh"
series=${1:?"which kernel? scripts/vm.sh 6.1"}
filter=${2:-*}

if [ -z "${PORTLAW_BUILT:-}" ]; then
  scripts/install-deps.sh build test vm
  configure -DPORTLAW_TESTS=ON
  build kernel_tests portlaw
elif ! command -v qemu-system-x86_64 cpio busybox >/dev/null; then
  echo "Skipped: no QEMU here; scripts/install-deps.sh vm installs it"
  exit 77
fi
place=$(realpath "$build_dir")/vm/$series
mkdir -p "$place"

# The package that Debian's archive has of this series just now; fetched once.
fetch_kernel() {
  local package
  package=$(apt-cache depends "$1" 2>/dev/null | sed -n 's/^ *Depends: \(linux-image-.*\)/\1/p' | head -1)
  [ -n "$package" ] || die "the package lists have no $1; run apt-get update, or name another series"
  [ -f "$place/$package/vmlinuz" ] || (
    mkdir -p "$place/$package" && cd "$place/$package"
    apt-get -o APT::Sandbox::User=root download -qq "$package" || die "apt-get could not download $package; its messages are above"
    dpkg-deb -x ./*.deb root && mv root/boot/vmlinuz-* vmlinuz
    for module in "${modules[@]}"; do find root/lib/modules -name "$module.ko*" -exec mv {} "$module.ko" \;; done
    rm -rf root ./*.deb
  )
  kernel=$place/$package
}

# What the tests need of the kernel beyond what is compiled into it, in the order of loading.
modules=(inet_diag tcp_diag udp_diag)

# A root of programs at the paths they have here, with their libraries, and busybox for the rest.
make_root() {
  local root=$1 program module
  chmod 755 "$root"
  mkdir -p "$root"/{bin,dev,mnt,proc,sys,tmp,run,etc,"$PWD/tests"}
  cp /bin/busybox "$root/bin/" && ln -s busybox "$root/bin/sh"
  cp tests/vm/init "$root/init"
  cp -r tests/data "$root$PWD/tests/"
  cp --parents scripts/packaging/portlaw.service "$root$PWD/"
  for program in "$build_dir"/portlaw "$build_dir"/tests/kernel_tests; do
    ldd "$program" | grep -o '/[^ ]*' | cat - <(realpath "$program")
  done | sort -u | cpio -pdmL --quiet "$root"
  for module in "${modules[@]}"; do cp "$kernel/$module.ko" "$root/etc/" && echo "$module"; done >"$root/etc/load"
  printf 'root:x:0:0::/:/bin/sh\nnobody:x:65534:65534::/:/bin/sh\n' >"$root/etc/passwd"
  printf '%s\n' "$(realpath "$build_dir")/tests/kernel_tests" "--gtest_filter=$filter" >"$root/etc/tests"
}

case $series in
  6.1) fetch_kernel linux-image-cloud-amd64 ;;
  *) fetch_kernel "linux-image-$series-cloud-amd64" ;;
esac
root=$(mktemp -d)
trap 'rm -rf "$root" "$place/initramfs.$$"' EXIT
make_root "$root"
(cd "$root" && find . | cpio -o -H newc --quiet | gzip -1) >"$place/initramfs.$$"

# BPF LSM is compiled in but not active by default; panic=-1 makes a dead kernel end QEMU.
qemu-system-x86_64 -accel tcg,thread=multi -cpu max -smp 2 -m 2048 -display none -serial stdio -monitor none -no-reboot -nic none \
  -kernel "$kernel/vmlinuz" -initrd "$place/initramfs.$$" \
  -append "console=ttyS0 quiet panic=-1 lsm=landlock,lockdown,yama,integrity,apparmor,bpf" </dev/null |
  tr -d '\r' | tee "$place/console.log"
status=$(sed -n 's/^the tests gave \([0-9]*\)$/\1/p' "$place/console.log")
[ -n "$status" ] || die "the virtual machine ended before the tests did; its console is above"
exit "$status"
