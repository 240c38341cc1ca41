// SPDX-License-Identifier: Apache-2.0
// A container's name, its pod and its labels, which whoever starts one chooses: "KEY=VALUE" lines, and the first two
// without "=" are name and pod.
#include <cstdint>
#include <sstream>
#include <string>

#include "policy/decide/policy.h"
#include "policy/learn/container_name.h"
#include "policy/naming/naming.h"
#include "tests/fuzz/require.h"

using namespace portlaw;

namespace {

ContainerFacts FactsOf(const std::string& text) {
  ContainerFacts facts;
  std::istringstream lines(text);
  for (std::string line; std::getline(lines, line);) {
    const auto equals = line.find('=');
    if (equals != std::string::npos) {
      facts.labels[line.substr(0, equals)] = line.substr(equals + 1);
    } else if (facts.name.empty()) {
      facts.name = line;
    } else {
      facts.pod = line;
    }
  }
  return facts;
}

std::shared_ptr<const CompiledPolicy> Policy() {
  Registry registry;
  Block block;
  block.ports = {4100, 4199};
  block.service = "Janua";
  registry.blocks = {block};
  Assignment row;
  row.ports = {4100, 4100};
  row.container = "janua-api";
  row.service = "Janua";
  registry.assignments = {row};
  return CompiledPolicy::Compile({registry}, {}, "host");
}

}  // namespace

extern "C" int LLVMFuzzerTestOneInput(const std::uint8_t* data, std::size_t size) {
  static const auto policy = Policy();
  const ContainerFacts facts = FactsOf({reinterpret_cast<const char*>(data), size});
  const ContainerIdentity identity = IdentityOf(facts);
  fuzz::RequireBounded(identity);
  fuzz::RequireBounded(IdentityOfPod(facts.pod.substr(0, kMaxNameBytes), facts.labels));
  ContainerFacts known = facts;
  std::erase_if(known.labels, [](const auto& label) { return !IsIdentityLabel(label.first); });
  fuzz::Require(IdentityOf(known) == identity, "labels that say nothing say nothing");
  const Subject subject = Resolve(*policy, identity);
  fuzz::Require(subject.kind == SubjectKind::kRegistered || subject.assignments.empty(), "who has a row is registered");
  return 0;
}
