// SPDX-License-Identifier: Apache-2.0
#include "policy/readers/context.h"

#include <algorithm>

#include "policy/readers/fold.h"

namespace portlaw::readers {

namespace {

bool ListsPorts(const Heading& heading) {
  const std::string folded = Fold(heading.name);
  const auto has = [&](std::string_view word) { return folded.find(word) != std::string::npos; };
  const bool plural = has("ports") || has("puertos") || has("portas") || has("порты") || has("existing services");
  return plural && heading.level <= 6 && !has("altern") &&
         !Has(ConceptsOfFolded(folded), kWordOld | kWordNew | kWordMove | kWordHistory | kWordConflict);
}

}  // namespace

const Heading* Context::topic_heading() const {
  bool about_ports = false;
  for (auto at = headings.rbegin(); at != headings.rend(); ++at) {
    // "Special ports" under "Conflicts and resolutions" are ports again.
    if (about_ports && at->heading.topic == Topic::kHistory && Has(at->heading.concepts, kWordConflict)) return nullptr;
    about_ports |= ListsPorts(at->heading);
    if (at->heading.topic != Topic::kRegistry) return &at->heading;
    // A range or a level of its own under "Examples" is still an example; under a title it is what it says.
    if (at->heading.level <= 1) break;
  }
  return nullptr;
}

Topic Context::topic() const {
  const Heading* heading = topic_heading();
  return heading == nullptr ? Topic::kRegistry : heading->topic;
}

std::string Context::topic_text() const {
  const Heading* heading = topic_heading();
  return heading == nullptr ? std::string() : heading->text;
}

bool Context::IsAboutContainers() const {
  return std::any_of(headings.begin(), headings.end(), [](const OpenHeading& open) {
    const std::string folded = Fold(open.heading.text);
    return open.heading.level > 1 &&
           (folded.find("docker") != std::string::npos || folded.find("compose") != std::string::npos ||
            Has(open.heading.concepts, kWordContainer));
  });
}

std::optional<Protocol> Context::protocol() const {
  for (auto at = headings.rbegin(); at != headings.rend(); ++at) {
    if (at->heading.protocol) return at->heading.protocol;
  }
  return std::nullopt;
}

bool Context::internal() const {
  for (auto at = headings.rbegin(); at != headings.rend(); ++at) {
    if (at->heading.internal) return true;
  }
  return false;
}

std::string Context::name() const {
  for (auto at = headings.rbegin(); at != headings.rend(); ++at) {
    // "Variables:" above a list says nothing of whose they are.
    const bool item = at->heading.level > 7 && Has(at->heading.concepts, kWordVariable | kWordCommand);
    if (!at->heading.name.empty() && !item) return at->heading.name;
  }
  return {};
}

const Heading* Context::reserved() const {
  for (auto at = headings.rbegin(); at != headings.rend(); ++at) {
    if (at->heading.topic == Topic::kReserved) return &at->heading;
    if (at->heading.topic != Topic::kRegistry) return nullptr;
  }
  return nullptr;
}

}  // namespace portlaw::readers
