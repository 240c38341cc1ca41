// SPDX-License-Identifier: Apache-2.0
#include "agent/audit/log_lines.h"

#include <fcntl.h>
#include <unistd.h>

#include <algorithm>
#include <cerrno>
#include <system_error>

#include "agent/io/read_file.h"

namespace portlaw::audit {

namespace {

constexpr std::size_t kChunk = 256 * 1024;

tl::unexpected<Error> CannotRead(const std::string& name) {
  return Fail({name, 0}, "cannot be read: " + std::generic_category().message(errno));
}

// The first bytes of gzip (RFC 1952), zstd (RFC 8878) and xz.
bool IsCompressed(std::string_view text) {
  return text.starts_with("\x1f\x8b") || text.starts_with("\x28\xb5\x2f\xfd") ||
         text.starts_with(
             "\xfd"
             "7zXZ");
}

}  // namespace

Result<LogLines> LogLines::Open(const std::string& path) {
  if (path == "-") {
    io::UniqueFd fd(::fcntl(STDIN_FILENO, F_DUPFD_CLOEXEC, 0));
    if (!fd.valid()) return CannotRead("stdin");
    return LogLines("stdin", std::move(fd));
  }
  auto fd = io::OpenForReading(path, io::FileKind::kAny);
  if (!fd) return tl::make_unexpected(fd.error());
  return LogLines(path, *std::move(fd));
}

// Reads more. False: there is no more.
Result<bool> LogLines::Fill() {
  buffer_.erase(0, begin_);
  begin_ = 0;
  const std::size_t length = buffer_.size();
  buffer_.resize(length + kChunk);
  ssize_t got = -1;
  do {
    got = ::read(fd_.get(), buffer_.data() + length, kChunk);
  } while (got < 0 && errno == EINTR);
  const Result<bool> result = got < 0 ? Result<bool>(CannotRead(name_)) : Result<bool>(got > 0);
  buffer_.resize(length + static_cast<std::size_t>(std::max<ssize_t>(got, 0)));
  if (lines_ == 0 && length == 0 && IsCompressed(buffer_)) {
    return Fail({name_, 0}, "is compressed", "unpack it: zcat FILE | portlaw ... -");
  }
  return result;
}

// Takes a line out of the buffer; false: there is no whole one, and more may come.
bool LogLines::Take(LogLine& line) {
  const std::string_view rest = std::string_view(buffer_).substr(begin_);
  const std::size_t newline = rest.find('\n');
  const bool whole = newline != std::string_view::npos;
  const bool too_long = std::min(newline, rest.size()) > kMaxLogLineBytes;
  if (!whole && !too_long && !(ended_ && !rest.empty())) return false;
  line = {rest.substr(0, std::min(newline, kMaxLogLineBytes)), ++lines_, too_long, !whole && !too_long};
  skipping_ = !whole && too_long;
  begin_ += whole ? newline + 1 : rest.size();
  return true;
}

Result<bool> LogLines::Next(LogLine& line) {
  for (;;) {
    if (skipping_) {
      const std::size_t newline = buffer_.find('\n', begin_);
      skipping_ = newline == std::string::npos;
      begin_ = skipping_ ? buffer_.size() : newline + 1;
    }
    if (!skipping_ && Take(line)) return true;
    if (ended_) return false;
    const Result<bool> more = Fill();
    if (!more) return more;
    ended_ = !*more;
  }
}

Result<void> ForEachLogLine(const std::string& path,
                            const std::function<bool(const LogLine&, const std::string& file)>& look) {
  auto lines = LogLines::Open(path);
  if (!lines) return tl::make_unexpected(lines.error());
  LogLine line;
  for (;;) {
    const Result<bool> more = lines->Next(line);
    if (!more) return tl::make_unexpected(more.error());
    if (!*more || !look(line, lines->name())) return {};
  }
}

}  // namespace portlaw::audit
