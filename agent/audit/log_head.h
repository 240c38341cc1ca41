// SPDX-License-Identifier: Apache-2.0
// Where the chain of an audit log stands: kept in a file beside the log, and found again in the log itself.
#ifndef PORTLAW_AGENT_AUDIT_LOG_HEAD_H_
#define PORTLAW_AGENT_AUDIT_LOG_HEAD_H_

#include <optional>
#include <string>

#include "agent/audit/log_chain.h"
#include "agent/io/unique_fd.h"
#include "policy/model/result.h"

namespace portlaw::audit {

// The file that keeps the head of the log at `log_path`.
std::string HeadPath(const std::string& log_path);

// What the head file of the log at `log_path` holds; none where there is none or it holds no head.
std::optional<ChainPoint> ReadHead(const std::string& log_path);

// The last line of the file at `log_path` that has a link. Looks at the file's last kMaxLogLineBytes only.
std::optional<ChainPoint> LastPointIn(const std::string& log_path);

// Where an agent that starts goes on: behind the last line that was written, whether it is still there or not, so that
// what was cut off meanwhile is missed by whoever verifies the log.
ChainPoint ChainToContinue(const std::string& log_path);

// Open for as long as the log is. One write a line, in place, nothing is allocated after the first.
class HeadFile {
 public:
  // Errors: the file cannot be made or opened, is a link or no regular file.
  static Result<HeadFile> Open(const std::string& log_path);

  // False: it could not be written.
  bool Write(const ChainPoint& head);

 private:
  explicit HeadFile(io::UniqueFd fd) : fd_(std::move(fd)) {}

  io::UniqueFd fd_;
};

}  // namespace portlaw::audit

#endif  // PORTLAW_AGENT_AUDIT_LOG_HEAD_H_
