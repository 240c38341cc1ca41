// SPDX-License-Identifier: Apache-2.0
// What portlaw gets from this kernel, found by trying. scripts/kernel-features.sh makes the table in the README of it.
#include <sys/socket.h>
#include <sys/utsname.h>

#include <cstdio>

#include "agent/kernel/features.h"
#include "tests/kernel/io_uring_bind.h"
#include "tests/kernel/support.h"

namespace portlaw::kernel::test {
namespace {

class KernelFeaturesTest : public KernelTest {
 protected:
  static void Print(const std::string& feature, bool there) {
    std::printf("feature: %s: %s\n", feature.c_str(), there ? "yes" : "no");
  }
};

bool HasSocket(int family, int type, int protocol) { return io::UniqueFd(::socket(family, type, protocol)).valid(); }

bool HasOption(int option) {
  const io::UniqueFd fd(::socket(AF_INET, SOCK_DGRAM, 0));
  const std::uint32_t range = 40001u << 16 | 40000u;
  return ::setsockopt(fd.get(), IPPROTO_IP, option, &range, sizeof(range)) == 0;
}

TEST_F(KernelFeaturesTest, AreSaid) {
  KernelOptions options = Options();
  options.tell_port_in_use = true;
  Start(Compile(TwoServices()), options);
  utsname kernel = {};
  ::uname(&kernel);
  std::printf("kernel: %s\n", kernel.release);
  for (const HookState& hook : this->kernel().Hooks()) {
    Print("hook `" + hook.name + "`", hook.attached);
    EXPECT_TRUE(hook.attached || !hook.required) << hook.name << ": " << hook.lost;
    EXPECT_TRUE(hook.attached || !hook.lost.empty()) << hook.name;
  }
  const portlaw_features features = TryFeatures();
  Print("who binds is known without a helper (`bpf_get_current_task_btf`)", features.task_btf);
  Print("`refuse_with: in-use` (`bpf_set_retval`)", features.set_retval);
  Print("a port 0 that is steered (`IP_LOCAL_PORT_RANGE`) is told apart", HasOption(51));
  Print("sockets of MPTCP", HasSocket(AF_INET, SOCK_STREAM, 262));
  Print("sockets of UDP-Lite", HasSocket(AF_INET, SOCK_DGRAM, IPPROTO_UDPLITE));
  Print("sockets of SCTP", HasSocket(AF_INET, SOCK_STREAM, IPPROTO_SCTP));
  Print("binds by io_uring", CanBindByIoUring());
}

}  // namespace
}  // namespace portlaw::kernel::test
