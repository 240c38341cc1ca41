#!/bin/bash
# SPDX-License-Identifier: Apache-2.0
# usage: scripts/format.sh [--check]
# Formats every C and C++ file of the project, or with --check says which are not formatted.
source "$(dirname "$0")/common.sh"

mode=(-i)
[ "${1:-}" != --check ] || mode=(--dry-run --Werror)
find agent bpf policy tests \( -name '*.[ch]' -o -name '*.cpp' \) -print0 | xargs -0 clang-format-14 "${mode[@]}"
