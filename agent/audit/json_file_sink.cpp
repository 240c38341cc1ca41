// SPDX-License-Identifier: Apache-2.0
#include "agent/audit/json_file_sink.h"

#include <fcntl.h>
#include <sys/stat.h>
#include <unistd.h>

#include <cerrno>
#include <cstring>
#include <utility>

#include "agent/audit/json_line.h"

namespace portlaw::audit {

namespace {

constexpr mode_t kMode = 0640;

std::string ErrnoText() { return std::strerror(errno); }

// Whether an agent before this one was stopped in the middle of a line.
bool EndsWithinLine(const std::string& path, const struct stat& status) {
  if (!S_ISREG(status.st_mode) || status.st_size == 0) return false;
  const io::UniqueFd file(open(path.c_str(), O_RDONLY | O_CLOEXEC));
  char last = '\n';
  return file.valid() && pread(file.get(), &last, 1, status.st_size - 1) == 1 && last != '\n';
}

}  // namespace

Result<std::shared_ptr<JsonFileSink>> JsonFileSink::Open(const std::string& path, Report report, Report tell_head) {
  std::shared_ptr<JsonFileSink> sink(new JsonFileSink(path, std::move(report), std::move(tell_head)));
  sink->head_ = ChainToContinue(path);
  return sink->OpenFile().map([&] { return sink; });
}

JsonFileSink::~JsonFileSink() { TellHead(); }

Result<void> JsonFileSink::OpenFile() {
  io::UniqueFd file(open(path_.c_str(), O_WRONLY | O_APPEND | O_CREAT | O_NONBLOCK | O_NOCTTY | O_CLOEXEC, kMode));
  struct stat status {};
  if (!file.valid() || fstat(file.get(), &status) != 0) {
    return portlaw::Fail({path_, 0}, "cannot open the audit log: " + ErrnoText(),
                         "name a file in a directory that exists and that this user may write to");
  }
  // The rest of a line belongs to the file that holds its beginning.
  if (rest_.size() > 1) ++lost_;
  if (rest_.size() == 1 && unwritten_) head_ = *unwritten_;  // it lacks no more than its newline
  rest_ = EndsWithinLine(path_, status) ? "\n" : "";
  unwritten_.reset();
  file_ = std::move(file);
  device_ = status.st_dev;
  inode_ = status.st_ino;
  if (S_ISREG(status.st_mode)) OpenHead();
  TellHead();
  return {};
}

// Without it the log is written all the same: it can be continued from its last line, but not after a rotation.
void JsonFileSink::OpenHead() {
  auto file = HeadFile::Open(path_);
  head_kept_ = file.has_value();
  head_file_.reset();
  if (!file) return report_(ToString(file.error()));
  head_file_ = std::move(*file);
}

void JsonFileSink::KeepHead() {
  if (!head_file_) return;
  const bool kept = head_file_->Write(head_);
  if (!kept && head_kept_) report_(HeadPath(path_) + ": the head of the audit log cannot be written: " + ErrnoText());
  head_kept_ = kept;
}

void JsonFileSink::TellHead() {
  if (head_.sequence == told_) return;
  told_ = head_.sequence;
  tell_head_("audit log " + path_ + ": head " + PointText(head_));
}

bool JsonFileSink::StillThere() const {
  struct stat status {};
  return stat(path_.c_str(), &status) == 0 && status.st_dev == device_ && status.st_ino == inode_;
}

void JsonFileSink::Write(const AuditEvent& event) {
  if (!StillThere()) Reopen();
  if (!Append(JsonLine(event))) ++lost_;
}

void JsonFileSink::Reopen() {
  Flush();
  const Result<void> opened = OpenFile();
  if (!opened && !reopen_failed_) report_(ToString(opened.error()) + "; until then, the file that was open is used");
  reopen_failed_ = !opened;
}

// False: nothing of `event` was, or will be, written.
bool JsonFileSink::Append(const std::string& event) {
  Flush();
  if (!rest_.empty()) return false;
  const std::string line = WithLink(event, head_);
  rest_ = line + "\n";
  unwritten_ = PointOf(head_.sequence + 1, line);
  Flush();
  if (rest_.size() != line.size() + 1) return true;
  rest_.clear();
  unwritten_.reset();
  return false;
}

// Writes as much of `rest_` as there is room for.
void JsonFileSink::Flush() {
  if (rest_.empty()) return;
  while (!rest_.empty()) {
    const ssize_t written = write(file_.get(), rest_.data(), rest_.size());
    if (written < 0 && errno == EINTR) continue;
    if (written <= 0) return Fail(path_ + ": cannot write to the audit log: " + ErrnoText());
    rest_.erase(0, static_cast<std::size_t>(written));
  }
  if (unwritten_) {
    head_ = *std::exchange(unwritten_, std::nullopt);
    KeepHead();
  }
  Recover();
}

void JsonFileSink::Fail(const std::string& why) {
  if (failing_) return;
  failing_ = true;
  lost_before_failing_ = lost_;
  report_(why + "; enforcement goes on, events are lost and counted until this is mended");
}

void JsonFileSink::Recover() {
  if (!failing_) return;
  failing_ = false;
  report_(path_ + ": the audit log can be written to again; " + std::to_string(lost_ - lost_before_failing_) +
          " events were lost");
}

}  // namespace portlaw::audit
