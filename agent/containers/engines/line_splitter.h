// SPDX-License-Identifier: Apache-2.0
// Lines out of a stream that comes in pieces.
#ifndef PORTLAW_AGENT_CONTAINERS_ENGINES_LINE_SPLITTER_H_
#define PORTLAW_AGENT_CONTAINERS_ENGINES_LINE_SPLITTER_H_

#include <cstddef>
#include <functional>
#include <string>
#include <string_view>

namespace portlaw::containers {

// Never holds more than `max_line` bytes.
class LineSplitter {
 public:
  explicit LineSplitter(std::size_t max_line) : max_line_(max_line) {}

  // Calls `on_line` for each line that `piece` completes, without its line end; empty lines are passed over. False: a
  // line is too long; the stream is of no use any more.
  bool Feed(std::string_view piece, const std::function<void(std::string_view)>& on_line);

 private:
  std::size_t max_line_;
  std::string rest_;
};

}  // namespace portlaw::containers

#endif  // PORTLAW_AGENT_CONTAINERS_ENGINES_LINE_SPLITTER_H_
