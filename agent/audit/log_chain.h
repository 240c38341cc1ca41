// SPDX-License-Identifier: Apache-2.0
// What ties each line of the audit log to the one before: a number and a hash.
#ifndef PORTLAW_AGENT_AUDIT_LOG_CHAIN_H_
#define PORTLAW_AGENT_AUDIT_LOG_CHAIN_H_

#include <cstdint>
#include <optional>
#include <string>
#include <string_view>

namespace portlaw::audit {

// A line of the log, or what the line after it says of it. As made, it stands before the first line of all.
struct ChainPoint {
  std::uint64_t sequence = 0;               // lines are numbered from 1, through all files of a log
  std::string hash = std::string(64, '0');  // SHA-256 of the line without its newline, lower-case hexadecimal

  bool operator==(const ChainPoint&) const = default;
};

// What a line says of itself: `sequence` is its own number, `previous` the hash of the line before.
struct ChainLink {
  std::uint64_t sequence = 0;
  std::string previous;
};

// 64 lower-case hexadecimal digits.
bool IsLineHash(std::string_view text);

// The JSON object `line` with the keys "seq" and "prev" at its end: the line that follows `before`.
std::string WithLink(std::string line, const ChainPoint& before);

// The point of the line that has number `sequence`; `line` is without its newline.
ChainPoint PointOf(std::uint64_t sequence, std::string_view line);

// "17:HASH", as the journal and `audit verify` have it, and back; none where it is no such text.
std::string PointText(const ChainPoint& point);
std::optional<ChainPoint> ParseChainPoint(std::string_view text);

}  // namespace portlaw::audit

#endif  // PORTLAW_AGENT_AUDIT_LOG_CHAIN_H_
