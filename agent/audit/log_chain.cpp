// SPDX-License-Identifier: Apache-2.0
#include "agent/audit/log_chain.h"

#include <openssl/sha.h>

#include <algorithm>
#include <array>
#include <charconv>

namespace portlaw::audit {

bool IsLineHash(std::string_view text) {
  return text.size() == 2 * SHA256_DIGEST_LENGTH &&
         text.find_first_not_of("0123456789abcdef") == std::string_view::npos;
}

std::string WithLink(std::string line, const ChainPoint& before) {
  line.pop_back();  // the object's brace
  return line + ",\"seq\":" + std::to_string(before.sequence + 1) + ",\"prev\":\"" + before.hash + "\"}";
}

ChainPoint PointOf(std::uint64_t sequence, std::string_view line) {
  constexpr std::string_view kDigits = "0123456789abcdef";
  std::array<unsigned char, SHA256_DIGEST_LENGTH> digest{};
  SHA256(reinterpret_cast<const unsigned char*>(line.data()), line.size(), digest.data());
  ChainPoint point{sequence, ""};
  for (const unsigned char byte : digest) {
    point.hash += kDigits[byte >> 4];
    point.hash += kDigits[byte & 0xf];
  }
  return point;
}

std::string PointText(const ChainPoint& point) { return std::to_string(point.sequence) + ":" + point.hash; }

std::optional<ChainPoint> ParseChainPoint(std::string_view text) {
  const std::size_t colon = text.find(':');
  if (colon == std::string_view::npos || !IsLineHash(text.substr(colon + 1))) return std::nullopt;
  ChainPoint point{0, std::string(text.substr(colon + 1))};
  const char* const end = text.data() + colon;
  const auto [stop, error] = std::from_chars(text.data(), end, point.sequence);
  if (error != std::errc() || stop != end) return std::nullopt;
  return point;
}

}  // namespace portlaw::audit
