// SPDX-License-Identifier: Apache-2.0
#include "policy/decide/claims.h"

#include <fnmatch.h>

#include <algorithm>

#include "policy/decide/index.h"
#include "policy/text/printable.h"

namespace portlaw {

namespace {

bool AnyMatches(const std::string& glob, const std::vector<std::string>& texts) {
  return std::any_of(texts.begin(), texts.end(),
                     [&](const std::string& text) { return fnmatch(glob.c_str(), text.c_str(), 0) == 0; });
}

// The key of the first rule that is not met; empty where all are.
std::string_view Unmet(const ClaimRules& rules, const ClaimedFrom& from) {
  if (rules.image && !AnyMatches(*rules.image, {from.image})) return "image";
  if (rules.user && !AnyMatches(*rules.user, from.users)) return "user";
  if (rules.unit && from.units && !AnyMatches(*rules.unit, *from.units)) return "unit";
  if (rules.engine && !AnyMatches(*rules.engine, from.engines)) return "engine";
  return {};
}

}  // namespace

std::optional<std::string> RefusalOfClaim(const CompiledPolicy& policy, const Subject& subject,
                                          const ClaimedFrom& from) {
  for (const std::uint32_t number : subject.services) {
    const auto& service = policy.index().services[number];
    if (service.settings == nullptr) continue;
    const std::string_view unmet = Unmet(service.settings->only, from);
    if (unmet.empty()) continue;
    return "the settings let only certain claims to a name of " + Printable(service.name) +
           " pass (services: " + Printable(service.name) + ": only: " + std::string(unmet) +
           "), and this one is not among them";
  }
  return std::nullopt;
}

}  // namespace portlaw
