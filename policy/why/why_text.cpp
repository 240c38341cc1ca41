// SPDX-License-Identifier: Apache-2.0
#include "policy/scan/wording.h"
#include "policy/text/printable.h"
#include "policy/text/rfc3339.h"
#include "policy/why/advice.h"
#include "policy/why/why.h"

namespace portlaw {
namespace {

constexpr std::size_t kMaxMessageBytes = 2048;
constexpr std::size_t kMaxShownHolders = 20;

// "  held by    ..."; further lines of one kind have no word.
class Lines {
 public:
  void Add(const std::string& word, const std::string& text) {
    constexpr std::size_t kWidth = 11;
    std::string shown = word == last_ ? "" : word;
    last_ = word;
    shown.resize(kWidth, ' ');
    text_ += "  " + shown + text + "\n";
  }

  const std::string& text() const { return text_; }

 private:
  std::string last_;
  std::string text_;
};

std::string Headline(const Why& why) {
  std::string text = std::to_string(why.port) + "/" + std::string(ToString(why.protocol));
  if (why.claim.reason == Reason::kReserved) return text + " is reserved\n";
  if (why.claim.owner.empty()) return text + " is nobody's by the registry\n";
  text += " belongs to " + Printable(why.claim.owner);
  return text + (why.service.empty() || why.service == why.claim.owner ? "" : " (" + Printable(why.service) + ")") +
         "\n";
}

std::string StateWords(const ScanRow& row) {
  switch (row.listener.hold) {
    case Hold::kListening:
      return "listens";
    case Hold::kBound:
      return row.listener.protocol == Protocol::kUdp ? "is bound" : "is bound and does not listen";
    case Hold::kConnected:
      return "has a connection";
    case Hold::kClosing:
      break;
  }
  return "closing (TIME_WAIT, up to a minute)";
}

std::string Addresses(const ScanRow& row) {
  std::string text;
  for (const std::string& address : row.addresses) text += (text.empty() ? " on " : ", ") + Printable(address);
  return row.sockets > 1 ? text + " (" + std::to_string(row.sockets) + " sockets)" : text;
}

// "nginx (pid 12), uid 33, /usr/sbin/nginx, container russet-api".
std::string WhoWords(const ScanRow& row) {
  const Listener& listener = row.listener;
  if (listener.hold == Hold::kClosing) return row.sockets > 1 ? "connections" : "a connection";
  if (!listener.process) return "a process that is not known, " + HolderWords(listener);
  const ListenerProcess& process = *listener.process;
  std::string text = ProcessWords(listener);
  if (process.uid) text += ", uid " + std::to_string(*process.uid);
  if (!process.exe.empty()) text += ", " + Printable(process.exe);
  return text + ", " + HolderWords(listener);
}

std::string HolderLine(const ScanRow& row) {
  std::string text = WhoWords(row) + ": " + StateWords(row) + Addresses(row);
  if (row.listener.hold == Hold::kClosing) return text;
  if (row.listener.process) text += ", since " + Rfc3339(row.listener.process->started);
  return text + "; " + std::string(ToString(row.verdict.action)) + ": " + std::string(ToString(row.verdict.reason));
}

void AddHolders(const Why& why, Lines& lines) {
  if (why.holders.empty()) lines.Add("held by", "nobody that can be seen");
  for (std::size_t i = 0; i < why.holders.size(); ++i) {
    if (i == kMaxShownHolders) {
      return lines.Add("held by", "and " + std::to_string(why.holders.size() - i) + " more (--format json has them)");
    }
    lines.Add("held by", HolderLine(why.holders[i]));
  }
}

std::string RefusalLine(const PortRefusal& refusal) {
  const std::string more =
      refusal.suppressed > 0 ? " (and " + std::to_string(refusal.suppressed) + " more like it)" : "";
  return Printable(refusal.time) + " " + Printable(refusal.reason) + ": " +
         Printable(refusal.message, kMaxMessageBytes) + more;
}

}  // namespace

std::string WhyText(const Why& why) {
  Lines lines;
  if (why.claim.rule) {
    const std::string place = Printable(ToString(*why.claim.rule), kMaxMessageBytes);
    lines.Add("line", Printable(why.claim.rule_text, kMaxMessageBytes) + " (" + place + ")");
  }
  for (const std::string& other : why.also) lines.Add("also", other);
  AddHolders(why, lines);
  for (const PortRefusal& refusal : why.refusals) lines.Add("refused", RefusalLine(refusal));
  for (const std::string& remark : why.incomplete) lines.Add("unseen", Printable(remark, kMaxMessageBytes));
  lines.Add("what to do", why.advice);
  return Headline(why) + lines.text();
}

}  // namespace portlaw
