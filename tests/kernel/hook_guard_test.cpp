// SPDX-License-Identifier: Apache-2.0
// What others undo is seen, told and mended: links that are detached or given another program, pins that are removed.
#include <bpf/bpf.h>
#include <fcntl.h>
#include <gmock/gmock.h>
#include <linux/bpf.h>
#include <sys/mount.h>
#include <sys/stat.h>
#include <unistd.h>

#include <filesystem>

#include "agent/kernel/foreign_programs.h"
#include "agent/kernel/namespaces.h"
#include "tests/kernel/support.h"

namespace portlaw::kernel::test {
namespace {

namespace fs = std::filesystem;
using testing::ElementsAre;
using testing::HasSubstr;
using testing::IsEmpty;

// A program that lets every bind through.
io::UniqueFd PassingProgram(bpf_attach_type type) {
  const bpf_insn pass[] = {{BPF_ALU64 | BPF_MOV | BPF_K, 0, 0, 0, 1}, {BPF_JMP | BPF_EXIT, 0, 0, 0, 0}};
  LIBBPF_OPTS(bpf_prog_load_opts, options, .expected_attach_type = type);
  return io::UniqueFd(bpf_prog_load(BPF_PROG_TYPE_CGROUP_SOCK_ADDR, "passes", "GPL", pass, std::size(pass), &options));
}

class HookGuardTest : public KernelTest {
 protected:
  void SetUp() override {
    KernelTest::SetUp();
    if (IsSkipped() || HasFatalFailure()) return;
    Start(Compile(TwoServices()));
    alpha_.emplace(Subject("alpha", kAlpha));
  }
  void TearDown() override {
    alpha_.reset();
    KernelTest::TearDown();
  }

  // The one directory of pins that there is.
  std::string Pins() const { return fs::directory_iterator(pin_root())->path(); }
  io::UniqueFd Link(const std::string& hook) const {
    return io::UniqueFd(bpf_obj_get((Pins() + "/link_" + hook).c_str()));
  }
  io::UniqueFd Root() const { return io::UniqueFd(::open(root().path().c_str(), O_RDONLY | O_DIRECTORY | O_CLOEXEC)); }

  std::vector<std::string> MissingHooks() {
    std::vector<std::string> missing;
    for (const HookState& hook : kernel().Hooks())
      if (IsMissing(hook)) missing.push_back(hook.name);
    return missing;
  }
  // What was found and mended, or could not be.
  std::vector<std::string> Mend(bool mended = true) {
    std::vector<std::string> found;
    for (const Tampering& tampering : kernel().Mend()) {
      EXPECT_EQ(tampering.failed.empty(), mended) << tampering.what << ": " << tampering.failed;
      found.push_back(tampering.what);
    }
    return found;
  }
  void ExpectEnforced() {
    EXPECT_THAT(MissingHooks(), IsEmpty());
    EXPECT_EQ(In(*alpha_, BindOthers), EPERM);
    EXPECT_EQ(In(*alpha_, BindOwn), 0);
    EXPECT_THAT(Mend(), IsEmpty()) << "nothing is left to mend";
  }

  std::optional<ScopedCgroup> alpha_;
};

TEST_F(HookGuardTest, WhatIsDetachedIsSeenAndAttachedAgain) {
  ExpectEnforced();
  ASSERT_EQ(bpf_link_detach(Link("bind4").get()), 0);
  EXPECT_EQ(In(*alpha_, BindOthers), EPERM) << "post_bind decides again";
  ASSERT_EQ(bpf_link_detach(Link("post_bind4").get()), 0);
  EXPECT_EQ(In(*alpha_, BindOthers), 0) << "the gap is real";
  EXPECT_THAT(MissingHooks(), ElementsAre("cgroup/post_bind4", "cgroup/bind4"));
  EXPECT_THAT(Mend(), ElementsAre("cgroup/post_bind4 was detached", "cgroup/bind4 was detached"));
  ExpectEnforced();
}

TEST_F(HookGuardTest, AnotherProgramInOurLinkIsPutOut) {
  const io::UniqueFd passes = PassingProgram(BPF_CGROUP_INET4_BIND);
  ASSERT_EQ(bpf_link_update(Link("bind4").get(), passes.get(), nullptr), 0);
  EXPECT_THAT(MissingHooks(), ElementsAre("cgroup/bind4"));
  EXPECT_THAT(Mend(), ElementsAre("cgroup/bind4 was given another program"));
  ExpectEnforced();
}

TEST_F(HookGuardTest, RemovedPinsOpenNoGapAndAreMadeAgain) {
  fs::remove_all(pin_root());
  EXPECT_EQ(In(*alpha_, BindOthers), EPERM) << "the links are held";
  EXPECT_THAT(Mend(), testing::Contains(HasSubstr("directory")));
  ExpectEnforced();
  EXPECT_THAT(Kernel::Open(Options()).error().what, HasSubstr("agent is running")) << "the new directory is locked too";
  CloseKernel();
  EXPECT_EQ(In(*alpha_, BindOthers), EPERM) << "and outlives the agent";
  Start(Compile(TwoServices()));
  EXPECT_EQ(kernel().Generation(), 2u) << "the maps were pinned again, with all that is in them";
  ExpectEnforced();
}

TEST_F(HookGuardTest, OnePinThatIsRemovedIsNamed) {
  ASSERT_EQ(::unlink((Pins() + "/link_post_bind6").c_str()), 0);
  ASSERT_EQ(::unlink((Pins() + "/subjects").c_str()), 0);
  EXPECT_THAT(Mend(), ElementsAre("maps were unpinned: subjects", "cgroup/post_bind6 was unpinned"));
  ExpectEnforced();
}

TEST_F(HookGuardTest, WhatCannotBeMendedIsToldOnceAndTriedAgain) {
  ASSERT_EQ(bpf_link_detach(Link("bind4").get()), 0);
  const io::UniqueFd passes = PassingProgram(BPF_CGROUP_INET4_BIND);
  ASSERT_EQ(bpf_prog_attach(passes.get(), Root().get(), BPF_CGROUP_INET4_BIND, BPF_F_ALLOW_OVERRIDE), 0);
  const auto found = kernel().Mend();
  ASSERT_EQ(found.size(), 1u);
  EXPECT_THAT(found[0].failed, HasSubstr("taken: program 'passes'"));
  EXPECT_THAT(found[0].failed, HasSubstr("override"));
  EXPECT_THAT(kernel().Mend(), IsEmpty()) << "told already";
  EXPECT_THAT(MissingHooks(), ElementsAre("cgroup/bind4"));
  ASSERT_EQ(bpf_prog_detach2(passes.get(), Root().get(), BPF_CGROUP_INET4_BIND), 0);
  EXPECT_THAT(Mend(), ElementsAre("cgroup/bind4 was detached"));
  ExpectEnforced();
}

TEST_F(HookGuardTest, ProgramsOfOthersAreListedWithTheirFlags) {
  EXPECT_THAT(kernel().ForeignPrograms(), IsEmpty());
  const io::UniqueFd passes = PassingProgram(BPF_CGROUP_INET6_BIND);
  ASSERT_EQ(bpf_prog_attach(passes.get(), Root().get(), BPF_CGROUP_INET6_BIND, BPF_F_ALLOW_MULTI), 0);
  const auto foreign = kernel().ForeignPrograms();
  ASSERT_EQ(foreign.size(), 1u);
  EXPECT_EQ(foreign[0].hook, "cgroup/bind6");
  EXPECT_EQ(foreign[0].name, "passes");
  EXPECT_EQ(foreign[0].flags, "multi");
  const auto hooks = LookAtRootHooks(root().path(), pin_root());
  ASSERT_TRUE(hooks);
  EXPECT_EQ(hooks->foreign.size(), 1u) << "what is pinned is ours";
  for (const auto& [hook, free] : hooks->hooks) EXPECT_TRUE(free) << hook;
  bpf_prog_detach2(passes.get(), Root().get(), BPF_CGROUP_INET6_BIND);
}

class PinGroundTest : public KernelTest {};

TEST_F(PinGroundTest, ADirectoryOfAnotherUserIsRefused) {
  ASSERT_EQ(::mkdir(pin_root().c_str(), 0700), 0);
  ASSERT_EQ(::chown(pin_root().c_str(), 65534, 65534), 0);
  const auto opened = Kernel::Open(Options());
  ASSERT_FALSE(opened);
  EXPECT_THAT(opened.error().what, HasSubstr("belongs to user 65534"));
  EXPECT_THAT(opened.error().advice, HasSubstr("mode=0700"));
  ASSERT_EQ(::chown(pin_root().c_str(), 0, 0), 0);
  ASSERT_EQ(::chmod(pin_root().c_str(), 0755), 0);
  const auto open_to_all = Kernel::Open(Options());
  ASSERT_FALSE(open_to_all);
  EXPECT_THAT(open_to_all.error().what, HasSubstr("open to others"));
  ASSERT_EQ(::chmod(pin_root().c_str(), 0700), 0);
  EXPECT_TRUE(Kernel::Open(Options()));
}

TEST_F(PinGroundTest, AnUnmountedFileSystemIsNoticed) {
  char directory[] = "/tmp/portlaw-bpffs-XXXXXX";
  ASSERT_NE(::mkdtemp(directory), nullptr);
  ASSERT_EQ(::mount("bpf", directory, "bpf", 0, "mode=0700"), 0);
  KernelOptions options = Options();
  options.pin_root = std::string(directory) + "/pins";
  Start(Compile(TwoServices()), options);
  ASSERT_EQ(::umount2(directory, MNT_DETACH), 0);
  auto found = kernel().Mend();
  ASSERT_FALSE(found.empty());
  EXPECT_THAT(found[0].failed, HasSubstr("BPF file system"));
  ASSERT_EQ(::mount("bpf", directory, "bpf", 0, "mode=0700"), 0);
  found = kernel().Mend();
  ASSERT_FALSE(found.empty());
  for (const Tampering& tampering : found) EXPECT_EQ(tampering.failed, "") << tampering.what;
  CloseKernel();
  const auto unloaded = Kernel::Unload(options.pin_root);
  EXPECT_TRUE(unloaded && *unloaded) << "what was pinned again could be unloaded";
  ::umount(directory);
  ::rmdir(directory);
}

TEST_F(PinGroundTest, AnotherNetworkNamespaceThanTheHostsIsRefusedUnlessConfined) {
  const auto part = CheckNamespaces(root().path(), false);
  ASSERT_FALSE(part);
  EXPECT_THAT(part.error().what, HasSubstr("not the root of all cgroups"));
  const auto whole = CheckNamespaces(fs::path(root().path()).parent_path(), false);
  const auto confined = CheckNamespaces(root().path(), true);
  ASSERT_TRUE(confined);
  if (::access("/proc/1/ns/net", F_OK) != 0) {  // that of PID 1 is hidden from us
    ASSERT_TRUE(whole);
    EXPECT_THAT(*whole, testing::Contains(HasSubstr("cannot be told")));
    return;
  }
  ASSERT_FALSE(whole);
  EXPECT_THAT(whole.error().what, HasSubstr("not the host's network namespace"));
  EXPECT_THAT(*confined, testing::Contains(HasSubstr("count as the host's")));
}

}  // namespace
}  // namespace portlaw::kernel::test
