// SPDX-License-Identifier: Apache-2.0
#include "agent/daemon/guard.h"

#include <spdlog/spdlog.h>

#include <nlohmann/json.hpp>
#include <utility>

#include "agent/audit/wall_clock.h"
#include "agent/scan/listeners.h"
#include "policy/guard/preflight.h"
#include "policy/text/printable.h"

namespace portlaw::daemon {

namespace {

constexpr std::size_t kMaxTold = 20;

// Where private network namespaces are not enforced, nothing in them can be refused.
scan::ListingLimits LimitsFor(std::initializer_list<const CompiledPolicy*> policies) {
  scan::ListingLimits limits;
  limits.private_namespaces = false;
  for (const CompiledPolicy* policy : policies) {
    limits.private_namespaces |= policy->settings().private_netns == PrivateNetns::kEnforce;
  }
  return limits;
}

bool AreOf(const DocumentTexts& texts, const AgentOptions& options) {
  std::vector<std::string> paths;
  for (const io::NamedText& registry : texts.registries) paths.push_back(registry.path);
  return paths == options.registries && (texts.settings ? texts.settings->path : "") == options.settings;
}

}  // namespace

std::string Summary(const HeldChange& held) {
  return held.objections.empty() ? "it was held back before, and refuses nothing that runs now"
                                 : Summary(held.objections);
}

nlohmann::json ToJson(const HeldChange& held) {
  nlohmann::json json = portlaw::ToJson(held.objections);
  json["name"] = held.name;
  json["since"] = audit::ToRfc3339(held.since);
  json["summary"] = Summary(held);
  json["reasons"] = Sentences(held.objections, kMaxTold);
  return json;
}

ResultOfMany<Documents> Guard::DocumentsOfStart() {
  ResultOfMany<Documents> on_disk = ReadDocuments(options_);
  auto kept = state_.Load();
  if (!kept) spdlog::warn("what was in force is not known: {}", Printable(ToString(kept.error()), 1024));
  if (!kept || !*kept || !AreOf((*kept)->documents, options_)) return on_disk;
  kept_ = **std::move(kept);
  if (on_disk && on_disk->name == ContentName(kept_.documents)) {
    kept_.held.clear();
    return on_disk;
  }
  ResultOfMany<Documents> before = ReadDocuments(kept_.documents, options_);
  started_from_copy_ = before.has_value();
  if (before) return before;
  spdlog::warn("the documents that were in force cannot be read any more: {}",
               Printable(ToString(before.error().front()), 1024));
  return on_disk;
}

Result<bool> Guard::Holds(const Documents& candidate, const CompiledPolicy& in_force,
                          const containers::Roster& roster) {
  if (in_force.settings().reload == ReloadRule::kFree) return false;
  auto seen = scan::ObserveListeners(roster, LimitsFor({candidate.policy.get(), &in_force}));
  if (!seen) return tl::make_unexpected(std::move(seen.error()));
  Objections objections = ObjectionsTo(*candidate.policy, in_force, seen->listeners, options_.registries);
  const bool held_before = kept_.held == candidate.name;
  if (!held_before && objections.empty()) return false;
  const bool is_news = !held_ || held_->name != candidate.name;
  const auto since = is_news ? std::chrono::system_clock::now() : held_->since;
  held_ = HeldChange{candidate.name, since, std::move(objections)};
  if (is_news) Tell(*held_);
  if (!held_before) {
    kept_.held = candidate.name;
    Keep();
  }
  return true;
}

// What was held back stays so, if it is still there.
void Guard::Started(const Documents& documents) {
  if (ContentName(kept_.documents) == documents.name) return;
  PutInForce(documents);
}

void Guard::PutInForce(const Documents& documents) {
  held_.reset();
  kept_ = {documents.texts, {}};
  Keep();
}

void Guard::Withdrawn() {
  if (kept_.held.empty()) return;
  spdlog::info("the change that was held back is gone");
  held_.reset();
  kept_.held.clear();
  Keep();
}

void Guard::Keep() {
  auto saved = state_.Save(kept_);
  if (saved) return;
  spdlog::warn("an agent that starts again will not know what was in force: {}",
               Printable(ToString(saved.error()), 1024));
}

void Guard::Tell(const HeldChange& held) const {
  spdlog::warn("the change of the documents is HELD BACK: {}", Summary(held));
  for (const std::string& sentence : Sentences(held.objections, kMaxTold)) spdlog::warn("  {}", sentence);
  spdlog::warn("  what was in force stays so; if it is meant: portlaw reload --accept {}",
               held.name.substr(0, kShownNameBytes));
}

void TellWhatIsRefused(const CompiledPolicy& policy, const containers::Roster& roster) {
  auto seen = scan::ObserveListeners(roster, LimitsFor({&policy}));
  if (!seen) return spdlog::warn("what runs already cannot be seen: {}", Printable(ToString(seen.error()), 1024));
  Objections refused;
  for (ScanRow& row : MakePreflight(policy, std::move(seen->listeners), {}).refused) {
    if (row.verdict.action == Action::kDeny) refused.refusals.push_back(std::move(row));
  }
  if (refused.empty()) return;
  spdlog::warn("of what runs already, {} were it to bind again", Summary(refused));
  for (const std::string& sentence : Sentences(refused, kMaxTold)) spdlog::warn("  {}", sentence);
}

}  // namespace portlaw::daemon
