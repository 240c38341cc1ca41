// SPDX-License-Identifier: Apache-2.0
// Who a container is from the first instant of its cgroup, without an agent's doing: by the id in the cgroup's name,
// and never by the name alone.
#include <sched.h>
#include <sys/ptrace.h>
#include <sys/socket.h>
#include <sys/stat.h>
#include <unistd.h>

#include <functional>
#include <string>

#include "agent/kernel/cgroup_tree.h"
#include "tests/kernel/support.h"

namespace portlaw::kernel::test {
namespace {

constexpr std::uint32_t kUser = 54321;
const std::string kBornId = std::string(56, '0') + "c0ffee42";
const std::string kOtherId = std::string(56, '1') + "c0ffee42";

int TryTcp(Port port) { return TryBind(AF_INET, SOCK_STREAM, port); }

class BirthsTest : public KernelTest {
 protected:
  // alpha-api is the container kBornId of an engine of root's; nobody beats.
  void StartWithAlpha(const Settings& settings = {}) {
    Start(Compile(TwoServices(), settings));
    ASSERT_TRUE(kernel().SetBirth({kBornId, kAlpha, 0, "/run/engine.sock"}));
  }

  SubjectEntry SubjectOf(CgroupId cgroup) {
    for (const SubjectEntry& entry : kernel().Subjects().value_or(std::vector<SubjectEntry>()))
      if (entry.cgroup == cgroup) return entry;
    return {};
  }

  // The row of a cgroup that a process of the host makes in `parent`, after it has done `before`.
  Row RowOfMade(
      const ScopedCgroup& parent, const std::string& name, const std::function<int()>& before = [] { return 0; }) {
    const std::string path = parent.path() + "/" + name;
    EXPECT_EQ(::chown(parent.path().c_str(), kUser, kUser), 0);
    EXPECT_EQ(::chmod(parent.path().c_str(), 0777), 0);
    EXPECT_EQ(In(root(), [&] { return before() != 0 || ::mkdir(path.c_str(), 0755) != 0 ? errno : 0; }), 0) << name;
    const auto id = CgroupIdOf(path);
    const Row row = id ? SubjectOf(*id).row : 0;
    EXPECT_EQ(::rmdir(path.c_str()), 0);
    return row;
  }
};

TEST_F(BirthsTest, AKnownContainerIsItselfInItsFirstInstant) {
  StartWithAlpha();
  const ScopedCgroup engine = root().Nested("engine");
  for (const std::string& name : {kBornId, "docker-" + kBornId + ".scope", "libpod-" + kBornId,
                                  "libpod-" + kBornId + ".scope", "cri-containerd-" + kBornId + ".scope",
                                  "crio-" + kBornId, std::string(150, 'p') + ".slice:cri-containerd:" + kBornId}) {
    const ScopedCgroup container = engine.Nested(name);
    const ScopedCgroup nested = container.Nested("init");
    EXPECT_EQ(SubjectOf(container.id()), (SubjectEntry{container.id(), kAlpha, container.id(), false, false})) << name;
    EXPECT_EQ(SubjectOf(nested.id()).row, kAlpha);
    EXPECT_EQ(In(nested, [] { return TryTcp(4100); }), 0);
    EXPECT_TRUE(Events().empty());
    EXPECT_EQ(In(nested, [] { return TryTcp(4200); }), EPERM);
    const auto events = Events();
    ASSERT_EQ(events.size(), 1u);
    EXPECT_EQ(events[0].reason, Reason::kForeign);
    EXPECT_EQ(events[0].owner, container.id());
  }
}

TEST_F(BirthsTest, AHundredRestartsWithoutAnAgent) {
  StartWithAlpha();
  CloseKernel();
  for (int i = 0; i < 100; ++i) {
    const ScopedCgroup container = root().Nested("docker-" + kBornId + ".scope");
    EXPECT_EQ(In(container, [] { return TryTcp(4100) != 0 ? 1 : TryTcp(4200); }), EPERM) << i;
  }
}

TEST_F(BirthsTest, ANameIsNoProof) {
  StartWithAlpha();
  const std::string name = "docker-" + kBornId + ".scope";
  const ScopedCgroup host = root().Nested("host");
  EXPECT_EQ(RowOfMade(host, name), kAlpha) << "root's, on the host";
  EXPECT_EQ(RowOfMade(host, name, [] { return setresuid(kUser, kUser, kUser); }), kPendingRow) << "another user";
  EXPECT_EQ(RowOfMade(host, name, [] { return unshare(CLONE_NEWUSER); }), kPendingRow) << "root of a namespace";
  EXPECT_EQ(RowOfMade(host, name, [] { return static_cast<int>(ptrace(PTRACE_TRACEME, 0, 0, 0)); }), kPendingRow);
  const ScopedCgroup beta = Subject("beta", kBeta);
  EXPECT_EQ(RowOfMade(beta, name), kBeta) << "nested in a container";
  EXPECT_EQ(RowOfMade(host, "docker-" + kOtherId + ".scope"), kPendingRow) << "an id that no engine has";
  for (const std::string& other : {kBornId.substr(1), "g" + kBornId.substr(1), "C" + kBornId.substr(1), kBornId + "x",
                                   "docker-" + kBornId + ".service"})
    EXPECT_EQ(RowOfMade(host, other), kHostRow) << other;
}

TEST_F(BirthsTest, MonitorsAndPodsAreNoContainers) {
  StartWithAlpha();
  const ScopedCgroup pods = root().Nested("libpod_parent");
  EXPECT_EQ(RowOfMade(root(), "libpod-conmon-" + kBornId), kHostRow);
  EXPECT_EQ(RowOfMade(root(), "crio-conmon-" + kBornId + ".scope"), kHostRow);
  EXPECT_EQ(RowOfMade(pods, kBornId), kHostRow);
  EXPECT_EQ(RowOfMade(pods, "libpod-" + kBornId), kAlpha);
  const ScopedCgroup other = root().Nested("libpod_parents");
  EXPECT_EQ(RowOfMade(other, kBornId), kAlpha);
}

TEST_F(BirthsTest, OneLiveCgroupAnId) {
  StartWithAlpha();
  const ScopedCgroup left = root().Nested("left");
  const ScopedCgroup right = root().Nested("right");
  {
    const ScopedCgroup first = left.Nested(kBornId);
    EXPECT_EQ(SubjectOf(first.id()).row, kAlpha);
    const ScopedCgroup second = right.Nested(kBornId);
    EXPECT_EQ(SubjectOf(second.id()).row, kPendingRow);
    ASSERT_TRUE(kernel().SetBirth({kBornId, kBeta, 0, "/run/engine.sock"})) << "renamed";
    EXPECT_EQ(RowOfMade(right, "docker-" + kBornId + ".scope"), kPendingRow);
  }
  EXPECT_EQ(RowOfMade(right, kBornId), kBeta) << "the first is gone";
}

TEST_F(BirthsTest, ACgroupThatTheAgentKnowsByItsProcessIsALiveOne) {
  StartWithAlpha();
  const ScopedCgroup shop = Subject("shop", kAlpha);
  kernel().NoteBorn(kBornId, shop.id());
  EXPECT_EQ(RowOfMade(root(), kBornId), kPendingRow);
}

TEST_F(BirthsTest, AUsersContainerIsMadeByTheUserEvenInANamespace) {
  Start(Compile(TwoServices()));
  ASSERT_TRUE(kernel().SetBirth({kBornId, kAlpha, kUser, "/run/user/54321/docker.sock"}));
  const ScopedCgroup slice = root().Nested("user");
  const auto user = [] { return setresuid(kUser, kUser, kUser); };
  EXPECT_EQ(RowOfMade(slice, kBornId, user), kAlpha);
  EXPECT_EQ(RowOfMade(slice, kBornId, [&] { return user() != 0 ? -1 : unshare(CLONE_NEWUSER); }), kAlpha);
  EXPECT_EQ(RowOfMade(slice, kBornId), kPendingRow) << "root's";
}

TEST_F(BirthsTest, AContainerOfAUnitIsNotTheUnit) {
  StartWithAlpha();
  const ScopedCgroup unit = root().Nested("beta.service");
  ASSERT_TRUE(kernel().SetSubject({unit.id(), kBeta, unit.id(), false, true}));
  EXPECT_EQ(RowOfMade(unit, "docker-" + kBornId + ".scope"), kAlpha);
  EXPECT_EQ(RowOfMade(unit, "docker-" + kOtherId + ".scope"), kPendingRow);
  EXPECT_EQ(RowOfMade(unit, "worker"), kBeta);
}

TEST_F(BirthsTest, WhatWasSaidOutlivesTheAgentAndIsTakenBack) {
  StartWithAlpha();
  EXPECT_FALSE(kernel().SetBirth({"c0ffee", kAlpha, 0, "e"}));
  EXPECT_FALSE(kernel().SetBirth({kOtherId, kAlpha, 0, std::string(200, 'e')}));
  CloseKernel();
  Start(Compile(TwoServices()));
  EXPECT_EQ(kernel().Births().value(), (std::vector<Birth>{{kBornId, kAlpha, 0, "/run/engine.sock"}}));
  kernel().RemoveBirth(kBornId);
  EXPECT_TRUE(kernel().Births()->empty());
  EXPECT_EQ(RowOfMade(root(), kBornId), kPendingRow);
}

TEST_F(BirthsTest, TheMapOfBirthsIsBounded) {
  StartWithAlpha();
  Result<void> set;
  std::size_t taken = 1;
  for (; set && taken <= kMaxBirths; ++taken) {
    const std::string number = std::to_string(taken);
    set = kernel().SetBirth({std::string(64 - number.size(), 'a') + number, kBeta, 0, "e"});
  }
  EXPECT_FALSE(set);
  EXPECT_EQ(kernel().Births()->size(), kMaxBirths);
  EXPECT_EQ(RowOfMade(root(), kBornId), kAlpha);
}

// ---- whom nobody knows while no agent runs ----------------------------------------------

struct Told {
  int error;
  Action action;
  Reason reason;
};

class UnattendedTest : public BirthsTest {
 protected:
  // A new container's bind of alpha's port.
  void ExpectIsTold(const Told& told) {
    const ScopedCgroup container = root().Nested(kOtherId);
    EXPECT_EQ(In(container, [] { return TryTcp(4100); }), told.error);
    const auto events = Events();
    ASSERT_EQ(events.size(), 1u);
    EXPECT_EQ(events[0].action, told.action);
    EXPECT_EQ(events[0].reason, told.reason);
    EXPECT_EQ(events[0].owner, container.id());
  }
};

TEST_F(UnattendedTest, AnUnknownContainerIsHeldToTheSettingWhileNoAgentLives) {
  const std::pair<PendingPolicy, Told> rules[] = {
      {PendingPolicy::kAudit, {0, Action::kWouldDeny, Reason::kPending}},
      {PendingPolicy::kDeny, {EPERM, Action::kDeny, Reason::kPending}},
      {PendingPolicy::kUnregistered, {EPERM, Action::kDeny, Reason::kForeign}},
  };
  EXPECT_EQ(Settings().pending_without_agent, PendingPolicy::kAudit);
  std::uint64_t generation = 1;
  Start(Compile(TwoServices()));
  for (const auto& [rule, told] : rules) {
    Settings settings;
    settings.pending_without_agent = rule;
    Install(Compile(TwoServices(), settings), ++generation);
    ExpectIsTold(told);
  }
}

TEST_F(UnattendedTest, TheSettingForTheTimeWithAnAgentHoldsWhileOneLives) {
  Settings settings;
  settings.pending = PendingPolicy::kDeny;
  settings.pending_without_agent = PendingPolicy::kUnregistered;
  Start(Compile(TwoServices(), settings));
  kernel().Beat();
  ExpectIsTold({EPERM, Action::kDeny, Reason::kPending});
}

// Where the two settings differ in what they let pass in silence, the silent path may not decide.
TEST_F(UnattendedTest, WhatWouldPassWithAnAgentIsDeniedWithoutOne) {
  Settings settings;
  settings.verdicts.Set(SubjectKind::kUnregistered, Reason::kUnallocated, Action::kAllow);
  settings.pending_without_agent = PendingPolicy::kDeny;
  Start(Compile(TwoServices(), settings));
  const ScopedCgroup container = root().Nested(kOtherId);
  EXPECT_EQ(In(container, [] { return TryTcp(6000); }), EPERM);
  kernel().Beat();
  EXPECT_EQ(In(container, [] { return TryTcp(6000); }), 0);
}

}  // namespace
}  // namespace portlaw::kernel::test
