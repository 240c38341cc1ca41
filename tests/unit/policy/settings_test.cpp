// SPDX-License-Identifier: Apache-2.0
#include "policy/decide/settings.h"

#include <gmock/gmock.h>
#include <gtest/gtest.h>

namespace portlaw {
namespace {

using testing::ElementsAre;
using testing::HasSubstr;

Settings ParsedSettings(std::string_view text) {
  const auto settings = ParseSettings(text, "s.yaml");
  EXPECT_TRUE(settings) << (settings ? "" : ToString(settings.error().front()));
  return settings.value_or(Settings());
}

std::vector<std::string> SettingErrors(std::string_view text) {
  std::vector<std::string> errors;
  const auto settings = ParseSettings(text, "s.yaml");
  if (settings) return errors;
  for (const Error& error : settings.error()) errors.push_back(ToString(error));
  return errors;
}

TEST(ParseSettings, AnEmptyDocumentIsTheDefaults) {
  for (const char* text : {"", "# nothing yet\n", "---\n", "{}", "services:\nregistries:\ncgroups:\n"}) {
    EXPECT_EQ(ParsedSettings(text), Settings()) << text;
  }
  EXPECT_EQ(Settings().mode, Mode::kEnforce);
  EXPECT_EQ(Settings().private_netns, PrivateNetns::kIgnore);
  EXPECT_EQ(Settings().pending, PendingPolicy::kUnregistered);
  EXPECT_EQ(Settings().pending_without_agent, PendingPolicy::kAudit);
}

TEST(ParseSettings, WhatADocumentDoesNotSayIsAsGiven) {
  Settings defaults;
  defaults.mode = Mode::kAudit;
  EXPECT_EQ(ParseSettings("pending: deny\n", "s.yaml", defaults)->mode, Mode::kAudit);
  EXPECT_EQ(ParseSettings("mode: enforce\n", "s.yaml", defaults)->mode, Mode::kEnforce);
}

TEST(ParseSettings, AnUnclosedBraceIsRefusedAndNotReadForEver) {
  const auto errors = SettingErrors(
      ", container: pear-api}\nrate_limit: {events: 10, window: 500ms}\ncontrol; {group: amode: audit\n"
      "host_name: %amode: alphaudit\nh\n");
  ASSERT_EQ(errors.size(), 1u);
  EXPECT_THAT(errors[0], HasSubstr("a brace or bracket that is not closed"));
}

TEST(ParseSettings, ReadsEverySetting) {
  const Settings settings = ParsedSettings(R"(
mode: audit
host_name: box
sibling: deny
in_block: warn
unregistered: deny
host: {reserved: deny, foreign: {udp: deny}}
refuse_with: in-use
chosen_ports: deny
dynamic_listen: deny
private_netns: enforce
pending: audit
pending_without_agent: deny
services:
  Alder: {mode: enforce, foreign: warn, dynamic-listen: allow, sibling: {tcp: deny}}
registries:
  docs/ports.md: {mode: audit}
ranges: {"4100-4199": group, 5000: block}
cgroups:
  - cgroup: /ci.slice/*
    container: ci-runner
rate_limit: {events: 3, window: 500ms}
control: {group: ports}
metrics: {listen: "127.0.0.1:9911"}
engines: {find: false, sockets: [/run/other.sock], unattributed: enforce}
)");
  EXPECT_EQ(settings.engines.unattributed, Mode::kEnforce);
  EXPECT_FALSE(settings.engines.find);
  EXPECT_EQ(settings.engines.sockets, std::vector<std::string>{"/run/other.sock"});
  EXPECT_EQ(settings.mode, Mode::kAudit);
  EXPECT_EQ(settings.host_name, "box");
  EXPECT_EQ(settings.verdicts.At(SubjectKind::kRegistered, Reason::kSibling), Action::kDeny);
  EXPECT_EQ(settings.verdicts.At(SubjectKind::kRegistered, Reason::kInBlock), Action::kWarn);
  EXPECT_EQ(settings.verdicts.At(SubjectKind::kUnregistered, Reason::kUnallocated), Action::kDeny);
  EXPECT_EQ(settings.verdicts.At(SubjectKind::kHost, Reason::kReserved), Action::kDeny);
  EXPECT_EQ(settings.verdicts.At(SubjectKind::kHost, Reason::kForeign), Action::kWarn);
  EXPECT_EQ(settings.verdicts.At(SubjectKind::kHost, Reason::kForeign, Protocol::kTcp), Action::kWarn);
  EXPECT_EQ(settings.verdicts.At(SubjectKind::kHost, Reason::kForeign, Protocol::kUdp), Action::kDeny);
  EXPECT_EQ(settings.refuse_with, RefuseWith::kInUse);
  EXPECT_EQ(settings.chosen_ports, Action::kDeny);
  for (SubjectKind kind : {SubjectKind::kHost, SubjectKind::kUnregistered, SubjectKind::kRegistered}) {
    EXPECT_EQ(settings.verdicts.At(kind, Reason::kDynamicListen), Action::kDeny);
  }
  EXPECT_EQ(settings.private_netns, PrivateNetns::kEnforce);
  EXPECT_EQ(settings.pending, PendingPolicy::kAudit);
  EXPECT_EQ(settings.pending_without_agent, PendingPolicy::kDeny);
  const ServiceSettings& service = settings.services.at("alder");
  EXPECT_EQ(service.mode, Mode::kEnforce);
  EXPECT_EQ(service.verdicts.at(Reason::kForeign), Action::kWarn);
  EXPECT_EQ(service.verdicts.at(Reason::kDynamicListen), Action::kAllow);
  EXPECT_EQ(service.verdicts_of_protocol.at({Reason::kSibling, Protocol::kTcp}), Action::kDeny);
  EXPECT_EQ(settings.registries.at("docs/ports.md"), Mode::kAudit);
  EXPECT_EQ(settings.ranges.at({4100, 4199}), RangeKind::kGroup);
  EXPECT_EQ(settings.ranges.at({5000, 5000}), RangeKind::kBlock);
  ASSERT_EQ(settings.cgroups.size(), 1u);
  EXPECT_EQ(settings.cgroups[0], (CgroupRule{"/ci.slice/*", "ci-runner", {"s.yaml", 20}}));
  EXPECT_EQ(settings.rate_limit, (RateLimit{3, std::chrono::milliseconds(500)}));
  EXPECT_EQ(settings.control_group, "ports");
  EXPECT_EQ(settings.metrics_listen, "127.0.0.1:9911");
}

TEST(ParseSettings, IgnoredHostsAreNeverLogged) {
  const Settings settings = ParsedSettings("host: ignore");
  for (Reason reason : {Reason::kReserved, Reason::kForeign, Reason::kUnallocated, Reason::kDynamicListen}) {
    EXPECT_EQ(settings.verdicts.At(SubjectKind::kHost, reason), Action::kAllow);
    EXPECT_NE(settings.verdicts.At(SubjectKind::kUnregistered, reason), Action::kAllow);
  }
}

TEST(ParseSettings, PortsInUseAreToldOnRequestOnly) {
  EXPECT_EQ(ParsedSettings("").port_in_use, PortInUse::kIgnore);
  EXPECT_EQ(ParsedSettings("port_in_use: warn").port_in_use, PortInUse::kWarn);
  EXPECT_FALSE(SettingErrors("port_in_use: deny").empty());
}

TEST(ParseSettings, ReloadIsGuardedUnlessItIsSaid) {
  EXPECT_EQ(ParsedSettings("").reload, ReloadRule::kGuarded);
  EXPECT_EQ(ParsedSettings("reload: free").reload, ReloadRule::kFree);
  EXPECT_EQ(ParsedSettings("reload: guarded").reload, ReloadRule::kGuarded);
  EXPECT_FALSE(SettingErrors("reload: never").empty());
}

TEST(ParseSettings, WhatHoldsForSomeWinsOverWhatHoldsForAllInAnyOrder) {
  const Settings settings = ParsedSettings("host: {dynamic-listen: allow}\ndynamic_listen: deny\n");
  EXPECT_EQ(settings.verdicts.At(SubjectKind::kHost, Reason::kDynamicListen), Action::kAllow);
  EXPECT_EQ(settings.verdicts.At(SubjectKind::kRegistered, Reason::kDynamicListen), Action::kDeny);
}

TEST(ParseSettings, SinksHaveATypeAndWhatGoesWithIt) {
  const Settings settings = ParsedSettings(R"(
sinks:
  - type: syslog
  - {type: syslog, address: "tls://[::1]:6514", format: cef, ca: /etc/ca.pem, certificate: /c.pem, key: /k.pem}
  - {type: journald}
  - {type: otlp, address: "https://otel.example:4318/v1/logs"}
)");
  ASSERT_EQ(settings.sinks.size(), 4u);
  EXPECT_EQ(settings.sinks[0], (SinkSettings{SinkType::kSyslog, EventFormat::kJson, "unix:/dev/log", {}, {}, {}}));
  EXPECT_EQ(settings.sinks[1], (SinkSettings{SinkType::kSyslog, EventFormat::kCef, "tls://[::1]:6514", "/etc/ca.pem",
                                             "/c.pem", "/k.pem"}));
  EXPECT_EQ(settings.sinks[2].address, "unix:/run/systemd/journal/socket");
  EXPECT_EQ(settings.sinks[3].type, SinkType::kOtlp);
}

TEST(ParseSettings, ASinkThatCouldNotWorkIsRefusedWithItsPlace) {
  EXPECT_THAT(SettingErrors("sinks:\n  - {format: cef}\n"),
              ElementsAre("s.yaml:2: sinks: an item has no type; write 'type: syslog | journald | otlp' in it"));
  EXPECT_THAT(SettingErrors("sinks:\n  - type: otlp\n    address: tcp://a:1\n"),
              ElementsAre(HasSubstr("s.yaml:3: sinks: address: 'tcp://a:1' is no address of a sink of type otlp; use "
                                    "http://HOST:PORT/PATH")));
  EXPECT_THAT(SettingErrors("sinks: [{type: journald, format: ecs}]"),
              ElementsAre(HasSubstr("a sink of type journald has fields of its own; leave format out")));
  EXPECT_THAT(SettingErrors("sinks: [{type: syslog, address: 'tcp://a:1', ca: /a}]"),
              ElementsAre(HasSubstr("the address is without TLS")));
  EXPECT_THAT(SettingErrors("sinks: [{type: syslog, address: 'tls://a:1', ca: a}]"),
              ElementsAre(HasSubstr("is no path from the root")));
  for (const char* address : {"/dev/log", "unix:dev/log", "udp://a:1", "tcp://a", "tcp://a:0", "tcp://a:65536",
                              "tcp://a:b", "tcp://:1", "tcp://a:1/x", "tcp://u@a:1", "tls://::1:1", "http://a/"}) {
    EXPECT_FALSE(SettingErrors("sinks: [{type: syslog, address: '" + std::string(address) + "'}]").empty()) << address;
  }
  std::string many = "sinks:\n";
  for (int i = 0; i < 17; ++i) many += "  - type: syslog\n";
  EXPECT_THAT(SettingErrors(many), ElementsAre(HasSubstr("s.yaml:18: sinks: there are more than 16")));
}

TEST(ParseSettings, AnUnknownKeyIsNamedWithItsLineAndTheNearestOne) {
  EXPECT_THAT(SettingErrors("mode: audit\nprivate_ns: audit\n"),
              ElementsAre("s.yaml:2: settings: there is no key 'private_ns'; did you mean 'private_netns'?"));
  EXPECT_THAT(SettingErrors("services:\n  Alder:\n    mod: audit\n"),
              ElementsAre("s.yaml:3: services: Alder: there is no key 'mod'; did you mean 'mode'?"));
  EXPECT_THAT(SettingErrors("host: {sibling: deny}"), ElementsAre(HasSubstr("there is no key 'sibling'")));
  EXPECT_THAT(SettingErrors("xyzzyplugh: 1"), ElementsAre(HasSubstr("use mode, registries")));
}

TEST(ParseSettings, ReportsAllMistakesAtOnceByLine) {
  EXPECT_THAT(SettingErrors("pending: never\nmode: strict\nranges: {4199-4100: block, 70000: group}\n"
                            "rate_limit: {events: 0, window: 1}\nmode: audit\n"),
              ElementsAre(HasSubstr("s.yaml:1: pending: 'never' is none of its values; use deny, audit or unreg"),
                          HasSubstr("s.yaml:2: mode: 'strict'"), HasSubstr("'4199-4100' is not a range of ports"),
                          HasSubstr("'70000' is not a range of ports"), HasSubstr("events is not a number of events"),
                          HasSubstr("window is not a length of time"),
                          HasSubstr("s.yaml:5: settings: 'mode' stands there twice")));
}

TEST(ParseSettings, WhatAnItemLacksIsNamedWithTheItemsLine) {
  EXPECT_THAT(SettingErrors("cgroups:\n  - cgroup: /ci/*\n    container: ci\n  - cgroup: /b\n"),
              ElementsAre("s.yaml:4: cgroups: an item has no container; write 'container: NAME' in it"));
}

TEST(ParseSettings, RefusesValuesOfTheWrongShape) {
  for (const char* text :
       {"engines: {find: maybe}", "engines: {sockets: /a}", "engines: {sockets: [run/a]}", "[]", "just words",
        "mode: [audit]", "services: Alder", "cgroups: {a: b}", "cgroups: [{cgroup: /a}]", "cgroups: [x]",
        "host_name: ''", "control: ports", "{[1]: 2}", "rate_limit: {window: 99999999999h}",
        "rate_limit: {window: -1s}", "sibling: would-deny", "host: would-deny", "services: {a: {mode: }}"}) {
    EXPECT_FALSE(SettingErrors(text).empty()) << text;
  }
}

TEST(ParseSettings, SaysWhereTextIsNotYaml) {
  EXPECT_THAT(SettingErrors("mode: audit\nhost: {"), ElementsAre(HasSubstr("is not YAML")));
  EXPECT_THAT(SettingErrors("mode: audit\n---\nmode: enforce\n"), ElementsAre(HasSubstr("second YAML document")));
  EXPECT_FALSE(SettingErrors(std::string("\x00\xff\xfe{]", 5)).empty());
  EXPECT_THAT(SettingErrors(std::string(kMaxSettingsBytes + 1, '#')), ElementsAre(HasSubstr("longer than")));
}

TEST(ParseSettings, BoundsWhatItReports) {
  std::string text;
  for (int i = 0; i < 20'000; ++i) text += "key" + std::to_string(i) + ": 1\n";
  const auto errors = SettingErrors(text);
  EXPECT_GE(errors.size(), 1u);
  EXPECT_LE(errors.size(), 50u);
  EXPECT_THAT(SettingErrors("\"a\\e[31m\\nb\": 1"), ElementsAre(HasSubstr("'a\\x1b[31m\\nb'")));
}

}  // namespace
}  // namespace portlaw
