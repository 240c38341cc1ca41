// SPDX-License-Identifier: Apache-2.0
// What a piece of output is, for whoever shows it in colour.
#ifndef PORTLAW_POLICY_TEXT_TONE_H_
#define PORTLAW_POLICY_TEXT_TONE_H_

#include <cstdint>
#include <string>
#include <string_view>

namespace portlaw {

enum class Tone : std::uint8_t { kPlain, kBad, kDoubtful, kGood, kFaint };

// Gives `text` in the tone's colour, or as it is.
using Paint = std::string (*)(Tone tone, std::string_view text);

inline std::string Unpainted(Tone, std::string_view text) { return std::string(text); }

}  // namespace portlaw

#endif  // PORTLAW_POLICY_TEXT_TONE_H_
