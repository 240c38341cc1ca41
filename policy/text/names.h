// SPDX-License-Identifier: Apache-2.0
// How names of containers and services are compared. Names are hostile input; every function is linear in them,
// MatchesPattern in the product of both lengths.
#ifndef PORTLAW_POLICY_TEXT_NAMES_H_
#define PORTLAW_POLICY_TEXT_NAMES_H_

#include <cstddef>
#include <string>
#include <string_view>

namespace portlaw {

// Longer names match nothing. Docker allows 255 bytes at most where names become host names or files.
inline constexpr std::size_t kMaxNameBytes = 255;

// The form in which names written for people are compared: ASCII lower case, runs of blanks, '-', '_' and '.' as
// one '-': "Aureo Labs" -> "aureo-labs".
std::string NameKey(std::string_view name);

// "janua-api-1" -> "janua-api", "janua_api_1" -> "janua_api"; empty where the name does not end in a number of its own.
std::string_view WithoutIndex(std::string_view name);

bool EqualIgnoringCase(std::string_view a, std::string_view b);

// Whether a registry's container name holds "{n}".
bool IsPattern(std::string_view container);

// `text` with every number, and if `is_pattern` every "{n}", replaced by one and the same byte: a name can match
// only patterns of the same skeleton. A "{n}" in a container's own name stays what it is.
std::string Skeleton(std::string_view text, bool is_pattern);

// Whether `name` is `pattern` with each "{n}" replaced by one or more decimal digits.
bool MatchesPattern(std::string_view pattern, std::string_view name);

}  // namespace portlaw

#endif  // PORTLAW_POLICY_TEXT_NAMES_H_
