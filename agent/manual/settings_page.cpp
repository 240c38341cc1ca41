// SPDX-License-Identifier: Apache-2.0
#include <algorithm>
#include <string>

#include "agent/manual/pages.h"
#include "policy/decide/setting.h"

namespace portlaw::manual {

namespace {

// "services: SERVICE: mode" of "services.<service>.mode": the keys, outermost first.
std::string KeysOf(std::string_view path) {
  std::string keys;
  while (!path.empty()) {
    const std::size_t dot = std::min(path.find('.'), path.size());
    const std::string_view key = path.substr(0, dot);
    if (!keys.empty()) keys += Plain(": ");
    if (key.starts_with('<')) {
      keys += Italic(key.substr(1, key.size() - 2));
    } else {
      keys += key == "[]" ? Plain("-") : Bold(key);
    }
    path.remove_prefix(std::min(dot + 1, path.size()));
  }
  return keys;
}

void AddSetting(Page& page, const Setting& setting) {
  std::string term = KeysOf(setting.path) + ":";
  if (!setting.syntax.empty()) term += " " + Plain(setting.syntax);
  std::string text = Plain(setting.doc);
  if (setting.required) text += " Each item needs it.";
  if (!setting.standard.empty()) text += " Default: " + Bold(setting.standard) + ".";
  page.Term(term, text);
}

void AddVerdicts(Page& page) {
  page.Paragraph(
      "A bind gets one of three actions. " + Bold("allow") + ": it goes through, and nothing is logged. " +
      Bold("warn") + ": it goes through and is logged. " + Bold("deny") +
      ": it is refused and logged; in audit mode it goes through and is logged as would\\-deny. The names at the top "
      "are those of portlaw\\(aqs reasons; for a registered container the first of them that fits decides.");
}

}  // namespace

Page SettingsPage() {
  Page page("portlaw-settings", 5, "how strictly portlaw holds a host to its registry");
  page.Section("DESCRIPTION");
  page.Text(
      "The settings say how strictly the registry is held, and what it cannot say about this host. They are a YAML "
      "document that --settings names; all of it is optional, and without any the defaults below hold. The agent reads "
      "it again when it changes.\n\n"
      "An unknown key, a key that stands twice and a value that is none of those below are errors, named with their "
      "line: portlaw then does not start, and a running agent keeps what it has. `portlaw explain` and `portlaw test` "
      "take the same file, to try it first.");
  for (const SettingGroup& group : SettingsTable()) {
    page.Section(group.title);
    if (group.title == "Verdicts") AddVerdicts(page);
    for (const Setting& setting : group.settings) AddSetting(page, setting);
  }
  page.Section("FILES");
  page.Term(Italic("/etc/portlaw/settings.yaml"), "The settings of portlaw.service.");
  page.Term(Italic("/usr/share/portlaw/settings.schema.json"), "The same as a JSON Schema, for editors.");
  page.Section("EXAMPLES");
  page.Paragraph("Everything is enforced but one service, and the host\\(aqs own processes are not looked at:");
  page.Code(
      "mode: enforce\nhost: ignore\nservices:\n  Russet: {mode: audit}\nranges:\n  3000-3009: group\n"
      "rate_limit: {events: 3, window: 1m}");
  page.Section("SEE ALSO");
  page.Paragraph(Bold("portlaw") + "(1), " + Bold("portlaw-agent") + "(1), " + Bold("portlaw-explain") + "(1), " +
                 Bold("portlaw-registry") + "(5)");
  return page;
}

}  // namespace portlaw::manual
