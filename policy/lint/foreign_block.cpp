// SPDX-License-Identifier: Apache-2.0
#include "policy/lint/checks.h"
#include "policy/lint/names.h"
#include "policy/lint/placement.h"
#include "policy/lint/range_index.h"
#include "policy/lint/report.h"
#include "policy/lint/rows.h"

namespace portlaw::lint {

namespace {

struct PlacedBlock {
  const Block* block;
  std::size_t registry;
};

// All blocks and rows of all registries, with what is needed to look at them.
class World {
 public:
  explicit World(const std::vector<Registry>& registries) : rows_(HostRows(registries)), row_index_(RowPorts()) {
    for (std::size_t i = 0; i < registries.size(); ++i) {
      placements_.emplace_back(registries[i]);
      for (const Block& block : registries[i].blocks) blocks_.push_back({&block, i});
    }
  }

  const std::vector<Row>& rows() const { return rows_; }
  const std::vector<PlacedBlock>& blocks() const { return blocks_; }

  // Whether the row stands in the block of somebody else, and no other check has more to say about that.
  bool Trespasses(const Row& row, const PlacedBlock& placed) const {
    const Block& block = *placed.block;
    const Assignment& assignment = *row.assignment;
    if (!HostsMeet(block.host, assignment.host) || BelongsTo(assignment, block.service)) return false;
    const Placement& placement = placements_[row.registry];
    if (placed.registry == row.registry && placement.MissedBy(assignment)) return false;  // outside-section
    if (Embedded(block, assignment, placement)) return false;
    return !ClaimedByOwner(block, assignment);  // duplicate-assignment, contested-port
  }

 private:
  // One of the two services lives in the other's block by agreement.
  static bool Embedded(const Block& block, const Assignment& assignment, const Placement& placement) {
    if (SameService(block.embedded_in, assignment.service)) return true;
    const Block* own = placement.OwnBlock(assignment);
    return own != nullptr && SameService(own->embedded_in, block.service);
  }

  bool ClaimedByOwner(const Block& block, const Assignment& assignment) const {
    bool claimed = false;
    int visits = 0;
    row_index_.Overlapping(assignment.ports, [&](std::size_t place) {
      const Assignment& other = *rows_[place].assignment;
      claimed = BelongsTo(other, block.service) && ProtocolsMeet(other.protocol, assignment.protocol);
      return !claimed && ++visits < kMaxVisits;
    });
    return claimed;
  }

  std::vector<PortRange> RowPorts() const {
    std::vector<PortRange> ports;
    for (const Row& row : rows_) ports.push_back(row.assignment->ports);
    return ports;
  }

  std::vector<Row> rows_;
  RangeIndex row_index_;
  std::vector<Placement> placements_;
  std::vector<PlacedBlock> blocks_;
};

void CheckForeignBlock(const std::vector<Registry>& registries, const LintCheck& check, Findings& findings) {
  const World world(registries);
  std::vector<PortRange> ranges;
  for (const PlacedBlock& placed : world.blocks()) ranges.push_back(placed.block->ports);
  const RangeIndex index(ranges);
  for (const Row& row : world.rows()) {
    int visits = 0;
    index.Overlapping(row.assignment->ports, [&](std::size_t place) {
      const PlacedBlock& placed = world.blocks()[place];
      if (!world.Trespasses(row, placed)) return ++visits < kMaxVisits;
      const Block& block = *placed.block;
      Report(check, findings, row.assignment->source,
             HolderAndPorts(*row.assignment) + " is in the block of " + block.service + ", " + ToString(block.ports),
             {block.source});
      return false;
    });
  }
}

}  // namespace

LintCheck ForeignBlock() {
  return {"foreign-block",
          Severity::kError,
          "an assignment inside the block of another service, in the same registry or in another one",
          "The block's owner may bind every port in it, so sooner or later both want this one; a reader who looks "
          "for a free port sees the block, not the row in it.",
          "Give the container a port of its own service's block, or say in the heading that the service is embedded "
          "in the other's block (\"Embedded in NAME\").",
          CheckForeignBlock};
}

}  // namespace portlaw::lint
