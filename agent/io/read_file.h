// SPDX-License-Identifier: Apache-2.0
// Reading a whole file that the user named, never more of it than is wanted.
#ifndef PORTLAW_AGENT_IO_READ_FILE_H_
#define PORTLAW_AGENT_IO_READ_FILE_H_

#include <cstddef>
#include <string>

#include "agent/io/unique_fd.h"
#include "policy/model/result.h"

namespace portlaw::io {

// kRegular: files that reading never waits for. kAny: pipes and devices too, as a user may name them on a command line
// (`portlaw lint <(…)`, /dev/stdin); one who holds a pipe open makes the reader wait.
enum class FileKind { kRegular, kAny };

// `path`, open for reading. Errors: missing, not of `kind`, a directory, a socket, not permitted. Never waits for
// somebody to open a named pipe's other end.
Result<UniqueFd> OpenForReading(const std::string& path, FileKind kind = FileKind::kRegular);

// The contents of `path`. Errors: as OpenForReading; not readable, longer than `max_bytes`.
Result<std::string> ReadFile(const std::string& path, std::size_t max_bytes, FileKind kind = FileKind::kRegular);

}  // namespace portlaw::io

#endif  // PORTLAW_AGENT_IO_READ_FILE_H_
