// SPDX-License-Identifier: Apache-2.0
// The table that the kernel looks verdicts up in equals Evaluate: for every port, protocol, scope, chosen or not.
#include "agent/kernel/lower.h"

#include <gtest/gtest.h>
#include <rapidcheck.h>

#include <chrono>
#include <cstring>
#include <optional>

namespace portlaw::kernel {
namespace {

using Policy = std::shared_ptr<const CompiledPolicy>;

Assignment Given(PortRange ports, std::string container, std::string service) {
  Assignment row;
  row.ports = ports;
  row.container = std::move(container);
  row.service = std::move(service);
  row.source = {"registry.md", ports.first};
  return row;
}

ContainerIdentity Named(std::string name) { return {std::move(name), {}}; }

NamedRow RowOf(Row row, const CompiledPolicy& policy, const std::string& name) {
  NamedRow named;
  named.row = row;
  named.key = Named(name);
  named.subject = Resolve(policy, Named(name));
  return named;
}

Verdict Expected(const CompiledPolicy& policy, Row row, const Subject& subject, const BindRequest& request) {
  const Settings& settings = policy.settings();
  if (row == kPendingRow) return EvaluatePending(policy, settings.pending, request);
  if (row == kUnattendedRow) return EvaluatePending(policy, settings.pending_without_agent, request);
  return Evaluate(policy, subject, request);
}

// How the row's cells at `port` differ from what Evaluate says of the subject, if they do.
std::optional<std::string> Difference(const TableImage& image, Row row, const Subject& subject, std::uint32_t port) {
  for (Protocol protocol : kAllProtocols) {
    for (Scope scope : {Scope::kHost, Scope::kPrivate}) {
      for (bool chosen : {false, true}) {
        const BindRequest request{static_cast<Port>(port), protocol, scope, chosen};
        const Verdict verdict = Expected(image.policy(), row, subject, request);
        const Decision decision = image.DecisionAt(row, request);
        if (decision == Decision{verdict.action, verdict.reason}) continue;
        return std::to_string(port) + "/" + std::string(ToString(protocol)) + " " + std::string(ToString(scope)) +
               (chosen ? " chosen: " : ": ") + std::string(ToString(verdict.action)) + " " +
               std::string(ToString(verdict.reason)) + ", the table says " + std::string(ToString(decision.action)) +
               " " + std::string(ToString(decision.reason));
      }
    }
  }
  return std::nullopt;
}

std::optional<std::string> FirstDifference(const TableImage& image, Row row, const Subject& subject) {
  for (std::uint32_t port = 1; port <= 65535; ++port) {
    if (const auto difference = Difference(image, row, subject, port)) return difference;
  }
  return std::nullopt;
}

// As above, but only at both ends of every run of ports: fast enough for thousands of registries.
std::optional<std::string> FirstDifferenceAtEnds(const TableImage& image, Row row, const Subject& subject) {
  for (std::uint32_t boundary : image.policy().Boundaries()) {
    if (boundary > 1) {
      if (const auto difference = Difference(image, row, subject, boundary - 1)) return difference;
    }
    if (const auto difference = Difference(image, row, subject, std::max(boundary, 1u))) return difference;
  }
  return Difference(image, row, subject, 65535);
}

void ExpectDynamicListenIsCellZero(const TableImage& image, Row row, const Subject& subject) {
  for (Scope scope : {Scope::kHost, Scope::kPrivate}) {
    const Verdict verdict = EvaluateDynamicListen(image.policy(), subject, scope);
    const Decision decision = image.DecisionAt(row, {PORTLAW_DYNAMIC_LISTEN_PORT, Protocol::kTcp, scope, false});
    EXPECT_EQ(decision, (Decision{verdict.action, verdict.reason}));
  }
}

// Everything that a registry can say, small enough to read.
Registry Rich() {
  Registry registry;
  registry.blocks = {{{4100, 4199}, "Alder", "", "", std::nullopt, {"registry.md", 10}},
                     {{4200, 4299}, "Birch", "", "", std::nullopt, {"registry.md", 20}},
                     {{4210, 4219}, "Kiln", "", "Birch", std::nullopt, {"registry.md", 30}}};
  registry.assignments = {Given({4100, 4100}, "alder-api", "Alder"),
                          Given({4101, 4101}, "alder-web", "Alder"),
                          Given({4110, 4119}, "alder-worker-{n}", "Alder"),
                          Given({4210, 4210}, "birch-hub", "Birch"),
                          Given({4210, 4210}, "kiln-gate", "Kiln"),
                          Given({5005, 5005}, "alder-api", "Alder"),
                          Given({8080, 8080}, "finder", "finder"),
                          Given({3478, 3478}, "turn", "turn"),
                          Given({5433, 5433}, "store", "store")};
  registry.assignments[6].exposure = Exposure::kInternal;
  registry.assignments[7].protocol = Protocol::kUdp;
  registry.assignments[8].container_ports = PortRange{5432, 5432};
  registry.reserved = {
      {{5000, 5049}, Protocol::kAny, "a framework's default", ReservedKind::kNever, {}, {"registry.md", 40}},
      {{4150, 4159}, Protocol::kTcp, "later", ReservedKind::kFuture, {}, {"registry.md", 41}}};
  registry.migrations = {{"Alder", {4900, 3060}, {4100, 4101}, {"registry.md", 50}}};
  return registry;
}

const std::vector<std::string> kNames = {"alder-api", "alder-web", "alder-worker-7", "alder-unknown", "birch-hub",
                                         "kiln-gate", "finder",    "turn",           "store",         "stranger"};

std::vector<NamedRow> RowsFor(const CompiledPolicy& policy) {
  std::vector<NamedRow> rows;
  for (const std::string& name : kNames) {
    const Row row = kFirstNamedRow + static_cast<Row>(rows.size());
    rows.push_back(RowOf(row, policy, name));
  }
  return rows;
}

std::vector<Settings> SettingsToTry() {
  Settings strict;
  strict.verdicts.Set(SubjectKind::kRegistered, Reason::kSibling, Action::kDeny);
  strict.verdicts.Set(SubjectKind::kUnregistered, Reason::kUnallocated, Action::kDeny);
  strict.private_netns = PrivateNetns::kEnforce;
  strict.pending = PendingPolicy::kDeny;
  strict.pending_without_agent = PendingPolicy::kUnregistered;
  Settings audit;
  audit.mode = Mode::kAudit;
  audit.private_netns = PrivateNetns::kIgnore;
  audit.pending = PendingPolicy::kAudit;
  audit.pending_without_agent = PendingPolicy::kDeny;
  audit.services["birch"].mode = Mode::kEnforce;
  audit.services["birch"].verdicts[Reason::kForeign] = Action::kWarn;
  Settings by_registry;
  by_registry.registries["registry.md"] = Mode::kAudit;
  return {Settings(), strict, audit, by_registry};
}

TEST(TableImage, EqualsEvaluateOnEveryPort) {
  const Policy policy = CompiledPolicy::Compile({Rich()}, SettingsToTry().front(), "box");
  const std::vector<NamedRow> rows = RowsFor(*policy);
  const auto image = TableImage::Build(*policy, {}, rows);
  ASSERT_TRUE(image) << ToString(image.error());
  EXPECT_EQ(FirstDifference(*image, kHostRow, HostSubject()), std::nullopt);
  EXPECT_EQ(FirstDifference(*image, kUnregisteredRow, UnregisteredSubject()), std::nullopt);
  EXPECT_EQ(FirstDifference(*image, kPendingRow, UnregisteredSubject()), std::nullopt);
  EXPECT_EQ(FirstDifference(*image, kUnattendedRow, UnregisteredSubject()), std::nullopt);
  for (const NamedRow& row : rows) {
    EXPECT_EQ(FirstDifference(*image, row.row, row.subject), std::nullopt) << std::get<ContainerIdentity>(row.key).name;
  }
}

TEST(TableImage, EqualsEvaluateUnderEverySetting) {
  for (const Settings& settings : SettingsToTry()) {
    const Policy policy = CompiledPolicy::Compile({Rich()}, settings, "box");
    const std::vector<NamedRow> rows = RowsFor(*policy);
    const auto image = TableImage::Build(*policy, {}, rows);
    ASSERT_TRUE(image) << ToString(image.error());
    EXPECT_EQ(FirstDifferenceAtEnds(*image, kHostRow, HostSubject()), std::nullopt);
    EXPECT_EQ(FirstDifferenceAtEnds(*image, kUnregisteredRow, UnregisteredSubject()), std::nullopt);
    EXPECT_EQ(FirstDifferenceAtEnds(*image, kPendingRow, UnregisteredSubject()), std::nullopt);
    EXPECT_EQ(FirstDifferenceAtEnds(*image, kUnattendedRow, UnregisteredSubject()), std::nullopt);
    ExpectDynamicListenIsCellZero(*image, kHostRow, HostSubject());
    ExpectDynamicListenIsCellZero(*image, kPendingRow, UnregisteredSubject());
    for (const NamedRow& row : rows) {
      EXPECT_EQ(FirstDifferenceAtEnds(*image, row.row, row.subject), std::nullopt)
          << std::get<ContainerIdentity>(row.key).name;
      ExpectDynamicListenIsCellZero(*image, row.row, row.subject);
    }
  }
}

TEST(TableImage, ARowWithoutMeaningHoldsNoRule) {
  const Policy policy = CompiledPolicy::Compile({Rich()}, {}, "box");
  const auto image = TableImage::Build(*policy, {}, {});
  ASSERT_TRUE(image);
  EXPECT_EQ(image->Cell(PORTLAW_ROW_NONE, 4100, Protocol::kTcp), 0);
  EXPECT_EQ(image->Cell(kFirstNamedRow, 4100, Protocol::kTcp), 0);
}

TEST(TableImage, HeaderSaysWhatTheAgentAndTheSettingsSay) {
  Settings settings;
  settings.rate_limit = {7, std::chrono::milliseconds(250)};
  const Policy policy = CompiledPolicy::Compile({Rich()}, settings, "box");
  TableParameters parameters;
  parameters.header.generation = 42;
  parameters.header.host_netns_cookie = 99;
  parameters.rows = 16;
  const auto image = TableImage::Build(*policy, parameters, {});
  ASSERT_TRUE(image);
  portlaw_header header;
  std::memcpy(&header, &image->Entry(0), sizeof header);
  EXPECT_EQ(header.generation, 42u);
  EXPECT_EQ(header.host_netns_cookie, 99u);
  EXPECT_EQ(header.rate_burst, 7u);
  EXPECT_EQ(header.rate_window_ns, 250'000'000u);
  EXPECT_EQ(header.rows, 16u);
}

TEST(TableImage, AddedRowIsWrittenPagesFirstAndReusesWhatItCan) {
  const Policy policy = CompiledPolicy::Compile({Rich()}, {}, "box");
  auto image = TableImage::Build(*policy, {}, {});
  ASSERT_TRUE(image);
  const NamedRow first = RowOf(kFirstNamedRow, *policy, "alder-api");
  const auto changed = image->AddRow(first);
  ASSERT_TRUE(changed);
  ASSERT_GT(changed->size(), 1u);
  EXPECT_EQ(changed->back(), first.row);
  for (std::size_t i = 0; i + 1 < changed->size(); ++i) EXPECT_GE((*changed)[i], TableParameters().rows);
  EXPECT_EQ(FirstDifference(*image, first.row, first.subject), std::nullopt);

  const NamedRow twin = RowOf(first.row + 1, *policy, "x-alder-api-1");
  EXPECT_EQ(image->AddRow(twin), std::vector<std::uint32_t>{twin.row});
  EXPECT_EQ(FirstDifference(*image, twin.row, twin.subject), std::nullopt);
}

TEST(TableImage, ARowGivenAnewTakesTheNewMeaning) {
  const Policy policy = CompiledPolicy::Compile({Rich()}, {}, "box");
  auto image = TableImage::Build(*policy, {}, RowsFor(*policy));
  ASSERT_TRUE(image);
  const NamedRow other = RowOf(kFirstNamedRow, *policy, "kiln-gate");
  ASSERT_TRUE(image->AddRow(other));
  EXPECT_EQ(FirstDifference(*image, other.row, other.subject), std::nullopt);
}

TEST(TableImage, ABorrowedPortHasTheVerdictOfTheOneItIsBorrowedFor) {
  const Policy policy = CompiledPolicy::Compile({Rich()}, {}, "box");
  NamedRow engine = RowOf(kFirstNamedRow, *policy, "engine");
  const Subject borrower = Resolve(*policy, Named("alder-api"));
  engine.borrowed = {{4100, Protocol::kTcp, borrower}, {4200, Protocol::kUdp, borrower}};
  auto image = TableImage::Build(*policy, {}, {engine});
  ASSERT_TRUE(image);
  const auto decision = [&](Port port, Protocol protocol) {
    return image->DecisionAt(engine.row, {port, protocol, Scope::kHost, false});
  };
  EXPECT_EQ(decision(4100, Protocol::kTcp), (Decision{Action::kAllow, Reason::kAssigned}));
  EXPECT_EQ(decision(4100, Protocol::kUdp), (Decision{Action::kDeny, Reason::kForeign}));
  EXPECT_EQ(decision(4101, Protocol::kTcp), (Decision{Action::kDeny, Reason::kForeign}));
  EXPECT_EQ(decision(4200, Protocol::kUdp), (Decision{Action::kDeny, Reason::kForeign}));

  engine.borrowed.clear();
  ASSERT_TRUE(image->AddRow(engine));
  EXPECT_EQ(FirstDifference(*image, engine.row, engine.subject), std::nullopt);
}

TEST(TableImage, WhatAnEngineListensOnByTheKernelsChoiceIsItsOwnAffair) {
  const Policy policy = CompiledPolicy::Compile({Rich()}, {}, "box");
  const NamedRow engine{kFirstNamedRow, EngineIdentity{"docker"}, UnregisteredSubject(), {}, true};
  const auto image = TableImage::Build(*policy, {}, {engine});
  ASSERT_TRUE(image);
  for (const Scope scope : {Scope::kHost, Scope::kPrivate}) {
    const Decision decision = image->DecisionAt(engine.row, {PORTLAW_DYNAMIC_LISTEN_PORT, Protocol::kTcp, scope});
    EXPECT_EQ(decision, (Decision{Action::kAllow, Reason::kDynamicListen}));
  }
  ExpectDynamicListenIsCellZero(*image, kUnregisteredRow, UnregisteredSubject());
}

TEST(TableImage, WhatDoesNotFitIsAnErrorAndChangesNothing) {
  const Policy policy = CompiledPolicy::Compile({Rich()}, {}, "box");
  TableParameters parameters;
  parameters.rows = 8;
  const auto all = TableImage::Build(*policy, parameters, {});
  ASSERT_TRUE(all);
  parameters.max_entries = static_cast<std::uint32_t>(parameters.rows + all->UsedEntries().size());
  auto image = TableImage::Build(*policy, parameters, {});
  ASSERT_TRUE(image);
  const std::vector<std::uint32_t> before = image->UsedEntries();

  const auto out_of_rows = image->AddRow(RowOf(8, *policy, "alder-api"));
  ASSERT_FALSE(out_of_rows);
  EXPECT_NE(ToString(out_of_rows.error()).find("no row 8"), std::string::npos);
  ASSERT_FALSE(image->AddRow(RowOf(kHostRow, *policy, "alder-api")));
  EXPECT_EQ(image->UsedEntries(), before);

  bool refused = false;
  for (std::size_t i = 0; i < kNames.size() && !refused; ++i) {
    const std::vector<std::uint32_t> entries = image->UsedEntries();
    const auto added = image->AddRow(RowOf(kFirstNamedRow, *policy, kNames[i]));
    refused = !added;
    if (refused) {
      EXPECT_EQ(image->UsedEntries(), entries);
    }
  }
  EXPECT_TRUE(refused);
  EXPECT_EQ(FirstDifference(*image, kHostRow, HostSubject()), std::nullopt);
}

// ---- random registries ------------------------------------------------------------------------------------------

// Few ports and few names, so that everything collides with everything.
rc::Gen<PortRange> AnyRange() {
  return rc::gen::apply(
      [](int first, int size) {
        return PortRange{static_cast<Port>(first), static_cast<Port>(std::min(65535, first + size))};
      },
      rc::gen::oneOf(rc::gen::inRange(1, 600), rc::gen::inRange(65300, 65536)), rc::gen::inRange(0, 200));
}

rc::Gen<std::string> AnyService() { return rc::gen::element<std::string>("", "Alder", "birch", "Kiln Works", "oak"); }

rc::Gen<std::string> AnyContainer() {
  return rc::gen::element<std::string>("", "alder-api", "alder-{n}", "birch-web", "kiln-works-x", "oak", "alder-3");
}

rc::Gen<std::optional<std::string>> AnyHost() {
  return rc::gen::element<std::optional<std::string>>(std::nullopt, std::nullopt, "box", "other");
}

Assignment AnyAssignment() {
  Assignment row = Given(*AnyRange(), *AnyContainer(), *AnyService());
  row.label = *rc::gen::element<std::string>("", "API", "web");
  row.protocol = *rc::gen::element(Protocol::kAny, Protocol::kTcp, Protocol::kUdp, Protocol::kSctp);
  row.host = *AnyHost();
  row.exposure = *rc::gen::element(Exposure::kHost, Exposure::kHost, Exposure::kInternal);
  if (*rc::gen::inRange(0, 4) == 0) row.container_ports = *AnyRange();
  row.source.file = *rc::gen::element<std::string>("a.md", "b.md");
  return row;
}

Registry AnyRegistry() {
  Registry registry;
  for (int i = *rc::gen::inRange(0, 8); i > 0; --i) registry.assignments.push_back(AnyAssignment());
  for (int i = *rc::gen::inRange(0, 4); i > 0; --i) {
    const std::string embedded = *rc::gen::element<std::string>("", "", "", "Alder");
    registry.blocks.push_back({*AnyRange(), *AnyService(), "", embedded, *AnyHost(), {"a.md", i}});
  }
  for (int i = *rc::gen::inRange(0, 3); i > 0; --i) {
    registry.reserved.push_back({*AnyRange(),
                                 *rc::gen::element(Protocol::kAny, Protocol::kTcp, Protocol::kUdp, Protocol::kSctp),
                                 "",
                                 ReservedKind::kNever,
                                 *AnyHost(),
                                 {"b.md", i}});
  }
  for (int i = *rc::gen::inRange(0, 3); i > 0; --i) {
    registry.migrations.push_back({*AnyService(), {(*AnyRange()).first}, {}, {"a.md", i}});
  }
  return registry;
}

rc::Gen<Protocol> AnyProtocolWord() {
  return rc::gen::element(Protocol::kAny, Protocol::kTcp, Protocol::kUdp, Protocol::kSctp);
}

rc::Gen<Action> AnyAction() { return rc::gen::element(Action::kAllow, Action::kWarn, Action::kDeny); }

Settings AnySettings() {
  Settings settings;
  settings.mode = *rc::gen::element(Mode::kAudit, Mode::kEnforce);
  settings.private_netns = *rc::gen::element(PrivateNetns::kAudit, PrivateNetns::kEnforce, PrivateNetns::kIgnore);
  settings.pending = *rc::gen::element(PendingPolicy::kAudit, PendingPolicy::kDeny, PendingPolicy::kUnregistered);
  settings.pending_without_agent =
      *rc::gen::element(PendingPolicy::kAudit, PendingPolicy::kDeny, PendingPolicy::kUnregistered);
  for (SubjectKind kind : {SubjectKind::kHost, SubjectKind::kUnregistered, SubjectKind::kRegistered}) {
    for (int reason = 1; reason < kReasons; ++reason) {
      if (*rc::gen::inRange(0, 4) != 0) continue;
      settings.verdicts.Set(kind, static_cast<Reason>(reason), *AnyAction());
      if (*rc::gen::arbitrary<bool>())
        settings.verdicts.Set(kind, static_cast<Reason>(reason), *AnyProtocolWord(), *AnyAction());
    }
  }
  settings.chosen_ports = *AnyAction();
  settings.ephemeral_ports = *AnyRange();
  for (const char* service : {"alder", "kiln works"}) {
    if (*rc::gen::arbitrary<bool>()) settings.services[service].mode = *rc::gen::element(Mode::kAudit, Mode::kEnforce);
    if (*rc::gen::arbitrary<bool>()) settings.services[service].verdicts[Reason::kSibling] = Action::kDeny;
    if (*rc::gen::arbitrary<bool>())
      settings.services[service].verdicts_of_protocol[{Reason::kForeign, Protocol::kUdp}] = *AnyAction();
  }
  for (const char* file : {"a.md", "b.md"}) {
    if (*rc::gen::arbitrary<bool>()) settings.registries[file] = *rc::gen::element(Mode::kAudit, Mode::kEnforce);
  }
  return settings;
}

TEST(TableImageProperty, EqualsEvaluateForAnyRegistrySettingsAndSubjects) {
  const std::vector<std::string> names = {"alder-api", "alder-7", "p_birch-web_1", "kiln-works-y", "oak", "nobody"};
  const bool holds = rc::check([&] {
    const Policy policy = CompiledPolicy::Compile({AnyRegistry(), AnyRegistry()}, AnySettings(), "box");
    std::vector<NamedRow> rows;
    for (const std::string& name : names) {
      rows.push_back(RowOf(kFirstNamedRow + static_cast<Row>(rows.size()), *policy, name));
    }
    const auto image = TableImage::Build(*policy, {}, rows);
    RC_ASSERT(image.has_value());
    RC_ASSERT(FirstDifferenceAtEnds(*image, kHostRow, HostSubject()) == std::nullopt);
    RC_ASSERT(FirstDifferenceAtEnds(*image, kUnregisteredRow, UnregisteredSubject()) == std::nullopt);
    RC_ASSERT(FirstDifferenceAtEnds(*image, kPendingRow, UnregisteredSubject()) == std::nullopt);
    RC_ASSERT(FirstDifferenceAtEnds(*image, kUnattendedRow, UnregisteredSubject()) == std::nullopt);
    for (const NamedRow& row : rows) {
      RC_ASSERT(FirstDifferenceAtEnds(*image, row.row, row.subject) == std::nullopt);
    }
  });
  EXPECT_TRUE(holds);
}

}  // namespace
}  // namespace portlaw::kernel
