// SPDX-License-Identifier: Apache-2.0
#include "policy/render/port_text.h"

namespace portlaw {

std::string PortsText(const std::vector<Port>& ports, std::string_view separator) {
  std::string text;
  for (Port port : ports) {
    if (!text.empty()) text += separator;
    text += std::to_string(port);
  }
  return text;
}

std::string OffsetText(const Offset& offset) {
  const std::string text = "+" + std::to_string(offset.first);
  return offset.last == offset.first ? text : text + " to +" + std::to_string(offset.last);
}

}  // namespace portlaw
