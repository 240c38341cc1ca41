// SPDX-License-Identifier: Apache-2.0
// The control socket with real sockets: the server's loop runs in a thread, clients block in the test.
#include "agent/control/server.h"

#include <fcntl.h>
#include <gtest/gtest.h>
#include <stdlib.h>
#include <sys/epoll.h>
#include <sys/socket.h>
#include <sys/stat.h>
#include <sys/syscall.h>
#include <sys/un.h>
#include <unistd.h>

#include <atomic>
#include <filesystem>
#include <fstream>
#include <functional>
#include <future>
#include <mutex>
#include <nlohmann/json.hpp>
#include <thread>

#include "agent/control/client.h"

namespace portlaw::control {
namespace {

using nlohmann::json;

class ServerTest : public testing::Test {
 protected:
  ServerTest() {
    char name[] = "/tmp/portlaw-control-XXXXXX";
    directory_ = mkdtemp(name);
    socket_ = directory_ + "/control.sock";
  }

  ~ServerTest() override {
    if (thread_.joinable()) {
      InLoop([this] {
        server_.reset();
        loop_->Exit(0);
      });
      thread_.join();
    }
    std::filesystem::remove_all(directory_);
  }

  void Start(std::optional<gid_t> group = std::nullopt) {
    loop_.emplace(std::move(*io::EventLoop::Make()));
    std::vector<RequestHandler> handlers;
    handlers.push_back({"echo", false, [](const json& request) {
                          json reply = Ok();
                          reply["text"] = request.at("text");
                          return reply;
                        }});
    handlers.push_back({"fail", false, [](const json&) {
                          Errors errors;
                          errors.push_back(Fail({"f", 3}, "a", "b").value());
                          errors.push_back(Fail({}, "c").value());
                          return Failed(errors);
                        }});
    handlers.push_back({"big", true, [](const json&) {
                          json reply = Ok();
                          reply["text"] = std::string(4 << 20, 'x');
                          return reply;
                        }});
    auto server = Server::Make(*loop_, {socket_, group}, std::move(handlers), [this] {
      if (on_end_) on_end_();
    });
    ASSERT_TRUE(server) << ToString(server.error());
    server_ = std::move(*server);
    // The test talks to the loop's thread through a pipe, like everything else that the loop waits for.
    ASSERT_EQ(pipe2(pipe_, O_CLOEXEC), 0);
    wake_ = std::move(*loop_->OnIo(pipe_[0], EPOLLIN, [this](auto) { RunTask(); }));
    thread_ = std::thread([this] { loop_->Run(); });
  }

  void RunTask() {
    std::function<void()>* task = nullptr;
    ASSERT_EQ(read(pipe_[0], &task, sizeof task), static_cast<ssize_t>(sizeof task));
    (*task)();
  }

  void InLoop(std::function<void()> work) {
    std::promise<void> done;
    std::function<void()> task = [&] {
      work();
      done.set_value();
    };
    auto* pointer = &task;
    ASSERT_EQ(write(pipe_[1], &pointer, sizeof pointer), static_cast<ssize_t>(sizeof pointer));
    done.get_future().wait();
  }

  void Publish(const std::string& text, const std::string& cgroup) {
    InLoop([&] { server_->Publish({{"text", text}}, cgroup); });
  }

  Client Connected() { return std::move(*Client::Connect(socket_)); }

  std::string directory_;
  std::string socket_;
  std::function<void()> on_end_;
  std::optional<io::EventLoop> loop_;
  std::unique_ptr<Server> server_;
  io::Watch wake_;
  int pipe_[2] = {-1, -1};
  std::thread thread_;
};

TEST_F(ServerTest, AnswersRequestAfterRequest) {
  Start();
  Client client = Connected();
  for (const char* text : {"one", "two"}) {
    const auto reply = client.Ask({{"request", "echo"}, {"text", text}});
    ASSERT_TRUE(reply);
    EXPECT_EQ((*reply)["text"], text);
  }
}

TEST_F(ServerTest, RequestsSentTogetherAreAllAnswered) {
  Start();
  Client client = Connected();
  for (int i = 0; i < 50; ++i) ASSERT_TRUE(client.Send({{"request", "echo"}, {"text", i}}));
  for (int i = 0; i < 50; ++i) EXPECT_EQ((**client.Next(std::chrono::seconds(10)))["text"], i);
}

TEST_F(ServerTest, FailuresReachTheClientOneByOne) {
  Start();
  const auto reply = Connected().Ask({{"request", "fail"}});
  ASSERT_FALSE(reply);
  ASSERT_EQ(reply.error().size(), 2u);
  EXPECT_EQ(ToString(reply.error()[0]), "f:3: a; b");
  EXPECT_EQ(ToString(reply.error()[1]), "c");
}

TEST_F(ServerTest, AnUnknownRequestOrOneOfAnotherTypeIsAnsweredAndTheNextIsServed) {
  Start();
  Client client = Connected();
  EXPECT_FALSE(client.Ask({{"request", "dance"}}));
  EXPECT_FALSE(client.Ask({{"request", "echo"}}));  // no text: the handler throws
  EXPECT_TRUE(client.Ask({{"request", "echo"}, {"text", 1}}));
}

TEST_F(ServerTest, GarbageIsRefusedAndTheConnectionClosed) {
  Start();
  Client client = Connected();
  ASSERT_EQ(send(client.fd(), "\xff\xfe{\n", 4, 0), 4);
  EXPECT_EQ((**client.Next(std::chrono::seconds(10)))["ok"], false);
  EXPECT_FALSE(client.Next(std::chrono::seconds(10)));
}

TEST_F(ServerTest, ARequestThatNeverEndsIsCutOff) {
  Start();
  Client client = Connected();
  const std::string flood(kMaxRequestBytes * 4, 'x');
  std::size_t sent = 0;
  while (sent < flood.size()) {
    const ssize_t took = send(client.fd(), flood.data() + sent, flood.size() - sent, MSG_NOSIGNAL);
    if (took < 0) break;  // the server has closed
    sent += static_cast<std::size_t>(took);
  }
  EXPECT_FALSE(client.Next(std::chrono::seconds(10)));
  EXPECT_TRUE(Connected().Ask({{"request", "echo"}, {"text", 1}}));
}

TEST_F(ServerTest, AnAnswerLargerThanTheSocketArrivesWhole) {
  Start();
  const auto reply = Connected().Ask({{"request", "big"}});
  ASSERT_TRUE(reply);
  EXPECT_EQ((*reply)["text"].get<std::string>().size(), 4u << 20);
}

TEST_F(ServerTest, AWatcherGetsEventsOfItsCgroupOnly) {
  Start();
  Client watcher = Connected();
  ASSERT_TRUE(watcher.Ask({{"request", "watch"}, {"cgroup", "/a"}}));
  Publish("other", "/ab");
  Publish("unknown", "");
  Publish("own", "/a");
  Publish("nested", "/a/b");
  EXPECT_EQ((**watcher.Next(std::chrono::seconds(10)))["event"]["text"], "own");
  EXPECT_EQ((**watcher.Next(std::chrono::seconds(10)))["event"]["text"], "nested");
}

TEST_F(ServerTest, TheEndOfAWatchDeliversWhatIsStillUnderWay) {
  Start();
  on_end_ = [this] { server_->Publish({{"text", "last"}}, "/a"); };
  Client watcher = Connected();
  ASSERT_TRUE(watcher.Ask({{"request", "watch"}}));
  ASSERT_TRUE(watcher.Send({{"request", "end"}}));
  EXPECT_EQ((**watcher.Next(std::chrono::seconds(10)))["event"]["text"], "last");
  EXPECT_EQ((**watcher.Next(std::chrono::seconds(10)))["end"], true);
  EXPECT_FALSE(watcher.Next(std::chrono::seconds(10)));
}

TEST_F(ServerTest, ASlowWatcherLosesEventsAndIsToldHowMany) {
  Start();
  Client slow = Connected();
  ASSERT_TRUE(slow.Ask({{"request", "watch"}}));
  const std::string text(1000, 'x');
  constexpr int kEvents = 5000;
  InLoop([&] {
    for (int i = 0; i < kEvents; ++i) server_->Publish({{"text", text}}, "/a");
  });
  ASSERT_TRUE(slow.Send({{"request", "end"}}));
  int got = 0;
  int told = 0;
  int dropped = -1;
  while (dropped < 0) {
    const auto line = slow.Next(std::chrono::seconds(10));
    ASSERT_TRUE(line && *line);
    if ((*line)->contains("event")) ++got;
    if ((*line)->contains("end"))
      dropped = (**line)["dropped"];
    else if ((*line)->contains("dropped"))
      told += (**line)["dropped"].get<int>();
  }
  EXPECT_GT(dropped, 0);
  EXPECT_EQ(got + dropped, kEvents);
  EXPECT_LE(told, dropped);
  InLoop([&] { EXPECT_EQ(server_->Dropped(), static_cast<std::uint64_t>(dropped)); });
}

TEST_F(ServerTest, TheSocketIsForRootAlone) {
  Start();
  struct stat status {};
  ASSERT_EQ(stat(socket_.c_str(), &status), 0);
  EXPECT_EQ(status.st_mode & 07777, 0660u);
  EXPECT_EQ(status.st_uid, 0u);
}

// In a thread with credentials of its own, which is what the system calls give (the C library's wrappers change all
// threads, and a fork of a process with threads may inherit a lock that nobody will release): credentials(7).
int AsUser(uid_t uid, gid_t gid, const std::vector<gid_t>& groups, const std::function<int()>& ask) {
  int result = 99;
  std::thread([&] {
    if (syscall(SYS_setgroups, groups.size(), groups.data()) == 0 && syscall(SYS_setresgid, gid, gid, gid) == 0 &&
        syscall(SYS_setresuid, uid, uid, uid) == 0) {
      result = ask();
    }
  }).join();
  return result;
}

constexpr uid_t kNobody = 65534;
constexpr gid_t kGroup = 4242;

TEST_F(ServerTest, AnotherUserIsRefusedByTheModeAndByTheAgentItself) {
  if (geteuid() != 0) GTEST_SKIP() << "needs root to become another user";
  Start();
  chmod(directory_.c_str(), 0755);
  const auto ask = [this] {
    const auto client = Client::Connect(socket_);
    if (!client) return 1;
    return Client(std::move(*Client::Connect(socket_))).Ask({{"request", "echo"}, {"text", 1}}) ? 0 : 2;
  };
  EXPECT_EQ(AsUser(kNobody, kNobody, {}, ask), 1) << "the mode";
  chmod(socket_.c_str(), 0666);
  EXPECT_EQ(AsUser(kNobody, kNobody, {}, ask), 2) << "the credentials";
}

TEST_F(ServerTest, TheConfiguredGroupMayAskButNotForWhatIsRoots) {
  if (geteuid() != 0) GTEST_SKIP() << "needs root to become another user";
  Start(kGroup);
  chmod(directory_.c_str(), 0755);
  const auto ask = [this](const char* what) {
    return [this, what] {
      auto client = Client::Connect(socket_);
      if (!client) return 1;
      return client->Ask({{"request", what}, {"text", 1}}) ? 0 : 2;
    };
  };
  EXPECT_EQ(AsUser(kNobody, kGroup, {}, ask("echo")), 0);
  EXPECT_EQ(AsUser(kNobody, kNobody, {kGroup}, ask("echo")), 0) << "a supplementary group";
  EXPECT_EQ(AsUser(kNobody, kGroup, {}, ask("big")), 2) << "root only";
  EXPECT_EQ(AsUser(kNobody, kNobody, {}, ask("echo")), 1);
}

TEST_F(ServerTest, ASecondServerDoesNotTakeTheSocketOfTheFirst) {
  Start();
  auto loop = io::EventLoop::Make();
  const auto second = Server::Make(*loop, {socket_, {}}, {}, [] {});
  ASSERT_FALSE(second);
  EXPECT_NE(ToString(second.error()).find("another agent answers"), std::string::npos);
  EXPECT_TRUE(Connected().Ask({{"request", "echo"}, {"text", 1}}));
}

TEST_F(ServerTest, ASocketThatNobodyAnswersOnIsReplaced) {
  {
    auto listener = Listener::Make(socket_, {});
    ASSERT_TRUE(listener);
    // As after SIGKILL: the path stays, the descriptor does not.
    std::filesystem::rename(socket_, socket_ + ".kept");
  }
  std::filesystem::rename(socket_ + ".kept", socket_);
  EXPECT_FALSE(Client::Connect(socket_));
  Start();
  EXPECT_TRUE(Connected().Ask({{"request", "echo"}, {"text", 1}}));
}

TEST_F(ServerTest, AFileThatIsNoSocketIsLeftAlone) {
  std::ofstream(socket_) << "precious";
  auto loop = io::EventLoop::Make();
  EXPECT_FALSE(Server::Make(*loop, {socket_, {}}, {}, [] {}));
  EXPECT_EQ(std::filesystem::file_size(socket_), 8u);
}

TEST_F(ServerTest, ConnectionsAreBounded) {
  Start();
  std::vector<Client> clients;
  for (std::size_t i = 0; i < kMaxConnections; ++i) {
    clients.push_back(Connected());
    ASSERT_TRUE(clients.back().Ask({{"request", "echo"}, {"text", 1}}));
  }
  EXPECT_FALSE(Connected().Ask({{"request", "echo"}, {"text", 1}}));
  clients.clear();
  for (int i = 0; i < 100; ++i) {
    if (Connected().Ask({{"request", "echo"}, {"text", 1}})) return;
  }
  FAIL() << "no place became free";
}

}  // namespace
}  // namespace portlaw::control
