# SPDX-License-Identifier: Apache-2.0
# Fuzzing as tests: one builds the programs, each of the others runs one of them for a while on its seeds. What it
# finds stays in the build directory: new inputs in fuzz/corpus, crashes in fuzz/crash-*.
set(PORTLAW_FUZZ_SECONDS 10 CACHE STRING "How long each fuzz target runs as a test")
include(${CMAKE_CURRENT_LIST_DIR}/targets.cmake)
find_program(PORTLAW_FUZZ_COMPILER NAMES clang++-16)
set(fuzz_build ${CMAKE_BINARY_DIR}/fuzz)

if(NOT PORTLAW_FUZZ_COMPILER)
  add_test(NAME fuzz COMMAND ${CMAKE_COMMAND} -E echo "fuzzing needs clang++-16 (scripts/install-deps.sh test)")
  set_tests_properties(fuzz PROPERTIES LABELS fuzz SKIP_REGULAR_EXPRESSION "fuzzing needs clang")
  return()
endif()

add_test(NAME fuzz.build
         COMMAND ${CMAKE_CTEST_COMMAND} --build-and-test ${CMAKE_CURRENT_LIST_DIR} ${fuzz_build}
                 --build-generator Ninja --build-options -DCMAKE_CXX_COMPILER=${PORTLAW_FUZZ_COMPILER})
set_tests_properties(fuzz.build PROPERTIES LABELS fuzz FIXTURES_SETUP fuzz_programs TIMEOUT 1500 PROCESSORS 2)

foreach(target ${PORTLAW_FUZZ_TARGETS})
  set(found ${fuzz_build}/corpus/${target})
  set(seeds ${CMAKE_CURRENT_LIST_DIR}/corpus/${target})
  file(MAKE_DIRECTORY ${found})
  add_test(NAME fuzz.${target}
           COMMAND ${fuzz_build}/${target} -max_total_time=${PORTLAW_FUZZ_SECONDS} -seed=1 -timeout=30 -rss_limit_mb=2048
                   -max_len=16384 -print_final_stats=1 -artifact_prefix=${fuzz_build}/crash-${target}-
                   ${found} ${seeds} ${CMAKE_SOURCE_DIR}/tests/data/registries)
  set_tests_properties(fuzz.${target} PROPERTIES LABELS fuzz FIXTURES_REQUIRED fuzz_programs)
endforeach()
