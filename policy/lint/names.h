// SPDX-License-Identifier: Apache-2.0
// When two names in registries mean the same thing.
#ifndef PORTLAW_POLICY_LINT_NAMES_H_
#define PORTLAW_POLICY_LINT_NAMES_H_

#include <optional>
#include <string>
#include <string_view>
#include <vector>

#include "policy/model/registry.h"

namespace portlaw::lint {

// Letters and digits in lower case, nothing else: "Janua API" and "janua-api" are one. Bytes beyond ASCII stay.
std::string Folded(std::string_view name);

// The words of a name, folded: "API (Dev)" -> "api", "dev".
std::vector<std::string> Words(std::string_view name);

// Whom the assignment gives the port to, as the document writes it: its container, else its label, else its service.
const std::string& HolderName(const Assignment& assignment);

// Whether two rows give their ports to the same container, as far as the document says: "janua-api" of Janua in one
// place and just "Janua" in another are the same, "janua-api" and "janua-web" are not.
bool SameHolder(const Assignment& a, const Assignment& b);

// Whether the row is the service's: it says so, or its container's name begins with the service's.
bool BelongsTo(const Assignment& assignment, std::string_view service);

// Whether one name is the other's beginning, word by word: "Blueprint" and "Blueprint Harvester".
bool SameService(std::string_view a, std::string_view b);

// The holder for people: with the service where the label alone would not tell ("harbor-engine HTTP").
std::string HolderTitle(const Assignment& assignment);

// "janua-api (4100)"
std::string HolderAndPorts(const Assignment& assignment);

// A row without a host holds on every one.
bool HostsMeet(const std::optional<std::string>& a, const std::optional<std::string>& b);

// Whether a socket of one row can take the place of one of the other.
bool ProtocolsMeet(Protocol a, Protocol b);

}  // namespace portlaw::lint

#endif  // PORTLAW_POLICY_LINT_NAMES_H_
