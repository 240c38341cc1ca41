// SPDX-License-Identifier: Apache-2.0
// What a heading (or a line that acts as one) says about everything below it.
#ifndef PORTLAW_POLICY_READERS_HEADING_H_
#define PORTLAW_POLICY_READERS_HEADING_H_

#include <optional>
#include <string>
#include <string_view>
#include <vector>

#include "policy/model/port.h"
#include "policy/model/registry.h"
#include "policy/readers/lexicon.h"
#include "policy/readers/port_text.h"
#include "policy/readers/styled_text.h"
#include "policy/readers/topic.h"

namespace portlaw::readers {

struct Heading {
  int line = 0;
  int level = 0;     // 1 to 6; 7 for a paragraph that acts as a heading
  std::string text;  // as written
  std::string name;  // without numbers, ranges and parentheses: "Janua"
  std::string note;  // what stood in parentheses
  std::vector<Mention> ranges;
  Concepts concepts = 0;
  Topic topic = Topic::kRegistry;
  ReservedKind reserved = ReservedKind::kFuture;  // if topic is kReserved
  bool never = false;                             // says "do not use" or the like, not just "reserved"
  bool internal = false;
  std::optional<Protocol> protocol;
  std::string embedded_in;  // "Embedded in Enclii"
  std::optional<std::string> host;
};

Heading ReadHeading(const StyledText& text, int level);

// `text` without decoration at its ends (quotes, colons, dashes, emoji), and without "1.", "Layer 2:" before it.
std::string CleanName(std::string_view text);

// The same without the parenthesis or bracket that is around all of it: "(for tools)" is "for tools".
std::string Unwrapped(std::string_view text);

// The same without a trailing parenthesis: "minio (Console)" is "minio".
std::string WithoutParenthesis(std::string_view name);

}  // namespace portlaw::readers

#endif  // PORTLAW_POLICY_READERS_HEADING_H_
