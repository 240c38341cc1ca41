// SPDX-License-Identifier: Apache-2.0
// Migrations port by port, and whose a port is.
#ifndef PORTLAW_POLICY_LINT_MOVES_H_
#define PORTLAW_POLICY_LINT_MOVES_H_

#include <optional>
#include <string>
#include <vector>

#include "policy/lint/range_index.h"
#include "policy/lint/rows.h"
#include "policy/model/registry.h"

namespace portlaw::lint {

// One end of a migration. A document that mentions it several times has it once, with all the places.
struct Move {
  std::string service;
  Port port = 0;
  std::vector<Source> sources;
};

// The ends of all migrations: `&Migration::from` or `&Migration::to`.
std::vector<Move> Moves(const std::vector<Registry>& registries, std::vector<Port> Migration::*end);

struct Owner {
  std::string name;
  Source source;
};

// Whose ports are, by all registries. Refers to them.
class Owners {
 public:
  explicit Owners(const std::vector<Registry>& registries);

  // Who else than `service` has the port: by a row, else by a block. Nothing if the service has it itself.
  std::optional<Owner> OtherThan(const std::string& service, Port port) const;

 private:
  std::vector<Row> rows_;
  std::vector<const Block*> blocks_;
  RangeIndex row_index_;
  RangeIndex block_index_;
};

}  // namespace portlaw::lint

#endif  // PORTLAW_POLICY_LINT_MOVES_H_
