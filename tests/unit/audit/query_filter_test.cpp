// SPDX-License-Identifier: Apache-2.0
#include <gtest/gtest.h>

#include "agent/audit/json_line.h"
#include "agent/audit/log_filter.h"
#include "agent/audit/query/fields.h"
#include "tests/unit/audit/sample_event.h"

namespace portlaw::audit {
namespace {

using std::chrono::seconds;

LogRecord Refused() { return ParseLogLine(JsonLine(SampleEvent())).record.value(); }

TEST(LogFilter, PassesEverythingByDefault) { EXPECT_TRUE(LogFilter().Passes(Refused())); }

TEST(LogFilter, AsksForEachKind) {
  const LogRecord record = Refused();  // grove-api of Grove, denied 4101/tcp as foreign
  const auto passes = [&](auto set) {
    LogFilter filter;
    set(filter);
    return filter.Passes(record);
  };
  EXPECT_TRUE(passes([](LogFilter& f) { f.containers = {"grove-api"}; }));
  EXPECT_TRUE(passes([](LogFilter& f) { f.containers = {"other", "grove-api"}; }));
  EXPECT_FALSE(passes([](LogFilter& f) { f.containers = {"grove"}; }));
  EXPECT_FALSE(passes([](LogFilter& f) { f.containers = {"-"}; }));
  EXPECT_TRUE(passes([](LogFilter& f) { f.services = {"grove"}; }));
  EXPECT_FALSE(passes([](LogFilter& f) { f.services = {"orchard"}; }));
  EXPECT_TRUE(passes([](LogFilter& f) { f.ports = {{4000, 4101}}; }));
  EXPECT_FALSE(passes([](LogFilter& f) { f.ports = {{4102, 4102}}; }));
  EXPECT_TRUE(passes([](LogFilter& f) { f.actions = {Action::kDeny}; }));
  EXPECT_FALSE(passes([](LogFilter& f) { f.actions = {Action::kWarn, Action::kWouldDeny}; }));
  EXPECT_TRUE(passes([](LogFilter& f) { f.reasons = {"foreign"}; }));
  EXPECT_FALSE(passes([](LogFilter& f) { f.reasons = {"reserved"}; }));
  EXPECT_TRUE(passes([&](LogFilter& f) { f.since = record.time; }));
  EXPECT_FALSE(passes([&](LogFilter& f) { f.since = record.time + seconds(1); }));
  EXPECT_FALSE(passes([&](LogFilter& f) { f.until = record.time; }));
  EXPECT_TRUE(passes([&](LogFilter& f) { f.until = record.time + seconds(1); }));
  EXPECT_FALSE(passes([](LogFilter& f) {
    f.actions = {Action::kDeny};
    f.ports = {{1, 2}};
  }));
}

bool PassesContainer(const std::string& name, const LogRecord& record) {
  LogFilter filter;
  filter.containers = {name};
  return filter.Passes(record);
}

TEST(LogFilter, KnowsContainersByTheirNamesWithoutNumberAndByTheirIds) {
  LogRecord record = Refused();
  record.container = LogRecord::Container{"0123456789abcdef", "shop-web-2", "docker"};
  for (const char* name : {"shop-web-2", "shop-web", "shop-web-{n}", "0123456789ab"}) {
    EXPECT_TRUE(PassesContainer(name, record)) << name;
  }
  for (const char* name : {"shop", "0123", "-", ""}) {
    EXPECT_FALSE(PassesContainer(name, record)) << name;
  }
  record.container.reset();
  EXPECT_TRUE(PassesContainer("-", record));
}

bool PassesProcess(const std::string& name) {
  LogFilter filter;
  filter.processes = {name};
  return filter.Passes(Refused());  // node, /usr/bin/node, 77
}

TEST(LogFilter, KnowsProcessesByNameProgramAndPid) {
  for (const char* name : {"node", "/usr/bin/node", "77"}) EXPECT_TRUE(PassesProcess(name)) << name;
  for (const char* name : {"nod", "bin/node", "7", "", "/"}) EXPECT_FALSE(PassesProcess(name)) << name;
}

TEST(LogFilter, TakesTamperingForAReason) {
  AuditEvent event = SampleEvent();
  event.hook = kernel::Hook::kTamper;
  LogFilter filter;
  filter.reasons = {"tamper"};
  EXPECT_TRUE(filter.Passes(ParseLogLine(JsonLine(event)).record.value()));
  EXPECT_FALSE(filter.Passes(Refused()));
}

TEST(LogFields, HaveTheValuesOfAnEvent) {
  std::vector<std::string> values;
  for (const LogField& field : LogFields()) values.push_back(std::string(field.name) + "=" + field.value(Refused()));
  EXPECT_EQ(values,
            (std::vector<std::string>{"container=grove-api", "service=Grove", "owner=orchard-api", "port=4101/tcp",
                                      "reason=foreign", "action=deny", "process=/usr/bin/node", "line=ports.md:57"}));
}

TEST(LogFields, SayThatThereIsNothingAndAreCut) {
  const LogRecord bare;
  for (const char* name : {"container", "service", "owner", "process", "line"}) {
    EXPECT_EQ(FindLogField(name)->value(bare), "-") << name;
  }
  LogRecord record;
  record.container = LogRecord::Container{"id", std::string(100'000, 'x'), ""};
  EXPECT_EQ(ContainerOf(record).size(), kMaxValueBytes);
  record.container->name = "";
  EXPECT_EQ(ContainerOf(record), "id");
  EXPECT_EQ(FindLogField("moon"), nullptr);
}

}  // namespace
}  // namespace portlaw::audit
