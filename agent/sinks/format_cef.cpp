// SPDX-License-Identifier: Apache-2.0
#include <string_view>

#include "agent/audit/json_line.h"
#include "agent/sinks/event_parts.h"
#include "agent/sinks/format.h"
#include "agent/version.h"
#include "policy/text/printable.h"

namespace portlaw::sinks {

namespace {

// The text with a backslash before each of `special` and each backslash. CEF has an escape for a newline and none for
// other controls: these become a space. Invalid UTF-8 becomes "?".
std::string Escaped(std::string_view text, std::string_view special, std::size_t max_bytes) {
  std::string result;
  text = text.substr(0, max_bytes);
  while (!text.empty()) {
    const Utf8Character character = FirstCharacter(text);
    if (!character.valid) {
      result += '?';
    } else if (character.code == '\n') {
      result += special == "=" ? "\\n" : " ";
    } else if (!IsPrintable(character.code)) {
      result += ' ';
    } else {
      if (text[0] == '\\' || special.find(text[0]) != std::string_view::npos) result += '\\';
      result += text.substr(0, character.bytes);
    }
    text.remove_prefix(character.bytes);
  }
  return result;
}

std::string Header(std::string_view text) { return Escaped(text, "|", kMaxNameBytes); }

// The extension: "key=value key=value". What is empty is left out.
class Extension {
 public:
  Extension& Add(std::string_view key, std::string_view value, std::size_t max_bytes = kMaxNameBytes) {
    if (value.empty()) return *this;
    text_ += (text_.empty() ? "" : " ") + std::string(key) + "=" + Escaped(value, "=", max_bytes);
    return *this;
  }
  // One of the strings that have no name of their own in CEF.
  Extension& AddCustom(int number, std::string_view label, std::string_view value) {
    if (value.empty()) return *this;
    const std::string key = "cs" + std::to_string(number);
    return Add(key, value, kMaxPathBytes).Add(key + "Label", label);
  }
  const std::string& text() const { return text_; }

 private:
  std::string text_;
};

// 0 to 10.
int CefSeverity(const audit::AuditEvent& event) {
  if (IsTamper(event)) return 10;
  if (event.action == Action::kDeny) return 7;
  return event.action == Action::kWouldDeny ? 5 : 3;
}

void AddProcess(const audit::Process& process, Extension& extension) {
  extension.Add("dpid", std::to_string(process.pid))
      .Add("duid", std::to_string(process.uid))
      .Add("dproc", process.exe.empty() ? process.comm : process.exe, kMaxPathBytes);
}

}  // namespace

std::string CefLine(const audit::AuditEvent& event) {
  const std::string reason(audit::ReasonWord(event));
  Extension extension;
  extension.Add("rt", std::to_string(Milliseconds(event)))
      .Add("cat", audit::HookWord(event))
      .Add("act", ToString(event.action))
      .Add("cnt", std::to_string(event.suppressed + 1))
      .Add("dvchost", HostName());
  if (!IsTamper(event)) {
    extension.Add("proto", event.protocol)
        .Add(event.family == "ipv6" ? "c6a3" : "dst", event.address)
        .Add("dpt", std::to_string(event.port));
    if (event.family == "ipv6") extension.Add("c6a3Label", "Destination IPv6 Address");
    AddProcess(event.process, extension);
  }
  extension.AddCustom(1, "container", event.container ? event.container->name : "")
      .AddCustom(2, "service", event.service)
      .AddCustom(3, "owner", event.owner)
      .AddCustom(4, "rule", RuleText(event))
      .AddCustom(5, "netns", ToString(event.scope))
      .Add("msg", event.message, kMaxPathBytes);
  return "CEF:0|portlaw|portlaw|" + Header(Version()) + "|" + Header(reason) + "|" +
         Header(IsTamper(event) ? "enforcement was tampered with" : "bind: " + reason) + "|" +
         std::to_string(CefSeverity(event)) + "|" + extension.text();
}

}  // namespace portlaw::sinks
