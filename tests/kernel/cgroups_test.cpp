// SPDX-License-Identifier: Apache-2.0
// A cgroup has a subject from mkdir to rmdir, without the agent's doing.
#include <sys/socket.h>
#include <sys/stat.h>
#include <unistd.h>

#include <algorithm>
#include <filesystem>

#include "agent/kernel/cgroup_tree.h"
#include "tests/kernel/support.h"

namespace portlaw::kernel::test {
namespace {

class CgroupsTest : public KernelTest {
 protected:
  std::optional<SubjectEntry> SubjectOf(CgroupId cgroup) {
    const auto subjects = kernel().Subjects();
    for (const SubjectEntry& entry : *subjects)
      if (entry.cgroup == cgroup) return entry;
    return std::nullopt;
  }
};

TEST_F(CgroupsTest, ANestedCgroupIsWhatItsContainerIs) {
  Start(Compile(TwoServices()));
  const ScopedCgroup alpha = Subject("alpha", kAlpha);
  const ScopedCgroup nested = alpha.Nested("init");
  const ScopedCgroup deeper = nested.Nested("docker");
  EXPECT_EQ(SubjectOf(deeper.id())->row, kAlpha);
  EXPECT_EQ(SubjectOf(deeper.id())->owner, alpha.id());
  EXPECT_EQ(In(deeper, [] { return TryBind(AF_INET, SOCK_STREAM, 4100); }), 0);
  EXPECT_EQ(In(deeper, [] { return TryBind(AF_INET, SOCK_STREAM, 4200); }), EPERM);
  const auto events = Events();
  ASSERT_EQ(events.size(), 1u);
  EXPECT_EQ(events[0].cgroup, deeper.id());
  EXPECT_EQ(events[0].owner, alpha.id());
}

TEST_F(CgroupsTest, AChildOfAContainerParentIsPendingFromItsFirstInstant) {
  Settings settings;
  settings.pending = settings.pending_without_agent = PendingPolicy::kDeny;
  Start(Compile(TwoServices(), settings));
  const ScopedCgroup containers = root().Nested("containers");
  ASSERT_TRUE(kernel().SetSubject({containers.id(), kHostRow, root().id(), true, true}));
  const ScopedCgroup container = containers.Nested("abc");
  const ScopedCgroup nested = container.Nested("init");
  for (const ScopedCgroup* cgroup : {&container, &nested}) {
    const auto subject = SubjectOf(cgroup->id());
    ASSERT_TRUE(subject);
    EXPECT_EQ(subject->row, kPendingRow);
    EXPECT_EQ(subject->owner, container.id());
    EXPECT_FALSE(subject->container_parent);
    EXPECT_EQ(In(*cgroup, [] { return TryBind(AF_INET, SOCK_STREAM, 4100); }), EPERM);
  }
  EXPECT_EQ(Fault("no-subject"), 0u);
}

TEST_F(CgroupsTest, TellsOfBirthAndDeathWithThePath) {
  Start(Compile(TwoServices()));
  CgroupId id = 0;
  std::string path;
  {
    const ScopedCgroup alpha = root().Nested("docker-0123456789abcdef.scope");
    id = alpha.id();
    path = *CgroupPathOf(alpha.path());
    EXPECT_TRUE(SubjectOf(id));
  }
  EXPECT_FALSE(SubjectOf(id));
  const auto events = CgroupEvents();
  ASSERT_EQ(events.size(), 2u);
  EXPECT_TRUE(events[0].made);
  EXPECT_FALSE(events[1].made);
  for (const CgroupEvent& event : events) {
    EXPECT_EQ(event.cgroup, id);
    EXPECT_EQ(event.parent, root().id());
    EXPECT_EQ(event.path, path);
  }
}

TEST_F(CgroupsTest, TenThousandContainersLeaveNothing) {
  Start(Compile(TwoServices()));
  const std::size_t before = kernel().Subjects()->size();
  std::size_t made = 0;
  std::size_t gone = 0;
  for (int i = 0; i < 10000; ++i) {
    const std::string path = root().path() + "/" + std::to_string(i);
    ASSERT_EQ(::mkdir(path.c_str(), 0755), 0);
    ASSERT_EQ(::mkdir((path + "/init").c_str(), 0755), 0);
    ASSERT_EQ(::rmdir((path + "/init").c_str()), 0);
    ASSERT_EQ(::rmdir(path.c_str()), 0);
    if (i % 200 == 0)
      for (const CgroupEvent& event : CgroupEvents()) ++(event.made ? made : gone);
  }
  for (const CgroupEvent& event : CgroupEvents()) ++(event.made ? made : gone);
  EXPECT_EQ(made, 20000u);
  EXPECT_EQ(gone, 20000u);
  EXPECT_EQ(kernel().Subjects()->size(), before);
  for (const FaultCount& fault : kernel().Faults()) EXPECT_EQ(fault.count, 0u) << fault.name;
}

TEST_F(CgroupsTest, AFullMapOfSubjectsIsAFaultAndPending) {
  Settings settings;
  settings.pending = settings.pending_without_agent = PendingPolicy::kDeny;
  KernelOptions options = Options();
  options.max_subjects = 4;
  Start(Compile(TwoServices(), settings), options);
  std::vector<ScopedCgroup> cgroups;
  for (int i = 0; i < 8; ++i) cgroups.push_back(root().Nested(std::to_string(i)));
  EXPECT_GT(Fault("subjects-full"), 0u);
  EXPECT_EQ(In(cgroups.back(), [] { return TryBind(AF_INET, SOCK_STREAM, 4100); }), EPERM);
  EXPECT_EQ(Events().at(0).reason, Reason::kPending);
}

TEST_F(CgroupsTest, LostCgroupEventsAreCounted) {
  KernelOptions options = Options();
  options.cgroup_ring_bytes = 4096;
  Start(Compile(TwoServices()), options);
  for (int i = 0; i < 100; ++i) root().Nested("short");
  const std::size_t told = CgroupEvents().size();
  EXPECT_LT(told, 200u);
  EXPECT_EQ(told + Fault("cgroup-event-lost"), 200u);
}

TEST_F(CgroupsTest, CgroupsOfVersionOneAreNotOurs) {
  const std::string named = "/sys/fs/cgroup/systemd";
  if (!std::filesystem::exists(named + "/cgroup.procs")) GTEST_SKIP() << "no cgroup v1 hierarchy on this host";
  Start(Compile(TwoServices()));
  const std::string path = named + "/portlaw-test-" + std::to_string(::getpid());
  ASSERT_EQ(::mkdir(path.c_str(), 0755), 0);
  ASSERT_EQ(::rmdir(path.c_str()), 0);
  EXPECT_TRUE(CgroupEvents().empty());
}

TEST_F(CgroupsTest, ACgroupMadeBeforeTheHooksIsAdopted) {
  auto opened = Kernel::Open(Options());
  ASSERT_TRUE(opened) << ToString(opened.error());
  const auto policy = Compile(TwoServices());
  ASSERT_TRUE(opened->InstallPolicy(*policy, 1, Rows(*policy)));
  ASSERT_TRUE(opened->SetSubject({root().id(), kHostRow, root().id(), false, true}));
  const ScopedCgroup early = root().Nested("early");
  const ScopedCgroup nested = early.Nested("nested");
  ASSERT_TRUE(opened->Attach());
  EXPECT_EQ(opened->Subjects()->size(), 3u);
  std::vector<std::string> told;
  opened->Drain([](const BindEvent&) {}, [&](const CgroupEvent& event) { told.push_back(event.path); });
  EXPECT_EQ(told, (std::vector<std::string>{*CgroupPathOf(early.path()), *CgroupPathOf(nested.path())}));
  EXPECT_EQ(In(nested, [] { return TryBind(AF_INET, SOCK_STREAM, 4100); }), 0) << "a host process: warn";
}

TEST_F(CgroupsTest, WalkVisitsParentsFirst) {
  const ScopedCgroup a = root().Nested("a");
  const ScopedCgroup b = a.Nested("b");
  std::vector<CgroupId> ids;
  std::vector<CgroupId> parents;
  const auto walked = WalkCgroups(root().path(), [&](CgroupId id, const std::string& path, CgroupId parent) {
    ids.push_back(id);
    parents.push_back(parent);
    EXPECT_TRUE(path.starts_with("/"));
  });
  ASSERT_TRUE(walked);
  EXPECT_EQ(ids, (std::vector<CgroupId>{root().id(), a.id(), b.id()}));
  EXPECT_EQ(parents, (std::vector<CgroupId>{0, root().id(), a.id()}));
  EXPECT_FALSE(WalkCgroups("/nonexistent", [](CgroupId, const std::string&, CgroupId) {}));
  EXPECT_FALSE(CgroupIdOf("/nonexistent"));
  EXPECT_FALSE(CgroupPathOf("/tmp"));
}

}  // namespace
}  // namespace portlaw::kernel::test
