// SPDX-License-Identifier: Apache-2.0
// The registry: what a team's document says about ports. Plain values; readers make them, everything else
// only reads them. A registry may contradict itself: that is what lint is for.
#ifndef PORTLAW_POLICY_MODEL_REGISTRY_H_
#define PORTLAW_POLICY_MODEL_REGISTRY_H_

#include <optional>
#include <string>
#include <vector>

#include "policy/model/port.h"
#include "policy/model/source.h"

namespace portlaw {

// kInternal: "not exposed to host"; holds in private network namespaces only.
enum class Exposure : std::uint8_t { kHost, kInternal };

// One port (or a range) given to one container or service.
struct Assignment {
  PortRange ports;
  Protocol protocol = Protocol::kAny;
  std::string label;      // the row's own name: "API"; the service's where the document has just one name
  std::string container;  // may hold "{n}"; empty where the document names no container
  std::string service;    // the block's or group row's service: "Janua", "mana-auth"
  std::string purpose;
  std::optional<std::string> host;  // host or environment that the row is for; none: everywhere
  Exposure exposure = Exposure::kHost;
  std::optional<PortRange> container_ports;  // the port inside the container, where the document says it
  std::string section;                       // the heading that the row stands under, as written
  std::optional<PortRange> section_ports;    // the range in that heading, if it has one
  Source source;

  bool operator==(const Assignment&) const = default;
};

// A range that belongs to one service.
struct Block {
  PortRange ports;
  std::string service;
  std::string layer;        // name of the layer that the document puts it in; may be empty
  std::string embedded_in;  // the service whose block this one shares ("Furnace" in "Enclii"); else empty
  std::optional<std::string> host;
  Source source;

  bool operator==(const Block&) const = default;
};

// A range that several services share: a layer of blocks, or a group in which each row owns its own ports.
struct Group {
  PortRange ports;
  std::string name;
  std::vector<std::string> services;  // those the document lists for it, as written; may be empty
  std::optional<std::string> host;
  Source source;

  bool operator==(const Group&) const = default;
};

// kNever: nobody may bind it. kFuture: kept free for later use. Both are refused.
enum class ReservedKind : std::uint8_t { kNever, kFuture };

struct ReservedRange {
  PortRange ports;
  Protocol protocol = Protocol::kAny;
  std::string reason;
  ReservedKind kind = ReservedKind::kNever;
  std::optional<std::string> host;
  Source source;

  bool operator==(const ReservedRange&) const = default;
};

// Ports that a service still uses and those that it must move to; same order, may differ in number.
struct Migration {
  std::string service;
  std::vector<Port> from;
  std::vector<Port> to;
  Source source;

  bool operator==(const Migration&) const = default;
};

// A row of the offset scheme: what the ports at +first to +last of a block are for.
struct Offset {
  int first = 0;
  int last = 0;
  std::string purpose;
  Source source;

  bool operator==(const Offset&) const = default;
};

struct RedisDatabase {
  int db = 0;
  std::string service;
  std::string purpose;
  Source source;

  bool operator==(const RedisDatabase&) const = default;
};

// An environment variable that the document sets: DATABASE_PORT=5432.
struct Variable {
  std::string name;
  std::string value;
  Source source;

  bool operator==(const Variable&) const = default;
};

struct Registry {
  std::vector<Assignment> assignments;
  std::vector<Block> blocks;
  std::vector<Group> groups;
  std::vector<ReservedRange> reserved;
  std::vector<Migration> migrations;
  std::vector<Offset> offsets;
  std::vector<RedisDatabase> redis;
  std::vector<Variable> variables;

  bool operator==(const Registry&) const = default;
};

}  // namespace portlaw

#endif  // PORTLAW_POLICY_MODEL_REGISTRY_H_
