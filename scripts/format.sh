#!/bin/bash
# SPDX-License-Identifier: Apache-2.0
# usage: scripts/format.sh [--check]
# Formats every C++ file of the project, or with --check says which are not formatted.
source "$(dirname "$0")/common.sh"

mode=(-i)
[ "${1:-}" != --check ] || mode=(--dry-run --Werror)
git ls-files '*.cpp' '*.h' | xargs clang-format-14 "${mode[@]}"
