// SPDX-License-Identifier: Apache-2.0
// The audit log file: JSON Lines, append only.
#ifndef PORTLAW_AGENT_AUDIT_JSON_FILE_SINK_H_
#define PORTLAW_AGENT_AUDIT_JSON_FILE_SINK_H_

#include <sys/types.h>

#include <functional>
#include <memory>
#include <optional>
#include <string>

#include "agent/audit/log_chain.h"
#include "agent/audit/log_head.h"
#include "agent/audit/sink.h"
#include "agent/io/unique_fd.h"
#include "policy/model/result.h"

namespace portlaw::audit {

// One agent writes to one file. Opened without blocking (so it may be a FIFO) and with mode 0640; opened again when
// the file was renamed or removed, and on Reopen. When the disk is full the event is counted as lost; that it began
// and that it ended is reported once each. A line that was written in part is completed by the next write.
// Each line is tied to the one before, through rotation and restart; an event that is lost takes no number. The head
// of the chain is kept beside a regular file, and told where the log itself cannot be changed.
class JsonFileSink : public Sink {
 public:
  // Takes a message for the agent's own log.
  using Report = std::function<void(const std::string& message)>;

  // `report` takes faults; `tell_head` takes where the chain stands: when a file is opened, on TellHead and at the end.
  // Errors: the file cannot be made or opened for appending.
  static Result<std::shared_ptr<JsonFileSink>> Open(
      const std::string& path, Report report, Report tell_head = [](const std::string&) {});
  ~JsonFileSink() override;

  void Write(const AuditEvent& event) override;
  void Reopen() override;
  std::uint64_t Lost() const override { return lost_; }
  std::string Name() const override { return path_; }

  // Tells the head if lines were written since it was told last. To be called now and then.
  void TellHead();

 private:
  JsonFileSink(std::string path, Report report, Report tell_head)
      : path_(std::move(path)), report_(std::move(report)), tell_head_(std::move(tell_head)) {}

  Result<void> OpenFile();
  void OpenHead();
  void KeepHead();
  bool StillThere() const;
  bool Append(const std::string& event);
  void Flush();
  void Fail(const std::string& why);
  void Recover();

  std::string path_;
  Report report_;
  Report tell_head_;
  io::UniqueFd file_;
  dev_t device_ = 0;
  ino_t inode_ = 0;
  std::string rest_;                     // of a line written in part
  std::optional<ChainPoint> unwritten_;  // the point of the line whose rest that is
  ChainPoint head_;                      // the last line that was written
  std::uint64_t told_ = 0;               // its number when it was told last
  std::optional<HeadFile> head_file_;
  bool head_kept_ = true;
  std::uint64_t lost_ = 0;
  std::uint64_t lost_before_failing_ = 0;
  bool failing_ = false;
  bool reopen_failed_ = false;
};

}  // namespace portlaw::audit

#endif  // PORTLAW_AGENT_AUDIT_JSON_FILE_SINK_H_
