// SPDX-License-Identifier: Apache-2.0
#include "policy/why/advice.h"

#include <algorithm>

#include "policy/decide/suggest.h"
#include "policy/scan/wording.h"
#include "policy/text/printable.h"

namespace portlaw {
namespace {

class Adviser {
 public:
  Adviser(const CompiledPolicy& policy, const Why& why) : policy_(policy), why_(why) {}

  std::string Advise() const {
    if (why_.holders.empty()) return OnFree();
    if (const ScanRow* wrong = FindWrong()) return OnWrong(*wrong);
    if (All(Hold::kClosing)) return OnClosing();
    if (const ScanRow* listens = Find(Hold::kListening)) return OnServed(*listens);
    if (const ScanRow* bound = Find(Hold::kBound)) return OnBound(*bound);
    return OnConnected(why_.holders.front());
  }

 private:
  std::string PortText() const { return std::to_string(why_.port) + "/" + std::string(ToString(why_.protocol)); }
  bool IsReserved() const { return why_.claim.reason == Reason::kReserved; }
  bool IsNobodys() const { return why_.claim.owner.empty() && !IsReserved(); }

  bool All(Hold hold) const {
    return std::all_of(why_.holders.begin(), why_.holders.end(),
                       [hold](const ScanRow& row) { return row.listener.hold == hold; });
  }

  const ScanRow* Find(Hold hold) const {
    const auto row = std::find_if(why_.holders.begin(), why_.holders.end(),
                                  [hold](const ScanRow& holder) { return holder.listener.hold == hold; });
    return row == why_.holders.end() ? nullptr : &*row;
  }

  // A connection that is closing is nobody's any more.
  const ScanRow* FindWrong() const {
    const auto row = std::find_if(why_.holders.begin(), why_.holders.end(), [](const ScanRow& holder) {
      return holder.listener.hold != Hold::kClosing && !IsRightful(holder);
    });
    return row == why_.holders.end() ? nullptr : &*row;
  }

  // "the next free port of Russet is 7202"; empty without a service.
  std::string NextFree(const std::string& service) const {
    if (service.empty()) return {};
    const auto port = SuggestPort(policy_, service);
    if (!port) return "no port of " + Printable(service) + " is free";
    return "the next free port of " + Printable(service) + " is " + std::to_string(*port);
  }

  std::string OthersGoElsewhere() const {
    const std::string next = NextFree(why_.service);
    return "whoever else wants a port takes one of its own service (portlaw next --service NAME)" +
           (next.empty() ? "" : "; " + next);
  }

  std::string OnFree() const {
    if (IsReserved()) return "nobody may bind it: take a port of your own service (portlaw next --service NAME)";
    if (IsNobodys())
      return "it is free, and no line claims it: whoever takes it for good gives it a line in the registry";
    return "it is free for " + Printable(why_.claim.owner) + "; " + OthersGoElsewhere();
  }

  // What the one who has it wrongly does instead.
  std::string Instead(const ScanRow& wrong) const {
    const std::string next = NextFree(wrong.service);
    return next.empty() ? "it belongs to no service of the registry, and has no port of its own" : next;
  }

  std::string OnWrong(const ScanRow& wrong) const {
    const std::string name = ShortName(wrong);
    const std::string move = "stop " + name + ", or move it to a port of its own: " + Instead(wrong);
    if (IsReserved()) return "nobody may have it: " + move;
    if (!IsNobodys()) return move + "; then " + Printable(why_.claim.owner) + " can bind it";
    const std::string next = NextFree(wrong.service);
    const std::string line = "no line claims it: give " + name + " a line in the registry";
    return next.empty() ? line : line + ", or move it: " + next;
  }

  std::string OnClosing() const {
    return "connections that have ended keep it for up to a minute: wait, or set SO_REUSEADDR before bind()";
  }

  std::string OnServed(const ScanRow& row) const { return ShortName(row) + " has it by right; " + OthersGoElsewhere(); }

  std::string OnBound(const ScanRow& row) const {
    const std::string name = ShortName(row);
    if (row.listener.protocol == Protocol::kUdp) return OnServed(row);
    return name + " has it by right, but does not listen: no client gets through, and nobody else can bind it; if it " +
           "stays so, restart " + name;
  }

  std::string OnConnected(const ScanRow& row) const {
    return "nothing listens; a connection of " + ShortName(row) +
           " keeps it until it ends: wait for that, or set SO_REUSEADDR before bind()";
  }

  const CompiledPolicy& policy_;
  const Why& why_;
};

}  // namespace

std::string ShortName(const ScanRow& row) {
  if (row.listener.container) {
    const ListenerContainer& container = *row.listener.container;
    const std::string& name = container.identity.name.empty() ? container.id : container.identity.name;
    if (!name.empty()) return Printable(name);
  }
  const std::string process = ProcessWords(row.listener);
  return process.empty() ? "a process that is not known" : process;
}

bool IsRightful(const ScanRow& row) {
  switch (row.verdict.reason) {
    case Reason::kAssigned:
    case Reason::kInBlock:
    case Reason::kContested:
    case Reason::kAssignedReserved:
    case Reason::kLegacy:
      return true;
    default:
      return false;
  }
}

std::string AdviceOn(const CompiledPolicy& policy, const Why& why) { return Adviser(policy, why).Advise(); }

}  // namespace portlaw
