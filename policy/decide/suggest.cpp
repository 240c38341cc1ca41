// SPDX-License-Identifier: Apache-2.0
#include "policy/decide/suggest.h"

#include <algorithm>
#include <cstdint>
#include <set>
#include <utility>

#include "policy/decide/index.h"
#include "policy/text/names.h"
#include "policy/text/nearest_word.h"
#include "policy/text/printable.h"

namespace portlaw {

namespace {

using Index = CompiledPolicy::Index;

// A range in which a service may take ports.
struct Place {
  PortRange ports;
  std::string name;
  Source source;
  const Registry* registry = nullptr;
  bool is_block = false;
};

// ---- which ports are free ---------------------------------------------------------------------------------------

enum class Taken : std::uint8_t { kFree, kKeptForLater, kTaken };

// Whether `service` may take ports of the block: its own, and that of a service whose range it shares.
bool MayUse(const Index& index, std::uint32_t service, std::uint32_t block) {
  if (service == kNoService) return false;
  const std::vector<std::uint32_t>& own = index.services[service].blocks;
  return std::any_of(own.begin(), own.end(), [&](std::uint32_t number) {
    return number == block || (index.blocks[number].host_service != kNoService &&
                               index.blocks[number].host_service == index.blocks[block].service);
  });
}

Taken StateOf(const Index& index, const Segment& segment, std::uint32_t service) {
  if (!segment.assignments.empty() || !segment.migrations.empty()) return Taken::kTaken;
  const auto foreign = [&](std::uint32_t block) { return !MayUse(index, service, block); };
  if (std::any_of(segment.blocks.begin(), segment.blocks.end(), foreign)) return Taken::kTaken;
  const auto is_later = [&](std::uint32_t number) {
    return index.reserved[number].fact->kind == ReservedKind::kFuture;
  };
  if (segment.reserved.empty()) return Taken::kFree;
  return std::all_of(segment.reserved.begin(), segment.reserved.end(), is_later) ? Taken::kKeptForLater : Taken::kTaken;
}

std::set<Port> MigrationTargets(const Index& index) {
  std::set<Port> targets;
  for (const IndexedMigration& migration : index.migrations) {
    targets.insert(migration.fact->to.begin(), migration.fact->to.end());
  }
  return targets;
}

std::optional<Port> FirstPort(const Index& index, PortRange ports, std::uint32_t service, Taken wanted,
                              const std::set<Port>& targets) {
  std::uint32_t port = std::max<Port>(ports.first, 1);
  for (std::size_t segment = index.SegmentOf(static_cast<Port>(port)); port <= ports.last; ++segment) {
    const bool is_last = segment + 1 == index.boundaries.size();
    const std::uint32_t end = is_last ? ports.last + 1u : std::min(ports.last + 1u, index.boundaries[segment + 1]);
    if (StateOf(index, index.segments[segment], service) == wanted) {
      while (port < end && targets.contains(static_cast<Port>(port))) ++port;
      if (port < end) return static_cast<Port>(port);
    }
    port = end;
  }
  return std::nullopt;
}

// ---- where a service may look -----------------------------------------------------------------------------------

bool Lists(const Group& group, const std::string& key) {
  return NameKey(group.name) == key || std::any_of(group.services.begin(), group.services.end(),
                                                   [&](const std::string& name) { return NameKey(name) == key; });
}

// The groups that list the service, or bear the name; else the narrowest around a port that the service has.
std::vector<Place> GroupsOf(const Index& index, const std::string& key, std::uint32_t service) {
  std::vector<Place> listed;
  std::vector<Place> around;
  for (const Registry& registry : index.registries) {
    for (const Group& group : registry.groups) {
      const Place place{group.ports, "the group " + group.name, group.source, &registry, false};
      if (Lists(group, key)) listed.push_back(place);
      if (service == kNoService) continue;
      const auto inside = [&](std::uint32_t row) { return group.ports.Contains(index.assignments[row].fact->ports); };
      const auto& rows = index.services[service].assignments;
      if (std::any_of(rows.begin(), rows.end(), inside)) around.push_back(place);
    }
  }
  const auto narrower = [](const Place& a, const Place& b) { return a.ports.Size() < b.ports.Size(); };
  std::stable_sort(around.begin(), around.end(), narrower);
  if (listed.empty() && !around.empty()) listed.push_back(around.front());
  std::stable_sort(listed.begin(), listed.end(), narrower);
  return listed;
}

const Registry* RegistryOf(const Index& index, const Block& block) {
  for (const Registry& registry : index.registries) {
    if (std::any_of(registry.blocks.begin(), registry.blocks.end(), [&](const Block& b) { return &b == &block; })) {
      return &registry;
    }
  }
  return nullptr;
}

std::vector<Place> PlacesOf(const Index& index, const std::string& key, std::uint32_t service) {
  std::vector<Place> places;
  if (service != kNoService) {
    for (std::uint32_t number : index.services[service].blocks) {
      const Block& block = *index.blocks[number].fact;
      places.push_back({block.ports, "the block of " + block.service, block.source, RegistryOf(index, block), true});
    }
  }
  return places.empty() ? GroupsOf(index, key, service) : places;
}

std::uint32_t ServiceOf(const Index& index, const std::string& key) {
  const auto found = index.service_by_key.find(key);
  return found == index.service_by_key.end() ? kNoService : found->second;
}

// ---- what a purpose means ---------------------------------------------------------------------------------------

std::vector<std::string> WordsOf(std::string_view text) {
  std::vector<std::string> words(1);
  for (char c : NameKey(text)) {
    const bool letter = (c >= 'a' && c <= 'z') || (c >= '0' && c <= '9') || (c & 0x80) != 0;
    if (letter) {
      words.back() += c;
    } else if (!words.back().empty()) {
      words.emplace_back();
    }
  }
  if (words.back().empty()) words.pop_back();
  return words;
}

std::string_view Singular(std::string_view word) {
  return word.size() > 3 && word.ends_with('s') ? word.substr(0, word.size() - 1) : word;
}

// Whether every word of `wish` begins a word of `text`: "worker" is in "Background Workers".
bool Speaks(std::string_view text, const std::vector<std::string>& wish) {
  const std::vector<std::string> words = WordsOf(text);
  const auto is_in_text = [&](const std::string& wanted) {
    return std::any_of(words.begin(), words.end(),
                       [&](const std::string& word) { return word.starts_with(Singular(wanted)); });
  };
  return !wish.empty() && std::all_of(wish.begin(), wish.end(), is_in_text);
}

// How many rows of `registry` that speak of the wish stand at the offset in their service's block.
int Votes(const Registry& registry, const Offset& offset, const std::vector<std::string>& wish) {
  int votes = 0;
  for (const Assignment& row : registry.assignments) {
    if (!Speaks(row.label, wish) && !Speaks(row.container, wish)) continue;
    for (const Block& block : registry.blocks) {
      if (!block.ports.Contains(row.ports) || NameKey(block.service) != NameKey(row.service)) continue;
      const int at = row.ports.first - block.ports.first;
      if (offset.first <= at && at <= offset.last) ++votes;
    }
  }
  return votes;
}

// The rows of the offset scheme that name the purpose; where none does ("metrics" is "Observability"), the row at
// which the registry's own services have it most often.
std::vector<const Offset*> OffsetsFor(const Registry& registry, const std::vector<std::string>& wish) {
  std::vector<const Offset*> offsets;
  for (const Offset& offset : registry.offsets) {
    if (Speaks(offset.purpose, wish)) offsets.push_back(&offset);
  }
  if (!offsets.empty()) return offsets;
  int most = 0;
  for (const Offset& offset : registry.offsets) {
    const int votes = Votes(registry, offset, wish);
    if (votes <= most) continue;
    most = votes;
    offsets = {&offset};
  }
  return offsets;
}

std::string Purposes(const Registry& registry) {
  std::string text;
  for (const Offset& offset : registry.offsets) text += (text.empty() ? "" : ", ") + Printable(offset.purpose, 40);
  return text;
}

// ---- putting it together ----------------------------------------------------------------------------------------

// A range to look for a free port in.
struct Candidate {
  PortRange ports;
  const Place* place;
  std::string purpose;
};

void AddByOffset(const Place& place, const std::vector<std::string>& wish, std::vector<Candidate>& candidates) {
  for (const Offset* offset : OffsetsFor(*place.registry, wish)) {
    const std::int64_t first = std::int64_t{place.ports.first} + offset->first;
    const std::int64_t last = std::min<std::int64_t>(std::int64_t{place.ports.first} + offset->last, place.ports.last);
    if (offset->first < 0 || first > last) continue;
    candidates.push_back({{static_cast<Port>(first), static_cast<Port>(last)}, &place, offset->purpose});
  }
}

std::vector<Candidate> CandidatesIn(const std::vector<Place>& places, const std::vector<std::string>& wish) {
  std::vector<Candidate> candidates;
  for (const Place& place : places) {
    const bool by_offset = !wish.empty() && place.is_block && !place.registry->offsets.empty();
    if (by_offset) {
      AddByOffset(place, wish, candidates);
    } else {
      candidates.push_back({place.ports, &place, {}});
    }
  }
  return candidates;
}

std::optional<NextPort> Search(const Index& index, const std::vector<Candidate>& candidates, std::uint32_t service,
                               Taken wanted) {
  const std::set<Port> targets = MigrationTargets(index);
  for (const Candidate& candidate : candidates) {
    const auto port = FirstPort(index, candidate.ports, service, wanted, targets);
    if (!port) continue;
    return NextPort{*port,
                    candidate.ports,
                    candidate.place->name,
                    candidate.purpose,
                    candidate.place->source,
                    wanted == Taken::kKeptForLater};
  }
  return std::nullopt;
}

tl::unexpected<Error> NoSuchService(const Index& index, const std::string& service) {
  std::vector<std::string_view> names;
  for (const IndexedService& known : index.services) names.push_back(known.name);
  const std::string_view nearest = NearestWord(service, names);
  return Fail({}, "no registry knows a service or group '" + Printable(service) + "'",
              nearest.empty() ? "portlaw show lists them" : "did you mean '" + Printable(nearest) + "'?");
}

tl::unexpected<Error> NoFreePort(const std::string& service, const std::vector<Candidate>& candidates) {
  std::string ranges;
  for (const Candidate& candidate : candidates) {
    ranges += (ranges.empty() ? "" : ", ") + ToString(candidate.ports);
  }
  return Fail({}, "no port is free for " + Printable(service) + " in " + ranges, "give it another range");
}

}  // namespace

Result<NextPort> FindNextPort(const CompiledPolicy& policy, const std::string& service, const std::string& purpose) {
  const Index& index = policy.index();
  const std::string key = NameKey(service);
  const std::uint32_t number = ServiceOf(index, key);
  const std::vector<Place> places = PlacesOf(index, key, number);
  if (places.empty() && number == kNoService) return NoSuchService(index, service);
  if (places.empty()) {
    return Fail({}, "'" + Printable(service) + "' has neither a block nor a group to take a port from",
                "give it a range in the registry");
  }
  const std::vector<Candidate> candidates = CandidatesIn(places, WordsOf(purpose));
  if (candidates.empty()) {
    return Fail({}, "the offset scheme has no place for '" + Printable(purpose) + "'",
                "it knows: " + Purposes(*places.front().registry));
  }
  if (const auto found = Search(index, candidates, number, Taken::kFree)) return *found;
  if (const auto found = Search(index, candidates, number, Taken::kKeptForLater)) return *found;
  return NoFreePort(service, candidates);
}

std::optional<Port> SuggestPort(const CompiledPolicy& policy, const std::string& service) {
  if (service.empty()) return std::nullopt;
  const Result<NextPort> next = FindNextPort(policy, service, {});
  if (!next || next->kept_for_later) return std::nullopt;
  return next->port;
}

}  // namespace portlaw
