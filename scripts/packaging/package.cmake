# SPDX-License-Identifier: Apache-2.0
# What is installed where, and the Debian package of it (scripts/package.sh).
set(CMAKE_SKIP_INSTALL_ALL_DEPENDENCY ON)  # a package needs no tests
set(PACKAGING ${CMAKE_SOURCE_DIR}/scripts/packaging)

install(TARGETS portlaw DESTINATION bin)
install(PROGRAMS ${PACKAGING}/portlaw-runc ${PACKAGING}/has-registry DESTINATION libexec/portlaw)
install(FILES ${PACKAGING}/portlaw-oci-hook.json ${PACKAGING}/prometheus-alerts.yml ${PACKAGING}/grafana-dashboard.json
        DESTINATION share/portlaw)
install(FILES ${PACKAGING}/portlaw.service DESTINATION lib/systemd/system)
install(FILES ${PACKAGING}/portlaw-notify.service DESTINATION lib/systemd/user)
install(FILES ${PACKAGING}/portlaw.sysusers DESTINATION lib/sysusers.d RENAME portlaw.conf)
install(FILES ${PACKAGING}/settings.yaml DESTINATION /etc/portlaw)
install(FILES ${PACKAGING}/portlaw.default DESTINATION /etc/default RENAME portlaw)
install(FILES ${PACKAGING}/portlaw.logrotate DESTINATION /etc/logrotate.d RENAME portlaw)
install(FILES ${PACKAGING}/debian/copyright DESTINATION share/doc/portlaw)
install(FILES ${PACKAGING}/README.md DESTINATION share/doc/portlaw)
install(FILES ${PACKAGING}/settings.yaml DESTINATION share/doc/portlaw/examples)

# Debian wants changelogs compressed, without the time of it.
set(CHANGELOG ${CMAKE_BINARY_DIR}/changelog.gz)
add_custom_command(
  OUTPUT ${CHANGELOG}
  COMMAND gzip -9nc ${PACKAGING}/debian/changelog > ${CHANGELOG}
  DEPENDS ${PACKAGING}/debian/changelog)
include(${PACKAGING}/manual.cmake)
add_custom_target(package_files DEPENDS ${CHANGELOG} manual)
install(FILES ${CHANGELOG} DESTINATION share/doc/portlaw)

set(CPACK_GENERATOR DEB)
set(CPACK_PACKAGE_CONTACT "The portlaw developers <portlaw@example.org>")
set(CPACK_PACKAGE_DESCRIPTION_SUMMARY "port registry enforced at bind() by eBPF")
set(CPACK_DEBIAN_PACKAGE_DESCRIPTION
    "A team's port registry says which service owns which port. portlaw reads
that document as it is (Markdown, text, YAML and others) and has the kernel
hold every bind() on the host to it: a container that binds a port outside
its block, or a reserved one, is refused or logged, in words.
.
The registry goes to /etc/portlaw/registry.md; until the settings say
otherwise nothing is refused, and what would be is logged.")
set(CPACK_PACKAGING_INSTALL_PREFIX /usr)
set(CPACK_STRIP_FILES ON)
set(CPACK_DEBIAN_FILE_NAME DEB-DEFAULT)
set(CPACK_DEBIAN_PACKAGE_SECTION admin)
set(CPACK_DEBIAN_PACKAGE_SHLIBDEPS ON)
set(CPACK_DEBIAN_PACKAGE_RECOMMENDS "systemd, logrotate")
set(CPACK_DEBIAN_PACKAGE_SUGGESTS "docker.io, podman")
set(CPACK_DEBIAN_PACKAGE_CONTROL_STRICT_PERMISSION ON)
set(CPACK_DEBIAN_PACKAGE_CONTROL_EXTRA ${PACKAGING}/debian/postinst ${PACKAGING}/debian/prerm
                                       ${PACKAGING}/debian/postrm ${PACKAGING}/debian/conffiles)
include(CPack)
