// SPDX-License-Identifier: Apache-2.0
#include "agent/containers/engines/bounded_json.h"

#include <nlohmann/json.hpp>

namespace portlaw::containers {

Result<Json> ParseJson(std::string_view text) {
  bool too_deep = false;
  const auto watch_depth = [&](int depth, Json::parse_event_t, Json&) {
    if (depth > kMaxJsonDepth) too_deep = true;
    return !too_deep;
  };
  Json json = Json::parse(text, watch_depth, false);
  if (too_deep) return Fail({}, "JSON nested more than " + std::to_string(kMaxJsonDepth) + " deep");
  if (json.is_discarded()) return Fail({}, "not JSON");
  return json;
}

const Json& Member(const Json& json, std::string_view key) {
  static const Json kNull;
  if (!json.is_object()) return kNull;
  const auto found = json.find(key);
  return found == json.end() ? kNull : *found;
}

const Json& Member(const Json& json, std::string_view key, std::string_view inner) {
  return Member(Member(json, key), inner);
}

std::string Text(const Json& json, std::size_t limit) {
  if (!json.is_string()) return {};
  const auto& text = json.get_ref<const std::string&>();
  if (text.size() <= limit) return text;
  while (limit > 0 && (static_cast<unsigned char>(text[limit]) & 0xc0) == 0x80) --limit;
  return text.substr(0, limit);
}

std::int64_t Number(const Json& json) { return json.is_number_integer() ? json.get<std::int64_t>() : 0; }

bool Truth(const Json& json) { return json.is_boolean() && json.get<bool>(); }

}  // namespace portlaw::containers
