// SPDX-License-Identifier: Apache-2.0
#include "agent/audit/sentence.h"

#include <cctype>

#include "policy/text/printable.h"

namespace portlaw::audit {

namespace {

// Lengths at which the words of others are cut, so that none of them pushes the rest out of the sentence.
constexpr std::size_t kNameBytes = 96;
constexpr std::size_t kWordBytes = 48;
constexpr std::size_t kTextBytes = 128;

std::string Name(const std::string& text) { return Printable(text, kNameBytes); }
std::string Word(const std::string& text) { return Printable(text, kWordBytes); }

bool ToldByEngine(const AuditEvent& event) { return event.hook == kernel::Hook::kEngine; }

std::string ProcessWords(const Process& process) {
  return "process " + Word(process.comm) + ", pid " + std::to_string(process.pid);
}

std::string EngineWords(const AuditEvent& event) { return "the engine of uid " + std::to_string(event.process.uid); }

// "janua-api", or where it can be found if it has no name.
std::string ContainerName(const AuditEvent& event) {
  if (!event.container->name.empty()) return Name(event.container->name);
  if (!event.container->id.empty()) return "with id " + Word(event.container->id);
  return "in cgroup " + Name(event.cgroup);
}

// A container engine's own process, on a port that it has published for nobody the agent knows.
bool IsUnattributed(const AuditEvent& event) {
  return event.container && event.container->runtime == kUnattributedRuntime;
}

std::string ContainerWords(const AuditEvent& event) {
  if (IsUnattributed(event))
    return "A container that its engine does not tell of (" + ProcessWords(event.process) + ")";
  const bool unregistered = event.subject == SubjectKind::kUnregistered && event.reason != Reason::kPending;
  std::string text = unregistered ? "Unregistered container " : "Container ";
  text += ContainerName(event) + " (";
  if (!event.service.empty()) text += "service " + Word(event.service) + ", ";
  if (!event.container->image.empty()) text += "image " + Name(event.container->image) + ", ";
  if (event.reason == Reason::kImpostor) return text + "as " + EngineWords(event) + " tells)";
  return text + (ToldByEngine(event) ? "published by " + EngineWords(event) : ProcessWords(event.process)) + ")";
}

std::string Who(const AuditEvent& event) {
  if (event.container) return ContainerWords(event);
  return "Host process " + Word(event.process.comm) + " (pid " + std::to_string(event.process.pid) + ", uid " +
         std::to_string(event.process.uid) + ")";
}

std::string Does(const AuditEvent& event) {
  if (ToldByEngine(event)) return "is reachable at";
  if (event.reason == Reason::kPortInUse) return "tried";
  const bool refused = event.action == Action::kDeny;
  if (event.reason == Reason::kDynamicListen) return refused ? "was refused to listen on" : "listens on";
  return refused ? "was refused" : "bound";
}

std::string PortWords(const AuditEvent& event) {
  std::string protocol = Word(event.protocol);
  for (char& letter : protocol) letter = static_cast<char>(std::toupper(static_cast<unsigned char>(letter)));
  std::string text = protocol + " port " + std::to_string(event.port);
  if (!event.address.empty()) text += " on " + Word(event.address);
  if (event.scope == Scope::kPrivate) text += " of a private network namespace";
  return text;
}

std::string Owner(const AuditEvent& event, const char* nobody) {
  return event.owner.empty() ? nobody : Name(event.owner);
}

std::string Because(const AuditEvent& event) {
  switch (event.reason) {
    case Reason::kContested:
      return "the registry gives this port to more than one: " + Owner(event, "it and another");
    case Reason::kAssignedReserved:
      return "the registry assigns it this port, but in a range that it also calls reserved";
    case Reason::kAssigned:
      return "the registry assigns it this port";
    case Reason::kLegacy:
      return "this is a legacy port, from which it must migrate";
    case Reason::kReserved:
      return "this port is reserved";
    case Reason::kSibling:
      return "this port of its own block is assigned to " + Owner(event, "another container") + " of the same service";
    case Reason::kInBlock:
      return "this is an unassigned port of its own block";
    case Reason::kForeign:
      return "this port belongs to " + Owner(event, "another service");
    case Reason::kUnallocated:
      return "no registry gives this port to anyone";
    case Reason::kEphemeral:
      return "no registry gives this port to anyone, and it is of those that clients use";
    case Reason::kDynamicListen:
      return "nobody chose this port, the kernel picked it for the listener";
    case Reason::kPending:
      return "who this container is was not known yet" +
             (event.owner.empty() ? "" : ", and this port belongs to " + Name(event.owner));
    case Reason::kPortInUse:
      return (event.holder ? event.holder->words : "it is in use, by whom could not be found out any more") +
             (event.owner.empty() ? "" : "; by the registry this port belongs to " + Name(event.owner));
    case Reason::kImpostor:
      break;
  }
  return "";
}

// " (registry.md:57 says \"reserved: Flask default port conflict\")"
std::string RegistryLine(const AuditEvent& event) {
  if (!event.rule) return "";
  std::string text = " (" + Printable(event.rule->file, kTextBytes);
  if (event.rule->line > 0) text += ":" + std::to_string(event.rule->line);
  if (!event.owner_rule.empty()) text += " says \"" + Printable(event.owner_rule, kTextBytes) + "\"";
  return text + ")";
}

// "; it owns 8125/udp, this is tcp"
std::string OwnProtocolWords(const AuditEvent& event) {
  if (event.own_protocols.empty()) return "";
  std::string owned;
  for (const Protocol protocol : event.own_protocols) {
    if (!owned.empty()) owned += " and ";
    owned += std::to_string(event.port) + "/" + std::string(ToString(protocol));
  }
  return "; it owns " + owned + ", this is " + Word(event.protocol);
}

std::string Outcome(const AuditEvent& event) {
  switch (event.action) {
    case Action::kAllow:
      return "; this is allowed";
    case Action::kWarn:
      return event.reason == Reason::kPortInUse ? "; the bind fails with EADDRINUSE" : "; this is allowed, but logged";
    case Action::kWouldDeny:
      if (ToldByEngine(event)) return "; this was detected, not prevented, since no bind asked for it";
      if (IsUnattributed(event)) return "; it was let through, because such ports are only audited here";
      if (event.reason == Reason::kPending && event.scope == Scope::kHost)
        return "; it was let through, because containers that are not known yet are only audited here";
      return event.scope == Scope::kPrivate
                 ? "; it was let through, because private network namespaces are only audited here"
                 : "; it was let through, because the policy is in audit mode";
    case Action::kDeny:
      break;
  }
  return "";
}

std::string Advice(const AuditEvent& event) {
  if (!event.suggestion) return "";
  const std::string service = event.service.empty() ? "its service" : Word(event.service);
  return "; the next free port of " + service + " is " + std::to_string(*event.suggestion);
}

std::string Remarks(const AuditEvent& event) {
  std::string text;
  if (event.chosen && event.reason != Reason::kDynamicListen) {
    text += ToldByEngine(event) ? "; the engine chose the port" : "; the kernel chose the port";
  }
  if (!event.socket_cgroup.empty()) text += "; the socket was made in cgroup " + Name(event.socket_cgroup);
  if (!event.policy_known) {
    text += "; the policy that decided (generation " + std::to_string(event.generation) +
            ") is kept no longer, so its registry line is not known";
  }
  if (event.suppressed > 0)
    text += "; " + std::to_string(event.suppressed) + " more like it were not logged one by one";
  return text;
}

// All parts are valid UTF-8: a cut must not end within a character.
std::string Bounded(std::string text) {
  if (text.size() <= kMaxSentenceBytes) return text;
  std::size_t end = kMaxSentenceBytes - 3;
  while ((static_cast<unsigned char>(text[end]) & 0xc0) == 0x80) --end;
  return text.substr(0, end) + "...";
}

}  // namespace

std::string Sentence(const AuditEvent& event) {
  if (event.hook == kernel::Hook::kTamper)
    return Bounded("Enforcement was undone: " + Printable(event.tampering, kMaxSentenceBytes) + ".");
  if (event.reason == Reason::kImpostor) {
    return Bounded(Who(event) +
                   " claims a name that it may not have: its ports are decided as those of an unregistered container" +
                   Remarks(event) + ".");
  }
  return Bounded(Who(event) + " " + Does(event) + " " + PortWords(event) + ": " + Because(event) + RegistryLine(event) +
                 OwnProtocolWords(event) + Outcome(event) + Advice(event) + Remarks(event) + ".");
}

}  // namespace portlaw::audit
