// SPDX-License-Identifier: Apache-2.0
#include "policy/lint/moves.h"

#include <map>

#include "policy/lint/names.h"
#include "policy/lint/range_index.h"

namespace portlaw::lint {

namespace {

std::vector<const Block*> Blocks(const std::vector<Registry>& registries) {
  std::vector<const Block*> blocks;
  for (const Registry& registry : registries) {
    for (const Block& block : registry.blocks) blocks.push_back(&block);
  }
  return blocks;
}

std::vector<PortRange> PortsOf(const std::vector<Row>& rows) {
  std::vector<PortRange> ports;
  for (const Row& row : rows) ports.push_back(row.assignment->ports);
  return ports;
}

std::vector<PortRange> PortsOf(const std::vector<const Block*>& blocks) {
  std::vector<PortRange> ports;
  for (const Block* block : blocks) ports.push_back(block->ports);
  return ports;
}

}  // namespace

std::vector<Move> Moves(const std::vector<Registry>& registries, std::vector<Port> Migration::*end) {
  std::vector<Move> moves;
  std::map<std::pair<std::string, Port>, std::size_t> places;
  for (const Registry& registry : registries) {
    for (const Migration& migration : registry.migrations) {
      for (Port port : migration.*end) {
        const auto [place, is_new] = places.try_emplace({Folded(migration.service), port}, moves.size());
        if (is_new) moves.push_back({migration.service, port, {}});
        moves[place->second].sources.push_back(migration.source);
      }
    }
  }
  return moves;
}

Owners::Owners(const std::vector<Registry>& registries)
    : rows_(HostRows(registries)),
      blocks_(Blocks(registries)),
      row_index_(PortsOf(rows_)),
      block_index_(PortsOf(blocks_)) {}

std::optional<Owner> Owners::OtherThan(const std::string& service, Port port) const {
  std::optional<Owner> by_row;
  std::optional<Owner> by_block;
  bool own = false;
  int visits = 0;
  row_index_.Overlapping({port, port}, [&](std::size_t place) {
    const Assignment& row = *rows_[place].assignment;
    if (BelongsTo(row, service)) {
      own = true;
    } else if (!by_row) {
      by_row = Owner{HolderTitle(row), row.source};
    }
    return ++visits < kMaxVisits;
  });
  if (by_row || own) return own ? std::nullopt : by_row;
  block_index_.Overlapping({port, port}, [&](std::size_t place) {
    const Block& block = *blocks_[place];
    own = own || SameService(block.service, service);
    if (!by_block) by_block = Owner{"the block of " + block.service, block.source};
    return ++visits < kMaxVisits;
  });
  return own ? std::nullopt : by_block;
}

}  // namespace portlaw::lint
