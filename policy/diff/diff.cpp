// SPDX-License-Identifier: Apache-2.0
#include "policy/diff/diff.h"

#include <algorithm>
#include <array>
#include <map>
#include <set>
#include <tuple>
#include <utility>

#include "policy/decide/index.h"
#include "policy/text/names.h"

namespace portlaw {

namespace {

// ---- facts ------------------------------------------------------------------------------------------------------

struct Fact {
  std::string kind;
  std::string name;
  std::string value;
  Source source;
};

std::string AtHost(const std::optional<std::string>& host) { return host ? " on " + *host : ""; }

std::string WithProtocol(PortRange ports, Protocol protocol) {
  return ToString(ports) + (protocol == Protocol::kAny ? "" : "/" + std::string(ToString(protocol)));
}

std::string NameOf(const Assignment& row) {
  if (!row.container.empty()) return row.container;
  if (row.label.empty() || row.label == row.service) return row.service;
  return row.service.empty() ? row.label : row.service + " " + row.label;
}

std::string ValueOf(const Assignment& row) {
  std::string value = WithProtocol(row.ports, row.protocol) + AtHost(row.host);
  if (row.exposure == Exposure::kInternal) value += " internal";
  if (row.container_ports) value += " to " + ToString(*row.container_ports);
  return value;
}

std::string ValueOf(const Migration& migration) {
  std::string value;
  for (Port port : migration.from) value += (value.empty() ? "" : ", ") + std::to_string(port);
  for (std::size_t i = 0; i < migration.to.size(); ++i) {
    value += (i == 0 ? " -> " : ", ") + std::to_string(migration.to[i]);
  }
  return value;
}

void AddFacts(const Registry& registry, std::vector<Fact>& facts) {
  for (const Assignment& row : registry.assignments) {
    facts.push_back({"assignment", NameOf(row), ValueOf(row), row.source});
  }
  for (const Block& block : registry.blocks) {
    const std::string shared = block.embedded_in.empty() ? "" : " shared with " + block.embedded_in;
    facts.push_back({"block", block.service, ToString(block.ports) + AtHost(block.host) + shared, block.source});
  }
  for (const Group& group : registry.groups) {
    facts.push_back({"group", group.name, ToString(group.ports) + AtHost(group.host), group.source});
  }
  for (const ReservedRange& range : registry.reserved) {
    const std::string later = range.kind == ReservedKind::kFuture ? " for later use" : "";
    facts.push_back({"reserved", range.reason, WithProtocol(range.ports, range.protocol) + AtHost(range.host) + later,
                     range.source});
  }
  for (const Migration& migration : registry.migrations) {
    facts.push_back({"migration", migration.service, ValueOf(migration), migration.source});
  }
}

using FactKey = std::pair<std::string, std::string>;  // kind, name
using FactsByKey = std::map<FactKey, std::vector<Fact>>;

FactsByKey FactsOf(const CompiledPolicy& policy) {
  std::vector<Fact> facts;
  for (const Registry& registry : policy.registries()) AddFacts(registry, facts);
  FactsByKey by_key;
  for (Fact& fact : facts) by_key[{fact.kind, fact.name}].push_back(std::move(fact));
  return by_key;
}

// Removes from `facts` those whose value `others` has too, each as often as it has it there.
std::vector<Fact> Without(const std::vector<Fact>& facts, const std::vector<Fact>& others) {
  std::map<std::string, int> counts;
  for (const Fact& other : others) ++counts[other.value];
  std::vector<Fact> rest;
  for (const Fact& fact : facts) {
    if (counts[fact.value]-- <= 0) rest.push_back(fact);
  }
  return rest;
}

void CompareFacts(const std::vector<Fact>& before, const std::vector<Fact>& after, std::vector<FactChange>& changes) {
  const std::vector<Fact> gone = Without(before, after);
  const std::vector<Fact> come = Without(after, before);
  const std::size_t pairs = std::min(gone.size(), come.size());
  for (std::size_t i = 0; i < pairs; ++i) {
    changes.push_back({come[i].kind, come[i].name, gone[i].value, come[i].value, come[i].source});
  }
  for (std::size_t i = pairs; i < gone.size(); ++i) {
    changes.push_back({gone[i].kind, gone[i].name, gone[i].value, "", gone[i].source});
  }
  for (std::size_t i = pairs; i < come.size(); ++i) {
    changes.push_back({come[i].kind, come[i].name, "", come[i].value, come[i].source});
  }
}

std::vector<FactChange> DiffFacts(const CompiledPolicy& before, const CompiledPolicy& after) {
  const FactsByKey old_facts = FactsOf(before);
  const FactsByKey new_facts = FactsOf(after);
  std::set<FactKey> keys;
  for (const auto& [key, facts] : old_facts) keys.insert(key);
  for (const auto& [key, facts] : new_facts) keys.insert(key);
  const auto at = [](const FactsByKey& facts, const FactKey& key) {
    const auto found = facts.find(key);
    return found == facts.end() ? std::vector<Fact>() : found->second;
  };
  std::vector<FactChange> changes;
  for (const FactKey& key : keys) CompareFacts(at(old_facts, key), at(new_facts, key), changes);
  return changes;
}

// ---- verdicts ---------------------------------------------------------------------------------------------------

struct Transition {
  Decision before;
  Decision after;

  bool changed() const { return before != after; }
  auto operator<=>(const Transition&) const = default;
};

// One subject as one policy sees it.
struct View {
  View(const CompiledPolicy& policy_in, Subject subject_in)
      : policy(policy_in), subject(std::move(subject_in)), column(ColumnOf(policy, subject)) {}

  Decision At(Port port, Protocol protocol, Scope scope) const {
    const std::size_t segment = policy.index().SegmentOf(port);
    return Carry(policy, column, Judge(policy, subject, segment, protocol, scope), protocol, scope, false);
  }

  const CompiledPolicy& policy;
  Subject subject;
  Column column;
};

void Append(std::vector<PortRange>& ports, PortRange range) {
  if (!ports.empty() && ports.back().last + 1 == range.first) {
    ports.back().last = range.last;
  } else {
    ports.push_back(range);
  }
}

class VerdictDiff {
 public:
  VerdictDiff(const CompiledPolicy& before, const CompiledPolicy& after) : before_(before), after_(after) {
    starts_ = before.Boundaries();
    starts_.insert(starts_.end(), after.Boundaries().begin(), after.Boundaries().end());
    starts_.push_back(1);
    std::sort(starts_.begin(), starts_.end());
    starts_.erase(std::unique(starts_.begin(), starts_.end()), starts_.end());
    starts_.erase(starts_.begin());  // port 0 is never bound
  }

  std::vector<VerdictChange> Run() {
    Compare(DiffSubject::kHost, {}, HostSubject(), HostSubject());
    Compare(DiffSubject::kUnregistered, {}, UnregisteredSubject(), UnregisteredSubject());
    Subject other;
    other.kind = SubjectKind::kRegistered;
    Compare(DiffSubject::kOthers, {}, other, other);
    for (const auto& [name, example] : Containers()) {
      const ContainerIdentity identity{example, {}};
      Compare(DiffSubject::kContainer, name, Resolve(before_, identity), Resolve(after_, identity));
    }
    return std::move(changes_);
  }

 private:
  // Every container that a registry names, and a name that is one of it: "{n}" stands for 1.
  std::map<std::string, std::string> Containers() const {
    std::map<std::string, std::string> containers;
    for (const CompiledPolicy* policy : {&before_, &after_}) {
      for (const IndexedAssignment& row : policy->index().assignments) {
        const std::string& name = row.fact->container.empty() ? row.fact->service : row.fact->container;
        if (!name.empty()) containers.emplace(name, Example(row.fact->container.empty() ? NameKey(name) : name));
      }
    }
    return containers;
  }

  static std::string Example(std::string name) {
    for (std::size_t at = name.find("{n}"); at != std::string::npos; at = name.find("{n}", at)) {
      name.replace(at, 3, "1");
    }
    return name;
  }

  void Compare(DiffSubject kind, const std::string& name, Subject before, Subject after) {
    const View old_view(before_, std::move(before));
    const View new_view(after_, std::move(after));
    Found found;
    for (PortRange range : Where(kind, old_view, new_view)) CompareRange(old_view, new_view, range, found);
    for (auto& [key, ports] : found) {
      const auto& [scope, protocol, transition] = key;
      changes_.push_back({kind, name, std::move(ports), protocol, scope, transition.before, transition.after});
    }
  }

  // A container whose standing is the same changes elsewhere only as all others do.
  static std::vector<PortRange> Where(DiffSubject kind, const View& before, const View& after) {
    if (kind != DiffSubject::kContainer || before.column != after.column) return {{1, 65535}};
    std::vector<PortRange> ranges = OwnRanges(before.policy, before.subject);
    const std::vector<PortRange> more = OwnRanges(after.policy, after.subject);
    ranges.insert(ranges.end(), more.begin(), more.end());
    std::sort(ranges.begin(), ranges.end());
    std::vector<PortRange> disjoint;
    for (PortRange range : ranges) {
      if (!disjoint.empty() && range.first <= disjoint.back().last) {
        disjoint.back().last = std::max(disjoint.back().last, range.last);
      } else {
        disjoint.push_back(range);
      }
    }
    return disjoint;
  }

  using Found = std::map<std::tuple<Scope, Protocol, Transition>, std::vector<PortRange>>;
  using Transitions = std::array<Transition, std::size(kAllProtocols)>;

  void CompareRange(const View& before, const View& after, PortRange range, Found& found) const {
    std::uint32_t port = std::max<Port>(range.first, 1);
    auto next = std::upper_bound(starts_.begin(), starts_.end(), port);
    while (port <= range.last) {
      const std::uint32_t end = next == starts_.end() ? range.last + 1u : std::min(*next, range.last + 1u);
      CompareRun(before, after, {static_cast<Port>(port), static_cast<Port>(end - 1)}, found);
      port = end;
      if (next != starts_.end()) ++next;
    }
  }

  static Transitions TransitionsAt(const View& before, const View& after, Port port, Scope scope) {
    Transitions transitions;
    for (Protocol protocol : kAllProtocols) {
      transitions[static_cast<int>(protocol)] = {before.At(port, protocol, scope), after.At(port, protocol, scope)};
    }
    return transitions;
  }

  void CompareRun(const View& before, const View& after, PortRange run, Found& found) const {
    const Transitions host = TransitionsAt(before, after, run.first, Scope::kHost);
    const Transitions inside = TransitionsAt(before, after, run.first, Scope::kPrivate);
    Record(host, Scope::kHost, run, found);
    if (IsJudgedInside() && !SameReasons(host, inside)) Record(inside, Scope::kPrivate, run, found);
  }

  // Ports of private namespaces, by either policy.
  bool IsJudgedInside() const {
    return before_.settings().private_netns != PrivateNetns::kIgnore ||
           after_.settings().private_netns != PrivateNetns::kIgnore;
  }

  static bool SameReasons(const Transitions& a, const Transitions& b) {
    return std::equal(a.begin(), a.end(), b.begin(), [](const Transition& x, const Transition& y) {
      return x.before.reason == y.before.reason && x.after.reason == y.after.reason;
    });
  }

  static void Record(const Transitions& transitions, Scope scope, PortRange run, Found& found) {
    const bool same = std::all_of(transitions.begin(), transitions.end(),
                                  [&](const Transition& t) { return t == transitions.front(); });
    for (Protocol protocol : kAllProtocols) {
      const Transition& transition = transitions[static_cast<int>(protocol)];
      if (same && protocol != Protocol::kAny) break;
      if (!same && protocol == Protocol::kAny) continue;  // other protocols than the named ones: not worth a line
      if (transition.changed()) Append(found[{scope, protocol, transition}], run);
    }
  }

  const CompiledPolicy& before_;
  const CompiledPolicy& after_;
  std::vector<std::uint32_t> starts_;
  std::vector<VerdictChange> changes_;
};

}  // namespace

PolicyDiff Diff(const CompiledPolicy& before, const CompiledPolicy& after) {
  return {DiffFacts(before, after), VerdictDiff(before, after).Run()};
}

std::string ToString(DiffSubject subject, const std::string& container) {
  switch (subject) {
    case DiffSubject::kHost:
      return "host processes";
    case DiffSubject::kUnregistered:
      return "unregistered containers";
    case DiffSubject::kOthers:
      return "other registered containers";
    case DiffSubject::kContainer:
      break;
  }
  return container;
}

}  // namespace portlaw
