// SPDX-License-Identifier: Apache-2.0
#include <algorithm>

#include "policy/decide/decide.h"
#include "policy/decide/index.h"
#include "policy/text/names.h"

namespace portlaw {

namespace {

using Index = CompiledPolicy::Index;
using Kind = FactRef::Kind;

const std::string& OwnerOf(const Assignment& row) {
  if (!row.container.empty()) return row.container;
  return row.service.empty() ? row.label : row.service;
}

std::string Quoted(const std::string& prefix, const std::string& text) { return text.empty() ? "" : prefix + text; }

std::string RuleText(const Assignment& row) {
  std::string text = ToString(row.ports);
  if (row.protocol != Protocol::kAny) text += "/" + std::string(ToString(row.protocol));
  text += " is assigned to " + OwnerOf(row);
  if (!row.service.empty() && row.service != OwnerOf(row)) text += " (" + row.service + ")";
  return text + Quoted(": ", row.purpose);
}

std::string RuleText(const Block& block) {
  std::string text = ToString(block.ports) + " is the block of " + block.service;
  if (!block.embedded_in.empty()) text += ", shared with " + block.embedded_in;
  return text;
}

std::string RuleText(const ReservedRange& range) {
  const std::string kind = range.kind == ReservedKind::kFuture ? " is reserved for later use" : " is reserved";
  const bool says_more = !EqualIgnoringCase(range.reason, "reserved");
  return ToString(range.ports) + kind + (says_more ? Quoted(": ", range.reason) : "");
}

std::string Join(const std::vector<Port>& ports) {
  std::string text;
  for (Port port : ports) text += (text.empty() ? "" : ", ") + std::to_string(port);
  return text;
}

std::string RuleText(const Migration& migration) {
  std::string text = migration.service + " is to leave " + Join(migration.from);
  return text + Quoted(" for ", Join(migration.to));
}

struct Rule {
  std::string owner;
  Source source;
  std::string text;
};

Rule Describe(const Index& index, FactRef fact) {
  switch (fact.kind) {
    case Kind::kAssignment: {
      const Assignment& row = *index.assignments[fact.number].fact;
      return {OwnerOf(row), row.source, RuleText(row)};
    }
    case Kind::kBlock: {
      const Block& block = *index.blocks[fact.number].fact;
      return {block.service, block.source, RuleText(block)};
    }
    case Kind::kReserved: {
      const ReservedRange& range = *index.reserved[fact.number].fact;
      return {"", range.source, RuleText(range)};
    }
    case Kind::kMigration: {
      const Migration& migration = *index.migrations[fact.number].fact;
      return {migration.service, migration.source, RuleText(migration)};
    }
    case Kind::kNone:
      break;
  }
  return {};
}

// The port is whose the other row says where the subject has no claim, or one that the other disputes.
bool OwnedByOther(Reason reason) { return reason == Reason::kContested || reason == Reason::kLegacy; }

Verdict InWords(const CompiledPolicy& policy, const Decision& decision, const Judgement& judgement) {
  Verdict verdict{decision.action, decision.reason, {}, std::nullopt, {}};
  if (!judgement.rule) return verdict;
  Rule rule = Describe(policy.index(), judgement.rule);
  verdict.owner = rule.owner;
  verdict.rule = rule.source;
  verdict.rule_text = rule.text;
  if (!judgement.other || judgement.reason == Reason::kSibling) return verdict;
  Rule other = Describe(policy.index(), judgement.other);
  if (OwnedByOther(judgement.reason)) verdict.owner = other.owner;
  verdict.rule_text += ", but " + other.text + " (" + ToString(other.source) + ")";
  return verdict;
}

bool IsForKernelToChoose(const BindRequest& request) { return request.port == 0; }

std::vector<PortRange> Merge(std::vector<PortRange> ranges) {
  std::sort(ranges.begin(), ranges.end());
  std::vector<PortRange> merged;
  for (PortRange range : ranges) {
    if (!merged.empty() && range.first <= merged.back().last + 1) {
      merged.back().last = std::max(merged.back().last, range.last);
    } else {
      merged.push_back(range);
    }
  }
  return merged;
}

void AddRangesOf(const Index& index, const IndexedService& service, std::vector<PortRange>& ranges) {
  for (std::uint32_t block : service.blocks) ranges.push_back(index.blocks[block].fact->ports);
  for (std::uint32_t migration : service.migrations) {
    for (Port port : index.migrations[migration].fact->from) ranges.push_back({port, port});
  }
}

}  // namespace

Verdict Evaluate(const CompiledPolicy& policy, const Subject& subject, const BindRequest& request) {
  if (IsForKernelToChoose(request)) return {};
  const std::size_t segment = policy.index().SegmentOf(request.port);
  const Judgement judgement = Judge(policy, subject, segment, request.protocol, request.scope);
  const Decision decision =
      Carry(policy, ColumnOf(policy, subject), judgement, request.protocol, request.scope, request.chosen);
  return InWords(policy, decision, judgement);
}

Verdict EvaluatePending(const CompiledPolicy& policy, PendingPolicy rule, const BindRequest& request) {
  if (IsForKernelToChoose(request)) return {};
  const std::size_t segment = policy.index().SegmentOf(request.port);
  const Judgement judgement = Judge(policy, UnregisteredSubject(), segment, request.protocol, request.scope);
  const Decision decision = CarryPending(policy, rule, judgement, request.protocol, request.scope, request.chosen);
  return InWords(policy, decision, judgement);
}

Verdict EvaluateDynamicListen(const CompiledPolicy& policy, const Subject& subject, Scope scope) {
  return InWords(policy, CarryDynamicListen(policy, ColumnOf(policy, subject), scope), {});
}

std::vector<PortRange> ClaimedPorts(const CompiledPolicy& policy) {
  const Index& index = policy.index();
  std::vector<PortRange> ranges;
  const auto add = [&](PortRange ports) { ranges.push_back({std::max<Port>(ports.first, 1), ports.last}); };
  for (const IndexedAssignment& row : index.assignments)
    if (row.fact->exposure != Exposure::kInternal) add(row.fact->ports);
  for (const IndexedBlock& block : index.blocks) add(block.fact->ports);
  for (const IndexedReserved& reserved : index.reserved) add(reserved.fact->ports);
  return Merge(std::move(ranges));
}

std::vector<PortRange> OwnRanges(const CompiledPolicy& policy, const Subject& subject) {
  const Index& index = policy.index();
  std::vector<PortRange> ranges;
  for (std::uint32_t number : subject.assignments) {
    if (number >= index.assignments.size()) continue;
    const Assignment& row = *index.assignments[number].fact;
    ranges.push_back(row.ports);
    if (row.container_ports && row.container_ports->first <= row.container_ports->last) {
      ranges.push_back(*row.container_ports);
    }
  }
  for (std::uint32_t service : subject.services) {
    if (service < index.services.size()) AddRangesOf(index, index.services[service], ranges);
  }
  return Merge(std::move(ranges));
}

}  // namespace portlaw
