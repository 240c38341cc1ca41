// SPDX-License-Identifier: Apache-2.0
#include "policy/check/judge.h"

#include <algorithm>

#include "policy/lint/lint.h"
#include "policy/lint/names.h"
#include "policy/lint/range_index.h"
#include "policy/suggest.h"

namespace portlaw {

namespace {

constexpr int kMaxVisits = 64;

Subject ResolveFirst(const CompiledPolicy& policy, const std::vector<ContainerIdentity>& identities) {
  for (const ContainerIdentity& identity : identities) {
    Subject subject = Resolve(policy, identity);
    if (subject.kind == SubjectKind::kRegistered) return subject;
  }
  return Resolve(policy, identities.front());
}

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
  const Subject subject = ResolveFirst(policy, bind.identities);
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
    {"bind-foreign", "a bind on a port of another service", "Use a port of the service's own block or row."},
    {"bind-reserved", "a bind in a reserved range", "Use a port of the service's own block or row."},
    {"bind-unallocated", "a bind on a port that no registry gives to anyone", "Register the port, or use one that is."},
    {"bind-sibling", "a bind on the port of another container of the same service", "Use the container's own port."},
    {"bind-legacy", "a bind on a port that the service must leave", "Move to the migration's new port."},
    {"bind-contested", "a bind on a port that the registry gives to two", "Mend the registry (portlaw lint)."},
    {"bind-assigned-reserved", "a bind on an assigned port in a reserved range", "Mend the registry (portlaw lint)."},
    {"published-twice", "a host port that two services of one project bind", "Give one of them another port."},
    {"malformed-port", "a port that is none, or a range that does not fit", "Write ports from 1 to 65535."},
    {"random-port", "a port that the engine chooses", "Name the host port if the registry is to hold for it."},
    {"unset-variable", "a variable without value and default", "Set it in .env, or give it a default: ${NAME:-4100}."},
    {"required-variable", "a variable that the file demands and nobody sets", "Set it in the environment or in .env."},
    {"malformed-variable", "a substitution that cannot be read", "Write ${NAME} or ${NAME:-default}."},
    {"not-followed", "a file that this one includes or extends", "Give that file to portlaw check too."},
    {"unknown-container", "an image that no registry name is known for", "LABEL portlaw.container=NAME"},
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
