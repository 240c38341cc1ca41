// SPDX-License-Identifier: Apache-2.0
#include "agent/kernel/libbpf_log.h"

#include <bpf/libbpf.h>

#include <cstdarg>
#include <cstdio>
#include <deque>
#include <sstream>
#include <vector>

namespace portlaw::kernel {

namespace {

constexpr std::size_t kMaxBytes = 1 << 20;

std::string collected;  // written by libbpf's callback, which has no argument of ours

int Collect(libbpf_print_level level, const char* format, va_list arguments) {
  if (level == LIBBPF_DEBUG || collected.size() > kMaxBytes) return 0;
  va_list copy;
  va_copy(copy, arguments);
  const int length = std::vsnprintf(nullptr, 0, format, copy);
  va_end(copy);
  if (length <= 0) return 0;
  std::string text(static_cast<std::size_t>(length) + 1, '\0');
  std::vsnprintf(text.data(), text.size(), format, arguments);
  text.pop_back();
  collected += text;
  return 0;
}

int Ignore(libbpf_print_level, const char*, va_list) { return 0; }

}  // namespace

LibbpfLog::LibbpfLog() {
  collected.clear();
  libbpf_set_print(Collect);
}

LibbpfLog::~LibbpfLog() { libbpf_set_print(Ignore); }

std::string LibbpfLog::Tail(int lines) const {
  std::istringstream text(collected);
  std::deque<std::string> last;
  for (std::string line; std::getline(text, line);) {
    const bool says_nothing = line.empty() || line.find("-- BEGIN PROG LOAD LOG --") != std::string::npos ||
                              line.find("-- END PROG LOAD LOG --") != std::string::npos ||
                              line.starts_with("processed ");
    if (says_nothing) continue;
    last.push_back(line);
    if (last.size() > static_cast<std::size_t>(lines)) last.pop_front();
  }
  std::string joined;
  for (const std::string& line : last) joined += (joined.empty() ? "" : " | ") + line;
  return joined;
}

}  // namespace portlaw::kernel
