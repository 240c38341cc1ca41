# SPDX-License-Identifier: Apache-2.0
# The fuzz targets: NAME.cpp each, or reader.cpp for a format of the registry. Seeds stand in corpus/NAME.
set(PORTLAW_FUZZ_FORMATS)
set(PORTLAW_FUZZ_TARGETS audit_line control_server settings)
foreach(format ${PORTLAW_FUZZ_FORMATS})
  list(APPEND PORTLAW_FUZZ_TARGETS reader_${format})
endforeach()
