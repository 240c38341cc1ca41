// SPDX-License-Identifier: Apache-2.0
// How long the programs are, and how long the verifier looks at them. Printed by scripts/program-cost.sh, kernel by
// kernel; the bound is where a change would be worth a second thought.
#include <bpf/bpf.h>
#include <linux/bpf.h>
#include <sys/utsname.h>

#include <cstdio>
#include <filesystem>

#include "tests/kernel/support.h"

namespace portlaw::kernel::test {
namespace {

class ProgramCostTest : public KernelTest {};

constexpr std::uint32_t kMostInstructions = 4000;
constexpr std::uint32_t kMostVerified = 100000;  // the kernel gives up at a million

bpf_prog_info ProgramOf(const std::string& link_pin) {
  const io::UniqueFd link(bpf_obj_get(link_pin.c_str()));
  bpf_link_info about = {};
  std::uint32_t length = sizeof(about);
  bpf_obj_get_info_by_fd(link.get(), &about, &length);
  const io::UniqueFd program(bpf_prog_get_fd_by_id(about.prog_id));
  bpf_prog_info info = {};
  length = sizeof(info);
  bpf_obj_get_info_by_fd(program.get(), &info, &length);
  return info;
}

TEST_F(ProgramCostTest, IsBounded) {
  KernelOptions options = Options();
  options.tell_port_in_use = true;
  Start(Compile(TwoServices()), options);
  utsname kernel = {};
  ::uname(&kernel);
  std::printf("%s\n%-22s %12s %12s %18s\n", kernel.release, "program", "instructions", "machine code",
              "verifier looked at");
  int programs = 0;
  for (const auto& entry : std::filesystem::recursive_directory_iterator(pin_root())) {
    const std::string pin = entry.path().filename();
    if (!pin.starts_with("link_")) continue;
    const bpf_prog_info info = ProgramOf(entry.path());
    const std::uint32_t instructions = info.xlated_prog_len / sizeof(bpf_insn);
    std::printf("%-22s %12u %12u %18u\n", pin.substr(5).c_str(), instructions, info.jited_prog_len,
                info.verified_insns);  // 0 before 5.16
    EXPECT_GT(instructions, 0u) << pin;
    EXPECT_LT(instructions, kMostInstructions) << pin;
    EXPECT_LT(info.verified_insns, kMostVerified) << pin;
    ++programs;
  }
  EXPECT_GE(programs, 6);
}

}  // namespace
}  // namespace portlaw::kernel::test
