// SPDX-License-Identifier: Apache-2.0
// The words of a decision: who binds what where, and what the registry says about it.
#ifndef PORTLAW_POLICY_DECIDE_VERDICT_H_
#define PORTLAW_POLICY_DECIDE_VERDICT_H_

#include <cstdint>
#include <optional>
#include <string>
#include <string_view>

#include "policy/model/port.h"
#include "policy/model/source.h"

namespace portlaw {

enum class Scope : std::uint8_t { kHost, kPrivate };

enum class Mode : std::uint8_t { kAudit, kEnforce };

// kWouldDeny: a deny that the mode lets through.
enum class Action : std::uint8_t { kAllow = 1, kWarn = 2, kDeny = 3, kWouldDeny = 4 };

// Rows of the semantics table, in the order in which the first that matches decides.
// The ones from kDynamicListen on are no such rows: a listener on a port nobody chose, a subject not identified yet, a
// bind that fails because another socket has the port (no verdict, and nobody's fault by the registry), and, before
// kUnallocated, a UDP port that nobody claims where clients get theirs from.
enum class Reason : std::uint8_t {
  kContested = 1,
  kAssignedReserved = 2,
  kAssigned = 3,
  kLegacy = 4,
  kReserved = 5,
  kSibling = 6,
  kInBlock = 7,
  kForeign = 8,
  kUnallocated = 9,
  kDynamicListen = 10,
  kPending = 11,
  kPortInUse = 12,
  kEphemeral = 13,
  kImpostor = 14,  // in no table: a container whose claim to a name was refused
};

// Words of the contract: "host"/"private", "audit"/"enforce", "allow"/"warn"/"deny"/"would-deny",
// "contested" ... "unallocated", "dynamic-listen", "pending", "port-in-use", "ephemeral", "impostor". The
// inverses give nothing for other words.
std::string_view ToString(Scope scope);
std::string_view ToString(Mode mode);
std::string_view ToString(Action action);
std::string_view ToString(Reason reason);
std::optional<Mode> ParseMode(std::string_view text);
std::optional<Action> ParseAction(std::string_view text);
std::optional<Reason> ParseReason(std::string_view text);

// What a bind asks for, or, with `chosen`, what the kernel chose for a bind to port 0. A choice that the socket steered
// (IP_LOCAL_PORT_RANGE) is none: the port counts as asked for.
struct BindRequest {
  Port port = 0;
  Protocol protocol = Protocol::kTcp;
  Scope scope = Scope::kHost;
  bool chosen = false;
};

struct Verdict {
  Action action = Action::kAllow;
  Reason reason = Reason::kUnallocated;
  std::string owner;           // whose port it is: "janua-api", "Janua"; empty: nobody's
  std::optional<Source> rule;  // the registry line that decided; none where no line speaks of the port
  std::string rule_text;       // that line in words: "reserved: Flask default port conflict"

  bool operator==(const Verdict&) const = default;
};

}  // namespace portlaw

#endif  // PORTLAW_POLICY_DECIDE_VERDICT_H_
