# SPDX-License-Identifier: Apache-2.0
# The fuzz targets: NAME.cpp each, and reader.cpp once for each format in the table of readers. Seeds stand in
# corpus/NAME; the sample registries are seeds too.
set(PORTLAW_FUZZ_TARGETS audit_line cgroup_path container_labels control_server deployment engine_answer oci_bundle policy_tests
    settings)
set(reader_table ${CMAKE_CURRENT_LIST_DIR}/../../policy/readers/reader.cpp)
set_property(DIRECTORY APPEND PROPERTY CMAKE_CONFIGURE_DEPENDS ${reader_table})
file(READ ${reader_table} readers)
string(REGEX MATCHALL "{\"[a-z]+\"," readers "${readers}")
foreach(reader ${readers})
  string(REGEX REPLACE "{\"([a-z]+)\"," "reader_\\1" target "${reader}")
  list(APPEND PORTLAW_FUZZ_TARGETS ${target})
endforeach()
# Each has its seeds and all seeds have their target, or the table was not read as it stands there.
file(GLOB seeds RELATIVE ${CMAKE_CURRENT_LIST_DIR}/corpus ${CMAKE_CURRENT_LIST_DIR}/corpus/*)
list(SORT seeds)
list(SORT PORTLAW_FUZZ_TARGETS)
if(NOT seeds STREQUAL PORTLAW_FUZZ_TARGETS)
  message(FATAL_ERROR "fuzz targets (${PORTLAW_FUZZ_TARGETS}) and seeds in tests/fuzz/corpus (${seeds}) differ")
endif()
