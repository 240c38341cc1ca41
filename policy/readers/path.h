// SPDX-License-Identifier: Apache-2.0
// Where in the document a record stands: the headings or keys above it, and what each says about all below.
#ifndef PORTLAW_POLICY_READERS_PATH_H_
#define PORTLAW_POLICY_READERS_PATH_H_

#include <optional>
#include <string>
#include <string_view>
#include <vector>

#include "policy/model/port.h"
#include "policy/model/registry.h"
#include "policy/readers/scan.h"
#include "policy/readers/state.h"

namespace portlaw::readers {

inline constexpr int kNoSection = -1;
inline constexpr int kCaptionLevel = 7;  // a line that acts as a heading
inline constexpr int kItemLevel = 10;    // a list item with others below it, plus its depth

struct Heading {
  int line = 0;
  int level = 0;
  std::string text;  // as written
  Text name;         // without numbers, ranges and parentheses: "Janua"
  std::string note;  // what stood in parentheses
  std::vector<Number> ranges;
  Concepts concepts = 0;
  State state = State::kAssigned;
  ReservedKind reserved = ReservedKind::kFuture;  // if the state is kReserved or kNever
  bool internal = false;
  std::optional<Protocol> protocol;
  std::string embedded_in;  // "Embedded in Enclii"
  std::optional<std::string> host;
  int section = kNoSection;  // of the builder
};

// What a heading says by itself.
Heading ReadHeading(const Text& text, int level);

class Path {
 public:
  // Closes what is open at `level` and deeper.
  void Close(int level);
  void Open(Heading heading);

  const Heading* last() const { return open_.empty() ? nullptr : &open_.back(); }
  const std::vector<Heading>& open() const { return open_; }
  int section() const { return open_.empty() ? kNoSection : open_.back().section; }

  // The nearest heading that says anything but that ports are assigned; null without one.
  const Heading* topic() const;
  State state() const { return topic() == nullptr ? State::kAssigned : topic()->state; }
  std::string topic_text() const { return topic() == nullptr ? std::string() : topic()->text; }
  // The nearest heading about reserved ports, unless a nearer one is about something else.
  const Heading* reserved() const;
  // Whether a heading speaks of containers, where "8081 -> 3001" is host and container.
  bool IsAboutContainers() const;
  std::optional<Protocol> protocol() const;
  bool internal() const;
  // The nearest heading that names something: "harbor-engine". An empty span without one.
  Span name() const;

 private:
  std::vector<Heading> open_;  // outermost first
};

}  // namespace portlaw::readers

#endif  // PORTLAW_POLICY_READERS_PATH_H_
