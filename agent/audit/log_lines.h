// SPDX-License-Identifier: Apache-2.0
// An audit log, line by line, however long it is.
#ifndef PORTLAW_AGENT_AUDIT_LOG_LINES_H_
#define PORTLAW_AGENT_AUDIT_LOG_LINES_H_

#include <cstddef>
#include <cstdint>
#include <functional>
#include <string>
#include <string_view>

#include "agent/io/unique_fd.h"
#include "policy/model/result.h"

namespace portlaw::audit {

// JsonLine writes less than a tenth of this.
inline constexpr std::size_t kMaxLogLineBytes = 1024 * 1024;

struct LogLine {
  std::string_view text;  // without the newline; valid until the next one is read
  std::uint64_t number = 0;
  bool too_long = false;  // `text` is its beginning
  bool torn = false;      // the file ends before the line does
};

class LogLines {
 public:
  // "-": the standard input. Errors: as io::OpenForReading; a compressed file.
  static Result<LogLines> Open(const std::string& path);

  // The next line in `line`; false at the end. Errors: the file cannot be read.
  Result<bool> Next(LogLine& line);

  // "-" is named "stdin".
  const std::string& name() const { return name_; }

 private:
  LogLines(std::string name, io::UniqueFd fd) : name_(std::move(name)), fd_(std::move(fd)) {}

  Result<bool> Fill();
  bool Take(LogLine& line);

  std::string name_;
  io::UniqueFd fd_;
  std::string buffer_;
  std::size_t begin_ = 0;  // of what is not given out yet
  std::uint64_t lines_ = 0;
  bool skipping_ = false;  // the rest of a line that is too long
  bool ended_ = false;
};

// Calls `look` with each line of the log at `path` and the log's name, until it gives false. Errors: as LogLines.
Result<void> ForEachLogLine(const std::string& path,
                            const std::function<bool(const LogLine&, const std::string& file)>& look);

}  // namespace portlaw::audit

#endif  // PORTLAW_AGENT_AUDIT_LOG_LINES_H_
