// SPDX-License-Identifier: Apache-2.0
#include "agent/containers/engines/line_splitter.h"

namespace portlaw::containers {

bool LineSplitter::Feed(std::string_view piece, const std::function<void(std::string_view)>& on_line) {
  for (auto end = piece.find('\n'); end != std::string_view::npos; end = piece.find('\n')) {
    if (rest_.size() + end > max_line_) return false;
    rest_.append(piece.substr(0, end));
    if (rest_.ends_with('\r')) rest_.pop_back();
    if (!rest_.empty()) on_line(rest_);
    rest_.clear();
    piece.remove_prefix(end + 1);
  }
  if (rest_.size() + piece.size() > max_line_) return false;
  rest_.append(piece);
  return true;
}

}  // namespace portlaw::containers
