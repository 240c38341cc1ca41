// SPDX-License-Identifier: Apache-2.0
#include "agent/containers/cgroup_rules.h"
#include "agent/containers/engines/api_engines.h"
#include "agent/containers/engines/bundles.h"
#include "agent/containers/engines/systemd_units.h"
#include "agent/containers/identity_source.h"

namespace portlaw::containers {

namespace {
constexpr SourceEntry kSources[] = {
    {kCgroupRuleRuntime, MakeCgroupRules},
    {kApiEngines, MakeApiEngines},
    {kBundles, MakeBundles},
    {kSystemdUnits, MakeSystemdUnits},
};
}

std::span<const SourceEntry> IdentitySources() { return kSources; }

}  // namespace portlaw::containers
