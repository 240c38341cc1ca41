// SPDX-License-Identifier: Apache-2.0
#include "agent/daemon/bind_reports.h"

#include <utility>

#include "policy/decide/suggest.h"

namespace portlaw::daemon {

namespace {

audit::PortHolder PortHolderOf(const scan::Holder& found, const containers::Roster& roster,
                               const kernel::BindEvent& event) {
  audit::PortHolder holder;
  const auto who = roster.FindHolder(found.cgroup, event.port, event.protocol);
  if (who.container != nullptr) holder.container = who.container->details.name;
  if (found.process) {
    holder.pid = static_cast<std::uint32_t>(found.process->pid);
    holder.comm = found.process->comm;
    holder.since = found.process->started;
  }
  holder.words = scan::Sentence(found, holder.container);
  return holder;
}

}  // namespace

BindReports::BindReports(const PolicyInForce& policy, const containers::Roster& roster)
    : policy_(policy), roster_(roster), auditor_(Lookups()) {}

Result<void> BindReports::FindHolders(io::EventLoop& loop) {
  auto finder = HolderFinder::Make(loop, [this](const auto& event, const auto& holder) { ReportInUse(event, holder); });
  if (!finder) return tl::make_unexpected(finder.error());
  holder_finder_ = std::move(*finder);
  return {};
}

void BindReports::Report(const kernel::BindEvent& event) {
  if (event.reason == Reason::kPortInUse && holder_finder_) return holder_finder_->Ask(event);
  auditor_.Handle(event);
}

void BindReports::ReportInUse(const kernel::BindEvent& event, const std::optional<scan::Holder>& holder) {
  if (!holder) return auditor_.Handle(event);
  auditor_.Handle(event, PortHolderOf(*holder, roster_, event));
}

void BindReports::Finish() {
  if (holder_finder_) holder_finder_->Finish();
}

audit::Lookups BindReports::Lookups() const {
  audit::Lookups lookups;
  lookups.policy = [this](std::uint64_t generation) { return policy_.At(generation); };
  lookups.party = [this](const kernel::BindEvent& event) -> std::optional<audit::Party> {
    const auto who = roster_.Find(event.cgroup, event.owner, event.row, event.port, event.protocol);
    if (who.container == nullptr) return std::nullopt;
    return audit::Party{who.container->details, who.container->Binders()};
  };
  lookups.cgroup_path = [this](kernel::CgroupId cgroup) { return roster_.PathOf(cgroup); };
  lookups.suggest = [](const CompiledPolicy& policy, const Subject& subject, const BindRequest&) {
    return SuggestPort(policy, subject.service);
  };
  return lookups;
}

}  // namespace portlaw::daemon
