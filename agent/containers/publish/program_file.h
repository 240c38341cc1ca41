// SPDX-License-Identifier: Apache-2.0
// The files of the programs that bind ports for containers.
#ifndef PORTLAW_AGENT_CONTAINERS_PUBLISH_PROGRAM_FILE_H_
#define PORTLAW_AGENT_CONTAINERS_PUBLISH_PROGRAM_FILE_H_

#include <cstdint>
#include <optional>
#include <string>
#include <string_view>
#include <vector>

#include "agent/containers/identity_source.h"

namespace portlaw::containers {

// The file at `path`; nothing where there is none. The device is the file system's own, also where stat has another for
// each subvolume (btrfs): mountinfo has it (proc(5)).
std::optional<ProgramFile> ProgramFileOf(const std::string& path);

// The installed programs by which an engine of `runtime` ("docker", "podman") publishes ports.
std::vector<ProgramFile> PublishingPrograms(std::string_view runtime);

// Adds the program that `pid` runs, a daemon's, and the proxy that is installed beside it.
void AddProgramsOf(std::int64_t pid, std::vector<ProgramFile>& programs);

}  // namespace portlaw::containers

#endif  // PORTLAW_AGENT_CONTAINERS_PUBLISH_PROGRAM_FILE_H_
