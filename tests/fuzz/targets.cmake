# SPDX-License-Identifier: Apache-2.0
# The fuzz targets: NAME.cpp each, and reader.cpp once for each format in the table of readers. Seeds stand in
# corpus/NAME; the sample registries are seeds too.
set(PORTLAW_FUZZ_TARGETS audit_line control_server deployment policy_tests settings)
set(reader_table ${CMAKE_CURRENT_LIST_DIR}/../../policy/readers/reader.cpp)
set_property(DIRECTORY APPEND PROPERTY CMAKE_CONFIGURE_DEPENDS ${reader_table})
file(STRINGS ${reader_table} reader_lines REGEX "^ *{\"[a-z]+\",")
foreach(line ${reader_lines})
  string(REGEX REPLACE "^ *{\"([a-z]+)\".*" "reader_\\1" target "${line}")
  list(APPEND PORTLAW_FUZZ_TARGETS ${target})
endforeach()
if(NOT reader_lines)
  message(FATAL_ERROR "no reader was found in ${reader_table}")
endif()
