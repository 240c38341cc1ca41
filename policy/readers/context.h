// SPDX-License-Identifier: Apache-2.0
// Where in the document a reader stands: the headings above, and who collects what it finds.
#ifndef PORTLAW_POLICY_READERS_CONTEXT_H_
#define PORTLAW_POLICY_READERS_CONTEXT_H_

#include <optional>
#include <string>
#include <vector>

#include "policy/readers/heading.h"
#include "policy/readers/registry_builder.h"

namespace portlaw::readers {

struct OpenHeading {
  Heading heading;
  int section = kNoSection;
};

struct Context {
  RegistryBuilder& builder;
  std::vector<OpenHeading> headings;  // outermost first

  int section() const { return headings.empty() ? kNoSection : headings.back().section; }
  const Heading* heading() const { return headings.empty() ? nullptr : &headings.back().heading; }

  // The nearest heading's that says anything but "registry"; a heading's own words count more than those above.
  Topic topic() const;
  // The heading that says so, as written.
  std::string topic_text() const;
  const Heading* topic_heading() const;
  // Whether the section is about ports that change.
  bool IsAboutMoves() const { return topic() == Topic::kMigration; }
  // Whether a heading speaks of containers, where "8081 -> 3001" is host and container.
  bool IsAboutContainers() const;
  // Of the nearest heading that has it.
  std::optional<Protocol> protocol() const;
  bool internal() const;
  // The nearest heading that names something: "harbor-engine".
  std::string name() const;
  // The nearest heading about reserved ports; null without one.
  const Heading* reserved() const;
};

}  // namespace portlaw::readers

#endif  // PORTLAW_POLICY_READERS_CONTEXT_H_
