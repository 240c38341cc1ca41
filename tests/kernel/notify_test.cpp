// SPDX-License-Identifier: Apache-2.0
// What a developer sees: `portlaw notify` on a real desktop's parts (a session bus, dunst on a virtual X server,
// xclip), and the sentence on the terminal that a process was started from.
#include <fcntl.h>
#include <gmock/gmock.h>
#include <gtest/gtest.h>
#include <poll.h>
#include <pty.h>
#include <sys/stat.h>
#include <sys/wait.h>

#include <array>
#include <csignal>

#include "tests/kernel/agent_support.h"
#include "tests/paths.h"

namespace portlaw::test {
namespace {

using testing::AllOf;
using testing::Contains;
using testing::HasSubstr;

class NotifyTest : public AgentTest {
 protected:
  void SetUp() override {
    AgentTest::SetUp();
    StartAgent(Write("ports.md", TwoServiceRegistry()));
  }

  // A session bus, a screen and who shows notifications on it.
  void StartDesktop() {
    // A bus that starts nothing by itself: what the desktop has is what the test starts.
    const std::string config = Write("bus.conf", "<busconfig><type>session</type><listen>unix:path=" + PathOf("bus") +
                                                     "</listen><policy context=\"default\">"
                                                     "<allow send_destination=\"*\"/><allow eavesdrop=\"true\"/>"
                                                     "<allow own=\"*\"/></policy></busconfig>");
    bus_ = std::make_unique<Program>(
        Arguments{"dbus-daemon", "--config-file=" + config, "--nofork", "--print-address=1"}, PathOf("bus.err"));
    ASSERT_NE(bus_->ReadLine(), "") << bus_->errors();
    screen_ = std::make_unique<Program>(
        // Its socket is the network namespace's alone: one in /tmp, and a lock there, would outlive it.
        Arguments{"Xvfb", "-displayfd", "1", "-nolock", "-nolisten", "unix", "-nolisten", "tcp", "-screen", "0",
                  "1024x640x24"},
        PathOf("screen.err"));
    std::string display = screen_->ReadLine();
    ASSERT_THAT(display, testing::EndsWith("\n")) << screen_->errors();
    display.pop_back();
    session_ = {"DBUS_SESSION_BUS_ADDRESS=unix:path=" + PathOf("bus"), "DISPLAY=:" + display};
    const std::string chooser = Write("choose", "#!/bin/sh\nexec grep -F \"$(cat " + PathOf("choice") + ")\"\n");
    ASSERT_EQ(chmod(chooser.c_str(), 0700), 0);
    dunst_ =
        std::make_unique<Program>(Arguments{"dunst", "-conf", Write("dunstrc", "[global]\ndmenu = " + chooser + "\n")},
                                  PathOf("dunst.err"), session_);
    ASSERT_TRUE(Eventually([this] { return Dunst({"count"}).code == 0; })) << dunst_->errors();
  }

  std::unique_ptr<Program> Notify(const Arguments& more = {}) {
    Arguments command = {PortlawBinary(), "notify", "--socket", socket()};
    command.insert(command.end(), more.begin(), more.end());
    auto program = std::make_unique<Program>(command, PathOf("notify.err"), session_);
    EXPECT_TRUE(Eventually([&] { return program->errors().find("showing") != std::string::npos; }))
        << program->errors();
    return program;
  }

  Outcome InSession(const Arguments& command) {
    Program program(command, PathOf("command.err"), session_);
    const int code = program.Wait();
    return {code, program.output(), program.errors()};
  }
  Outcome Dunst(const Arguments& arguments) {
    Arguments command = {"dunstctl"};
    command.insert(command.end(), arguments.begin(), arguments.end());
    return InSession(command);
  }
  int Displayed() { return std::atoi(Dunst({"count", "displayed"}).output.c_str()); }

  // The text at `key` of one of dunst's notifications, as dbus-send prints it. (dunstctl's history would need busctl,
  // and that systemd.)
  static std::string ValueIn(const std::string& notification, const std::string& key) {
    const auto entry = notification.find("string \"" + key + "\"\n");
    const std::string open = " string \"";
    const auto value =
        entry == std::string::npos ? entry : notification.find(open, notification.find("variant", entry));
    if (value == std::string::npos) return "";
    const auto begin = value + open.size();
    return notification.substr(begin, notification.find("\"\n         )", begin) - begin);
  }

  // All notifications until now, the newest first; the screen is empty afterwards.
  std::vector<std::string> CloseAll() {
    EXPECT_EQ(Dunst({"close-all"}).code, 0);
    std::vector<std::string> texts;
    const std::string history =
        InSession({"dbus-send", "--session", "--print-reply", "--dest=org.freedesktop.Notifications",
                   "/org/freedesktop/Notifications", "org.dunstproject.cmd0.NotificationListHistory"})
            .output;
    const std::string begin = "\n      array [\n";
    for (auto at = history.find(begin); at != std::string::npos;) {
      const auto next = history.find(begin, at + 1);
      const std::string one = history.substr(at, next - at);
      texts.push_back(ValueIn(one, "summary") + ": " + ValueIn(one, "body"));
      at = next;
    }
    return texts;
  }

  // What a click into the menu of the notifications on the screen does: the line with `label` is chosen.
  void Choose(const std::string& label) {
    Write("choice", label);
    EXPECT_EQ(Dunst({"context"}).code, 0);
  }

  Arguments session_;
  std::unique_ptr<Program> bus_;
  std::unique_ptr<Program> screen_;
  std::unique_ptr<Program> dunst_;
};

TEST_F(NotifyTest, ShowsARefusalWithItsSentence) {
  StartDesktop();
  const auto notify = Notify();
  EXPECT_EQ(BindAs("harbor-api", 4200), EPERM);
  ASSERT_TRUE(Eventually([this] { return Displayed() == 1; })) << notify->errors();
  EXPECT_THAT(CloseAll(), testing::ElementsAre(AllOf(HasSubstr("harbor-api was refused 4200/tcp"),
                                                     HasSubstr("quarry-api"), HasSubstr("ports.md:"))));
  EXPECT_EQ(BindAs("harbor-api", 4100), 0) << "its own: nothing is said";
  EXPECT_EQ(BindAs("harbor-api", 4101), 0) << "a sibling's";
  ASSERT_TRUE(Eventually([this] { return Displayed() > 0; }));
  EXPECT_THAT(CloseAll(), testing::ElementsAre(HasSubstr("harbor-api should not have 4101/tcp"), testing::_));
}

TEST_F(NotifyTest, WhyIsAnsweredAndTheNextFreePortIsCopied) {
  StartDesktop();
  const auto notify = Notify();
  EXPECT_EQ(BindAs("harbor-api", 4200), EPERM);
  ASSERT_TRUE(Eventually([this] { return Displayed() == 1; })) << notify->errors();
  Choose("Copy 4102");
  EXPECT_TRUE(Eventually([this] {
    return InSession({"xclip", "-o", "-selection", "clipboard"}).output == "4102";
  })) << notify->errors();
  Choose("Why?");
  ASSERT_TRUE(Eventually([this] { return Displayed() == 2; })) << notify->errors();
  EXPECT_THAT(CloseAll(), Contains(AllOf(HasSubstr("Port 4200/tcp"), HasSubstr("belongs to quarry-api"))));
}

TEST_F(NotifyTest, AProgramThatTriesAndTriesFillsNoScreen) {
  StartDesktop();
  const auto notify = Notify();
  const auto api = BinderAs("harbor-api");
  for (int port = 4200; port < 4220; ++port) EXPECT_EQ(Bind(*api, port), EPERM);
  ASSERT_EQ(Events(20).size(), 20u);
  ASSERT_TRUE(Eventually([this] { return Displayed() == 5; })) << notify->errors();
}

TEST_F(NotifyTest, WaitsForAnAgentThatRestarts) {
  StartDesktop();
  const auto notify = Notify();
  ASSERT_EQ(StopAgent(), 0);
  StartAgent(PathOf("ports.md"));
  ASSERT_TRUE(Eventually([this] {
    EXPECT_EQ(BindAs("harbor-api", 4200), EPERM);
    return Displayed() > 0;
  })) << notify->errors();
}

TEST_F(NotifyTest, WithoutASessionItSaysSo) {
  const std::string nowhere = "unix:path=" + PathOf("no-bus");
  Program notify({PortlawBinary(), "notify", "--socket", socket()}, PathOf("notify.err"),
                 {"DBUS_SESSION_BUS_ADDRESS=" + nowhere});
  EXPECT_EQ(notify.Wait(), 2);
  EXPECT_THAT(notify.errors(), AllOf(HasSubstr("session bus"), HasSubstr("desktop session")));
}

class TerminalTest : public AgentTest {};

TEST_F(TerminalTest, WhoIsRefusedReadsItWhereTheyType) {
  const std::string registry = Write("ports.md", TwoServiceRegistry());
  const std::string settings = Write("settings.yaml", "terminal: true\n");
  StartAgent(registry, {"--settings", settings});
  // A shell on a terminal, which makes itself a container's and binds what it may not have.
  int terminal = -1;
  const std::string command = PortlawBinary() + " run --as harbor-api --socket " + socket() +
                              " -- python3 -c 'import socket; socket.socket().bind((\"127.0.0.1\", 4200))' 2>/dev/null";
  const pid_t shell = forkpty(&terminal, nullptr, nullptr, nullptr);
  if (shell == 0) {
    // As a login does it.
    if (chmod(ttyname(STDIN_FILENO), 0620) != 0) _exit(1);
    execl("/bin/sh", "sh", "-c", (command + "; read end").c_str(), nullptr);
    _exit(127);
  }
  const io::UniqueFd master(terminal);
  std::string shown;
  EXPECT_TRUE(Eventually([&] {
    pollfd waiting{master.get(), POLLIN, 0};
    std::array<char, 4096> buffer{};
    if (poll(&waiting, 1, 0) == 1) {
      const ssize_t size = read(master.get(), buffer.data(), buffer.size());
      if (size > 0) shown.append(buffer.data(), static_cast<std::size_t>(size));
    }
    return shown.find("portlaw: ") != std::string::npos && shown.find("4200") != std::string::npos;
  })) << shown;
  EXPECT_THAT(shown, HasSubstr("quarry-api"));
  ASSERT_EQ(Events(1)[0]["action"], "deny");
  kill(shell, SIGKILL);
  waitpid(shell, nullptr, 0);
}

}  // namespace
}  // namespace portlaw::test
