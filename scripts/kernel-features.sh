#!/bin/bash
# SPDX-License-Identifier: Apache-2.0
# usage: scripts/kernel-features.sh [SERIES...]
# Prints in Markdown what portlaw gets from this kernel (as root), and from Debian's kernels of the series named (6.1, 6.12),
# which scripts/vm.sh boots with BPF LSM active.
source "$(dirname "$0")/common.sh"

scripts/install-deps.sh build test >&2
configure -DPORTLAW_TESTS=ON >&2
build kernel_tests portlaw >&2
test=KernelFeaturesTest.AreSaid
{
  "$build_dir/tests/kernel_tests" --gtest_filter=$test
  for series in "$@"; do PORTLAW_BUILT=1 scripts/vm.sh "$series" $test; done
} | awk '
  /^kernel: / { split($2, number, "."); kernels[++columns] = number[1] "." number[2] + 0 }
  /^feature: / {
    name = substr($0, 10); value = name
    sub(/.*: /, "", value); sub(/: [a-z]*$/, "", name)
    if (!(name in row)) { row[name] = ++rows; names[rows] = name }
    cell[row[name], columns] = value
    if (value == "yes") have[row[name]]++
  }
  END {
    for (j = 1; j <= rows; j++) if (have[j] == columns) all = all (all ? ", " : "") names[j]
    print "All of them: " all ".\n"
    line = "| only some |"; rule = "|---|"
    for (i = 1; i <= columns; i++) { line = line " " kernels[i] " |"; rule = rule "---|" }
    print line; print rule
    for (j = 1; j <= rows; j++) {
      if (have[j] == columns) continue
      line = "| " names[j] " |"
      for (i = 1; i <= columns; i++) line = line " " cell[j, i] " |"
      print line
    }
  }'
