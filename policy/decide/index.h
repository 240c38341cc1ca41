// SPDX-License-Identifier: Apache-2.0
// The inside of a compiled policy: claims by port, rows by name. For the files of policy/ that decide.
#ifndef PORTLAW_POLICY_DECIDE_INDEX_H_
#define PORTLAW_POLICY_DECIDE_INDEX_H_

#include <cstdint>
#include <map>
#include <optional>
#include <span>
#include <string>
#include <string_view>
#include <unordered_map>
#include <vector>

#include "policy/decide/policy.h"
#include "policy/model/finding.h"

namespace portlaw {

inline constexpr std::uint32_t kNoService = UINT32_MAX;

// Claims of one kind on one port beyond this number do not count; Notes() says so. It bounds what a registry in
// which thousands of wide ranges overlap can cost.
inline constexpr std::size_t kMaxClaimsPerKind = 256;

// The mode that the settings give the registry a fact stands in; none where they do not name it.
using RegistryMode = std::optional<Mode>;

struct IndexedAssignment {
  const Assignment* fact = nullptr;
  std::uint32_t service = kNoService;
  RegistryMode mode;
};

struct IndexedBlock {
  const Block* fact = nullptr;
  std::uint32_t service = kNoService;
  std::uint32_t host_service = kNoService;  // of Block::embedded_in
  RegistryMode mode;
};

struct IndexedReserved {
  const ReservedRange* fact = nullptr;
  RegistryMode mode;
};

struct IndexedMigration {
  const Migration* fact = nullptr;
  std::uint32_t service = kNoService;
  RegistryMode mode;
};

struct IndexedService {
  std::string name;                           // as first written
  const ServiceSettings* settings = nullptr;  // none: the global ones hold
  std::vector<std::uint32_t> assignments;     // ascending
  std::vector<std::uint32_t> blocks;          // that it may bind in, embedded ones too
  std::vector<std::uint32_t> migrations;
};

// A maximal run of ports with the same claims. Numbers are those of the vectors in Index.
struct Segment {
  std::span<const std::uint32_t> assignments;
  std::span<const std::uint32_t> blocks;
  std::span<const std::uint32_t> reserved;
  std::span<const std::uint32_t> migrations;  // whose legacy port it is
  bool by_protocol = false;                   // some claim is for one protocol only
  bool by_scope = false;                      // some assignment is internal
  bool ephemeral = false;                     // in Settings::ephemeral_ports
};

struct CompiledPolicy::Index {
  std::vector<Registry> registries;
  Settings settings;
  Findings notes;

  std::vector<IndexedAssignment> assignments;
  std::vector<IndexedBlock> blocks;
  std::vector<IndexedReserved> reserved;
  std::vector<IndexedMigration> migrations;
  std::vector<IndexedService> services;
  std::unordered_map<std::string, std::uint32_t> service_by_key;  // NameKey

  struct Pattern {
    std::string text;
    std::vector<std::uint32_t> assignments;
  };
  using Numbers = std::vector<std::uint32_t>;
  std::unordered_map<std::string, Numbers> by_container;           // exactly as written
  std::unordered_map<std::string, Numbers> by_key;                 // NameKey; rows without a container
  std::unordered_map<std::string, std::vector<Pattern>> patterns;  // by Skeleton

  std::vector<std::uint32_t> boundaries;
  std::vector<Segment> segments;       // segments[i] begins at boundaries[i]
  std::vector<std::uint32_t> numbers;  // what the spans of `segments` are over

  std::size_t SegmentOf(Port port) const;
};

}  // namespace portlaw

#endif  // PORTLAW_POLICY_DECIDE_INDEX_H_
