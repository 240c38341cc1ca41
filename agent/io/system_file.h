// SPDX-License-Identifier: Apache-2.0
// Files that a program of the host keeps, read without trusting the place: whatever an ordinary user may put there is
// not opened, or does no harm.
#ifndef PORTLAW_AGENT_IO_SYSTEM_FILE_H_
#define PORTLAW_AGENT_IO_SYSTEM_FILE_H_

#include <cstddef>
#include <string>

#include "agent/io/unique_fd.h"
#include "policy/model/result.h"

namespace portlaw::io {

// `directory`, for looking things up beneath it (O_PATH), if it is the agent's user's own: nobody else then decides
// what is in it. Symbolic links on the way are followed.
Result<UniqueFd> OpenOwnDirectory(const std::string& directory);

// The contents of `directory`/`name`: a regular file of the agent's user, reached without a symbolic link beneath
// `directory`. Never blocks. Errors: not so, or longer than `max_bytes`.
Result<std::string> ReadSystemFile(const std::string& directory, const std::string& name, std::size_t max_bytes);

}  // namespace portlaw::io

#endif  // PORTLAW_AGENT_IO_SYSTEM_FILE_H_
