// SPDX-License-Identifier: Apache-2.0
#include <algorithm>
#include <map>

#include "policy/lint/checks.h"
#include "policy/lint/names.h"
#include "policy/lint/report.h"
#include "policy/lint/territories.h"

namespace portlaw::lint {

namespace {

using GroupsByName = std::map<std::string, std::vector<const Group*>>;

// The words by which a layer is known: "Layer 7: Creative & GPU Services" -> creative, gpu, services.
std::vector<std::string> LayerWords(const std::string& name) {
  std::vector<std::string> words = Words(name);
  std::erase_if(words, [](const std::string& word) {
    return word == "layer" || std::all_of(word.begin(), word.end(), [](char c) { return c >= '0' && c <= '9'; });
  });
  std::sort(words.begin(), words.end());
  return words;
}

// "Creative (GPU)" and "Creative & GPU Services" are one layer: one name has all words of the other.
bool SameLayer(const std::string& a, const std::string& b) {
  const std::vector<std::string> some = LayerWords(a);
  const std::vector<std::string> others = LayerWords(b);
  if (some.empty() || others.empty()) return false;
  return std::includes(some.begin(), some.end(), others.begin(), others.end()) ||
         std::includes(others.begin(), others.end(), some.begin(), some.end());
}

// The later of two that describe one layer differently.
const Territory* DescribedAgain(const Territory& earlier, const Territory& later) {
  if (earlier.group == nullptr || later.group == nullptr || earlier.registry != later.registry) return nullptr;
  if (earlier.ports() == later.ports() || !SameLayer(earlier.group->name, later.group->name)) return nullptr;
  return &later;
}

void CheckLayerTwice(const std::vector<Registry>& registries, const LintCheck& check, Findings& findings) {
  const std::vector<Territory> territories = Territories(registries);
  for (const Clash& clash : Clashes(territories, DescribedAgain)) {
    ReportClash(check, clash,
                clash.blamed->group->name + " is " + ToString(clash.blamed->ports()) + " here, but " +
                    ToString(clash.others.front()->ports()) + " elsewhere",
                findings);
  }
}

// A block must lie in the layer that it stands under.
void CheckOwnLayer(const Block& block, const GroupsByName& groups, const LintCheck& check, Findings& findings) {
  const auto layers = groups.find(Folded(block.layer));
  if (layers == groups.end() || !block.embedded_in.empty()) return;
  for (const Group* layer : layers->second) {
    if (layer->ports.Contains(block.ports)) return;
  }
  const Group& layer = *layers->second.front();
  Report(check, findings, block.source,
         "the block of " + block.service + ", " + ToString(block.ports) + ", is not inside its layer " + layer.name +
             ", " + ToString(layer.ports),
         {layer.source});
}

// The block that a table of layers means by `service`; the one inside `ports` if there are several.
const Block* FindBlock(const std::multimap<std::string, const Block*>& blocks, const std::string& service,
                       PortRange ports) {
  const std::vector<std::string> words = Words(service);
  if (words.empty()) return nullptr;
  const Block* found = nullptr;
  const auto [begin, end] = blocks.equal_range(words.front());
  for (auto it = begin; it != end; ++it) {
    if (!SameService(it->second->service, service)) continue;
    found = it->second;
    if (ports.Contains(found->ports)) break;
  }
  return found;
}

// The table's word against the heading's.
void CheckListedBlock(const Block& block, const Group& group, const LintCheck& check, Findings& findings) {
  if (!block.embedded_in.empty() || !HostsMeet(block.host, group.host)) return;
  const std::string who = "the block of " + block.service + ", " + ToString(block.ports) + ", ";
  if (!group.ports.Contains(block.ports)) {
    Report(check, findings, block.source,
           who + "is not inside " + group.name + ", " + ToString(group.ports) + ", which lists it", {group.source});
  } else if (!block.layer.empty() && !SameLayer(block.layer, group.name)) {
    Report(check, findings, block.source,
           who + "stands under the layer " + block.layer + ", but is listed in " + group.name, {group.source});
  }
}

void LookForLayerMismatch(const Registry& registry, const LintCheck& check, Findings& findings) {
  GroupsByName groups;
  std::multimap<std::string, const Block*> blocks;  // by the first word of the service
  for (const Group& group : registry.groups) groups[Folded(group.name)].push_back(&group);
  for (const Block& block : registry.blocks) {
    CheckOwnLayer(block, groups, check, findings);
    const std::vector<std::string> words = Words(block.service);
    if (!words.empty()) blocks.emplace(words.front(), &block);
  }
  for (const Group& group : registry.groups) {
    for (const std::string& service : group.services) {
      const Block* block = FindBlock(blocks, service, group.ports);
      if (block != nullptr) CheckListedBlock(*block, group, check, findings);
    }
  }
}

void CheckLayerMismatch(const std::vector<Registry>& registries, const LintCheck& check, Findings& findings) {
  CheckLayerTwice(registries, check, findings);
  for (const Registry& registry : registries) LookForLayerMismatch(registry, check, findings);
}

}  // namespace

LintCheck LayerMismatch() {
  return {"layer-mismatch",
          Severity::kWarning,
          "a block that is not where its layer is, or a layer that the document describes twice and differently",
          "People choose a new service's block by the table of layers; if headings and table differ, two of them "
          "choose the same one.",
          "Make the table of layers and the headings say the same, and move a block into its layer.",
          CheckLayerMismatch};
}

}  // namespace portlaw::lint
