// SPDX-License-Identifier: Apache-2.0
#include "agent/audit/human_log.h"

#include <poll.h>
#include <spdlog/pattern_formatter.h>
#include <spdlog/sinks/base_sink.h>
#include <sys/stat.h>
#include <unistd.h>

#include <atomic>
#include <cstdlib>
#include <mutex>
#include <string>
#include <string_view>

namespace portlaw::audit {

namespace {

// Whether `fd` is the stream that the journal reads: JOURNAL_STREAM is "device:inode" (systemd.exec(5)).
bool IsJournal(int fd) {
  const char* stream = std::getenv("JOURNAL_STREAM");
  struct stat status {};
  if (stream == nullptr || fstat(fd, &status) != 0) return false;
  return std::to_string(status.st_dev) + ":" + std::to_string(status.st_ino) == stream;
}

std::string_view Priority(spdlog::level::level_enum level) {
  switch (level) {
    case spdlog::level::critical:
      return "<2>";
    case spdlog::level::err:
      return "<3>";
    case spdlog::level::warn:
      return "<4>";
    case spdlog::level::info:
      return "<5>";
    default:
      return "<7>";
  }
}

// Writes whole lines to a descriptor that has room for them.
class ImpatientSink : public spdlog::sinks::base_sink<std::mutex> {
 public:
  ImpatientSink(int fd, bool journal) : fd_(fd), journal_(journal) {}

  std::uint64_t dropped() const { return dropped_; }

 protected:
  void sink_it_(const spdlog::details::log_msg& message) override {
    const std::string text = Lines(message);
    // Room in a pipe means PIPE_BUF bytes of it (pipe(7)): a line longer than that may have to wait.
    pollfd writable{.fd = fd_, .events = POLLOUT, .revents = 0};
    const bool room = poll(&writable, 1, 0) == 1 && (writable.revents & POLLOUT) != 0;
    if (!room || write(fd_, text.data(), text.size()) != static_cast<ssize_t>(text.size())) ++dropped_;
  }
  void flush_() override {}

 private:
  // The message, each of its lines with its own beginning: the journal takes each for an entry.
  std::string Lines(const spdlog::details::log_msg& message) {
    if (!journal_) return Formatted(message);
    std::string text;
    std::string_view payload(message.payload.data(), message.payload.size());
    while (!payload.empty()) {
      const std::size_t end = payload.find('\n');
      text.append(Priority(message.level)).append(payload.substr(0, end)).append("\n");
      payload.remove_prefix(end == std::string_view::npos ? payload.size() : end + 1);
    }
    return text;
  }

  std::string Formatted(const spdlog::details::log_msg& message) {
    spdlog::memory_buf_t buffer;
    formatter_->format(message, buffer);
    return {buffer.data(), buffer.size()};
  }

  int fd_;
  bool journal_;
  std::atomic<std::uint64_t> dropped_ = 0;
};

}  // namespace

std::shared_ptr<spdlog::logger> MakeHumanLog(int fd) {
  auto log = std::make_shared<spdlog::logger>("portlaw", std::make_shared<ImpatientSink>(fd, IsJournal(fd)));
  log->set_pattern("%Y-%m-%d %H:%M:%S.%e %l: %v");
  return log;
}

std::uint64_t DroppedLines(const spdlog::logger& log) {
  std::uint64_t dropped = 0;
  for (const spdlog::sink_ptr& sink : log.sinks()) {
    if (const auto* own = dynamic_cast<const ImpatientSink*>(sink.get())) dropped += own->dropped();
  }
  return dropped;
}

}  // namespace portlaw::audit
