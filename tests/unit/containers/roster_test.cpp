// SPDX-License-Identifier: Apache-2.0
#include "agent/containers/roster.h"

#include <gtest/gtest.h>

#include <map>
#include <set>

#include "agent/containers/run_cgroup.h"

namespace portlaw::containers {
namespace {

using kernel::kFirstNamedRow;
using kernel::kHostRow;
using kernel::kPendingRow;
using kernel::kUnregisteredRow;

// Keeps what it is given, and holds the roster to the order that the kernel demands.
class MapStore : public SubjectStore {
 public:
  Result<void> AddRow(const kernel::NamedRow& row) override {
    if (refuse_rows) return Fail({}, "no room");
    rows[row.row] = row;
    return {};
  }
  Result<void> RemoveRow(Row row) override {
    for (const auto& [id, entry] : subjects) EXPECT_NE(entry.row, row) << "cgroup " << id << " still has the row";
    rows.erase(row);
    return {};
  }
  Result<void> SetSubject(const kernel::SubjectEntry& entry) override {
    if (entry.row >= kFirstNamedRow) {
      EXPECT_TRUE(rows.contains(entry.row)) << "a subject before its row";
    }
    subjects[entry.cgroup] = entry;
    ++writes;
    return {};
  }
  Result<void> RemoveSubject(CgroupId cgroup) override {
    subjects.erase(cgroup);
    return {};
  }

  Result<void> SetEnginePrograms(const std::vector<kernel::EngineProgram>& all) override {
    programs = all;
    return {};
  }

  std::map<Row, kernel::NamedRow> rows;
  std::map<CgroupId, kernel::SubjectEntry> subjects;
  std::vector<kernel::EngineProgram> programs;
  int writes = 0;
  bool refuse_rows = false;
};

KnownContainer Named(const std::string& name) {
  KnownContainer container;
  container.identity.name = name;
  container.details = {.id = "id-" + name, .name = name, .runtime = "test", .image = "image"};
  return container;
}

// Answers by path.
class TableSource : public IdentitySource {
 public:
  explicit TableSource(std::map<std::string, Answer>& answers) : answers_(answers) {}
  bool Configure(const Settings&) override { return true; }
  void Start(io::EventLoop&, IdentitySink&) override {}
  Answer Identify(const Cgroup& cgroup) override {
    const auto found = answers_.find(cgroup.path);
    return found == answers_.end() ? Answer(NotMine{}) : found->second;
  }
  std::vector<SourceStatus> Status() const override { return {}; }

 private:
  std::map<std::string, Answer>& answers_;
};

class RosterTest : public testing::Test {
 protected:
  RosterTest() { UseSources(roster_); }

  void UseSources(Roster& roster) {
    std::vector<NamedSource> sources;
    sources.push_back({"first", std::make_unique<TableSource>(first_)});
    sources.push_back({"second", std::make_unique<TableSource>(second_)});
    roster.SetSources(std::move(sources));
    roster.UsePolicy(policy_);
  }

  void GoLive(Roster& roster) {
    for (const auto& row : roster.NamedRows(*policy_)) store_.rows[row.row] = row;
    ASSERT_TRUE(roster.GoLive());
  }

  // What an earlier agent left in the kernel.
  void Restore(const std::vector<kernel::NamedRow>& rows, const std::vector<kernel::SubjectEntry>& subjects) {
    for (const auto& row : rows) store_.rows[row.row] = row;
    for (const auto& subject : subjects) store_.subjects[subject.cgroup] = subject;
    roster_.Restore(rows, subjects);
  }

  // A live roster with the root and what `more` names.
  void Start(const std::vector<Cgroup>& more = {}) {
    roster_.OnCreated({1, 0, "/"});
    for (const Cgroup& cgroup : more) roster_.OnCreated(cgroup);
    GoLive(roster_);
  }

  Row RowOf(CgroupId cgroup) { return store_.subjects.at(cgroup).row; }
  CgroupId OwnerOf(CgroupId cgroup) { return store_.subjects.at(cgroup).owner; }
  std::string NameOf(CgroupId cgroup) { return std::get<ContainerIdentity>(store_.rows.at(RowOf(cgroup)).key).name; }
  std::string WhoIs(CgroupId cgroup) {
    const auto who = roster_.Find(cgroup, OwnerOf(cgroup), RowOf(cgroup), 80, Protocol::kTcp);
    return who.container == nullptr ? "" : who.container->details.name;
  }

  std::map<std::string, Answer> first_;
  std::map<std::string, Answer> second_;
  std::shared_ptr<const CompiledPolicy> policy_ = CompiledPolicy::Compile({}, {}, "host");
  MapStore store_;
  Roster roster_{store_};
};

TEST_F(RosterTest, WritesNothingBeforeItGoesLive) {
  first_["/a"] = Named("a");
  roster_.OnCreated({1, 0, "/"});
  roster_.OnCreated({2, 1, "/a"});
  EXPECT_TRUE(store_.rows.empty());
  EXPECT_TRUE(store_.subjects.empty());
  GoLive(roster_);
  EXPECT_EQ(RowOf(1), kHostRow);
  EXPECT_EQ(NameOf(2), "a");
}

TEST_F(RosterTest, NestedCgroupsAreWhatTheirContainerIs) {
  first_["/a"] = Named("a");
  Start({{2, 1, "/a"}, {3, 2, "/a/init"}, {4, 1, "/b"}});
  roster_.OnCreated({5, 3, "/a/init/deep"});
  EXPECT_EQ(NameOf(3), "a");
  EXPECT_EQ(NameOf(5), "a");
  EXPECT_EQ(OwnerOf(5), 2u);
  EXPECT_EQ(RowOf(4), kHostRow);
  EXPECT_EQ(OwnerOf(4), 0u);
  EXPECT_EQ(roster_.PathOf(5), "/a/init/deep");
}

TEST_F(RosterTest, TheFirstSourceThatKnowsDecides) {
  first_["/a"] = Named("one");
  second_["/a"] = Named("two");
  second_["/b"] = Named("three");
  Start({{2, 1, "/a"}, {3, 1, "/b"}});
  EXPECT_EQ(NameOf(2), "one");
  EXPECT_EQ(NameOf(3), "three");
}

TEST_F(RosterTest, SameIdentitySameRow) {
  first_["/a"] = Named("a");
  first_["/b"] = Named("a");
  first_["/c"] = Named("c");
  Start({{2, 1, "/a"}, {3, 1, "/b"}, {4, 1, "/c"}});
  EXPECT_EQ(RowOf(2), RowOf(3));
  EXPECT_NE(RowOf(2), RowOf(4));
  EXPECT_NE(OwnerOf(2), OwnerOf(3)) << "decisions are counted for each";
}

TEST_F(RosterTest, PendingUntilAnsweredWithAllThatIsNested) {
  first_["/a"] = Later{};
  Start({{2, 1, "/a"}, {3, 2, "/a/init"}});
  EXPECT_EQ(RowOf(2), kPendingRow);
  EXPECT_EQ(RowOf(3), kPendingRow);
  roster_.Answered("first", 2, Named("a"));
  EXPECT_EQ(NameOf(2), "a");
  EXPECT_EQ(NameOf(3), "a");
  EXPECT_EQ(WhoIs(3), "a");
}

TEST_F(RosterTest, TellsHowLongContainersWaitedForTheirName) {
  first_["/late"] = Later{};
  first_["/known"] = Named("alder");
  Start();
  const auto now = std::chrono::steady_clock::now().time_since_epoch();
  const auto made = static_cast<std::uint64_t>(std::chrono::nanoseconds(now - std::chrono::seconds(10)).count());
  roster_.OnCreated({2, 1, "/late", made});
  roster_.OnCreated({3, 1, "/known"});
  EXPECT_EQ(roster_.Waits().count(), 0u) << "one is not known yet, and nobody saw the other being made";
  roster_.Answered("first", 2, Named("birch"));
  EXPECT_EQ(roster_.Waits().count(), 1u);
  EXPECT_GE(roster_.Waits().Quantile(0.5), std::chrono::seconds(10));
  roster_.Answered("first", 2, Named("cedar"));
  EXPECT_EQ(roster_.Waits().count(), 1u) << "a new name is no new container";
}

TEST_F(RosterTest, ASourceThatGivesUpLetsTheNextAnswer) {
  first_["/a"] = Later{};
  first_["/b"] = Later{};
  second_["/a"] = Named("second");
  Start({{2, 1, "/a"}, {3, 1, "/b"}});
  roster_.Answered("first", 2, NotMine{});
  roster_.Answered("first", 3, NotMine{});
  EXPECT_EQ(NameOf(2), "second");
  EXPECT_EQ(RowOf(3), kHostRow);
}

TEST_F(RosterTest, ChildrenOfAContainerParentAreNeverTheHost) {
  first_["/engine"] = ContainerParent{};
  first_["/engine/known"] = Named("known");
  Start({{2, 1, "/engine"}, {3, 2, "/engine/known"}, {4, 2, "/engine/stranger"}});
  EXPECT_TRUE(store_.subjects.at(2).container_parent);
  EXPECT_EQ(RowOf(2), kHostRow);
  EXPECT_EQ(NameOf(3), "known");
  EXPECT_EQ(RowOf(4), kUnregisteredRow);
  EXPECT_EQ(OwnerOf(4), 4u);
}

TEST_F(RosterTest, ARenamedContainerGetsAnotherRow) {
  first_["/a"] = Named("old");
  Start({{2, 1, "/a"}, {3, 2, "/a/init"}});
  const Row before = RowOf(2);
  roster_.Answered("first", 2, Named("new"));
  EXPECT_NE(RowOf(2), before);
  EXPECT_EQ(NameOf(3), "new");
}

TEST_F(RosterTest, RegisteredContainersAreThereAtOnceAndOutliveAReload) {
  Start({{2, 1, "/run"}});
  ASSERT_TRUE(roster_.Register(2, Named("harbor-api")));
  EXPECT_EQ(NameOf(2), "harbor-api");
  roster_.Configure({});
  EXPECT_EQ(NameOf(2), "harbor-api");
  EXPECT_FALSE(roster_.Register(99, Named("x"))) << "no such cgroup";
}

TEST_F(RosterTest, AReloadAsksAgain) {
  Start({{2, 1, "/a"}});
  EXPECT_EQ(RowOf(2), kHostRow);
  first_["/a"] = Named("a");
  roster_.Configure({});
  EXPECT_EQ(NameOf(2), "a");
  first_.clear();
  roster_.Configure({});
  EXPECT_EQ(RowOf(2), kHostRow);
}

TEST_F(RosterTest, RowsAreFreedAfterTheGraceAndNamesRememberedUntilThen) {
  first_["/a"] = Named("a");
  Start({{2, 1, "/a"}});
  const Row row = RowOf(2);
  roster_.OnRemoved(2);
  EXPECT_FALSE(store_.subjects.contains(2));
  EXPECT_EQ(roster_.Find(2, 2, row, 80, Protocol::kTcp).container->details.id, "id-a");
  EXPECT_EQ(roster_.PathOf(2), "/a");
  roster_.Sweep(Clock::now());
  EXPECT_FALSE(store_.rows.contains(row));
  EXPECT_EQ(roster_.Find(2, 2, row, 80, Protocol::kTcp).container, nullptr);
  EXPECT_EQ(roster_.Counts().rows, 0u);
}

TEST_F(RosterTest, ManyContainersComeAndGoAndNothingStays) {
  Start();
  for (CgroupId id = 10; id < 10010; ++id) {
    const std::string path = "/c" + std::to_string(id);
    first_[path] = Named(path);
    roster_.OnCreated({id, 1, path});
    roster_.OnRemoved(id);
    first_.clear();
    roster_.Sweep(Clock::now());
  }
  EXPECT_EQ(store_.subjects.size(), 1u);
  EXPECT_TRUE(store_.rows.empty());
  EXPECT_EQ(roster_.Counts().cgroups, 1u);
  EXPECT_EQ(roster_.PathOf(10), "");
}

TEST_F(RosterTest, WhenAllRowsAreTakenContainersAreUnregisteredAndCounted) {
  Roster small(store_, 1);
  UseSources(small);
  first_["/a"] = Named("a");
  first_["/b"] = Named("b");
  small.OnCreated({1, 0, "/"});
  small.OnCreated({2, 1, "/a"});
  small.OnCreated({3, 1, "/b"});
  GoLive(small);
  EXPECT_EQ(NameOf(2), "a");
  EXPECT_EQ(RowOf(3), kUnregisteredRow);
  EXPECT_EQ(small.Counts().without_row, 1u);
  EXPECT_EQ(small.Find(3, 3, kUnregisteredRow, 80, Protocol::kTcp).container->details.name, "b");
}

TEST_F(RosterTest, ARowThatTheKernelRefusesLeavesAnUnregisteredContainer) {
  Start();
  store_.refuse_rows = true;
  first_["/a"] = Named("a");
  roster_.OnCreated({2, 1, "/a"});
  EXPECT_EQ(RowOf(2), kUnregisteredRow);
  EXPECT_EQ(roster_.Counts().store_errors, 1u);
}

TEST_F(RosterTest, AWalkFindsWhatEventsMissed) {
  first_["/b"] = Named("b");
  Start({{2, 1, "/a"}, {4, 2, "/a/nested"}});
  roster_.BeginWalk();
  roster_.OnCreated({1, 0, "/"});
  roster_.OnCreated({3, 1, "/b"});
  roster_.EndWalk();
  EXPECT_EQ(NameOf(3), "b");
  EXPECT_FALSE(roster_.Knows(2));
  EXPECT_FALSE(roster_.Knows(4));
  EXPECT_FALSE(store_.subjects.contains(4));
}

// ---- an agent that takes over -------------------------------------------------

std::vector<kernel::NamedRow> PinnedRow(const std::string& name, std::vector<std::string> names = {}) {
  kernel::NamedRow row;
  row.row = kFirstNamedRow + 5;
  row.key = ContainerIdentity{name, std::move(names)};
  return {row};
}

TEST_F(RosterTest, TakesOverWhatAnEarlierAgentKnew) {
  Restore(PinnedRow("harbor-api"), {{2, kHostRow, 0}, {3, kFirstNamedRow + 5, 3}, {9, kHostRow, 0}});
  Start({{2, 1, "/portlaw-run"}, {3, 2, "/portlaw-run/harbor-api.77"}});
  EXPECT_EQ(NameOf(3), "harbor-api");
  EXPECT_EQ(roster_.Find(3, 3, RowOf(3), 80, Protocol::kTcp).container->details.runtime, kRunRuntime);
  EXPECT_FALSE(store_.subjects.contains(9)) << "gone meanwhile";
}

TEST_F(RosterTest, WhatIsUnchangedIsNotWrittenAgain) {
  Restore({}, {{1, kHostRow, 0, false, true}, {2, kHostRow, 0, false, true}});
  Start({{2, 1, "/a"}});
  EXPECT_EQ(store_.writes, 0);
}

TEST_F(RosterTest, ARestoredContainerIsNotPendingWhileItsEngineIsAsked) {
  Restore(PinnedRow("a"), {{2, kFirstNamedRow + 5, 2}});
  first_["/a"] = Later{};
  Start({{2, 1, "/a"}});
  EXPECT_EQ(RowOf(2), kFirstNamedRow + 5);
  roster_.Answered("first", 2, NotMine{});
  EXPECT_EQ(RowOf(2), kHostRow) << "the engine says that it is out of date";
}

TEST_F(RosterTest, ARuleThatWasRemovedMeanwhileIsNotRestored) {
  Restore(PinnedRow("a", {"a"}), {{2, kFirstNamedRow + 5, 2}});
  Start({{2, 1, "/a"}});
  EXPECT_EQ(RowOf(2), kHostRow);
}

// ---- published ports ----------------------------------------------------------

constexpr ProgramFile kProxy{42, 7};

class RosterEngineTest : public RosterTest {
 protected:
  // The row that processes of `cgroup` bind with if they run `kProxy`.
  Row EngineRow(CgroupId cgroup) {
    Row row = 0;
    for (const auto& program : store_.programs) {
      if (program.cgroup == cgroup) row = program.row;
    }
    return row;
  }
  const kernel::NamedRow& Engine(CgroupId cgroup = 0) { return store_.rows.at(EngineRow(cgroup)); }
};

TEST_F(RosterEngineTest, WhatAnEnginePublishesIsTheContainers) {
  Start({{2, 1, "/dockerd"}, {3, 2, "/dockerd/helper"}});
  roster_.EngineFound("docker", {0, 2, {kProxy}});
  roster_.Published("docker", {{4101, Protocol::kTcp, Named("web")}});
  ASSERT_EQ(store_.programs.size(), 1u);
  EXPECT_EQ(store_.programs[0].inode, kProxy.inode);
  EXPECT_EQ(store_.programs[0].uid, 0u);
  EXPECT_EQ(store_.programs[0].cgroup, 2u);
  EXPECT_EQ(RowOf(2), kHostRow) << "what else runs in an engine's cgroup is the host's";
  EXPECT_TRUE(store_.subjects.at(2).host);
  EXPECT_EQ(OwnerOf(2), 2u);
  EXPECT_EQ(OwnerOf(3), 2u) << "the engine's children are in its cgroup or beneath";
  const Row row = EngineRow(2);
  ASSERT_EQ(Engine(2).borrowed.size(), 1u);
  EXPECT_EQ(Engine(2).borrowed[0].port, 4101);
  EXPECT_EQ(Engine(2).borrowed[0].subject.container, "web");
  EXPECT_EQ(Engine(2).subject.kind, SubjectKind::kUnregistered) << "what cannot be attributed is never the host's";
  EXPECT_TRUE(Engine(2).audit) << "and is logged";
  const auto published = roster_.Find(3, 2, row, 4101, Protocol::kTcp);
  EXPECT_EQ(published.container->details.name, "web");
  EXPECT_FALSE(published.engine);
  EXPECT_TRUE(roster_.Find(3, 2, row, 4101, Protocol::kUdp).engine);
  EXPECT_EQ(roster_.Find(3, 2, kHostRow, 4101, Protocol::kTcp).container, nullptr);
}

TEST_F(RosterEngineTest, ANewListReplacesTheOldOne) {
  Start({{2, 1, "/dockerd"}});
  roster_.EngineFound("docker", {0, 2, {kProxy}});
  roster_.Published("docker", {{4101, Protocol::kTcp, Named("web")}});
  const Row row = EngineRow(2);
  roster_.Published("docker", {{4102, Protocol::kTcp, Named("web")}});
  EXPECT_EQ(EngineRow(2), row);
  ASSERT_EQ(Engine(2).borrowed.size(), 1u);
  EXPECT_EQ(Engine(2).borrowed[0].port, 4102);
}

TEST_F(RosterEngineTest, AnEngineThatMovesTakesItsPortsWithIt) {
  Start({{2, 1, "/old"}, {3, 1, "/new"}});
  roster_.EngineFound("docker", {0, 2, {kProxy}});
  roster_.Published("docker", {{4101, Protocol::kTcp, Named("web")}});
  roster_.EngineFound("docker", {0, 3, {kProxy}});
  EXPECT_EQ(EngineRow(2), 0u);
  EXPECT_EQ(OwnerOf(2), 0u);
  EXPECT_EQ(OwnerOf(3), 3u);
  EXPECT_EQ(Engine(3).borrowed.size(), 1u);
  roster_.EngineGone("docker");
  EXPECT_TRUE(store_.programs.empty());
  EXPECT_EQ(OwnerOf(3), 0u);
}

TEST_F(RosterEngineTest, AnEngineWhoseCgroupIsMadeLaterOwnsItToo) {
  Start();
  roster_.EngineFound("docker", {0, 2, {kProxy}});
  roster_.OnCreated({2, 1, "/dockerd"});
  EXPECT_EQ(OwnerOf(2), 2u);
}

TEST_F(RosterEngineTest, AnEngineInTheRootCgroupDoesNotOwnTheHost) {
  Start();
  roster_.EngineFound("docker", {0, 1, {kProxy}});
  EXPECT_EQ(RowOf(1), kHostRow);
  EXPECT_EQ(OwnerOf(1), 0u);
}

TEST_F(RosterEngineTest, TheSameProgramOfAnotherUserIsAnotherEngine) {
  Start({{2, 1, "/user.slice"}});
  roster_.EngineFound("podman", {0, 0, {kProxy}});
  roster_.EngineFound("podman-of-a-user", {1000, 0, {kProxy}});
  roster_.Published("podman", {{4101, Protocol::kTcp, Named("web")}});
  roster_.Published("podman-of-a-user", {{4102, Protocol::kTcp, Named("db")}});
  ASSERT_EQ(store_.programs.size(), 2u);
  EXPECT_NE(store_.programs[0].row, store_.programs[1].row);
  for (const auto& program : store_.programs) {
    ASSERT_EQ(store_.rows.at(program.row).borrowed.size(), 1u);
    EXPECT_EQ(store_.rows.at(program.row).borrowed[0].subject.container, program.uid == 0 ? "web" : "db");
  }
}

// Two sockets of one engine: whichever row a bind finds has the ports of both, the first one's first.
TEST_F(RosterEngineTest, EnginesThatShareTheirProcessesShareTheirPorts) {
  Start();
  roster_.EngineFound("first", {0, 0, {kProxy}});
  roster_.EngineFound("second", {0, 0, {kProxy}});
  roster_.Published("first", {{4101, Protocol::kTcp, Named("web")}});
  roster_.Published("second", {{4101, Protocol::kTcp, Named("thief")}, {4102, Protocol::kTcp, Named("db")}});
  ASSERT_EQ(Engine().borrowed.size(), 2u);
  EXPECT_EQ(Engine().borrowed[0].subject.container, "web");
  EXPECT_EQ(roster_.Find(1, 0, EngineRow(0), 4101, Protocol::kTcp).container->details.name, "web");
  roster_.EngineGone("second");
  ASSERT_EQ(Engine().borrowed.size(), 1u);
  roster_.EngineGone("first");
  EXPECT_TRUE(store_.programs.empty());
}

// ---- claims --------------------------------------------------------------------

Assignment AssignedTo(Port port, const std::string& container, const std::string& service) {
  Assignment row;
  row.ports = {port, port};
  row.container = container;
  row.service = service;
  row.source = {"registry.md", port};
  return row;
}

// Harbor's 4101 is harbor-web's, Lantern's 4200 is lantern-api's.
class RosterClaimsTest : public RosterEngineTest {
 protected:
  RosterClaimsTest() {
    roster_.SetOnImpostor([this](CgroupId cgroup, const KnownContainer&, const std::string& why) {
      impostors_[cgroup] = why;
      ++told_;
    });
  }

  void UseSettings(const Settings& settings) {
    Registry registry;
    registry.assignments = {AssignedTo(4101, "harbor-web", "Harbor"), AssignedTo(4200, "lantern-api", "Lantern")};
    policy_ = CompiledPolicy::Compile({registry}, settings, "host");
    roster_.UsePolicy(policy_);
  }
  static KnownContainer Of(std::uint32_t uid, const std::string& name) {
    KnownContainer container = Named(name);
    container.origin = {"/run/engine.sock", uid};
    return container;
  }

  std::map<CgroupId, std::string> impostors_;
  int told_ = 0;
};

TEST_F(RosterClaimsTest, AClaimThatTheSettingsDoNotLetPassIsAnUnregisteredContainer) {
  Settings settings;
  settings.services["harbor"].only.image = "registry.example/harbor/*";
  UseSettings(settings);
  KnownContainer honest = Of(0, "harbor-web");
  honest.details.image = "registry.example/harbor/web:3";
  first_["/a"] = Of(0, "harbor-web");
  first_["/b"] = honest;
  first_["/c"] = Of(0, "lantern-api");
  Start({{2, 1, "/a"}, {3, 1, "/b"}, {4, 1, "/c"}});
  EXPECT_EQ(RowOf(2), kUnregisteredRow);
  EXPECT_EQ(WhoIs(2), "harbor-web") << "it is told of by the name that it gives itself";
  EXPECT_EQ(NameOf(3), "harbor-web");
  EXPECT_EQ(NameOf(4), "lantern-api");
  ASSERT_EQ(impostors_.size(), 1u);
  EXPECT_NE(impostors_[2].find("services: Harbor: only: image"), std::string::npos) << impostors_[2];
  roster_.UsePolicy(policy_);
  EXPECT_EQ(told_, 1) << "not again for the same claim";
  UseSettings({});
  EXPECT_EQ(NameOf(2), "harbor-web") << "the rule is gone";
}

TEST_F(RosterClaimsTest, RulesSpeakOfUsersUnitsAndEnginesToo) {
  Settings settings;
  settings.services["harbor"].only.user = "0";
  settings.services["harbor"].only.unit = "harbor.service";
  settings.services["lantern"].only.engine = "podman";
  UseSettings(settings);
  first_["/harbor.service/a"] = Of(0, "harbor-web");
  first_["/other.service/a"] = Of(0, "harbor-web");
  first_["/b"] = Of(0, "lantern-api");
  Start({{2, 1, "/harbor.service"},
         {3, 2, "/harbor.service/a"},
         {4, 1, "/other.service"},
         {5, 4, "/other.service/a"},
         {6, 1, "/b"}});
  EXPECT_EQ(NameOf(3), "harbor-web");
  EXPECT_EQ(RowOf(5), kUnregisteredRow);
  EXPECT_EQ(RowOf(6), kUnregisteredRow);
}

TEST_F(RosterClaimsTest, AUsersContainerTakesNoNameThatRootsHas) {
  UseSettings({});
  first_["/roots"] = Of(0, "harbor-web");
  first_["/users"] = Of(1000, "harbor-web");
  first_["/users2"] = Of(1000, "lantern-api");
  Start({{2, 1, "/roots"}, {3, 1, "/users"}, {4, 1, "/users2"}});
  EXPECT_EQ(NameOf(2), "harbor-web");
  EXPECT_EQ(RowOf(3), kUnregisteredRow);
  EXPECT_EQ(NameOf(4), "lantern-api");
  EXPECT_EQ(impostors_.size(), 1u);
  roster_.EngineFound("users", {1000, 0, {kProxy}});
  roster_.Published("users", {{4101, Protocol::kTcp, Of(1000, "harbor-web")}});
  ASSERT_EQ(Engine().borrowed.size(), 1u);
  EXPECT_EQ(Engine().borrowed[0].subject.kind, SubjectKind::kUnregistered) << "nor a port by that name";
}

TEST_F(RosterClaimsTest, APortThatSeveralWantWithEqualRightIsTheRegistrysOwners) {
  UseSettings({});
  Start();
  roster_.EngineFound("docker", {0, 0, {kProxy}});
  roster_.Published("docker", {{4101, Protocol::kTcp, Of(0, "lantern-api")},
                               {4101, Protocol::kTcp, Of(0, "harbor-web")},
                               {9000, Protocol::kTcp, Of(0, "lantern-api")},
                               {9000, Protocol::kTcp, Of(0, "harbor-web")}});
  ASSERT_EQ(Engine().borrowed.size(), 1u) << "9000 is neither's: nobody can tell";
  EXPECT_EQ(Engine().borrowed[0].subject.container, "harbor-web");
  EXPECT_EQ(roster_.Find(1, 0, EngineRow(0), 4101, Protocol::kTcp).container->details.name, "harbor-web");
  EXPECT_TRUE(roster_.Find(1, 0, EngineRow(0), 9000, Protocol::kTcp).engine);
}

TEST_F(RosterTest, WhatIsNestedInAContainerIsNotAskedAbout) {
  first_["/a"] = Named("a");
  first_["/a/docker"] = Named("b");
  first_["/later"] = Later{};
  first_["/later/inner"] = Named("c");
  Start({{2, 1, "/a"}, {3, 2, "/a/docker"}, {4, 1, "/later"}, {5, 4, "/later/inner"}});
  EXPECT_EQ(NameOf(3), "a");
  EXPECT_EQ(RowOf(5), kPendingRow);
  first_.erase("/later");
  roster_.Answered("first", 4, NotMine{});
  EXPECT_EQ(RowOf(4), kHostRow);
  EXPECT_EQ(NameOf(5), "c") << "it turned out to be no container: what is in it may be one";
}

TEST_F(RosterTest, AServiceIsTheHostsUnlessTheRegistryKnowsIt) {
  first_["/system.slice/db.service"] = UnitIdentity{"db"};
  Start({{2, 1, "/system.slice"}, {3, 2, "/system.slice/db.service"}});
  EXPECT_EQ(std::get<UnitIdentity>(store_.rows.at(RowOf(3)).key).name, "db");
  EXPECT_EQ(store_.rows.at(RowOf(3)).subject.kind, SubjectKind::kHost);
  EXPECT_TRUE(store_.subjects.at(3).host) << "it may be an engine's all the same";
  EXPECT_EQ(WhoIs(3), "");
  EXPECT_EQ(roster_.Counts().containers, 0u);
}

TEST_F(RosterTest, AContainerWithoutANameIsUnregisteredUnlessItWasKnownBefore) {
  first_["/docker/x"] = Nameless{{"id", "x", "docker", ""}};
  Start({{2, 1, "/docker"}, {3, 2, "/docker/x"}});
  EXPECT_EQ(RowOf(3), kUnregisteredRow);
  EXPECT_EQ(roster_.Find(3, 3, kUnregisteredRow, 1, Protocol::kTcp).container->details.id, "id");
}

}  // namespace
}  // namespace portlaw::containers
