// SPDX-License-Identifier: Apache-2.0
#include "policy/lint/names.h"

#include <algorithm>

namespace portlaw::lint {

namespace {

bool IsLetter(char c) {
  return (c >= 'a' && c <= 'z') || (c >= 'A' && c <= 'Z') || (c >= '0' && c <= '9') || static_cast<signed char>(c) < 0;
}

char Lower(char c) { return c >= 'A' && c <= 'Z' ? static_cast<char>(c - 'A' + 'a') : c; }

// Whether `general`, a row without a container, speaks of the one that `row` is for.
bool SpeaksOf(const Assignment& general, const Assignment& row) {
  const std::string name = Folded(HolderName(general));
  return name == Folded(row.container) || name == Folded(row.label) || name == Folded(row.service) ||
         name == Folded(row.service + row.label) ||
         (!row.container.empty() && SameService(HolderName(general), row.container));
}

}  // namespace

std::string Folded(std::string_view name) {
  std::string folded;
  for (char c : name) {
    if (IsLetter(c)) folded += Lower(c);
  }
  return folded;
}

std::vector<std::string> Words(std::string_view name) {
  std::vector<std::string> words;
  bool inside = false;
  for (char c : name) {
    if (IsLetter(c) && !inside) words.emplace_back();
    inside = IsLetter(c);
    if (inside) words.back() += Lower(c);
  }
  return words;
}

const std::string& HolderName(const Assignment& assignment) {
  if (!assignment.container.empty()) return assignment.container;
  return assignment.label.empty() ? assignment.service : assignment.label;
}

bool SameHolder(const Assignment& a, const Assignment& b) {
  if (Folded(HolderName(a)) == Folded(HolderName(b))) {
    // "API" of Janua and "API" of Enclii are two.
    const bool only_labels = a.container.empty() && b.container.empty() && !a.service.empty() && !b.service.empty();
    return !only_labels || Folded(a.service) == Folded(b.service);
  }
  return (a.container.empty() && SpeaksOf(a, b)) || (b.container.empty() && SpeaksOf(b, a));
}

bool BelongsTo(const Assignment& assignment, std::string_view service) {
  const std::string folded = Folded(service);
  if (folded.empty() || folded == Folded(assignment.service)) return true;
  return Folded(HolderName(assignment)).starts_with(folded);
}

bool SameService(std::string_view a, std::string_view b) {
  const std::vector<std::string> some = Words(a);
  const std::vector<std::string> others = Words(b);
  const std::size_t common = std::min(some.size(), others.size());
  if (common == 0) return false;
  return Folded(a) == Folded(b) ||
         std::equal(some.begin(), some.begin() + static_cast<std::ptrdiff_t>(common), others.begin());
}

std::string HolderTitle(const Assignment& assignment) {
  const std::string& name = HolderName(assignment);
  const bool tells =
      !assignment.container.empty() || Folded(name).find(Folded(assignment.service)) != std::string::npos;
  return tells ? name : assignment.service + " " + name;
}

std::string HolderAndPorts(const Assignment& assignment) {
  return HolderTitle(assignment) + " (" + ToString(assignment.ports) + ")";
}

bool HostsMeet(const std::optional<std::string>& a, const std::optional<std::string>& b) {
  return !a || !b || Folded(*a) == Folded(*b);
}

bool ProtocolsMeet(Protocol a, Protocol b) { return Covers(a, b) || Covers(b, a); }

}  // namespace portlaw::lint
