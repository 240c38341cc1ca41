// SPDX-License-Identifier: Apache-2.0
#include "agent/daemon/policy_in_force.h"

#include <spdlog/spdlog.h>

#include "policy/text/printable.h"

namespace portlaw::daemon {

namespace {

Result<std::uint64_t> InstallAsNext(const std::shared_ptr<const CompiledPolicy>& policy, kernel::Kernel& kernel,
                                    containers::Roster& roster) {
  const std::uint64_t generation = kernel.Generation() + 1;
  if (auto done = kernel.InstallPolicy(*policy, generation, roster.NamedRows(*policy)); !done) {
    return tl::make_unexpected(done.error());
  }
  if (const auto done = kernel.ReservePorts(*policy); !done)
    spdlog::warn("the policy is in force, but reserve_ephemeral is not: {}", ToString(done.error()));
  roster.UsePolicy(policy);
  return generation;
}

void TellWhatWaitsForTheNextStart(const Settings& now, const Settings& before) {
  if (now.control_group != before.control_group) {
    spdlog::warn("control: group: has changed; the socket is for the new group when the agent starts again");
  }
  if (now.metrics_listen != before.metrics_listen) {
    spdlog::warn("metrics: listen: has changed; it holds when the agent starts again");
  }
  if (now.port_in_use != before.port_in_use) {
    spdlog::warn("port_in_use: has changed; it holds when the agent starts again");
  }
}

// Whoever accepts has looked at what is on disk now.
Result<void> CheckName(const std::string& accepted, const std::string& name) {
  if (accepted.size() >= kShownNameBytes && name.starts_with(accepted)) return {};
  return Fail({},
              "the documents on disk are not those of " + Printable(accepted) + ", but " +
                  name.substr(0, kShownNameBytes) + ": they have changed, or the name is not whole",
              "look at what they would refuse (portlaw reload), then accept them by their own name");
}

}  // namespace

Result<void> PolicyInForce::Install(kernel::Kernel& kernel, containers::Roster& roster) {
  const auto generation = InstallAsNext(documents_.policy, kernel, roster);
  if (!generation) return tl::make_unexpected(generation.error());
  history_.Add(*generation, documents_.policy);
  guard_.Started(documents_);
  return {};
}

const ReloadOutcome& PolicyInForce::Reload(kernel::Kernel& kernel, containers::Roster& roster,
                                           const std::optional<std::string>& accepted) {
  ReloadOutcome outcome;
  outcome.time = std::chrono::system_clock::now();
  outcome.errors = TryReload(kernel, roster, accepted, outcome);
  for (const Error& error : outcome.errors) {
    spdlog::error("reload refused, generation {} stays: {}", kernel.Generation(), Printable(ToString(error), 1024));
  }
  return last_reload_.emplace(std::move(outcome));
}

Errors PolicyInForce::TryReload(kernel::Kernel& kernel, containers::Roster& roster,
                                const std::optional<std::string>& accepted, ReloadOutcome& outcome) {
  auto documents = ReadDocuments(options_);
  if (!documents) return std::move(documents.error());
  if (SameDocuments(*documents->policy, *documents_.policy)) {
    guard_.Withdrawn();
    return {};
  }
  if (accepted) {
    if (auto meant = CheckName(*accepted, documents->name); !meant) return {meant.error()};
  } else {
    const auto held = guard_.Holds(*documents, policy(), roster);
    if (!held) return {held.error()};
    outcome.held = *held;
    if (outcome.held) return {};
  }
  Errors errors = PutInForce(kernel, roster, *std::move(documents));
  outcome.changed = errors.empty();
  return errors;
}

Errors PolicyInForce::PutInForce(kernel::Kernel& kernel, containers::Roster& roster, Documents documents) {
  const auto generation = InstallAsNext(documents.policy, kernel, roster);
  if (!generation) return {generation.error()};
  TellWhatWaitsForTheNextStart(documents.policy->settings(), policy().settings());
  history_.Add(*generation, documents.policy);
  documents_ = std::move(documents);
  guard_.PutInForce(documents_);
  roster.Configure(policy().settings());
  return {};
}

}  // namespace portlaw::daemon
