#!/bin/bash
# SPDX-License-Identifier: Apache-2.0
# usage: scripts/program-cost.sh [SERIES...]
# Prints the programs' instruction counts, and how many instructions the verifier looked at, on this kernel (as root) and
# on Debian's kernels of the series named (6.1, 6.12), which scripts/vm.sh boots.
source "$(dirname "$0")/common.sh"

scripts/install-deps.sh build test
build kernel_tests >/dev/null
test=ProgramCostTest.IsBounded
"$build_dir/tests/kernel_tests" --gtest_filter=$test | grep -v '^\[\|^Note\|^Running\|^$'
for series in "$@"; do
  scripts/vm.sh "$series" $test | sed -n '/^[0-9].*amd64/,/^\[/p' | grep -v '^\['
done
