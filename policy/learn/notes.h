// SPDX-License-Identifier: Apache-2.0
// What a draft has to tell about itself: every guess, and everything that is not in it.
#ifndef PORTLAW_POLICY_LEARN_NOTES_H_
#define PORTLAW_POLICY_LEARN_NOTES_H_

#include <array>
#include <cstddef>
#include <map>
#include <set>
#include <string>
#include <string_view>

#include "policy/learn/blocks.h"
#include "policy/learn/draft.h"
#include "policy/model/finding.h"

namespace portlaw::learn {

inline constexpr std::size_t kMaxNoteBytes = 1024;

enum class LeftOut : std::uint8_t { kChosen, kNameless, kHost, kEphemeral, kRefused };
inline constexpr std::size_t kLeftOut = 5;

// Names in notes are escaped (policy/printable.h). Notes of one kind that are too many are counted.
class NoteTaker {
 public:
  explicit NoteTaker(const DraftOptions& options) : options_(options) {}

  void LeaveOut(LeftOut why, const ObservedBind& bind, const Sightings& sightings);
  void Dropped(std::uint64_t sightings);
  void Guessed(const GuessedBlock& block);
  void OutsideBlock(const GuessedBlock& block, const Assignment& row);
  void OnlyPrivate(const std::string& name, Port port);
  void SharedInPrivate(Port port, const std::set<std::string>& names);
  void PrivateInBlock(const std::string& name, Port port, const Block& block);
  void Shared(Port port, Protocol protocol, const std::set<std::string>& names);
  void OfHost(const std::string& name);
  void OneName(const std::string& name, const std::set<std::string>& full_names);

  // Ends the taking.
  Findings Take();

 private:
  struct Passed {
    std::size_t count = 0;
    std::set<std::string> examples;  // few
  };

  void Add(std::string_view code, std::string message, const Source& source = {});

  DraftOptions options_;
  std::array<Passed, kLeftOut> left_out_{};
  std::set<std::string> guessed_;
  std::set<std::string> only_private_;
  std::set<std::string> of_host_;
  std::set<Port> shared_in_private_;
  std::map<std::string, std::size_t> notes_of_;  // by code
  Findings notes_;
};

}  // namespace portlaw::learn

#endif  // PORTLAW_POLICY_LEARN_NOTES_H_
