// SPDX-License-Identifier: Apache-2.0
#include "policy/scan/report.h"

#include <algorithm>
#include <map>
#include <tuple>
#include <utility>

#include "policy/decide/decide.h"
#include "policy/decide/index.h"

namespace portlaw {
namespace {

auto RowKey(const Listener& listener) {
  return std::tie(listener.scope, listener.port, listener.protocol, listener.netns, listener.container, listener.cgroup,
                  listener.process, listener.chosen, listener.hold);
}

bool IsFinding(const Verdict& verdict) {
  if (verdict.action == Action::kDeny || verdict.action == Action::kWouldDeny) return true;
  const bool wrong = verdict.reason == Reason::kForeign || verdict.reason == Reason::kReserved;
  return wrong && verdict.action != Action::kAllow;
}

// UDP knows no listening: a bound socket is served.
bool Serves(const Listener& listener) {
  return listener.hold == Hold::kListening || listener.protocol == Protocol::kUdp;
}

class Reporter {
 public:
  explicit Reporter(const CompiledPolicy& policy) : policy_(policy), served_(policy.index().assignments.size()) {}

  ScanRow Judge(Listener listener) {
    const Subject& subject = SubjectOf(listener);
    ScanRow row;
    row.service = subject.service;
    row.addresses = {listener.address};
    row.sockets = 1;
    row.verdict = Evaluate(policy_, subject, RequestOf(listener));
    const Judgement judgement = JudgementOf(subject, listener);
    row.status = StatusOf(judgement, listener);
    if (row.status == ScanStatus::kDynamic && listener.protocol != Protocol::kUdp) {
      row.verdict = EvaluateDynamicListen(policy_, subject, listener.scope);
    }
    row.finding = IsFinding(row.verdict);
    MarkServed(subject, listener, judgement);
    row.listener = std::move(listener);
    return row;
  }

  std::vector<Assignment> NotListening() const {
    std::vector<Assignment> rows;
    for (std::size_t number = 0; number < served_.size(); ++number) {
      if (!served_[number]) rows.push_back(*policy_.index().assignments[number].fact);
    }
    std::stable_sort(rows.begin(), rows.end(),
                     [](const Assignment& a, const Assignment& b) { return a.ports < b.ports; });
    return rows;
  }

 private:
  static BindRequest RequestOf(const Listener& listener) {
    return {listener.port, listener.protocol, listener.scope, listener.chosen};
  }

  const Subject& SubjectOf(const Listener& listener) {
    if (!listener.container) return host_;
    const ContainerIdentity& identity = listener.container->identity;
    const auto [place, is_new] = subjects_.try_emplace(identity);
    if (is_new) place->second = Resolve(policy_, identity);
    return place->second;
  }

  Judgement JudgementOf(const Subject& subject, const Listener& listener) const {
    const std::size_t segment = policy_.index().SegmentOf(listener.port);
    return portlaw::Judge(policy_, subject, segment, listener.protocol, listener.scope);
  }

  ScanStatus StatusOf(const Judgement& judgement, const Listener& listener) const {
    switch (judgement.reason) {
      case Reason::kAssigned:
        return IsInternal(judgement.rule) ? ScanStatus::kInternal : ScanStatus::kRight;
      case Reason::kInBlock:
        return ScanStatus::kRight;
      case Reason::kLegacy:
        return ScanStatus::kLegacy;
      case Reason::kContested:
        return ScanStatus::kContested;
      case Reason::kAssignedReserved:
        return ScanStatus::kAssignedReserved;
      case Reason::kSibling:
        return ScanStatus::kSibling;
      case Reason::kForeign:
        return ScanStatus::kForeign;
      case Reason::kReserved:
        return ScanStatus::kReserved;
      case Reason::kUnallocated:
      case Reason::kEphemeral:
      case Reason::kDynamicListen:
      case Reason::kPending:
      case Reason::kPortInUse:
      case Reason::kImpostor:
        break;
    }
    return listener.chosen ? ScanStatus::kDynamic : ScanStatus::kUnallocated;
  }

  bool IsInternal(FactRef rule) const {
    return rule.kind == FactRef::Kind::kAssignment &&
           policy_.index().assignments[rule.number].fact->exposure == Exposure::kInternal;
  }

  // On the host whoever listens serves the row: if it is not its own container, that is a finding of its own.
  void MarkServed(const Subject& subject, const Listener& listener, const Judgement& judgement) {
    if (!Serves(listener)) return;
    if (judgement.reason == Reason::kAssigned) served_[judgement.rule.number] = true;
    const CompiledPolicy::Index& index = policy_.index();
    for (std::uint32_t number : index.segments[index.SegmentOf(listener.port)].assignments) {
      const Assignment& row = *index.assignments[number].fact;
      if (!Covers(row.protocol, listener.protocol)) continue;
      const bool anybody = listener.scope == Scope::kHost && row.exposure == Exposure::kHost;
      if (anybody || std::binary_search(subject.assignments.begin(), subject.assignments.end(), number)) {
        served_[number] = true;
      }
    }
  }

  const CompiledPolicy& policy_;
  const Subject host_ = HostSubject();
  std::map<ContainerIdentity, Subject> subjects_;
  std::vector<bool> served_;
};

void AddSocket(ScanRow& row, const std::string& address) {
  ++row.sockets;
  const auto place = std::lower_bound(row.addresses.begin(), row.addresses.end(), address);
  if (place != row.addresses.end() && *place == address) return;
  row.addresses.insert(place, address);
  if (row.addresses.size() > kMaxScanAddresses) row.addresses.pop_back();
}

}  // namespace

std::string_view ToString(ScanStatus status) {
  static constexpr std::string_view kWords[] = {"right",   "internal", "legacy",   "contested",   "assigned-reserved",
                                                "sibling", "foreign",  "reserved", "unallocated", "dynamic"};
  static_assert(std::size(kWords) == kScanStatuses);
  return kWords[static_cast<int>(status)];
}

ScanReport MakeScanReport(const CompiledPolicy& policy, std::vector<Listener> listeners,
                          std::vector<std::string> incomplete) {
  std::sort(listeners.begin(), listeners.end(),
            [](const Listener& a, const Listener& b) { return RowKey(a) < RowKey(b); });
  Reporter reporter(policy);
  ScanReport report;
  report.incomplete = std::move(incomplete);
  for (Listener& listener : listeners) {
    if (!report.rows.empty() && RowKey(report.rows.back().listener) == RowKey(listener)) {
      AddSocket(report.rows.back(), listener.address);
    } else {
      report.rows.push_back(reporter.Judge(std::move(listener)));
    }
  }
  report.not_listening = reporter.NotListening();
  return report;
}

bool HasFindings(const ScanReport& report) {
  return std::any_of(report.rows.begin(), report.rows.end(), [](const ScanRow& row) { return row.finding; });
}

}  // namespace portlaw
