# SPDX-License-Identifier: Apache-2.0
# vm: machines in QEMU, which translates every instruction. Of the kernel tests, under Debian's other kernels, those in which
# kernels differ; `scripts/vm.sh SERIES` runs all of them.
set(PORTLAW_VM_6.1 "Bind*:Traps*:Cgroups*:Engine*:InUse*:Accounting*:Lifecycle*:AgentEnforce*:Lsm*")
set(PORTLAW_VM_6.12 "Bind*:Traps*:Cgroups*:Engine*:InUse*:Accounting*:Lsm*")

add_dependencies(tests_vm kernel_tests binder package_files)
foreach(series 6.1 6.12)
  add_test(NAME vm.${series} COMMAND ${CMAKE_SOURCE_DIR}/scripts/vm.sh ${series} ${PORTLAW_VM_${series}})
  set_tests_properties(
    vm.${series} PROPERTIES LABELS vm TIMEOUT 1200 SKIP_RETURN_CODE 77
                            ENVIRONMENT "PORTLAW_BUILT=1;PORTLAW_BUILD=${CMAKE_BINARY_DIR}")
endforeach()

# The package in a booted Debian 12. `scripts/vm.sh booted` goes all steps; these fit into CI's time.
add_test(NAME vm.booted COMMAND ${CMAKE_SOURCE_DIR}/scripts/vm.sh booted install start docker podman)
set_tests_properties(
  vm.booted PROPERTIES LABELS vm TIMEOUT 1500 SKIP_RETURN_CODE 77 RESOURCE_LOCK package
                       ENVIRONMENT "PORTLAW_BUILT=1;PORTLAW_BUILD=${CMAKE_BINARY_DIR}")
