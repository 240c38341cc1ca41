// SPDX-License-Identifier: Apache-2.0
// One port with everything that the document says of it, from whatever record; and what becomes of it.
#ifndef PORTLAW_POLICY_READERS_STATEMENT_H_
#define PORTLAW_POLICY_READERS_STATEMENT_H_

#include <optional>
#include <string>
#include <string_view>

#include "policy/readers/builder.h"
#include "policy/readers/path.h"
#include "policy/readers/scan.h"
#include "policy/readers/state.h"

namespace portlaw::readers {

struct Statement {
  Assignment assignment;  // all but the ports
  Number number;
  Said said;
  Strength strength = Strength::kTable;
  std::string why;               // how it was recognised
  std::string reason;            // of a reserved range; empty: the label
  std::optional<State> section;  // of the keys above; none: of the path
  bool held_for_named = false;   // "reserved" may just be the named one's
  bool range = false;            // a range that is for many, not what one program listens on
};

// Decides the state of `statement` and tells the builder. False if nobody got anything by it.
bool Tell(Statement statement, const Path& path, RegistryBuilder& builder);

// A value where a port must stand must be one; tells the builder if it is not.
bool CheckPort(const Number& number, int line, RegistryBuilder& builder);

// Whether a range under this name is for many services, not what one program listens on.
bool IsForMany(const Number& number, Span name);

// "http://api:8000", "postgres:5432", "db.ns.svc.cluster.local:5432": what only containers resolve.
bool IsInsideNetwork(const Number& number);

std::string Written(const Number& number);

}  // namespace portlaw::readers

#endif  // PORTLAW_POLICY_READERS_STATEMENT_H_
