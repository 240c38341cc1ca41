// SPDX-License-Identifier: Apache-2.0
// Text of others (names, labels, lines of a registry) made fit for a terminal and a log.
#ifndef PORTLAW_POLICY_TEXT_PRINTABLE_H_
#define PORTLAW_POLICY_TEXT_PRINTABLE_H_

#include <cstddef>
#include <cstdint>
#include <string>
#include <string_view>

namespace portlaw {

// One decoded character of UTF-8. `bytes` is at least 1, so that a loop always goes on; an invalid byte is one by
// itself. Overlong forms, surrogates and values past U+10FFFF are invalid (RFC 3629).
struct Utf8Character {
  char32_t code = 0;
  std::size_t bytes = 1;
  bool valid = false;
};

// The first character of `text`, which must not be empty.
Utf8Character FirstCharacter(std::string_view text);

// Whether a terminal shows `code` and does nothing else with it: false for C0 and C1 controls, line separators,
// bidirectional overrides and other invisible characters that make a text look like another.
bool IsPrintable(char32_t code);

inline constexpr std::size_t kMaxPrintableBytes = 256;

// `text` on one line, as valid UTF-8, with everything else escaped: "\n", "\x1b", "\u{202e}", "\\". At most
// `max_bytes` long; what is cut off is shown by "...".
std::string Printable(std::string_view text, std::size_t max_bytes = kMaxPrintableBytes);

}  // namespace portlaw

#endif  // PORTLAW_POLICY_TEXT_PRINTABLE_H_
