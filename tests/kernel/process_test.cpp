// SPDX-License-Identifier: Apache-2.0
// Who it was: events name the process though it is gone.
#include <fcntl.h>
#include <gmock/gmock.h>
#include <sys/wait.h>
#include <time.h>
#include <unistd.h>

#include <filesystem>
#include <fstream>

#include "tests/kernel/support.h"

namespace portlaw::kernel::test {
namespace {

namespace fs = std::filesystem;
using testing::ElementsAre;
using testing::StartsWith;

constexpr std::uint16_t kOthers = 4200;

std::uint64_t BootTime() {
  timespec now{};
  ::clock_gettime(CLOCK_BOOTTIME, &now);
  return static_cast<std::uint64_t>(now.tv_sec) * 1'000'000'000 + static_cast<std::uint64_t>(now.tv_nsec);
}

class ProcessTest : public KernelTest {
 protected:
  // An event for every bind.
  void StartWithoutLimit() {
    Settings settings;
    settings.rate_limit.burst = 1'000'000;
    Start(Compile(TwoServices(), settings));
  }
};

TEST_F(ProcessTest, AnEventSaysWhoItWas) {
  StartWithoutLimit();
  const ScopedCgroup alpha = Subject("alpha", kAlpha);
  const std::uint64_t before = BootTime();
  EXPECT_EQ(In(alpha, BindOthers), EPERM);
  const auto events = Events();
  ASSERT_EQ(events.size(), 1u);
  const ProcessDetails& process = events[0].process;
  EXPECT_EQ(process.exe, fs::read_symlink("/proc/self/exe"));
  std::ifstream file("/proc/self/cmdline");
  std::string first;
  std::getline(file, first, '\0');
  ASSERT_FALSE(process.args.empty());
  EXPECT_THAT(first, StartsWith(process.args[0]));
  EXPECT_EQ(process.ppid, static_cast<std::uint32_t>(::getpid()));
  EXPECT_FALSE(process.parent.empty());
  EXPECT_GE(process.started_ns + 50'000'000, before);
  EXPECT_LE(process.started_ns, BootTime());
}

// Runs the program of the tests as the one that binds (agent_support.cpp), from a file that has no name any more.
int RunNamelessBinder(const std::string& directory) {
  const std::string program = directory + "/binder";
  const std::string input = directory + "/input";
  fs::copy_file("/proc/self/exe", program);
  std::ofstream(input) << kOthers << "\n";
  const io::UniqueFd file(::open(program.c_str(), O_RDONLY | O_CLOEXEC));
  ::dup2(::open(input.c_str(), O_RDONLY | O_CLOEXEC), STDIN_FILENO);
  ::dup2(::open("/dev/null", O_WRONLY | O_CLOEXEC), STDOUT_FILENO);
  fs::remove(program);
  const char* arguments[] = {"binder", "", "last", nullptr};
  const char* environment[] = {"PORTLAW_TEST_BINDER=1", nullptr};
  ::fexecve(file.get(), const_cast<char**>(arguments), const_cast<char**>(environment));
  return 126;
}

TEST_F(ProcessTest, AProgramThatIsRemovedIsStillNamed) {
  StartWithoutLimit();
  const ScopedCgroup alpha = Subject("alpha", kAlpha);
  char directory[] = "/tmp/portlaw-process-XXXXXX";
  ASSERT_NE(::mkdtemp(directory), nullptr);
  EXPECT_EQ(In(alpha, [&] { return RunNamelessBinder(directory); }), 0);
  const auto events = Events();
  fs::remove_all(directory);
  ASSERT_EQ(events.size(), 1u);
  EXPECT_EQ(events[0].process.exe, std::string(directory) + "/binder (deleted)");
  EXPECT_THAT(events[0].process.args, ElementsAre("binder", "", "last"));
}

TEST_F(ProcessTest, OneThatExitsAtOnceIsNamedEveryTime) {
  StartWithoutLimit();
  const ScopedCgroup alpha = Subject("alpha", kAlpha);
  constexpr int kTimes = 10'000;
  const std::string exe = fs::read_symlink("/proc/self/exe");
  int named = 0;
  const auto count = [&] {
    for (const BindEvent& event : Events()) named += event.process.exe == exe && !event.process.args.empty();
  };
  Child parent(alpha, [] {
    for (int i = 0; i < kTimes; ++i) {
      const pid_t child = ::fork();
      if (child == 0) ::_exit(BindOthers() == EPERM ? 0 : 1);
      int status = 0;
      if (::waitpid(child, &status, 0) != child || status != 0) return 1;
    }
    return 0;
  });
  EXPECT_EQ(parent.Wait(count), 0);
  count();
  EXPECT_EQ(named, kTimes);
}

}  // namespace
}  // namespace portlaw::kernel::test
