# SPDX-License-Identifier: Apache-2.0
# What tells tests and benchmarks where the tree and the program are (paths.h).
include_guard(GLOBAL)
add_library(portlaw_test_paths STATIC ${CMAKE_CURRENT_LIST_DIR}/paths.cpp)
target_compile_definitions(portlaw_test_paths PRIVATE PORTLAW_SOURCE_DIR="${CMAKE_SOURCE_DIR}"
                           PORTLAW_BINARY="$<TARGET_FILE:portlaw>")
