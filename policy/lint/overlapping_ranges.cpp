// SPDX-License-Identifier: Apache-2.0
#include <algorithm>

#include "policy/lint/checks.h"
#include "policy/lint/names.h"
#include "policy/lint/territories.h"

namespace portlaw::lint {

namespace {

// A block has one owner: two share ports only where one is embedded in the other, or a document repeats itself.
bool BlocksClash(const Block& a, const Block& b) {
  if (Folded(a.service) == Folded(b.service)) return false;
  return !SameService(a.embedded_in, b.service) && !SameService(b.embedded_in, a.service);
}

// A block that leaves its own layer is layer-mismatch's.
bool OwnLayer(const Territory& a, const Territory& b) {
  const Block* block = a.block != nullptr ? a.block : b.block;
  const Group* group = a.group != nullptr ? a.group : b.group;
  return block != nullptr && group != nullptr && a.registry == b.registry &&
         Folded(block->layer) == Folded(group->name);
}

// A reserved range may be part of a block; a block that is part of one can never be used.
bool BlockIsForbidden(const Territory& a, const Territory& b) {
  const Block* block = a.block != nullptr ? a.block : b.block;
  const ReservedRange* reserved = a.reserved != nullptr ? a.reserved : b.reserved;
  return block != nullptr && reserved != nullptr && reserved->ports.Contains(block->ports);
}

bool DoClash(const Territory& a, const Territory& b) {
  if (a.reserved != nullptr && b.reserved != nullptr) return false;
  if (a.block != nullptr && b.block != nullptr) return BlocksClash(*a.block, *b.block);
  if (BlockIsForbidden(a, b)) return true;
  return Cross(a.ports(), b.ports()) && !OwnLayer(a, b);
}

// The later of two in the document is to blame, but a reserved range is not blamed for a block in it.
const Territory* Blamed(const Territory& earlier, const Territory& later) {
  if (!DoClash(earlier, later)) return nullptr;
  return later.reserved != nullptr && earlier.block != nullptr ? &earlier : &later;
}

std::string Message(const Territory& blamed, const Territory& other) {
  const PortRange common{std::max(blamed.ports().first, other.ports().first),
                         std::min(blamed.ports().last, other.ports().last)};
  return ToString(common) + " is in " + ToString(blamed) + ", and in " + ToString(other);
}

void CheckOverlappingRanges(const std::vector<Registry>& registries, const LintCheck& check, Findings& findings) {
  const std::vector<Territory> territories = Territories(registries);
  for (const Clash& clash : Clashes(territories, Blamed)) {
    ReportClash(check, clash, Message(*clash.blamed, *clash.others.front()), findings);
  }
}

}  // namespace

LintCheck OverlappingRanges() {
  return {"overlapping-ranges",
          Severity::kError,
          "blocks, groups or reserved ranges that share ports without one lying in the other",
          "The ports that two ranges share belong to two owners, or are promised to one and forbidden to all.",
          "Move the border of one of them. A block may lie in a layer, a reserved range in a block; one service's "
          "block may lie in another's if the document says that it is embedded there.",
          CheckOverlappingRanges};
}

}  // namespace portlaw::lint
