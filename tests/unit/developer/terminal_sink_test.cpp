// SPDX-License-Identifier: Apache-2.0
#include "agent/developer/terminal_sink.h"

#include <fcntl.h>
#include <gmock/gmock.h>
#include <gtest/gtest.h>
#include <poll.h>
#include <pty.h>
#include <sched.h>
#include <sys/mount.h>
#include <sys/stat.h>
#include <sys/sysmacros.h>
#include <sys/wait.h>
#include <termios.h>
#include <unistd.h>

#include <array>
#include <csignal>
#include <functional>
#include <string>

#include "agent/developer/terminal_of.h"
#include "agent/io/unique_fd.h"
#include "tests/unit/audit/sample_event.h"

namespace portlaw::developer {
namespace {

using ::testing::HasSubstr;

// Somebody with a terminal of their own, who takes messages on it.
class Session {
 public:
  // `first`: what the process does before it waits.
  explicit Session(const std::function<void()>& first = {}) {
    int master = -1;
    std::array<int, 2> ready{};
    EXPECT_EQ(pipe2(ready.data(), O_CLOEXEC), 0);
    std::array<char, 64> name{};
    pid_ = forkpty(&master, name.data(), nullptr, nullptr);
    if (pid_ == 0) {
      if (first) first();
      if (write(ready[1], "!", 1) == 1) pause();
      _exit(0);
    }
    io::UniqueFd read_end(ready[0]);
    close(ready[1]);
    char byte = 0;
    EXPECT_EQ(read(read_end.get(), &byte, 1), 1);
    master_ = io::UniqueFd(master);
    path_ = name.data();
    EXPECT_EQ(chmod(path_.c_str(), 0620), 0);
  }
  Session(const Session&) = delete;
  Session& operator=(const Session&) = delete;
  ~Session() {
    kill(pid_, SIGKILL);
    waitpid(pid_, nullptr, 0);
  }

  pid_t pid() const { return pid_; }
  const std::string& path() const { return path_; }
  int master() const { return master_.get(); }

  // All that has been written there; what was written is there when write(2) returns.
  std::string Shown() const {
    std::string shown;
    std::array<char, 4096> buffer{};
    for (pollfd waiting{master_.get(), POLLIN, 0}; poll(&waiting, 1, 0) == 1 && (waiting.revents & POLLIN) != 0;) {
      const ssize_t size = read(master_.get(), buffer.data(), buffer.size());
      if (size <= 0) break;
      shown.append(buffer.data(), static_cast<std::size_t>(size));
    }
    return shown;
  }

 private:
  pid_t pid_ = -1;
  io::UniqueFd master_;
  std::string path_;
};

class TerminalSinkTest : public ::testing::Test {
 protected:
  static audit::AuditEvent EventOf(pid_t pid) {
    audit::AuditEvent event = audit::SampleEvent();
    event.process.pid = static_cast<std::uint32_t>(pid);
    event.process.ppid = 0;
    event.process.uid = geteuid();
    event.process.loginuid.reset();
    return event;
  }
  void Write(const audit::AuditEvent& event) { sink_.Write(event); }

  bool wanted_ = true;
  TerminalSink sink_{[this] { return wanted_; }};
};

TEST_F(TerminalSinkTest, SaysItOnTheTerminalOfWhoWasRefused) {
  const Session developer;
  const Session bystander;
  Write(EventOf(developer.pid()));
  EXPECT_EQ(developer.Shown(), "\r\r\nportlaw: one sentence\r\r\n") << "a terminal makes \\r\\n of \\n";
  EXPECT_EQ(bystander.Shown(), "");
}

TEST_F(TerminalSinkTest, SaysNothingWhereItIsNotWanted) {
  const Session developer;
  wanted_ = false;
  Write(EventOf(developer.pid()));
  EXPECT_EQ(developer.Shown(), "");
  wanted_ = true;
  Write(EventOf(developer.pid()));
  EXPECT_THAT(developer.Shown(), HasSubstr("one sentence"));
}

TEST_F(TerminalSinkTest, RespectsMesg) {
  const Session developer;
  ASSERT_EQ(chmod(developer.path().c_str(), 0600), 0);
  Write(EventOf(developer.pid()));
  EXPECT_EQ(developer.Shown(), "");
  ASSERT_EQ(chmod(developer.path().c_str(), 0620), 0);
  Write(EventOf(developer.pid()));
  EXPECT_THAT(developer.Shown(), HasSubstr("one sentence"));
}

TEST_F(TerminalSinkTest, LeavesATerminalOfAnotherUserAlone) {
  const Session developer;
  audit::AuditEvent event = EventOf(developer.pid());
  event.process.uid = geteuid() + 1;
  Write(event);
  EXPECT_EQ(developer.Shown(), "");
  event.process.loginuid = geteuid();  // sudo: another user's process on one's own terminal
  Write(event);
  EXPECT_THAT(developer.Shown(), HasSubstr("one sentence"));
}

TEST_F(TerminalSinkTest, OfAProcessThatIsGoneTheParentHasIt) {
  const Session developer;
  const pid_t gone = fork();
  if (gone == 0) _exit(0);
  waitpid(gone, nullptr, 0);
  audit::AuditEvent event = EventOf(gone);
  Write(event);
  EXPECT_EQ(developer.Shown(), "");
  event.process.ppid = static_cast<std::uint32_t>(developer.pid());
  Write(event);
  EXPECT_THAT(developer.Shown(), HasSubstr("one sentence"));
}

TEST_F(TerminalSinkTest, SaysOneSentenceASecondToEachTerminal) {
  const Session developer;
  const Session other;
  audit::AuditEvent event = EventOf(developer.pid());
  Write(event);
  event.time += std::chrono::milliseconds(999);
  event.message = "too soon";
  Write(event);
  audit::AuditEvent others = EventOf(other.pid());
  others.time = event.time;
  Write(others);
  EXPECT_THAT(developer.Shown(), ::testing::Not(HasSubstr("too soon")));
  EXPECT_THAT(other.Shown(), HasSubstr("one sentence"));
  event.time += std::chrono::milliseconds(1);
  event.message = "a second later";
  Write(event);
  EXPECT_THAT(developer.Shown(), HasSubstr("a second later"));
}

TEST_F(TerminalSinkTest, IsNotHeldUpByATerminalThatTakesNothing) {
  const Session developer;
  const io::UniqueFd terminal(open(developer.path().c_str(), O_RDWR | O_NOCTTY | O_CLOEXEC));
  ASSERT_EQ(tcflow(terminal.get(), TCOOFF), 0);  // what Ctrl-S does
  Write(EventOf(developer.pid()));
  EXPECT_EQ(developer.Shown(), "");
  ASSERT_EQ(tcflow(terminal.get(), TCOON), 0);
  audit::AuditEvent later = EventOf(developer.pid());
  later.time += std::chrono::seconds(1);
  later.message = "goes on";
  Write(later);
  EXPECT_THAT(developer.Shown(), HasSubstr("goes on"));
}

// A container's /dev/pts is another one, in which the same number is somebody else's.
TEST_F(TerminalSinkTest, ReachesIntoNoContainer) {
  if (geteuid() != 0) GTEST_SKIP() << "mounts; needs root";
  const Session contained([] {
    const bool mounted = unshare(CLONE_NEWNS) == 0 && mount(nullptr, "/", nullptr, MS_REC | MS_PRIVATE, nullptr) == 0 &&
                         mount("devpts", "/dev/pts", "devpts", 0, "newinstance,ptmxmode=0666") == 0;
    if (!mounted) _exit(1);
  });
  Write(EventOf(contained.pid()));
  EXPECT_EQ(contained.Shown(), "");
}

TEST_F(TerminalSinkTest, AnotherViewOfTheSameTerminalsIsNoContainer) {
  if (geteuid() != 0) GTEST_SKIP() << "makes a mount namespace; needs root";
  const Session developer([] {
    if (unshare(CLONE_NEWNS) != 0) _exit(1);
  });
  Write(EventOf(developer.pid()));
  EXPECT_THAT(developer.Shown(), HasSubstr("one sentence"));
}

TEST(PseudoTerminalsAt, OfALineOfMountinfo) {
  EXPECT_EQ(PseudoTerminalsAt("26 25 0:23 / /dev/pts rw,nosuid shared:3 - devpts devpts rw,gid=5"), makedev(0, 23));
  EXPECT_EQ(PseudoTerminalsAt("25 1 0:5 / /dev rw,nosuid shared:2 - devtmpfs udev rw"), std::nullopt);
  EXPECT_EQ(PseudoTerminalsAt("26 25 0:23"), std::nullopt);
  EXPECT_EQ(PseudoTerminalsAt(""), std::nullopt);
}

TEST(TerminalPath, OfConsolesSerialLinesAndPseudoTerminals) {
  EXPECT_EQ(TerminalPath(136, 3), "/dev/pts/3");
  EXPECT_EQ(TerminalPath(136, 70'000), "/dev/pts/70000");
  EXPECT_EQ(TerminalPath(4, 1), "/dev/tty1");
  EXPECT_EQ(TerminalPath(4, 64), "/dev/ttyS0");
  EXPECT_EQ(TerminalPath(5, 0), std::nullopt) << "/dev/tty is whose it is that opens it";
  EXPECT_EQ(TerminalPath(1, 1), std::nullopt);
}

}  // namespace
}  // namespace portlaw::developer
