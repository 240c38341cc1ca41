// SPDX-License-Identifier: Apache-2.0
#include <algorithm>
#include <array>
#include <set>
#include <utility>

#include "policy/decide/index.h"
#include "policy/text/names.h"

namespace portlaw {

namespace {

using Index = CompiledPolicy::Index;

// Which rows of one registry bind on this host.
class HostFilter {
 public:
  HostFilter(const Registry& registry, const std::string& host_name) : host_name_(host_name) {
    const auto note = [&](const auto& facts) {
      for (const auto& fact : facts) {
        if (!fact.host) continue;
        hosts_.insert(*fact.host);
        known_ = known_ || IsThisHost(*fact.host);
        if (first_.file.empty()) first_ = fact.source;
      }
    };
    note(registry.assignments);
    note(registry.blocks);
    note(registry.reserved);
  }

  // Where the registry has rows for hosts but none for this one, all of them bind: a host that was renamed must
  // not silently lose its law, and a container is never refused the port that it has on any host.
  bool Binds(const std::optional<std::string>& host) const { return !host || !known_ || IsThisHost(*host); }

  void AddNote(Findings& notes) const {
    if (known_ || hosts_.empty()) return;
    std::string list;
    for (const std::string& host : hosts_) list += (list.empty() ? "" : ", ") + host;
    Finding note;
    note.code = "host-unknown";
    note.message = "no row is for this host, '" + host_name_ + "': the rows of every host are held (" + list +
                   "); set host_name in the settings to one of them";
    note.source = first_;
    notes.push_back(std::move(note));
  }

 private:
  // A registry's "box" is also the host "box.example.org".
  bool IsThisHost(std::string_view host) const {
    const std::string_view name = host_name_;
    return EqualIgnoringCase(host, name) || EqualIgnoringCase(host, name.substr(0, name.find('.')));
  }

  std::string host_name_;
  std::set<std::string> hosts_;
  Source first_;
  bool known_ = false;
};

RegistryMode ModeOf(const Settings& settings, const std::string& file) {
  auto found = settings.registries.find(file);
  if (found == settings.registries.end()) found = settings.registries.find(file.substr(file.rfind('/') + 1));
  if (found == settings.registries.end()) return std::nullopt;
  return found->second;
}

bool IsSound(PortRange ports) { return ports.first <= ports.last && ports.last > 0; }

// Numbers the facts that bind here and enters their names.
class Collector {
 public:
  explicit Collector(Index& index) : index_(index) {
    for (const auto& [name, settings] : index.settings.services) service_settings_[NameKey(name)] = &settings;
  }

  void Add(const Registry& registry, const HostFilter& filter) {
    for (const Block& block : registry.blocks) {
      if (IsSound(block.ports) && filter.Binds(block.host)) AddBlock(block);
    }
    for (const Assignment& assignment : registry.assignments) {
      if (IsSound(assignment.ports) && filter.Binds(assignment.host)) AddAssignment(assignment);
    }
    for (const ReservedRange& range : registry.reserved) {
      if (IsSound(range.ports) && filter.Binds(range.host)) index_.reserved.push_back({&range, Mode(range.source)});
    }
    for (const Migration& migration : registry.migrations) AddMigration(migration);
  }

  // A label that rows of different services share ("frontend") names all of them: its ports are few, and refusing all
  // of them to whoever is called just that would stop a service that the registry plainly names.
  void EnterLabels() {
    for (const auto& [key, numbers] : labels_) {
      for (std::uint32_t number : numbers) Enter(index_.by_key[key], number);
    }
  }

 private:
  RegistryMode Mode(const Source& source) {
    const auto [place, added] = modes_.try_emplace(source.file);
    if (added) place->second = ModeOf(index_.settings, source.file);
    return place->second;
  }

  std::uint32_t ServiceNumber(const std::string& name) {
    const std::string key = NameKey(name);
    if (key.empty()) return kNoService;
    const auto [place, added] = index_.service_by_key.try_emplace(key, index_.services.size());
    if (!added) return place->second;
    const auto settings = service_settings_.find(key);
    index_.services.push_back({name, settings == service_settings_.end() ? nullptr : settings->second, {}, {}, {}});
    return place->second;
  }

  void AddBlock(const Block& block) {
    const auto number = static_cast<std::uint32_t>(index_.blocks.size());
    const std::uint32_t service = ServiceNumber(block.service);
    const std::uint32_t host = ServiceNumber(block.embedded_in);
    index_.blocks.push_back({&block, service, host, Mode(block.source)});
    if (service != kNoService) index_.services[service].blocks.push_back(number);
    if (host != kNoService && host != service) index_.services[host].blocks.push_back(number);
  }

  void AddAssignment(const Assignment& row) {
    const auto number = static_cast<std::uint32_t>(index_.assignments.size());
    const std::uint32_t service = ServiceNumber(row.service);
    index_.assignments.push_back({&row, service, Mode(row.source)});
    if (service != kNoService) index_.services[service].assignments.push_back(number);
    EnterNames(row, number);
  }

  void EnterNames(const Assignment& row, std::uint32_t number) {
    if (IsPattern(row.container)) return EnterPattern(row.container, number);
    if (!row.container.empty()) return Enter(index_.by_container[row.container], number);
    if (const std::string key = NameKey(row.service); !key.empty()) Enter(index_.by_key[key], number);
    const std::string label = NameKey(row.label);
    if (label.empty()) return;
    labels_[label].push_back(number);
    if (!row.service.empty()) Enter(index_.by_key[NameKey(row.service + "-" + row.label)], number);
  }

  void EnterPattern(const std::string& pattern, std::uint32_t number) {
    std::vector<Index::Pattern>& patterns = index_.patterns[Skeleton(pattern, true)];
    const auto same = [&](const Index::Pattern& other) { return other.text == pattern; };
    auto place = std::find_if(patterns.begin(), patterns.end(), same);
    if (place == patterns.end()) place = patterns.insert(place, {pattern, {}});
    place->assignments.push_back(number);
  }

  static void Enter(std::vector<std::uint32_t>& numbers, std::uint32_t number) {
    const auto place = std::lower_bound(numbers.begin(), numbers.end(), number);
    if (place == numbers.end() || *place != number) numbers.insert(place, number);
  }

  void AddMigration(const Migration& migration) {
    const auto number = static_cast<std::uint32_t>(index_.migrations.size());
    const std::uint32_t service = ServiceNumber(migration.service);
    if (service == kNoService) return;
    index_.migrations.push_back({&migration, service, Mode(migration.source)});
    index_.services[service].migrations.push_back(number);
  }

  Index& index_;
  std::map<std::string, const ServiceSettings*> service_settings_;  // by NameKey
  std::map<std::string, RegistryMode> modes_;
  std::map<std::string, std::vector<std::uint32_t>> labels_;
};

// Sweeps over the ports and writes down the claims on each run of them.
class Sweep {
 public:
  explicit Sweep(Index& index)
      : index_(index), ephemeral_(index.settings.ephemeral_ports.value_or(kUsualEphemeralPorts)) {}

  void Run() {
    Collect();
    index_.boundaries.reserve(changes_.size() + 1);
    if (changes_.empty() || changes_.begin()->first != 0) BeginSegment(0);
    for (const auto& [port, changes] : changes_) {
      for (const Change& change : changes) Apply(change);
      if (port <= 65535) BeginSegment(port);
    }
    LaySpans();
    if (crowded_) AddNote();
  }

 private:
  enum Kind { kAssignment, kBlock, kReserved, kMigration, kKinds };
  struct Change {
    Kind kind;
    std::uint32_t number;
    bool begins;
  };
  struct Counts {
    std::array<std::size_t, kKinds> of{};
    bool by_protocol = false;
    bool by_scope = false;
  };

  void Collect() {
    Cut(ephemeral_);
    for (std::uint32_t i = 0; i < index_.assignments.size(); ++i) {
      const Assignment& row = *index_.assignments[i].fact;
      Claim(row.ports, kAssignment, i);
      if (row.container_ports && IsSound(*row.container_ports)) Cut(*row.container_ports);
    }
    for (std::uint32_t i = 0; i < index_.blocks.size(); ++i) Claim(index_.blocks[i].fact->ports, kBlock, i);
    for (std::uint32_t i = 0; i < index_.reserved.size(); ++i) Claim(index_.reserved[i].fact->ports, kReserved, i);
    for (std::uint32_t i = 0; i < index_.migrations.size(); ++i) {
      for (Port port : index_.migrations[i].fact->from) Claim({port, port}, kMigration, i);
    }
  }

  void Claim(PortRange ports, Kind kind, std::uint32_t number) {
    changes_[ports.first].push_back({kind, number, true});
    changes_[ports.last + 1u].push_back({kind, number, false});
  }

  void Cut(PortRange ports) {
    changes_[ports.first];
    changes_[ports.last + 1u];
  }

  void Apply(const Change& change) {
    if (change.begins) {
      active_[change.kind].insert(change.number);
    } else {
      active_[change.kind].erase(change.number);
    }
  }

  void BeginSegment(std::uint32_t port) {
    Counts counts;
    for (int kind = 0; kind < kKinds; ++kind) {
      for (std::uint32_t number : active_[kind]) {
        if (counts.of[kind] == kMaxClaimsPerKind) break;
        ++counts.of[kind];
        index_.numbers.push_back(number);
        Describe(static_cast<Kind>(kind), number, counts);
      }
      crowded_ = crowded_ || active_[kind].size() > kMaxClaimsPerKind;
    }
    index_.boundaries.push_back(port);
    counts_.push_back(counts);
  }

  void Describe(Kind kind, std::uint32_t number, Counts& counts) const {
    if (kind == kAssignment) {
      const Assignment& row = *index_.assignments[number].fact;
      counts.by_protocol = counts.by_protocol || row.protocol != Protocol::kAny;
      counts.by_scope = counts.by_scope || row.exposure == Exposure::kInternal;
    } else if (kind == kReserved) {
      counts.by_protocol = counts.by_protocol || index_.reserved[number].fact->protocol != Protocol::kAny;
    }
  }

  // Only now that `numbers` has stopped growing can spans be over it.
  void LaySpans() {
    const std::uint32_t* next = index_.numbers.data();
    index_.segments.reserve(counts_.size());
    for (std::size_t i = 0; i < counts_.size(); ++i) {
      const Counts& counts = counts_[i];
      const auto boundary = static_cast<Port>(index_.boundaries[i]);
      std::array<std::span<const std::uint32_t>, kKinds> spans;
      for (int kind = 0; kind < kKinds; ++kind) {
        spans[kind] = {next, counts.of[kind]};
        next += counts.of[kind];
      }
      index_.segments.push_back({spans[kAssignment], spans[kBlock], spans[kReserved], spans[kMigration],
                                 counts.by_protocol, counts.by_scope, ephemeral_.Contains(boundary)});
    }
  }

  void AddNote() {
    Finding note;
    note.code = "ports-crowded";
    note.message = "some ports are claimed by more than " + std::to_string(kMaxClaimsPerKind) +
                   " rows: only the first ones of each kind count there";
    index_.notes.push_back(std::move(note));
  }

  Index& index_;
  PortRange ephemeral_;
  std::map<std::uint32_t, std::vector<Change>> changes_;
  std::array<std::set<std::uint32_t>, kKinds> active_;
  std::vector<Counts> counts_;
  bool crowded_ = false;
};

}  // namespace

std::size_t CompiledPolicy::Index::SegmentOf(Port port) const {
  return std::upper_bound(boundaries.begin(), boundaries.end(), port) - boundaries.begin() - 1;
}

std::shared_ptr<const CompiledPolicy> CompiledPolicy::Compile(std::vector<Registry> registries, Settings settings,
                                                              const std::string& host_name) {
  auto index = std::make_unique<Index>();
  index->registries = std::move(registries);
  index->settings = std::move(settings);
  Collector collector(*index);
  for (const Registry& registry : index->registries) {
    const HostFilter filter(registry, index->settings.host_name.value_or(host_name));
    filter.AddNote(index->notes);
    collector.Add(registry, filter);
  }
  collector.EnterLabels();
  Sweep(*index).Run();
  return std::shared_ptr<const CompiledPolicy>(new CompiledPolicy(std::move(index)));
}

CompiledPolicy::CompiledPolicy(std::unique_ptr<const Index> index) : index_(std::move(index)) {}
CompiledPolicy::~CompiledPolicy() = default;

const std::vector<Registry>& CompiledPolicy::registries() const { return index_->registries; }
const Settings& CompiledPolicy::settings() const { return index_->settings; }
const std::vector<std::uint32_t>& CompiledPolicy::Boundaries() const { return index_->boundaries; }
const Findings& CompiledPolicy::Notes() const { return index_->notes; }

}  // namespace portlaw
