// SPDX-License-Identifier: Apache-2.0
#include "policy/check/judge.h"

#include <algorithm>

#include "policy/decide/suggest.h"
#include "policy/lint/lint.h"
#include "policy/lint/names.h"
#include "policy/lint/range_index.h"

namespace portlaw {

namespace {

constexpr int kMaxVisits = 64;

Severity SeverityOf(Action action, Scope scope) {
  if (action == Action::kDeny) return Severity::kError;
  return action == Action::kWouldDeny && scope == Scope::kHost ? Severity::kError : Severity::kWarning;
}

std::string Because(const Verdict& verdict) {
  if (verdict.rule_text.empty()) return "no registry claims it for anyone";
  return verdict.rule_text;
}

std::string Message(const CompiledPolicy& policy, const PlannedBind& bind, const Subject& subject, PortRange ports,
                    const Verdict& verdict) {
  std::string text = bind.who + " binds " + ToString(ports) + "/" + std::string(ToString(bind.protocol));
  if (bind.one_of) text += " (one of it)";
  text += " (" + bind.statement + "): " + std::string(ToString(verdict.reason)) + ", " + Because(verdict);
  if (subject.kind != SubjectKind::kRegistered) text += "; it is in no registry";
  const std::optional<Port> free = SuggestPort(policy, subject.service);
  if (free) text += "; next free port of " + subject.service + ": " + std::to_string(*free);
  return text;
}

void Report(const CompiledPolicy& policy, const PlannedBind& bind, const Subject& subject, PortRange ports,
            const Verdict& verdict, Findings& findings) {
  if (verdict.action == Action::kAllow) return;
  Finding finding{SeverityOf(verdict.action, bind.scope),
                  "bind-" + std::string(ToString(verdict.reason)),
                  Message(policy, bind, subject, ports, verdict),
                  bind.source,
                  {}};
  if (verdict.rule) finding.related.push_back(*verdict.rule);
  findings.push_back(std::move(finding));
}

// The last port from `first` on, up to `last`, about which no registry says anything else than about `first`.
Port EndOfRun(const std::vector<std::uint32_t>& boundaries, Port first, Port last) {
  const auto next = std::upper_bound(boundaries.begin(), boundaries.end(), first);
  return next == boundaries.end() ? last : static_cast<Port>(std::min<std::uint32_t>(*next - 1, last));
}

void JudgeBind(const CompiledPolicy& policy, const PlannedBind& bind, Findings& findings) {
  const Subject subject = ResolveAll(policy, bind.identities);
  PortRange run{bind.ports.first, bind.ports.first};
  std::optional<Verdict> verdict;
  for (int port = bind.ports.first; port <= bind.ports.last; port = run.last + 1) {
    const Port first = static_cast<Port>(port);
    Verdict here = Evaluate(policy, subject, {first, bind.protocol, bind.scope, false});
    const Port end = EndOfRun(policy.Boundaries(), first, bind.ports.last);
    if (verdict && *verdict == here) {
      run.last = end;
      continue;
    }
    if (verdict) Report(policy, bind, subject, run, *verdict, findings);
    verdict = std::move(here);
    run = {first, end};
  }
  Report(policy, bind, subject, run, *verdict, findings);
}

bool AddressesMeet(const std::string& a, const std::string& b) {
  const auto is_all = [](const std::string& address) {
    return address.empty() || address == "0.0.0.0" || address == "::" || address == "*";
  };
  return is_all(a) || is_all(b) || a == b;
}

bool ProfilesMeet(const std::vector<std::string>& a, const std::vector<std::string>& b) {
  if (a.empty() || b.empty()) return true;
  return std::find_first_of(a.begin(), a.end(), b.begin(), b.end()) != a.end();
}

bool Collide(const PlannedBind& a, const PlannedBind& b) {
  return !a.project.empty() && a.project == b.project && a.who != b.who && a.scope == Scope::kHost &&
         b.scope == Scope::kHost && !a.one_of && !b.one_of && lint::ProtocolsMeet(a.protocol, b.protocol) &&
         AddressesMeet(a.address, b.address) && ProfilesMeet(a.profiles, b.profiles);
}

void FindCollisions(const std::vector<PlannedBind>& binds, Findings& findings) {
  std::vector<PortRange> ranges;
  for (const PlannedBind& bind : binds) ranges.push_back(bind.ports);
  const lint::RangeIndex index(ranges);
  for (std::size_t i = 0; i < binds.size(); ++i) {
    int visits = 0;
    index.Overlapping(ranges[i], [&](std::size_t other) {
      if (other >= i || !Collide(binds[other], binds[i])) return ++visits < kMaxVisits;
      findings.push_back({Severity::kError,
                          "published-twice",
                          ToString(ranges[i]) + " is bound by " + binds[i].who + " and by " + binds[other].who,
                          binds[i].source,
                          {binds[other].source}});
      return false;
    });
  }
}

constexpr CheckCode kCodes[] = {
    {"bind-foreign", "a bind on a port of another service",
     "The registry gives the port to somebody else: on a host that enforces it, the container fails to start.",
     "Use a port of the service's own block or row; the message names the next free one. If the service moved, change "
     "the registry first."},
    {"bind-reserved", "a bind in a reserved range",
     "Nobody may bind there; the registry says why. On a host that enforces it, the container fails to start.",
     "Use a port of the service's own block or row; the message names the next free one."},
    {"bind-unallocated", "a bind on a port that no registry gives to anyone",
     "A port that nobody wrote down is what the next team takes, too. An enforcing host denies it to containers that "
     "the registry knows, and logs it of others.",
     "Register the port (portlaw next proposes one), or use one that is registered."},
    {"bind-sibling", "a bind on the port of another container of the same service",
     "The two cannot run on one host together; whichever comes second fails with EADDRINUSE.",
     "Use the container's own port, or give the registry's row to this container."},
    {"bind-legacy", "a bind on a port that the service must leave",
     "The registry has a migration away from it. It is allowed with a warning for as long as that stands.",
     "Move to the port that the migration names, and then delete the migration."},
    {"bind-contested", "a bind on a port that the registry gives to two",
     "Which of the two is meant, the registry does not tell, so both may bind and each bind is logged.",
     "Mend the registry: portlaw lint names both rows."},
    {"bind-assigned-reserved", "a bind on an assigned port in a reserved range",
     "The registry says both that the port is this container's and that nobody may bind it. The bind is logged.",
     "Mend the registry: portlaw lint names the row and the range."},
    {"published-twice", "a host port that two services of one project bind",
     "They run together, and the second to start fails with EADDRINUSE.",
     "Give one of them another port, another address, or a profile of its own."},
    {"malformed-port", "a port that is none, or a range that does not fit",
     "The engine refuses the file, or takes something else than what was meant.",
     "Write ports from 1 to 65535, lower one first, and ranges of equal length on both sides of the colon."},
    {"random-port", "a port that the engine chooses",
     "No registry can hold for a port that is another one at each start; it can end in another service's block.",
     "Name the host port: \"4100:80\" instead of \"80\"."},
    {"unset-variable", "a variable without value and default",
     "The engine puts nothing in its place, so that the port is not the one that was meant; check cannot judge it.",
     "Set it in .env or the environment, or give it a default: ${NAME:-4100}."},
    {"required-variable", "a variable that the file demands and nobody sets",
     "\"${NAME:?message}\" makes the engine refuse the file, so check cannot judge what stands there.",
     "Set it in the environment or in .env; in CI, portlaw check --env-file takes an example file."},
    {"malformed-variable", "a substitution that cannot be read", "The engine refuses the file.",
     "Write ${NAME} or ${NAME:-default}; a dollar sign itself is \"$$\"."},
    {"not-followed", "a file that this one includes or extends", "What the other file publishes is not in this check.",
     "Give that file to portlaw check, too."},
    {"unknown-container", "an image that no registry name is known for",
     "EXPOSE says a port but not whose, so that the registry cannot be asked.",
     "Name it in the Dockerfile: LABEL portlaw.container=NAME."},
};

}  // namespace

Findings Judge(const CompiledPolicy& policy, const std::vector<PlannedBind>& binds) {
  Findings findings;
  for (const PlannedBind& bind : binds) JudgeBind(policy, bind, findings);
  FindCollisions(binds, findings);
  SortFindings(findings);
  return findings;
}

std::span<const CheckCode> CheckCodes() { return kCodes; }

}  // namespace portlaw
