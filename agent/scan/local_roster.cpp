// SPDX-License-Identifier: Apache-2.0
#include "agent/scan/local_roster.h"

#include <chrono>
#include <utility>
#include <vector>

#include "agent/kernel/cgroup_tree.h"

namespace portlaw::scan {
namespace {

constexpr std::chrono::seconds kPatience{3};
constexpr std::chrono::milliseconds kWaitStep{50};

std::vector<containers::NamedSource> MakeSources() {
  std::vector<containers::NamedSource> sources;
  for (const containers::SourceEntry& entry : containers::IdentitySources()) {
    sources.push_back({entry.name, entry.make()});
  }
  return sources;
}

}  // namespace

Result<std::unique_ptr<LocalRoster>> LocalRoster::Make(std::shared_ptr<const CompiledPolicy> policy) {
  auto loop = io::EventLoop::Make();
  if (!loop) return tl::unexpected(loop.error());
  std::unique_ptr<LocalRoster> local(new LocalRoster(*std::move(loop)));
  if (auto filled = local->Fill(std::move(policy)); !filled) return tl::unexpected(filled.error());
  local->AwaitAnswers();
  return local;
}

Result<void> LocalRoster::Fill(std::shared_ptr<const CompiledPolicy> policy) {
  const auto root = kernel::FindCgroup2Mount();
  if (!root) return tl::unexpected(root.error());
  roster_.SetSources(MakeSources());
  roster_.SetOwnerOf([root = *root](const std::string& path) { return kernel::OwnerOfCgroup(root + path); });
  roster_.Configure(policy->settings());
  for (const containers::NamedSource& entry : roster_.sources()) entry.source->Start(loop_, roster_);
  auto walked =
      kernel::WalkCgroups(*root, [this](kernel::CgroupId id, const std::string& path, kernel::CgroupId parent) {
        roster_.OnCreated({id, parent, path});
      });
  if (!walked) return walked;
  roster_.UsePolicy(std::move(policy));
  return roster_.GoLive();
}

void LocalRoster::AwaitAnswers() {
  const auto until = std::chrono::steady_clock::now() + kPatience;
  while (roster_.Counts().pending > 0 && std::chrono::steady_clock::now() < until) loop_.RunOnce(kWaitStep);
}

}  // namespace portlaw::scan
