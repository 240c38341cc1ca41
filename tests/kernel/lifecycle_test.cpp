// SPDX-License-Identifier: Apache-2.0
// What is pinned outlives the agent, a new agent takes it over, and unloading leaves nothing.
#include <bpf/bpf.h>
#include <fcntl.h>
#include <linux/bpf.h>
#include <signal.h>
#include <sys/socket.h>
#include <sys/stat.h>
#include <unistd.h>

#include <cstring>
#include <filesystem>
#include <fstream>

#include "bpf/abi.h"
#include "tests/kernel/support.h"

namespace portlaw::kernel::test {
namespace {

namespace fs = std::filesystem;

constexpr bpf_attach_type kAttachTypes[] = {BPF_CGROUP_INET4_BIND, BPF_CGROUP_INET6_BIND, BPF_CGROUP_INET4_POST_BIND,
                                            BPF_CGROUP_INET6_POST_BIND};

class LifecycleTest : public KernelTest {
 protected:
  // How many programs are attached to the test's cgroup.
  int Attached() const {
    const io::UniqueFd cgroup(::open(root().path().c_str(), O_RDONLY | O_DIRECTORY | O_CLOEXEC));
    int attached = 0;
    for (const bpf_attach_type type : kAttachTypes) {
      std::uint32_t programs[16];
      std::uint32_t count = 16;
      EXPECT_EQ(bpf_prog_query(cgroup.get(), type, 0, nullptr, programs, &count), 0);
      attached += static_cast<int>(count);
    }
    return attached;
  }

  std::string Pin(const std::string& name) const { return Abi() + "/" + name; }
  std::string Abi() const { return pin_root() + "/abi-" + std::to_string(PORTLAW_ABI_VERSION); }

  bpf_link_info Link(const std::string& hook) const {
    const io::UniqueFd link(bpf_obj_get(Pin("link_" + hook).c_str()));
    EXPECT_TRUE(link.valid()) << hook;
    bpf_link_info info = {};
    std::uint32_t length = sizeof(info);
    bpf_obj_get_info_by_fd(link.get(), &info, &length);
    return info;
  }

  // An agent that is killed, with or without having attached. Whoever comes after finds what it has pinned.
  void KilledAgent(bool attaches) {
    SharedNumbers ready(1);
    Child agent(root(), [&] {
      const auto policy = Compile(TwoServices());
      auto opened = Kernel::Open(Options());
      if (!opened || !opened->InstallPolicy(*policy, 1, Rows(*policy))) return 1;
      if (!opened->SetSubject({root().id(), kHostRow, root().id(), false, true})) return 2;
      if (attaches && !opened->Attach()) return 3;
      __atomic_store_n(&ready[0], 1, __ATOMIC_RELEASE);
      ::pause();
      return 4;
    });
    for (int i = 0; i < 10000 && !__atomic_load_n(&ready[0], __ATOMIC_ACQUIRE); ++i) ::usleep(1000);
    ASSERT_EQ(ready[0], 1);
    agent.Kill();
  }

  ScopedCgroup SubjectByPin(const std::string& name, Row row) {
    ScopedCgroup cgroup = root().Nested(name);
    auto opened = Kernel::Open(Options());
    EXPECT_TRUE(opened && opened->SetSubject({cgroup.id(), row, cgroup.id(), false, false}));
    return cgroup;
  }
};

TEST_F(LifecycleTest, AKilledAgentLeavesEnforcementAndItsHeirTakesOver) {
  KilledAgent(true);
  EXPECT_EQ(Attached(), 4);
  const ScopedCgroup alpha = SubjectByPin("alpha", kAlpha);
  EXPECT_EQ(In(alpha, BindOthers), EPERM);
  EXPECT_EQ(In(alpha, BindOwn), 0);
  const bpf_link_info before = Link("bind4");

  auto heir = Kernel::Open(Options());
  ASSERT_TRUE(heir) << ToString(heir.error());
  EXPECT_EQ(heir->Generation(), 1u);
  const auto rows = heir->Rows();
  ASSERT_TRUE(rows);
  ASSERT_EQ(rows->size(), 2u);
  EXPECT_EQ((*rows)[0].row, kAlpha);
  EXPECT_EQ(std::get<ContainerIdentity>((*rows)[0].key).name, "alpha-api");
  EXPECT_EQ(heir->Subjects()->size(), 2u);
  ASSERT_EQ(heir->Decisions()->size(), 1u);
  EXPECT_EQ(heir->Decisions()->at(0).decided, 1u);
  for (const HookState& hook : heir->Hooks()) EXPECT_TRUE(hook.attached || hook.name.starts_with("lsm/")) << hook.name;

  std::vector<BindEvent> events;
  heir->Drain([&](const BindEvent& event) { events.push_back(event); }, [](const CgroupEvent&) {});
  EXPECT_EQ(events.size(), 1u) << "what happened while nobody listened waits in the ring";

  const auto policy = Compile(TwoServices());
  ASSERT_TRUE(heir->InstallPolicy(*policy, 2, Rows(*policy)));
  ASSERT_TRUE(heir->Attach());
  EXPECT_EQ(Attached(), 4);
  EXPECT_EQ(Link("bind4").id, before.id);
  EXPECT_EQ(Link("bind4").prog_id, before.prog_id) << "the same program stays attached";
  EXPECT_EQ(In(alpha, BindOthers), EPERM);
}

TEST_F(LifecycleTest, UnloadRemovesEverything) {
  KilledAgent(true);
  const ScopedCgroup alpha = SubjectByPin("alpha", kAlpha);
  EXPECT_EQ(In(alpha, BindOthers), EPERM);
  const auto unloaded = Kernel::Unload(pin_root());
  ASSERT_TRUE(unloaded) << ToString(unloaded.error());
  EXPECT_TRUE(*unloaded);
  EXPECT_FALSE(fs::exists(pin_root()));
  EXPECT_EQ(Attached(), 0);
  EXPECT_EQ(In(alpha, BindOthers), 0);
  EXPECT_FALSE(*Kernel::Unload(pin_root())) << "nothing left to unload";
}

TEST_F(LifecycleTest, UnloadLeavesWhatIsNotOurs) {
  KilledAgent(true);
  const std::string foreign = pin_root() + "/somebody-elses";
  ASSERT_EQ(::mkdir(foreign.c_str(), 0700), 0);
  EXPECT_FALSE(Kernel::Unload(pin_root()));
  EXPECT_TRUE(fs::exists(foreign));
  EXPECT_EQ(Attached(), 0);
  ASSERT_EQ(::rmdir(foreign.c_str()), 0);
}

TEST_F(LifecycleTest, AnAgentKilledHalfwayIsNoObstacle) {
  KilledAgent(false);
  EXPECT_TRUE(fs::exists(Pin("subjects")));
  EXPECT_EQ(Attached(), 0);
  Start(Compile(TwoServices()));
  EXPECT_EQ(Attached(), 4);
  const ScopedCgroup alpha = Subject("alpha", kAlpha);
  EXPECT_EQ(In(alpha, BindOthers), EPERM);
}

TEST_F(LifecycleTest, OneAgentAtATime) {
  Start(Compile(TwoServices()));
  const auto second = Kernel::Open(Options());
  ASSERT_FALSE(second);
  EXPECT_NE(second.error().what.find("agent is running"), std::string::npos) << second.error().what;
  EXPECT_FALSE(Kernel::Unload(pin_root()));
  EXPECT_EQ(Attached(), 4);
}

TEST_F(LifecycleTest, PinsOfAnotherCgroupRootAreRefused) {
  KilledAgent(true);
  const ScopedCgroup elsewhere = root().Nested("elsewhere");
  KernelOptions options = Options();
  options.cgroup_root = elsewhere.path();
  const auto opened = Kernel::Open(options);
  ASSERT_FALSE(opened);
  EXPECT_NE(opened.error().what.find("another cgroup"), std::string::npos) << opened.error().what;
  EXPECT_EQ(Attached(), 4);
}

// The same instructions over other maps are another program.
TEST_F(LifecycleTest, ProgramsAreReplacedInPlace) {
  KilledAgent(true);
  const ScopedCgroup alpha = root().Nested("alpha");
  const bpf_link_info bind = Link("bind4");
  const bpf_link_info mkdir = Link("cgroup_mkdir");
  for (const char* map : {"policy", "subjects", "decisions", "events", "cgroup_events", "faults"})
    ASSERT_EQ(::unlink(Pin(map).c_str()), 0) << map;
  Start(Compile(TwoServices()));
  EXPECT_EQ(Link("bind4").id, bind.id);
  EXPECT_NE(Link("bind4").prog_id, bind.prog_id);
  EXPECT_NE(Link("cgroup_mkdir").id, mkdir.id);
  EXPECT_NE(Link("cgroup_mkdir").prog_id, mkdir.prog_id);
  EXPECT_FALSE(fs::exists(Pin("link_cgroup_mkdir_new")));
  EXPECT_EQ(Attached(), 4);
  ASSERT_TRUE(kernel().SetSubject({alpha.id(), kAlpha, alpha.id(), false, false}));
  EXPECT_EQ(In(alpha, BindOthers), EPERM);
  CgroupEvents();
  const ScopedCgroup beta = root().Nested("beta");
  EXPECT_EQ(CgroupEvents().size(), 1u) << "the old program at mkdir is gone";
}

TEST_F(LifecycleTest, AnotherAbiIsLeftInForceUntilTheNewOneIs) {
  KilledAgent(true);
  const ScopedCgroup alpha = SubjectByPin("alpha", kAlpha);
  const std::string old = pin_root() + "/abi-0";
  ASSERT_EQ(::rename(Abi().c_str(), old.c_str()), 0);

  auto opened = Kernel::Open(Options());
  ASSERT_TRUE(opened) << ToString(opened.error());
  EXPECT_EQ(opened->Generation(), 0u) << "nothing of the old maps is used";
  EXPECT_EQ(In(alpha, BindOthers), EPERM) << "the old programs still decide";
  const auto policy = Compile(TwoServices());
  ASSERT_TRUE(opened->InstallPolicy(*policy, 1, Rows(*policy)));
  ASSERT_TRUE(opened->SetSubject({root().id(), kHostRow, root().id(), false, true}));
  ASSERT_TRUE(opened->SetSubject({alpha.id(), kAlpha, alpha.id(), false, false}));
  EXPECT_TRUE(fs::exists(old));
  ASSERT_TRUE(opened->Attach());
  EXPECT_FALSE(fs::exists(old));
  EXPECT_EQ(Attached(), 4);
  EXPECT_EQ(In(alpha, BindOthers), EPERM);
  EXPECT_EQ(In(alpha, BindOwn), 0);
}

// Somebody else's program, attached alone: the kernel lets no other beside it.
io::UniqueFd AttachAlone(const std::string& cgroup, bpf_attach_type type) {
  const bpf_insn pass[] = {{BPF_ALU64 | BPF_MOV | BPF_K, 0, 0, 0, 1}, {BPF_JMP | BPF_EXIT, 0, 0, 0, 0}};
  LIBBPF_OPTS(bpf_prog_load_opts, options, .expected_attach_type = type);
  io::UniqueFd program(bpf_prog_load(BPF_PROG_TYPE_CGROUP_SOCK_ADDR, "alone", "GPL", pass, std::size(pass), &options));
  const io::UniqueFd directory(::open(cgroup.c_str(), O_RDONLY | O_DIRECTORY | O_CLOEXEC));
  EXPECT_EQ(bpf_prog_attach(program.get(), directory.get(), type, 0), 0) << std::strerror(errno);
  return program;
}

TEST_F(LifecycleTest, AHookThatIsRefusedLeavesNothingAttached) {
  const io::UniqueFd alone = AttachAlone(root().path(), BPF_CGROUP_INET6_BIND);
  {
    auto opened = Kernel::Open(Options());
    ASSERT_TRUE(opened) << ToString(opened.error());
    const auto attached = opened->Attach();
    ASSERT_FALSE(attached);
    EXPECT_NE(attached.error().what.find("bind6 is taken: program 'alone'"), std::string::npos)
        << attached.error().what;
    for (const HookState& hook : opened->Hooks()) EXPECT_FALSE(hook.attached) << hook.name;
    EXPECT_EQ(Attached(), 1) << "only the other's";
  }
  EXPECT_FALSE(fs::exists(pin_root())) << "nor anything pinned";
  const io::UniqueFd directory(::open(root().path().c_str(), O_RDONLY | O_DIRECTORY | O_CLOEXEC));
  bpf_prog_detach2(alone.get(), directory.get(), BPF_CGROUP_INET6_BIND);
}

TEST_F(LifecycleTest, BadSurroundingsAreNamed) {
  KernelOptions options = Options();
  options.cgroup_root = "/tmp";
  EXPECT_NE(Kernel::Open(options).error().what.find("cgroup v2"), std::string::npos);
  options.cgroup_root = root().path() + "/nonexistent";
  EXPECT_NE(Kernel::Open(options).error().what.find("no such cgroup"), std::string::npos);
  options = Options();
  options.pin_root = "/tmp/portlaw-test-pins";
  EXPECT_NE(Kernel::Open(options).error().what.find("BPF file system"), std::string::npos);
  EXPECT_FALSE(fs::exists(options.pin_root));
  options = Options();
  options.max_subjects = 0;
  const auto opened = Kernel::Open(options);
  ASSERT_FALSE(opened);
  EXPECT_FALSE(opened.error().what.empty());
  EXPECT_FALSE(fs::exists(pin_root()));
}

TEST_F(LifecycleTest, WithoutRootNothingIsTried) {
  EXPECT_EQ(In(root(),
               [&] {
                 if (::setuid(65534) != 0) return 2;
                 const auto opened = Kernel::Open(Options());
                 return !opened && opened.error().what.find("root") != std::string::npos ? 0 : 1;
               }),
            0);
}

TEST_F(LifecycleTest, WithoutAPolicyBindsPassAndAreCounted) {
  auto opened = Kernel::Open(Options());
  ASSERT_TRUE(opened);
  ASSERT_TRUE(opened->SetSubject({root().id(), kHostRow, root().id(), false, true}));
  ASSERT_TRUE(opened->Attach());
  EXPECT_EQ(In(root(), BindOthers), 0);
  EXPECT_EQ(opened->Faults().at(0).name, "no-table");
  EXPECT_EQ(opened->Faults().at(0).count, 2u) << "at bind and at post_bind";
}

TEST_F(LifecycleTest, TwoAgentsSideBySide) {
  const ScopedCgroup left = root().Nested("left");
  const ScopedCgroup right = root().Nested("right");
  const auto start = [&](const ScopedCgroup& cgroup, const std::string& pins, Row row) {
    KernelOptions options = Options();
    options.cgroup_root = cgroup.path();
    options.pin_root = pins;
    auto opened = Kernel::Open(options);
    EXPECT_TRUE(opened) << ToString(opened.error());
    const auto policy = Compile(TwoServices());
    EXPECT_TRUE(opened->InstallPolicy(*policy, 1, Rows(*policy)));
    EXPECT_TRUE(opened->SetSubject({cgroup.id(), row, cgroup.id(), false, false}));
    EXPECT_TRUE(opened->Attach());
    return std::move(*opened);
  };
  const auto drain = [](Kernel& kernel, std::size_t& binds, std::size_t& cgroups) {
    binds = cgroups = 0;
    kernel.Drain([&](const BindEvent&) { ++binds; }, [&](const CgroupEvent&) { ++cgroups; });
  };
  {
    Kernel first = start(left, pin_root() + "-left", kAlpha);
    Kernel second = start(right, pin_root() + "-right", kBeta);
    const ScopedCgroup inside = right.Nested("inside");
    EXPECT_EQ(In(left, BindOthers), EPERM);
    EXPECT_EQ(In(inside, BindOthers), 0) << "beta's own";
    EXPECT_EQ(In(inside, BindOwn), EPERM);
    EXPECT_EQ(In(inside, [] { return ::listen(::socket(AF_INET, SOCK_STREAM, 0), 1); }), 0);
    std::size_t binds = 0;
    std::size_t cgroups = 0;
    drain(first, binds, cgroups);
    EXPECT_EQ(binds, 1u);
    EXPECT_EQ(cgroups, 0u);
    drain(second, binds, cgroups);
    EXPECT_EQ(binds, 2u) << "a refused bind and a listener on a chosen port";
    EXPECT_EQ(cgroups, 1u);
  }
  EXPECT_TRUE(*Kernel::Unload(pin_root() + "-left"));
  EXPECT_EQ(In(left, BindOthers), 0);
  EXPECT_EQ(In(right, BindOwn), EPERM) << "the other agent's is not touched";
  EXPECT_TRUE(*Kernel::Unload(pin_root() + "-right"));
}

}  // namespace
}  // namespace portlaw::kernel::test
