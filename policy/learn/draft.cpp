// SPDX-License-Identifier: Apache-2.0
#include "policy/learn/draft.h"

#include <algorithm>
#include <array>
#include <map>
#include <optional>
#include <set>
#include <string>
#include <tuple>
#include <utility>

#include "policy/learn/blocks.h"
#include "policy/learn/container_name.h"
#include "policy/learn/notes.h"
#include "policy/text/names.h"

namespace portlaw::learn {

namespace {

// Programs that bind a container's published ports for it: their names say nothing about the container.
constexpr std::array<std::string_view, 8> kPublishers = {"docker-proxy", "dockerd", "rootlessport", "conmon",
                                                         "podman",       "pasta",   "pasta.avx2",   "slirp4netns"};

bool Publishes(std::string_view process) {
  return std::find(kPublishers.begin(), kPublishers.end(), process) != kPublishers.end();
}

// One container on one port, in the order of the rows.
struct Use {
  std::string name;
  Port port = 0;

  auto operator<=>(const Use&) const = default;
};

struct Seen {
  std::set<Protocol> protocols;
  std::string process;
  Source source;
};

// The protocol of a row that stands for all of `protocols`.
Protocol RowProtocol(const std::set<Protocol>& protocols) {
  return protocols.size() == 1 ? *protocols.begin() : Protocol::kAny;
}

std::string NameOf(const ObservedBind& bind) {
  return bind.binder == Binder::kContainer ? NameInRegistry(bind.identity) : bind.identity.name;
}

// Why a bind gets no row; none: it gets one.
std::optional<LeftOut> WhyNot(const ObservedBind& bind, const DraftOptions& options) {
  if (bind.chosen) return LeftOut::kChosen;
  if (bind.binder == Binder::kNameless) return LeftOut::kNameless;
  const bool of_host = bind.binder != Binder::kContainer;
  if (of_host && (!options.host || bind.scope == Scope::kPrivate)) return LeftOut::kHost;
  if (of_host && bind.identity.name.empty()) return LeftOut::kNameless;
  if (IsEphemeral(bind.port) && !options.ephemeral) return LeftOut::kEphemeral;
  if (bind.refused && !options.refused) return LeftOut::kRefused;
  return std::nullopt;
}

class Drafter {
 public:
  Drafter(const Observations& observations, const DraftOptions& options) : notes_(options) {
    for (const auto& [bind, sightings] : observations.binds()) Take(bind, sightings, options);
    notes_.Dropped(observations.dropped());
  }

  Draft Make() {
    AddHostRows();
    GuessServices();
    AddInternalRows();
    NoteSharedPorts();
    NoteNames();
    Sort();
    return {std::move(registry_), notes_.Take()};
  }

 private:
  using Uses = std::map<Use, Seen>;

  void Take(const ObservedBind& bind, const Sightings& sightings, const DraftOptions& options) {
    if (const std::optional<LeftOut> why = WhyNot(bind, options)) return notes_.LeaveOut(*why, bind, sightings);
    const std::string name = NameOf(bind);
    if (name.empty()) return notes_.LeaveOut(LeftOut::kNameless, bind, sightings);
    if (bind.binder == Binder::kContainer) full_names_[name].insert(bind.identity.name);
    if (bind.binder == Binder::kProcess) notes_.OfHost(name);
    Seen& seen = (bind.scope == Scope::kHost ? on_host_ : in_private_)[{name, bind.port}];
    seen.protocols.insert(bind.protocol);
    if (seen.source.file.empty()) seen.source = sightings.source;
    if (seen.process.empty() && !Publishes(sightings.process)) seen.process = sightings.process;
  }

  // A row for each use; one that goes on where the row before it ends, and says the same, makes that one longer.
  void AddRows(const Uses& uses, Exposure exposure) {
    for (const auto& [use, seen] : uses) {
      Assignment row;
      row.ports = {use.port, use.port};
      row.protocol = RowProtocol(seen.protocols);
      row.label = row.container = row.service = use.name;
      row.purpose = seen.process == use.name ? "" : seen.process;
      row.exposure = exposure;
      row.source = seen.source;
      if (!Lengthen(row)) registry_.assignments.push_back(std::move(row));
    }
  }

  bool Lengthen(const Assignment& row) {
    if (registry_.assignments.empty()) return false;
    Assignment& last = registry_.assignments.back();
    const bool goes_on = last.ports.last + 1 == row.ports.first && last.container == row.container &&
                         last.protocol == row.protocol && last.purpose == row.purpose && last.exposure == row.exposure;
    if (goes_on) last.ports.last = row.ports.last;
    return goes_on;
  }

  void AddHostRows() { AddRows(on_host_, Exposure::kHost); }

  void GuessServices() {
    std::vector<NamedPorts> rows;
    for (const Assignment& row : registry_.assignments) rows.push_back({row.container, row.ports});
    for (const GuessedBlock& guess : GuessBlocks(rows)) {
      Block block;
      block.ports = guess.ports;
      block.service = guess.service;
      for (std::size_t place : guess.inside) GiveTo(guess, registry_.assignments[place]);
      for (std::size_t place : guess.outside) notes_.OutsideBlock(guess, registry_.assignments[place]);
      block.source = registry_.assignments[guess.inside.front()].source;
      notes_.Guessed(guess);
      registry_.blocks.push_back(std::move(block));
    }
  }

  static void GiveTo(const GuessedBlock& guess, Assignment& row) {
    row.service = guess.service;
    std::vector<std::string> words = NameWords(row.container);
    words.erase(words.begin(), words.begin() + static_cast<std::ptrdiff_t>(std::min(guess.words, words.size())));
    row.label = words.empty() ? row.container : Title(words);
  }

  // A port in a private namespace is nobody's business on the host; as an internal row it is documented. Where several
  // containers have it, or somebody has it on the host, such a row would only contest it.
  void AddInternalRows() {
    std::map<Port, std::set<std::string>> users;
    for (const auto* uses : {&on_host_, &in_private_}) {
      for (const auto& [use, seen] : *uses) users[use.port].insert(use.name);
    }
    Uses internal;
    for (const auto& [use, seen] : in_private_) {
      if (on_host_.contains(use)) continue;
      if (users.at(use.port).size() > 1) {
        notes_.SharedInPrivate(use.port, users.at(use.port));
      } else if (!InBlockOfAnother(use)) {
        internal.emplace(use, seen);
        notes_.OnlyPrivate(use.name, use.port);
      }
    }
    AddRows(internal, Exposure::kInternal);
  }

  bool InBlockOfAnother(const Use& use) {
    const auto block = std::find_if(registry_.blocks.begin(), registry_.blocks.end(),
                                    [&](const Block& candidate) { return candidate.ports.Contains(use.port); });
    if (block == registry_.blocks.end() || NameKey(use.name).starts_with(NameKey(block->service))) return false;
    notes_.PrivateInBlock(use.name, use.port, *block);
    return true;
  }

  void NoteSharedPorts() {
    std::map<std::pair<Port, Protocol>, std::set<std::string>> users;
    for (const auto& [use, seen] : on_host_) {
      for (Protocol protocol : seen.protocols) users[{use.port, protocol}].insert(use.name);
    }
    for (const auto& [port, names] : users) {
      if (names.size() > 1) notes_.Shared(port.first, port.second, names);
    }
  }

  void NoteNames() {
    for (const auto& [name, full] : full_names_) {
      if (full.size() > 1) notes_.OneName(name, full);
    }
  }

  void Sort() {
    std::sort(registry_.blocks.begin(), registry_.blocks.end(),
              [](const Block& a, const Block& b) { return a.ports < b.ports; });
    const auto key = [](const Assignment& row) { return std::tie(row.ports, row.exposure, row.container); };
    std::stable_sort(registry_.assignments.begin(), registry_.assignments.end(),
                     [&](const Assignment& a, const Assignment& b) { return key(a) < key(b); });
  }

  NoteTaker notes_;
  Uses on_host_;
  Uses in_private_;
  std::map<std::string, std::set<std::string>> full_names_;  // of containers, by the name in the registry
  Registry registry_;
};

}  // namespace

Draft MakeDraft(const Observations& observations, const DraftOptions& options) {
  return Drafter(observations, options).Make();
}

}  // namespace portlaw::learn
