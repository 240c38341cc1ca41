// SPDX-License-Identifier: Apache-2.0
#include "agent/cli/terminal.h"

#include <fmt/color.h>
#include <unistd.h>

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

}  // namespace portlaw::cli
