// SPDX-License-Identifier: Apache-2.0
// SHA-256 (FIPS 180-4): a name for a content that no other content has.
#ifndef PORTLAW_POLICY_TEXT_SHA256_H_
#define PORTLAW_POLICY_TEXT_SHA256_H_

#include <array>
#include <cstddef>
#include <cstdint>
#include <string>
#include <string_view>

namespace portlaw {

class Sha256 {
 public:
  void Add(std::string_view bytes);

  // Of all that was added, 64 digits in lower case. Nothing is added afterwards.
  std::string Hex();

 private:
  void AddByte(unsigned char byte);
  void Compress();

  std::array<std::uint32_t, 8> state_ = {0x6a09e667, 0xbb67ae85, 0x3c6ef372, 0xa54ff53a,
                                         0x510e527f, 0x9b05688c, 0x1f83d9ab, 0x5be0cd19};
  std::array<unsigned char, 64> block_{};
  std::size_t used_ = 0;  // of the block
  std::uint64_t bytes_ = 0;
};

}  // namespace portlaw

#endif  // PORTLAW_POLICY_TEXT_SHA256_H_
