// SPDX-License-Identifier: Apache-2.0
// A table is not written again while a program may still read it.
#include "agent/kernel/grace_period.h"

#include <bpf/libbpf.h>
#include <fcntl.h>
#include <sys/socket.h>
#include <unistd.h>

#include <memory>

#include "slow.skel.h"
#include "tests/kernel/support.h"

namespace portlaw::kernel::test {
namespace {

// A program beside portlaw's, in which a bind spends some ten milliseconds: the kernel runs both in one RCU section.
class GracePeriodTest : public KernelTest {
 protected:
  void SetUp() override {
    KernelTest::SetUp();
    if (IsSkipped() || HasFatalFailure()) return;
    Start(Compile(TwoServices()));
    slow_.reset(slow_bpf::open_and_load());
    ASSERT_TRUE(slow_);
    const io::UniqueFd cgroup(::open(root().path().c_str(), O_RDONLY | O_DIRECTORY | O_CLOEXEC));
    slow_->links.slow4 = bpf_program__attach_cgroup(slow_->progs.slow4, cgroup.get());
    ASSERT_TRUE(slow_->links.slow4);
  }
  void TearDown() override {
    slow_.reset();
    KernelTest::TearDown();
  }

  void WaitUntilOneRuns() const {
    while (slow_->bss->begun == 0) ::usleep(100);
  }
  bool HasEnded() const { return slow_->bss->ended == 1; }

 private:
  struct Destroy {
    void operator()(slow_bpf* skeleton) const { slow_bpf::destroy(skeleton); }
  };
  std::unique_ptr<slow_bpf, Destroy> slow_;
};

TEST_F(GracePeriodTest, WaitsForTheProgramsThatRun) {
  const auto grace = GracePeriod::Make();
  ASSERT_TRUE(grace) << ToString(grace.error());
  Child binder(root(), BindOwn);
  WaitUntilOneRuns();
  ASSERT_TRUE(grace->Wait());
  EXPECT_TRUE(HasEnded());
  EXPECT_EQ(binder.Wait(), 0);
}

TEST_F(GracePeriodTest, ANewPolicyWaitsForWhoeverMayReadItsPlace) {
  Child binder(root(), BindOwn);
  WaitUntilOneRuns();
  Install(Compile(TwoServices()), 2);
  EXPECT_TRUE(HasEnded());
  EXPECT_EQ(binder.Wait(), 0);
}

}  // namespace
}  // namespace portlaw::kernel::test
