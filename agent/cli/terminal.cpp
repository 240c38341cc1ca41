// SPDX-License-Identifier: Apache-2.0
#include "agent/cli/terminal.h"

#include <fmt/color.h>
#include <sys/ioctl.h>
#include <unistd.h>

#include <algorithm>
#include <charconv>
#include <cstdlib>
#include <string_view>

namespace portlaw::cli {

namespace {

fmt::text_style StyleOf(Tone tone) {
  switch (tone) {
    case Tone::kBad:
      return fmt::fg(fmt::terminal_color::red) | fmt::emphasis::bold;
    case Tone::kDoubtful:
      return fmt::fg(fmt::terminal_color::yellow);
    case Tone::kGood:
      return fmt::fg(fmt::terminal_color::green);
    case Tone::kFaint:
      return fmt::emphasis::faint;
    case Tone::kPlain:
      break;
  }
  return {};
}

std::string Painted(Tone tone, std::string_view text) { return fmt::format(StyleOf(tone), "{}", text); }

std::string_view Environment(const char* name) {
  const char* value = std::getenv(name);
  return value == nullptr ? std::string_view() : value;
}

}  // namespace

Paint PaintFor(int descriptor) {
  const bool wanted = Environment("NO_COLOR").empty() && Environment("TERM") != "dumb";
  return wanted && ::isatty(descriptor) == 1 ? Painted : Unpainted;
}

std::size_t ColumnsOf(int descriptor) {
  constexpr std::size_t kStandard = 80, kFewest = 40, kMost = 400;
  std::size_t columns = 0;
  winsize size{};
  if (::ioctl(descriptor, TIOCGWINSZ, &size) == 0) columns = size.ws_col;
  if (const std::string_view text = Environment("COLUMNS"); columns == 0) {
    std::from_chars(text.data(), text.data() + text.size(), columns);
  }
  return std::clamp(columns == 0 ? kStandard : columns, kFewest, kMost);
}

}  // namespace portlaw::cli
