#!/bin/bash
# SPDX-License-Identifier: Apache-2.0
# usage: scripts/bench.sh [NAME...]
# Builds and runs the benchmarks of tests/bench, all of them or those named, and prints what they measure.
source "$(dirname "$0")/common.sh"

scripts/install-deps.sh build test bench
configure -DPORTLAW_BENCH=ON
names=("$@")
[ $# -gt 0 ] || mapfile -t names < <(basename -a -s .cpp tests/bench/*.cpp)
build "${names[@]}"
uname -srm
for name in "${names[@]}"; do
  printf '\n== %s\n' "$name"
  "$build_dir/tests/bench/$name"
done
