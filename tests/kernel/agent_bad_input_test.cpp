// SPDX-License-Identifier: Apache-2.0
// Whatever is wrong: one clear message, exit code 2, and nothing left behind.
#include <fcntl.h>
#include <gmock/gmock.h>
#include <grp.h>
#include <gtest/gtest.h>
#include <sched.h>
#include <sys/mount.h>
#include <sys/stat.h>
#include <unistd.h>

#include <filesystem>
#include <fstream>

#include "tests/kernel/agent_support.h"

namespace portlaw::test {
namespace {

namespace fs = std::filesystem;
using testing::HasSubstr;

class AgentBadInputTest : public AgentTest {
 protected:
  // The agent with `arguments` does not start, says `message`, and leaves nothing.
  void Refuses(const Arguments& arguments, const std::string& message, const std::function<void()>& before_exec = {}) {
    Program program(arguments, PathOf("refused.err"), {}, before_exec);
    EXPECT_EQ(program.Wait(), 2);
    EXPECT_THAT(program.errors(), HasSubstr(message));
    EXPECT_THAT(program.errors(), HasSubstr("portlaw: "));
    EXPECT_FALSE(Pinned());
    EXPECT_FALSE(fs::exists(socket()));
    for (const auto& entry : fs::directory_iterator(cgroup_root())) EXPECT_FALSE(entry.is_directory()) << entry.path();
  }
  void RefusesRegistry(const std::string& path, const std::string& message) { Refuses(AgentArguments(path), message); }
};

TEST_F(AgentBadInputTest, AMissingRegistry) { RefusesRegistry(PathOf("none.md"), "none.md"); }

TEST_F(AgentBadInputTest, AnEmptyRegistry) { RefusesRegistry(Write("ports.md", ""), "ports.md"); }

TEST_F(AgentBadInputTest, ANamedPipeThatSomebodyHoldsOpen) {
  ASSERT_EQ(mkfifo(PathOf("ports.md").c_str(), 0600), 0);
  const io::UniqueFd held(open(PathOf("ports.md").c_str(), O_RDWR | O_CLOEXEC));
  RefusesRegistry(PathOf("ports.md"), "a pipe or a device");
}

TEST_F(AgentBadInputTest, ABinaryRegistry) {
  std::string bytes;
  for (int i = 0; i < 4096; ++i) bytes += static_cast<char>(i * 37);
  RefusesRegistry(Write("ports.md", bytes), "ports.md");
}

TEST_F(AgentBadInputTest, ARegistryOf100Megabytes) {
  const std::string path = Write("ports.md", TwoServiceRegistry());
  fs::resize_file(path, 100 * 1024 * 1024);
  RefusesRegistry(path, "ports.md");
}

TEST_F(AgentBadInputTest, APortOf70000) {
  RefusesRegistry(Write("ports.md", "| Port | Service | Container |\n|---|---|---|\n| 70000 | API | harbor-api |\n"),
                  "ports.md:3: ");
}

TEST_F(AgentBadInputTest, ARangeBackwards) {
  RefusesRegistry(
      Write("ports.md", TwoServiceRegistry() + "\n### Marina (4399-4300)\n\n| Port | Service | Container |\n"
                                               "|---|---|---|\n| 4300 | API | marina-api |\n"),
      "4399");
}

TEST_F(AgentBadInputTest, BrokenUtf8) {
  RefusesRegistry(Write("ports.md", TwoServiceRegistry() + "\xc3\x28\n"), "UTF-8");
}

TEST_F(AgentBadInputTest, ASettingThatDoesNotExist) {
  const std::string settings = Write("settings.yaml", "mode: enforce\nmoode: audit\n");
  Refuses(AgentArguments(Write("ports.md", TwoServiceRegistry()), {"--settings", settings}), "settings.yaml:2: ");
}

TEST_F(AgentBadInputTest, AllThatIsWrongIsSaidAtOnce) {
  const std::string settings = Write("settings.yaml", "moode: audit\n");
  Program program(AgentArguments(PathOf("none.md"), {"--settings", settings}), PathOf("refused.err"));
  EXPECT_EQ(program.Wait(), 2);
  EXPECT_THAT(program.errors(), HasSubstr("none.md"));
  EXPECT_THAT(program.errors(), HasSubstr("moode"));
}

TEST_F(AgentBadInputTest, AGroupThatDoesNotExist) {
  const std::string settings = Write("settings.yaml", "control:\n  group: no-such-group-here\n");
  Refuses(AgentArguments(Write("ports.md", TwoServiceRegistry()), {"--settings", settings}), "no-such-group-here");
}

TEST_F(AgentBadInputTest, AnAuditLogThatCannotBeWritten) {
  Refuses(AgentArguments(Write("ports.md", TwoServiceRegistry()), {"--audit-log", PathOf("no/such/directory/log")}),
          "no/such/directory/log");
}

TEST_F(AgentBadInputTest, ASocketPathThatIsTaken) {
  Write("taken", "a file of somebody");
  Program program(AgentArguments(Write("ports.md", TwoServiceRegistry()), {"--socket", PathOf("taken")}),
                  PathOf("refused.err"));
  EXPECT_EQ(program.Wait(), 2);
  EXPECT_THAT(program.errors(), HasSubstr("not a socket"));
  EXPECT_FALSE(Pinned());
  EXPECT_EQ(fs::file_size(PathOf("taken")), 18u);
}

TEST_F(AgentBadInputTest, NoRoot) {
  Refuses(AgentArguments(Write("ports.md", TwoServiceRegistry()), {"--audit-log", "/dev/null"}), "root", [] {
    if (setgroups(0, nullptr) != 0 || setresgid(65534, 65534, 65534) != 0 || setresuid(65534, 65534, 65534) != 0) {
      _exit(99);
    }
  });
}

// Hides a file or directory from the agent alone.
std::function<void()> Covering(const char* path) {
  return [path] {
    struct stat status {};
    if (unshare(CLONE_NEWNS) != 0 || mount("none", "/", nullptr, MS_REC | MS_PRIVATE, nullptr) != 0) _exit(98);
    if (stat(path, &status) != 0) _exit(97);
    const int mounted = S_ISDIR(status.st_mode) ? mount("none", path, "tmpfs", 0, nullptr)
                                                : mount("/dev/null", path, nullptr, MS_BIND, nullptr);
    if (mounted != 0) _exit(96);
  };
}

TEST_F(AgentBadInputTest, NoBtf) {
  Refuses(AgentArguments(Write("ports.md", TwoServiceRegistry())), "BTF", Covering("/sys/kernel/btf/vmlinux"));
}

TEST_F(AgentBadInputTest, NoCgroup2) {
  Refuses(AgentArguments(Write("ports.md", TwoServiceRegistry()), {"--cgroup-root", directory()}), "cgroup v2");
}

TEST_F(AgentBadInputTest, NoBpffs) {
  Refuses(AgentArguments(Write("ports.md", TwoServiceRegistry()), {"--pin-root", PathOf("pins")}), "bpf");
}

TEST_F(AgentBadInputTest, ARegistryThatContradictsItselfIsLoadedAllTheSame) {
  StartAgent(Write("ports.md", TwoServiceRegistry() + "| 4100 | Also | quarry-web | Contests |\n"));
  EXPECT_EQ(BindAs("harbor-api", 4100), 0);
  EXPECT_EQ(Events(1)[0]["reason"], "contested");
}

TEST_F(AgentBadInputTest, UnknownOptionsAndValues) {
  EXPECT_EQ(Portlaw({"agent"}).code, 2);
  EXPECT_EQ(Portlaw({"agent", "--registry", "x", "--mode", "maybe"}).code, 2);
  EXPECT_EQ(Portlaw({"status", "--socket", PathOf("none")}).code, 2);
}

}  // namespace
}  // namespace portlaw::test
