// SPDX-License-Identifier: Apache-2.0
// Whether a title names the containers below it ("Janua": janua-api, janua-ws), so that its range is one block.
#ifndef PORTLAW_POLICY_READERS_TITLE_MATCH_H_
#define PORTLAW_POLICY_READERS_TITLE_MATCH_H_

#include <string>
#include <string_view>
#include <vector>

namespace portlaw::readers {

struct TitleMatch {
  std::size_t named = 0;  // names that begin with the title or with one word of it
  std::size_t all = 0;

  bool IsBlock() const { return named * 2 > all; }
  // Neither clearly the one nor the other.
  bool IsClose() const { return all > 0 && named > 0 && named < all; }
};

TitleMatch MatchTitle(std::string_view title, const std::vector<std::string>& names);

}  // namespace portlaw::readers

#endif  // PORTLAW_POLICY_READERS_TITLE_MATCH_H_
