#!/bin/bash
# SPDX-License-Identifier: Apache-2.0
# usage: scripts/vm.sh SERIES [GTEST_FILTER]   the kernel tests, under Debian's cloud kernel of that series (6.1, 6.12)
#        scripts/vm.sh booted [STEP...]        the package, in a Debian 12 with systemd, Docker and Podman; without steps all
# Boots in QEMU and runs tests there as root. Needs no KVM, and touches nothing of this host; `booted` needs root, for
# making the Debian. What it downloads and makes is in the build folder. Exits as the tests do. Where PORTLAW_BUILT is
# set, as ctest does, it builds and installs nothing.
source "$(dirname "$0")/common.sh"
what=${1:?"which machine? scripts/vm.sh 6.1, 6.12 or booted"}
shift
place=$(realpath -m "$build_dir")/vm/$what

# As a test, skipped; else an error.
cannot_run() {
  [ -n "${PORTLAW_BUILT:-}" ] || die "$@"
  echo "Skipped: $*"
  exit 77
}

# prepare PROGRAMS TARGET...: what is needed to run here.
prepare() {
  local program
  if [ -z "${PORTLAW_BUILT:-}" ]; then
    scripts/install-deps.sh build test vm
    configure -DPORTLAW_TESTS=ON
    build "${@:2}"
  fi
  for program in qemu-system-x86_64 cpio busybox $1; do
    command -v "$program" >/dev/null || cannot_run "there is no $program here; scripts/install-deps.sh vm installs it"
  done
  mkdir -p "$place"
}

# The package that Debian's archive has of this kernel just now; fetched once. $kernel has its vmlinuz and lib/modules.
fetch_kernel() {
  local package
  package=$(apt-cache depends "$1" 2>/dev/null | sed -n 's/^ *Depends: \(linux-image-.*\)/\1/p' | head -1)
  [ -n "$package" ] || die "the package lists have no $1; run apt-get update, or name another series"
  kernel=$(realpath -m "$build_dir")/vm/$package
  mkdir -p "$kernel"
  (
    cd "$kernel"
    exec 9>lock && flock 9 # two may want it at once
    [ ! -f vmlinuz ] || exit 0
    apt-get -o APT::Sandbox::User=root download -qq "$package" || die "apt-get could not download $package; its messages are above"
    dpkg-deb -x ./*.deb root && rm -rf lib ./*.deb && mv root/lib . && mv root/boot/vmlinuz-* vmlinuz
    rm -rf root
  )
}

# Kernel modules for the init in `root`, in the order of loading.
add_modules() {
  local root=$1 module file
  for module in "${@:2}"; do
    file=$(find "$kernel/lib/modules" -name "$module.ko" -o -name "$module.ko.xz")
    case $file in
      *.xz) xz --decompress --stdout "$file" >"$root/etc/$module.ko" ;;
      *.ko) cp "$file" "$root/etc/" ;;
      *) continue ;; # compiled in
    esac
    echo "$module"
  done >"$root/etc/load"
}

# boot ROOT PARAMETERS QEMU-OPTION...: boots into ROOT, as the initial file system, with these parameters of the kernel; the
# console is shown, and kept.
boot() {
  (cd "$1" && find . | cpio -o -H newc --quiet | gzip -1) >"$place/initramfs.$$"
  # BPF LSM is compiled in but not active by default; panic=-1 makes a dead kernel end QEMU. Mitigations are dear to emulate.
  timeout --kill-after=10 3600 \
    qemu-system-x86_64 -accel tcg,thread=multi -cpu max -smp 2 -m 2048 -display none -serial stdio -monitor none -no-reboot \
    -nic none "${@:3}" -kernel "$kernel/vmlinuz" -initrd "$place/initramfs.$$" \
    -append "console=ttyS0 quiet panic=-1 mitigations=off lsm=landlock,lockdown,yama,integrity,apparmor,bpf $2" </dev/null |
    sed -u 's|\r||g' | tee "$place/console.log" &
  wait $! # in the background: see clean_up
}

# Ends as the tests did.
exit_as_the_tests() {
  local status
  status=$(sed -n 's/^the tests gave \([0-9]*\)$/\1/p' "$place/console.log")
  [ -n "$status" ] || die "the virtual machine ended before the tests did; its console is above"
  exit "$status"
}

# What runs in the background has a process group of its own: `timeout` and `setsid` make it.
# shellcheck disable=SC2317  # the trap calls it
clean_up() {
  local job
  for job in $(jobs -p); do kill -- -"$job" 2>/dev/null && wait; done
  rm -rf --one-file-system "$root" "$place"/*."$$"
}

root=$(mktemp -d)
trap clean_up EXIT
chmod 755 "$root"
case $what in
  booted) source tests/vm/booted/machine.sh ;;
  *) source tests/vm/kernel_tests.sh ;;
esac
run_tests "$@"
exit_as_the_tests
