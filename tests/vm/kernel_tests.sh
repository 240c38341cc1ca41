# shellcheck shell=bash
# SPDX-License-Identifier: Apache-2.0
# shellcheck disable=SC2154  # vm.sh sets them
# What scripts/vm.sh does for the kernel tests. Sourced, not run.

run_tests() {
  prepare "" kernel_tests portlaw
  case $what in
    6.1) fetch_kernel linux-image-cloud-amd64 ;;
    *) fetch_kernel "linux-image-$what-cloud-amd64" ;;
  esac
  make_root "${1:-*}"
  boot "$root" ""
}

# A root of programs at the paths they have here, with their libraries, and busybox for the rest.
make_root() {
  local filter=$1 program
  mkdir -p "$root"/{bin,dev,mnt,proc,sys,tmp,run,etc,"$PWD/tests"}
  cp /bin/busybox "$root/bin/" && ln -s busybox "$root/bin/sh"
  cp tests/vm/init "$root/init"
  cp -r tests/data "$root$PWD/tests/"
  cp --parents scripts/packaging/portlaw.service "$root$PWD/"
  for program in "$build_dir"/portlaw "$build_dir"/tests/kernel_tests; do
    ldd "$program" | grep -o '/[^ ]*' | cat - <(realpath "$program")
  done | sort -u | cpio -pdmL --quiet "$root"
  add_modules "$root" inet_diag tcp_diag udp_diag libcrc32c udp_tunnel ip6_udp_tunnel sctp
  printf 'root:x:0:0::/:/bin/sh\nnobody:x:65534:65534::/:/bin/sh\n' >"$root/etc/passwd"
  printf '%s\n' "$(realpath "$build_dir")/tests/kernel_tests" "--gtest_filter=$filter" >"$root/etc/tests"
}
