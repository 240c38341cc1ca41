// SPDX-License-Identifier: Apache-2.0
#include "policy/learn/blocks.h"

#include <algorithm>
#include <iterator>
#include <map>
#include <optional>
#include <set>
#include <utility>

#include "policy/learn/container_name.h"
#include "policy/text/names.h"

namespace portlaw::learn {

namespace {

constexpr int kBlockSizes[] = {100, 10};
constexpr int kFirstPort = 1024;
constexpr int kLastPort = 65535;
constexpr std::size_t kMaxWords = 8;  // more of a name tells nothing more

using Places = std::vector<std::size_t>;

class Guesser {
 public:
  explicit Guesser(const std::vector<NamedPorts>& rows) : rows_(rows) {
    for (std::size_t i = 0; i < rows.size(); ++i) {
      words_.push_back(NameWords(rows[i].container));
      if (words_.back().size() > kMaxWords) words_.back().resize(kMaxWords);
      by_port_.push_back(i);
    }
    std::sort(by_port_.begin(), by_port_.end(),
              [&](std::size_t a, std::size_t b) { return rows_[a].ports < rows_[b].ports; });
    for (PortRange ports : Distinct(by_port_)) {
      firsts_.push_back(ports.first);
      lasts_.push_back(ports.last);
    }
    std::sort(lasts_.begin(), lasts_.end());
  }

  std::vector<GuessedBlock> Guess() {
    Look(by_port_, 1);
    return std::move(blocks_);
  }

 private:
  // Looks at those of `places` that agree in their first `words` words.
  void Look(const Places& places, std::size_t words) {
    std::map<std::vector<std::string>, Places> stems;
    for (std::size_t place : places) {
      if (words_[place].size() < words) continue;
      stems[{words_[place].begin(), words_[place].begin() + static_cast<std::ptrdiff_t>(words)}].push_back(place);
    }
    for (const auto& [stem, members] : stems) LookAt(stem, members);
  }

  void LookAt(const std::vector<std::string>& stem, const Places& members) {
    if (ContainersOf(members) < 2) return;
    std::optional<GuessedBlock> block = BestBlock(stem, members);
    if (block && block->outside.empty()) return blocks_.push_back(*std::move(block));
    const std::size_t before = blocks_.size();
    Look(members, stem.size() + 1);
    if (blocks_.size() > before || !block) return;
    if (block->inside.size() >= block->outside.size()) blocks_.push_back(*std::move(block));
  }

  std::size_t ContainersOf(const Places& places) const {
    std::set<std::string_view> names;
    for (std::size_t place : places) names.insert(rows_[place].container);
    return names.size();
  }

  // The block with most members of all that begin where a member is; of equal ones the larger, then the lower.
  std::optional<GuessedBlock> BestBlock(const std::vector<std::string>& stem, const Places& members) const {
    std::size_t most = 0;
    PortRange best;
    for (int size : kBlockSizes) {
      for (auto begin = members.begin(); begin != members.end();) {
        const PortRange window = WindowAt(rows_[*begin].ports.first, size);
        const auto end = std::find_if(begin, members.end(),
                                      [&](std::size_t place) { return rows_[place].ports.first > window.last; });
        const Places inside = Inside(window, {begin, end});
        if (inside.size() > most && IsFree(window, size, inside)) {
          most = inside.size();
          best = window;
        }
        begin = end;
      }
    }
    if (most == 0) return std::nullopt;
    GuessedBlock block = Block(best, stem, members);
    // A container that has the service's own name cannot stand outside the service's block.
    const bool outside = std::any_of(block.outside.begin(), block.outside.end(), [&](std::size_t place) {
      return NameKey(rows_[place].container) == NameKey(block.service);
    });
    return outside ? std::nullopt : std::optional(std::move(block));
  }

  static PortRange WindowAt(Port port, int size) {
    const int first = port - port % size;
    return {static_cast<Port>(first), static_cast<Port>(std::min(first + size - 1, kLastPort))};
  }

  Places Inside(PortRange window, const Places& members) const {
    Places inside;
    std::copy_if(members.begin(), members.end(), std::back_inserter(inside),
                 [&](std::size_t place) { return window.Contains(rows_[place].ports); });
    return inside;
  }

  // Whether `window` may be a block of those `inside`, who are the only ones to have a port there.
  bool IsFree(PortRange window, int size, const Places& inside) const {
    return window.first >= kFirstPort && window.Size() == size && ContainersOf(inside) >= 2 &&
           Touching(window) == Distinct(inside).size();
  }

  // Two rows on one port are a conflict already, whatever block it is in: they count once.
  std::set<PortRange> Distinct(const Places& places) const {
    std::set<PortRange> ports;
    for (std::size_t place : places) ports.insert(rows_[place].ports);
    return ports;
  }

  // How many ranges have a port in `window`: all but those that end before it or begin after it.
  std::size_t Touching(PortRange window) const {
    const auto begun = std::upper_bound(firsts_.begin(), firsts_.end(), window.last) - firsts_.begin();
    const auto ended = std::lower_bound(lasts_.begin(), lasts_.end(), window.first) - lasts_.begin();
    return static_cast<std::size_t>(begun - ended);
  }

  GuessedBlock Block(PortRange window, const std::vector<std::string>& stem, const Places& members) const {
    GuessedBlock block{Title(stem), {}, stem.size(), window, {}, {}};
    for (const std::string& word : stem) block.stem += (block.stem.empty() ? "" : "-") + word;
    for (std::size_t place : members) {
      (window.Contains(rows_[place].ports) ? block.inside : block.outside).push_back(place);
    }
    return block;
  }

  const std::vector<NamedPorts>& rows_;
  std::vector<std::vector<std::string>> words_;
  Places by_port_;
  std::vector<Port> firsts_;  // of all different ranges, ascending
  std::vector<Port> lasts_;
  std::vector<GuessedBlock> blocks_;
};

}  // namespace

std::vector<GuessedBlock> GuessBlocks(const std::vector<NamedPorts>& rows) { return Guesser(rows).Guess(); }

}  // namespace portlaw::learn
