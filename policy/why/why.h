// SPDX-License-Identifier: Apache-2.0
// Why a port is taken: whose it is by the registry, who has it, who was refused it, and what to do.
#ifndef PORTLAW_POLICY_WHY_WHY_H_
#define PORTLAW_POLICY_WHY_WHY_H_

#include <cstdint>
#include <optional>
#include <string>
#include <vector>

#include "policy/decide/policy.h"
#include "policy/scan/listener.h"
#include "policy/scan/report.h"

namespace portlaw {

// Somebody who wanted the port and did not get it, as the audit log tells. All text is hostile.
struct PortRefusal {
  std::string time;              // RFC 3339
  std::string reason;            // word of the contract
  std::string message;           // the log's sentence
  std::uint64_t suppressed = 0;  // further ones like it
  std::string event;             // the log's object, as JSON
};

// What was seen of one port on this host.
struct PortSighting {
  Port port = 0;
  Protocol protocol = Protocol::kTcp;
  std::vector<Listener> holders;        // of the host's network namespace
  std::vector<PortRefusal> refusals;    // the newest first
  std::vector<std::string> incomplete;  // what could not be seen, in words
};

struct Why {
  Port port = 0;
  Protocol protocol = Protocol::kTcp;
  Verdict claim;                        // on a container that no registry knows: whose the port is, by which line
  std::string service;                  // of whoever owns it; empty where there is none
  std::vector<std::string> also;        // what else registries say of the port, with the lines; printable
  std::vector<ScanRow> holders;         // those that listen first
  std::vector<PortRefusal> refusals;    // the newest first
  std::vector<std::string> incomplete;  // as PortSighting's
  std::string advice;                   // what to do; printable
};

// Judges each holder as a scan does: as if it were to bind the port now.
Why ExplainPort(const CompiledPolicy& policy, PortSighting sighting);

// Whether somebody has the port who must not.
bool HasFindings(const Why& why);

// For people: one statement a line, printable.
std::string WhyText(const Why& why);

// {"port","protocol","owner","source":{"file","line"},"holders":[{"pid","comm","exe","uid","container",
//   "state":"listen|bound|connection|time-wait","since"}],"refusals":[events of the audit log],"advice"}
// "since" is when the holder's process started. What is not known, or nobody's, is null.
std::string WhyJson(const Why& why);

}  // namespace portlaw

#endif  // PORTLAW_POLICY_WHY_WHY_H_
