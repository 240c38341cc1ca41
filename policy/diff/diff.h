// SPDX-License-Identifier: Apache-2.0
// The difference between two policies in what they say and in what they do: which facts changed, and whose verdicts.
#ifndef PORTLAW_POLICY_DIFF_DIFF_H_
#define PORTLAW_POLICY_DIFF_DIFF_H_

#include <string>
#include <vector>

#include "policy/decide/decide.h"
#include "policy/decide/policy.h"

namespace portlaw {

// A fact that only one side has, or that has another value on each. Where it stands is no part of a fact, nor is
// its purpose or layer.
struct FactChange {
  std::string kind;    // "assignment", "block", "group", "reserved", "migration"
  std::string name;    // whose it is: "janua-api"
  std::string before;  // "4100/tcp"; empty: it was not there
  std::string after;   // empty: it is gone
  Source source;       // in the new registry; of what is gone, in the old one

  bool operator==(const FactChange&) const = default;
};

// kOthers: every registered container, on ports that are not its own.
enum class DiffSubject : std::uint8_t { kHost, kUnregistered, kOthers, kContainer };

struct VerdictChange {
  DiffSubject subject = DiffSubject::kContainer;
  std::string container;               // as the registry writes it: "ceq-worker-{n}"; empty for classes
  std::vector<PortRange> ports;        // ascending, disjoint
  Protocol protocol = Protocol::kAny;  // kAny: of all protocols
  Scope scope = Scope::kHost;          // private ones only where they change otherwise than the host's
  Decision before;
  Decision after;

  bool operator==(const VerdictChange&) const = default;
};

struct PolicyDiff {
  std::vector<FactChange> facts;
  std::vector<VerdictChange> verdicts;
};

// Linear in both registries.
PolicyDiff Diff(const CompiledPolicy& before, const CompiledPolicy& after);

// "other registered containers", "host processes", or the container's name.
std::string ToString(DiffSubject subject, const std::string& container);

}  // namespace portlaw

#endif  // PORTLAW_POLICY_DIFF_DIFF_H_
