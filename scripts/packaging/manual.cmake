# SPDX-License-Identifier: Apache-2.0
# The manual and the settings' JSON Schema, written by the portlaw of this build (target `manual`), and the completions:
# what of them is installed where.
set(MANUAL ${CMAKE_BINARY_DIR}/manual)
add_custom_command(
  OUTPUT ${MANUAL}/settings.schema.json
  COMMAND ${CMAKE_COMMAND} -E rm -rf ${MANUAL}
  COMMAND portlaw manual ${MANUAL}
  COMMAND find ${MANUAL} -name *.[157] -exec gzip -9n {} +
  DEPENDS portlaw
  VERBATIM)
add_custom_target(manual DEPENDS ${MANUAL}/settings.schema.json)
install(DIRECTORY ${MANUAL}/man1 ${MANUAL}/man5 ${MANUAL}/man7 DESTINATION share/man OPTIONAL)
install(FILES ${MANUAL}/settings.schema.json DESTINATION share/portlaw OPTIONAL)
set(COMPLETIONS ${CMAKE_CURRENT_LIST_DIR}/completions)
install(FILES ${COMPLETIONS}/portlaw.bash DESTINATION share/bash-completion/completions RENAME portlaw)
install(FILES ${COMPLETIONS}/_portlaw DESTINATION share/zsh/vendor-completions)
install(FILES ${COMPLETIONS}/portlaw.fish DESTINATION share/fish/vendor_completions.d)
