// SPDX-License-Identifier: Apache-2.0
// JSON of others, as values that are never what they should not be.
#ifndef PORTLAW_AGENT_CONTAINERS_ENGINES_BOUNDED_JSON_H_
#define PORTLAW_AGENT_CONTAINERS_ENGINES_BOUNDED_JSON_H_

#include <cstdint>
#include <nlohmann/json_fwd.hpp>
#include <string>
#include <string_view>

#include "policy/model/result.h"

namespace portlaw::containers {

using Json = nlohmann::json;

inline constexpr int kMaxJsonDepth = 32;

// `text` as JSON, nested at most kMaxJsonDepth deep. Bytes that are no UTF-8 are an error.
Result<Json> ParseJson(std::string_view text);

// The member `key` of an object; null where `json` is no object or has no such member. Never throws.
const Json& Member(const Json& json, std::string_view key);
const Json& Member(const Json& json, std::string_view key, std::string_view inner);

// The string, cut off at `limit` bytes (at a character); empty where it is no string.
std::string Text(const Json& json, std::size_t limit);
std::int64_t Number(const Json& json);
bool Truth(const Json& json);

}  // namespace portlaw::containers

#endif  // PORTLAW_AGENT_CONTAINERS_ENGINES_BOUNDED_JSON_H_
