#!/bin/bash
# SPDX-License-Identifier: Apache-2.0
# usage: scripts/survival.sh [KILLS]
# Kills the agent at random points of start, reload, churn of containers and work, 1000 times unless told otherwise,
# while containers bind; prints what was decided, told and kept back. Needs root, and about a second for each kill.
source "$(dirname "$0")/common.sh"

scripts/install-deps.sh build test
configure -DPORTLAW_TESTS=ON
build kernel_tests portlaw >/dev/null
PORTLAW_KILLS=${1:-1000} "$build_dir/tests/kernel_tests" --gtest_filter='SurvivalTest.*'
