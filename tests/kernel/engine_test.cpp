// SPDX-License-Identifier: Apache-2.0
// Containers' cgroups before anybody knows them, and processes of the host that bind for containers.
#include <sched.h>
#include <sys/ptrace.h>
#include <sys/socket.h>
#include <unistd.h>

#include <functional>

#include "agent/containers/publish/program_file.h"
#include "tests/kernel/support.h"

namespace portlaw::kernel::test {
namespace {

class EngineTest : public KernelTest {
 protected:
  Row RowOf(const ScopedCgroup& cgroup) {
    const auto subjects = kernel().Subjects();
    for (const SubjectEntry& entry : *subjects) {
      if (entry.cgroup == cgroup.id()) return entry.row;
    }
    return 0;
  }

  // An engine's row: unregistered, but that 4100 is alpha's.
  NamedRow EngineRow(const CompiledPolicy& policy) {
    const auto alpha = Resolve(policy, Named("alpha-api"));
    return {kEngine, EngineIdentity{"test"}, UnregisteredSubject(), {{4100, Protocol::kTcp, alpha}}, true};
  }

  static constexpr Row kEngine = kFirstNamedRow + 7;
};

const std::string kId = std::string(60, '0') + "beef";

TEST_F(EngineTest, ACgroupNamedLikeAContainerIsPendingFromTheBeginning) {
  Start(Compile(TwoServices()));
  for (const std::string& name :
       {kId, "docker-" + kId + ".scope", "libpod-" + kId, "cri-containerd-" + kId + ".scope"}) {
    const ScopedCgroup container = root().Nested(name);
    EXPECT_EQ(RowOf(container), kPendingRow) << name;
    const ScopedCgroup nested = container.Nested("init");
    EXPECT_EQ(RowOf(nested), kPendingRow) << name;
  }
}

TEST_F(EngineTest, OtherNamesAreTheHosts) {
  Start(Compile(TwoServices()));
  for (const std::string& name : {std::string("sshd.service"), kId.substr(1), "docker-" + kId.substr(1) + ".scope",
                                  kId + "x", "x" + kId.substr(1), std::string(".scope"), std::string(64, 'A')}) {
    const ScopedCgroup other = root().Nested(name);
    EXPECT_EQ(RowOf(other), kHostRow) << name;
  }
}

TEST_F(EngineTest, ANameWithinAContainerChangesNothing) {
  Start(Compile(TwoServices()));
  const ScopedCgroup alpha = Subject("alpha", kAlpha);
  const ScopedCgroup nested = alpha.Nested("docker-" + kId + ".scope");
  EXPECT_EQ(RowOf(nested), kAlpha);
}

TEST_F(EngineTest, AProgramOfAnEngineBindsForContainers) {
  const auto policy = Compile(TwoServices());
  Start(policy);
  ASSERT_TRUE(kernel().AddRow(EngineRow(*policy)));
  const ScopedCgroup host = root().Nested("host");
  const ScopedCgroup beta = Subject("beta", kBeta);
  const auto bind = [](std::uint16_t port) { return [port] { return TryBind(AF_INET, SOCK_STREAM, port); }; };
  EXPECT_EQ(In(host, bind(4100)), 0);
  EXPECT_EQ(Events().at(0).row, kHostRow) << "the host is warned of a foreign port";

  const auto self = containers::ProgramFileOf("/proc/self/exe");
  ASSERT_TRUE(self);
  ASSERT_TRUE(kernel().SetEnginePrograms({{self->inode, self->device, 0, 0, kEngine}}));
  EXPECT_EQ(In(host, bind(4100)), 0);
  EXPECT_TRUE(Events().empty()) << "alpha's port, bound for alpha";
  EXPECT_EQ(In(host, bind(4200)), 0);
  const auto unattributed = Events();
  ASSERT_EQ(unattributed.size(), 1u);
  EXPECT_EQ(unattributed[0].row, kEngine);
  EXPECT_EQ(unattributed[0].action, Action::kWouldDeny);
  EXPECT_EQ(In(beta, bind(4100)), EPERM) << "a container may bring the same program";
  EXPECT_EQ(Events().at(0).row, kBeta);

  ASSERT_TRUE(kernel().SetEnginePrograms({}));
  EXPECT_EQ(In(host, bind(4100)), 0);
  EXPECT_EQ(Events().at(0).row, kHostRow);
}

TEST_F(EngineTest, AnEngineIsItsProgramRunByItsUserInItsCgroup) {
  const auto policy = Compile(TwoServices());
  Start(policy);
  ASSERT_TRUE(kernel().AddRow(EngineRow(*policy)));
  const ScopedCgroup engine = root().Nested("engine");
  const ScopedCgroup child = engine.Nested("child");
  const ScopedCgroup other = root().Nested("other");
  for (const ScopedCgroup* cgroup : {&engine, &child}) {
    ASSERT_TRUE(kernel().SetSubject({cgroup->id(), kHostRow, engine.id(), false, true}));
  }
  const auto self = containers::ProgramFileOf("/proc/self/exe");
  ASSERT_TRUE(self);
  ASSERT_TRUE(kernel().SetEnginePrograms({{self->inode, self->device, engine.id(), 0, kEngine}}));
  const auto row_of = [&](const ScopedCgroup& cgroup, const std::function<int()>& before) {
    EXPECT_EQ(In(cgroup, [&] { return before() == 0 ? TryBind(AF_INET, SOCK_STREAM, 4200) : -1; }), 0);
    const auto events = Events();
    return events.size() == 1 ? events[0].row : 0;
  };
  const auto nothing = [] { return 0; };
  EXPECT_EQ(row_of(engine, nothing), kEngine);
  EXPECT_EQ(row_of(child, nothing), kEngine);
  EXPECT_EQ(row_of(other, nothing), kHostRow) << "the same program elsewhere";
  EXPECT_EQ(row_of(engine, [] { return setresuid(54321, 54321, 54321); }), kHostRow) << "another user";
  EXPECT_EQ(row_of(engine, [] { return unshare(CLONE_NEWUSER); }), kHostRow) << "a user namespace";
}

TEST_F(EngineTest, AnEngineThatIsTracedIsNotBelieved) {
  const auto policy = Compile(TwoServices());
  Start(policy);
  ASSERT_TRUE(kernel().AddRow(EngineRow(*policy)));
  const ScopedCgroup host = root().Nested("host");
  const auto self = containers::ProgramFileOf("/proc/self/exe");
  ASSERT_TRUE(self);
  ASSERT_TRUE(kernel().SetEnginePrograms({{self->inode, self->device, 0, 0, kEngine}}));
  const auto traced = [] { return ptrace(PTRACE_TRACEME, 0, 0, 0) == 0 ? TryBind(AF_INET, SOCK_STREAM, 4200) : -1; };
  EXPECT_EQ(In(host, traced), 0);
  EXPECT_EQ(Events().at(0).row, kHostRow);
}

TEST_F(EngineTest, WhatAnEngineMayBindForAContainerIsThatContainersToLose) {
  const auto policy = Compile(TwoServices());
  Start(policy);
  NamedRow row = EngineRow(*policy);
  row.borrowed = {{4200, Protocol::kTcp, Resolve(*policy, Named("alpha-api"))}};
  ASSERT_TRUE(kernel().AddRow(row));
  const auto self = containers::ProgramFileOf("/proc/self/exe");
  ASSERT_TRUE(kernel().SetEnginePrograms({{self->inode, self->device, 0, 0, kEngine}}));
  const ScopedCgroup host = root().Nested("host");
  EXPECT_EQ(In(host, [] { return TryBind(AF_INET6, SOCK_STREAM, 4200); }), EPERM);
  const auto events = Events();
  ASSERT_EQ(events.size(), 1u);
  EXPECT_EQ(events[0].action, Action::kDeny);
  EXPECT_EQ(events[0].reason, Reason::kForeign);
}

}  // namespace
}  // namespace portlaw::kernel::test
