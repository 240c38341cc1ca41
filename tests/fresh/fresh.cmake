# SPDX-License-Identifier: Apache-2.0
# fresh: what a stranger does, in an empty Debian 12 root. One test makes the root and one removes it; in between, in this
# order, what is refused there and the README's two commands.
set(earlier)
foreach(step make bad_input quickstart tests remove)
  add_test(NAME fresh.${step} COMMAND ${CMAKE_CURRENT_LIST_DIR}/stranger.sh ${step})
  set_tests_properties(
    fresh.${step} PROPERTIES LABELS fresh RUN_SERIAL TRUE TIMEOUT 1500 SKIP_RETURN_CODE 77 DEPENDS "${earlier}"
                             FIXTURES_REQUIRED stranger ENVIRONMENT "PORTLAW_BUILD=${CMAKE_BINARY_DIR}")
  list(APPEND earlier fresh.${step})
endforeach()
set_tests_properties(fresh.make PROPERTIES FIXTURES_REQUIRED "" FIXTURES_SETUP stranger DEPENDS "")
set_tests_properties(fresh.remove PROPERTIES FIXTURES_REQUIRED "" FIXTURES_CLEANUP stranger DEPENDS "")

# The package, in a root of its own.
add_test(NAME fresh.package COMMAND ${CMAKE_CURRENT_LIST_DIR}/package.sh)
set_tests_properties(
  fresh.package PROPERTIES LABELS fresh TIMEOUT 600 SKIP_RETURN_CODE 77 RESOURCE_LOCK package
                           ENVIRONMENT "PORTLAW_BUILT=1;PORTLAW_BUILD=${CMAKE_BINARY_DIR}")
