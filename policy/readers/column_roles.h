// SPDX-License-Identifier: Apache-2.0
// What each column of a table is for, by the words of its header and by what stands in it.
#ifndef PORTLAW_POLICY_READERS_COLUMN_ROLES_H_
#define PORTLAW_POLICY_READERS_COLUMN_ROLES_H_

#include <string>
#include <vector>

#include "policy/readers/heading.h"
#include "policy/readers/lexicon.h"
#include "policy/readers/outline.h"

namespace portlaw::readers {

enum class Role {
  kIgnored,        // examples, dates, counts, other services' ports
  kText,           // nothing known of it
  kPort,           // the port; on the host where there is a choice
  kContainerPort,  // inside the container
  kDefaultPort,    // the software's usual one
  kOldPort,
  kNewPort,
  kFreePort,         // "next available"
  kEnvironmentPort,  // the port in the environment or on the host that `label` names
  kRolePort,         // the port for what `label` names: "HTTP", "Metrics"
  kRange,
  kOffset,
  kRedisDatabase,
  kName,
  kContainer,
  kProject,
  kOwner,  // "belongs to": the service that the row is a part of
  kLayer,
  kProtocol,
  kPurpose,
  kStatus,
  kHost,
  kEnvironment,
  kVariable,
  kUrl,
};

struct Column {
  Role role = Role::kText;
  std::string header;      // as written
  std::string label;       // of kEnvironmentPort and kRolePort
  bool plural = false;     // kName: a cell lists several
  bool pure = false;       // its cells hold nothing but ports
  bool some = false;       // a port stands in at least one of its cells
  bool says_port = false;  // numbers under a header with the word "port"
  bool unknown = false;    // numbers under a header that says nothing of ports
  bool distinct = false;   // five ports or more, and no two the same
  bool mapping = false;    // kPort: "host -> container" in one cell
  bool named = false;      // kPort: its cells hold "name:port"
};

// One for each cell of the header. `topic` is the section's: "DB" means Redis under a heading about Redis.
std::vector<Column> ColumnRoles(const Row& header, const std::vector<Row>& rows, Topic topic);

}  // namespace portlaw::readers

#endif  // PORTLAW_POLICY_READERS_COLUMN_ROLES_H_
