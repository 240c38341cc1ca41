// SPDX-License-Identifier: Apache-2.0
#include "policy/scan/filter.h"

#include <algorithm>
#include <set>
#include <string_view>

#include "policy/text/names.h"
#include "policy/text/nearest_word.h"
#include "policy/text/printable.h"

namespace portlaw {

namespace {

// The ports that registries give to services, and the names of all services.
struct Territory {
  std::vector<PortRange> ports;  // of the services asked for
  std::set<std::string_view> names;
};

template <class Row>
void AddRows(Territory& territory, const std::vector<Row>& rows, const ScanFilter& filter) {
  for (const Row& row : rows) {
    territory.names.insert(row.service);
    const auto is_it = [&](const std::string& service) { return EqualIgnoringCase(service, row.service); };
    if (std::ranges::any_of(filter.services, is_it)) territory.ports.push_back(row.ports);
  }
}

Territory TerritoryOf(const CompiledPolicy& policy, const ScanFilter& filter) {
  Territory territory;
  for (const Registry& registry : policy.registries()) {
    AddRows(territory, registry.blocks, filter);
    AddRows(territory, registry.assignments, filter);
  }
  return territory;
}

Result<void> CheckServices(const Territory& territory, const ScanFilter& filter) {
  const std::vector<std::string_view> names(territory.names.begin(), territory.names.end());
  for (const std::string& service : filter.services) {
    const auto is_it = [&](std::string_view name) { return EqualIgnoringCase(name, service); };
    if (std::ranges::any_of(names, is_it)) continue;
    const std::string_view nearest = NearestWord(service, names);
    return Fail({}, "no registry has a service '" + Printable(service) + "'",
                nearest.empty() ? "portlaw show lists them" : "did you mean '" + Printable(nearest) + "'?");
  }
  return {};
}

bool Touches(const std::vector<PortRange>& ranges, PortRange ports) {
  return std::ranges::any_of(ranges,
                             [&](PortRange range) { return range.first <= ports.last && ports.first <= range.last; });
}

class Keeper {
 public:
  Keeper(const ScanFilter& filter, const Territory& territory) : filter_(filter), territory_(territory) {}

  bool Keeps(const ScanRow& row) const { return Keeps({row.listener.port, row.listener.port}, row.service); }
  bool Keeps(const Assignment& row) const { return Keeps(row.ports, row.service); }

 private:
  bool Keeps(PortRange ports, std::string_view service) const {
    if (!filter_.ports.empty() && !Touches(filter_.ports, ports)) return false;
    const auto is_it = [&](const std::string& asked) { return EqualIgnoringCase(asked, service); };
    return filter_.services.empty() || std::ranges::any_of(filter_.services, is_it) || Touches(territory_.ports, ports);
  }

  const ScanFilter& filter_;
  const Territory& territory_;
};

}  // namespace

Result<void> KeepOnly(ScanReport& report, const ScanFilter& filter, const CompiledPolicy& policy) {
  const Territory territory = TerritoryOf(policy, filter);
  if (const Result<void> known = CheckServices(territory, filter); !known) return known;
  const Keeper keeper(filter, territory);
  std::erase_if(report.rows, [&](const ScanRow& row) { return !keeper.Keeps(row); });
  std::erase_if(report.not_listening, [&](const Assignment& row) { return !keeper.Keeps(row); });
  return {};
}

}  // namespace portlaw
