// SPDX-License-Identifier: Apache-2.0
// What a field is for: a column by the words of its header and by what stands in it, a key of data by its words.
#ifndef PORTLAW_POLICY_READERS_ROLES_H_
#define PORTLAW_POLICY_READERS_ROLES_H_

#include <span>
#include <string>
#include <string_view>
#include <vector>

#include "policy/readers/record.h"
#include "policy/readers/state.h"

namespace portlaw::readers {

// How many rows of a table tell what its columns are for.
inline constexpr std::size_t kRowsLookedAt = 200;

enum class Role {
  kText,           // nothing known of it
  kIgnored,        // examples, dates, counts, other services' ports
  kPort,           // the port; on the host where there is a choice
  kContainerPort,  // inside the container
  kDefaultPort,    // the software's usual one
  kOldPort,
  kNewPort,
  kFreePort,         // "next available"
  kEnvironmentPort,  // the port in the environment or on the host that `label` names
  kRolePort,         // the port for what `label` names: "HTTP", "Metrics"
  kRange,
  kRangeFirst,
  kRangeLast,
  kOffset,
  kRedisDatabase,
  kName,
  kContainer,
  kProject,
  kOwner,   // "belongs to": the service that the row is a part of
  kUsedBy,  // persons and clients
  kLayer,
  kProtocol,
  kPurpose,
  kStatus,
  kExposure,
  kHost,
  kEnvironment,
  kVariable,
  kUrl,
  kReserved,  // of a key: what is below is reserved
  kFree,
  kWrapper,  // "services", "ports": holds the entries and names nothing
};

struct Column {
  Role role = Role::kText;
  std::string_view why;    // the clue that decided
  std::string header;      // as written
  Concepts concepts = 0;   // of the header
  std::string label;       // of kEnvironmentPort and kRolePort
  bool plural = false;     // a cell lists several
  bool pure = false;       // its cells hold nothing but ports
  bool some = false;       // a port stands in at least one of its cells
  bool says_port = false;  // numbers under a header with the word "port"
  bool unknown = false;    // numbers under a header that says nothing of ports
  bool distinct = false;   // five ports or more, and no two the same
  bool mapping = false;    // kPort: "host -> container" in one cell
  bool named = false;      // kPort: its cells hold "name:port"
};

// One for each cell of the header; of very many the first. `section` is the state of the title above: "DB" means Redis
// under a heading about Redis.
std::vector<Column> ColumnRoles(const Record& header, std::span<const Record> rows, State section);

struct KeyRole {
  Role role = Role::kText;
  std::string label;  // of kRolePort and kEnvironmentPort: "http", "dev"
  std::string_view why;
};

// `key` holds the key with its words apart (SplitKey).
KeyRole RoleOfKey(Span key);

}  // namespace portlaw::readers

#endif  // PORTLAW_POLICY_READERS_ROLES_H_
