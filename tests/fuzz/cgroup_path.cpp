// SPDX-License-Identifier: Apache-2.0
// The name of a cgroup, which whoever makes one chooses.
#include <cstdint>
#include <string>

#include "agent/containers/engines/container_path.h"
#include "agent/containers/engines/engine_process.h"
#include "agent/containers/engines/systemd_units.h"
#include "tests/fuzz/require.h"

using namespace portlaw;
using namespace portlaw::containers;
using fuzz::Require;

extern "C" int LLVMFuzzerTestOneInput(const std::uint8_t* data, std::size_t size) {
  const std::string path(reinterpret_cast<const char*>(data), size);
  const auto container = ContainerOfCgroup(path);
  if (container) {
    Require(IsContainerId(container->id), "an id is one");
    Require(IsInContainer(path), "a container's cgroup is in a container");
    for (const char* nested : {"/init", "/docker/aaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaa",
                               "/system.slice/postgresql.service"}) {
      Require(!ContainerOfCgroup(path + nested), "what is nested in a container is no other");
      Require(IsInContainer(path + nested), "what is nested in a container is in it");
    }
    Require(!UnitOfCgroup(path), "a container's cgroup is no service's");
  }
  if (const auto own = Cgroup2PathOf(path)) Require(own->starts_with('/'), "a path begins at the root");
  return 0;
}
