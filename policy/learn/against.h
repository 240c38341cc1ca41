// SPDX-License-Identifier: Apache-2.0
// What was seen, held against a registry.
#ifndef PORTLAW_POLICY_LEARN_AGAINST_H_
#define PORTLAW_POLICY_LEARN_AGAINST_H_

#include <cstddef>
#include <cstdint>
#include <optional>
#include <span>
#include <string>
#include <string_view>
#include <vector>

#include "policy/decide/policy.h"
#include "policy/learn/draft.h"
#include "policy/learn/observations.h"
#include "policy/scan/report.h"

namespace portlaw::learn {

// kUnlisted: the registry has no row for it, and nobody else claims it. kSomebodys: it has, for somebody or something
// else; or it reserves the port. kUnseen: a row that nobody was seen to use.
enum class DifferenceKind : std::uint8_t { kSomebodys, kUnlisted, kUnseen };
inline constexpr std::size_t kDifferenceKinds = 3;

// "somebody-elses", "not-in-registry", "not-observed".
std::string_view ToString(DifferenceKind kind);

struct Difference {
  DifferenceKind kind = DifferenceKind::kUnlisted;
  PortRange ports;
  Protocol protocol = Protocol::kAny;
  Scope scope = Scope::kHost;
  std::string container;  // whose it was seen to be, as the engine calls it; empty: not one with a name
  std::string process;
  bool host = false;          // not a container's
  std::uint64_t times = 0;    // 0: not seen
  bool refused = false;       // every time
  std::string reason;         // of the verdict on such a bind: "foreign"
  std::string registry;       // what the registry says, in words
  std::optional<Source> row;  // and where
};

struct Differences {
  std::vector<Difference> items;  // by kind, then by port
  std::vector<std::string> remarks;
};

// Of what is left out of a draft by `options`, only what is at a port of somebody else counts. Ports that the kernel
// chose count where they are somebody's. n log n.
Differences Compare(const CompiledPolicy& policy, const Observations& observations, const DraftOptions& options);

// Whether something was seen that the registry does not say. What was not seen may just have been silent.
bool HasFindings(const Differences& differences);

struct AgainstFormat {
  std::string_view name;
  std::string (*render)(const Differences& differences);  // ends in a newline
};

// Text (the default), JSON:
// {"differences":[{"kind","first","last","protocol","netns","container","process","host","times","refused","reason",
//   "registry","source":{"file","line"}|null}],"summary":{one for each kind},"remarks":[]}
// and a table of GitHub-flavoured Markdown.
std::span<const AgainstFormat> AgainstFormats();

}  // namespace portlaw::learn

#endif  // PORTLAW_POLICY_LEARN_AGAINST_H_
