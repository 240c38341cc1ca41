// SPDX-License-Identifier: Apache-2.0
// Reading a whole file that the user named, never more of it than is wanted.
#ifndef PORTLAW_AGENT_IO_READ_FILE_H_
#define PORTLAW_AGENT_IO_READ_FILE_H_

#include <cstddef>
#include <string>

#include "agent/io/unique_fd.h"
#include "policy/model/result.h"

namespace portlaw::io {

// `path`, a regular file, a pipe or a device, open for reading. Errors: missing, a directory, a socket, not permitted.
// Never waits for somebody to open a named pipe's other end; reading blocks as usual.
Result<UniqueFd> OpenForReading(const std::string& path);

// The contents of `path`, a regular file, a pipe or a device. Errors: missing, a directory, not permitted, not
// readable, longer than `max_bytes`. Never waits for somebody to open a named pipe's other end.
Result<std::string> ReadFile(const std::string& path, std::size_t max_bytes);

}  // namespace portlaw::io

#endif  // PORTLAW_AGENT_IO_READ_FILE_H_
