// SPDX-License-Identifier: Apache-2.0
#include "agent/audit/json_file_sink.h"

#include <fcntl.h>
#include <gmock/gmock.h>
#include <gtest/gtest.h>
#include <sched.h>
#include <signal.h>
#include <sys/mount.h>
#include <sys/resource.h>
#include <sys/stat.h>

#include <filesystem>
#include <fstream>
#include <nlohmann/json.hpp>
#include <thread>

#include "tests/unit/audit/sample_event.h"

namespace portlaw::audit {
namespace {

namespace fs = std::filesystem;
using ::testing::ElementsAre;
using ::testing::HasSubstr;

class JsonFileSinkTest : public ::testing::Test {
 protected:
  void SetUp() override {
    std::string name = fs::temp_directory_path() / "portlaw-sink-XXXXXX";
    ASSERT_NE(mkdtemp(name.data()), nullptr);
    directory_ = name;
    path_ = directory_ / "audit.jsonl";
  }
  void TearDown() override { fs::remove_all(directory_); }

  std::shared_ptr<JsonFileSink> Open(const fs::path& path) {
    auto sink = JsonFileSink::Open(path, [this](const std::string& message) { reports_.push_back(message); });
    return sink ? *sink : nullptr;
  }
  std::shared_ptr<JsonFileSink> Open() { return Open(path_); }

  static void Write(JsonFileSink& sink, Port port) {
    AuditEvent event = SampleEvent();
    event.port = port;
    sink.Write(event);
  }

  // The ports of the events in the file; -1 for a line that is not JSON.
  static std::vector<int> Ports(const fs::path& path) {
    std::vector<int> ports;
    std::ifstream file(path);
    for (std::string line; std::getline(file, line);) {
      const auto json = nlohmann::json::parse(line, nullptr, false);
      ports.push_back(json.is_discarded() ? -1 : json.at("port").get<int>());
    }
    return ports;
  }

  fs::path directory_;
  fs::path path_;
  std::vector<std::string> reports_;
};

// Files may grow to `bytes` while it lives: a disk that is full, without one.
class FileSizeLimit {
 public:
  explicit FileSizeLimit(rlim_t bytes) {
    previous_handler_ = signal(SIGXFSZ, SIG_IGN);
    getrlimit(RLIMIT_FSIZE, &previous_);
    const rlimit limit{bytes, previous_.rlim_max};
    setrlimit(RLIMIT_FSIZE, &limit);
  }
  ~FileSizeLimit() {
    setrlimit(RLIMIT_FSIZE, &previous_);
    signal(SIGXFSZ, previous_handler_);
  }
  FileSizeLimit(const FileSizeLimit&) = delete;
  FileSizeLimit& operator=(const FileSizeLimit&) = delete;

 private:
  rlimit previous_{};
  sighandler_t previous_handler_ = nullptr;
};

TEST_F(JsonFileSinkTest, AppendsToWhatIsThere) {
  Write(*Open(), 1);
  auto sink = Open();
  Write(*sink, 2);
  Write(*sink, 3);
  EXPECT_THAT(Ports(path_), ElementsAre(1, 2, 3));
  EXPECT_EQ(sink->Lost(), 0U);
  EXPECT_EQ(sink->Name(), path_);
}

TEST_F(JsonFileSinkTest, IsForItsOwnerAndGroupOnly) {
  const mode_t previous = umask(0);
  Open();
  umask(previous);
  EXPECT_EQ(fs::status(path_).permissions(), fs::perms(0640));
}

TEST_F(JsonFileSinkTest, SaysWhichFileCannotBeOpened) {
  const auto sink = JsonFileSink::Open(directory_ / "none" / "audit.jsonl", [](const std::string&) {});
  ASSERT_FALSE(sink);
  EXPECT_THAT(ToString(sink.error()), HasSubstr("none/audit.jsonl: cannot open the audit log: No such file"));
  EXPECT_FALSE(Open(directory_));
}

TEST_F(JsonFileSinkTest, FollowsItsNameWhenTheFileIsRenamedAwayOrRemoved) {
  auto sink = Open();
  Write(*sink, 1);
  fs::rename(path_, directory_ / "audit.jsonl.1");
  Write(*sink, 2);
  EXPECT_THAT(Ports(directory_ / "audit.jsonl.1"), ElementsAre(1));
  EXPECT_THAT(Ports(path_), ElementsAre(2));
  fs::remove(path_);
  Write(*sink, 3);
  EXPECT_THAT(Ports(path_), ElementsAre(3));
  EXPECT_TRUE(reports_.empty());
}

TEST_F(JsonFileSinkTest, GoesOnInTheOldFileWhereANewOneCannotBeMade) {
  const fs::path inner = directory_ / "log";
  fs::create_directory(inner);
  auto sink = Open(inner / "audit.jsonl");
  fs::rename(inner, directory_ / "moved");
  Write(*sink, 1);
  Write(*sink, 2);
  EXPECT_THAT(Ports(directory_ / "moved" / "audit.jsonl"), ElementsAre(1, 2));
  EXPECT_THAT(reports_, ElementsAre(HasSubstr("cannot open the audit log")));
  fs::create_directory(inner);
  sink->Reopen();
  Write(*sink, 3);
  EXPECT_THAT(Ports(inner / "audit.jsonl"), ElementsAre(3));
}

TEST_F(JsonFileSinkTest, CountsWhatAFullDiskLosesAndReportsItOnce) {
  auto sink = Open("/dev/full");
  ASSERT_TRUE(sink);
  for (Port port = 1; port <= 5; ++port) Write(*sink, port);
  EXPECT_EQ(sink->Lost(), 5U);
  EXPECT_THAT(reports_, ElementsAre(HasSubstr("/dev/full: cannot write to the audit log: No space left on device")));
}

TEST_F(JsonFileSinkTest, CompletesALineThatWasCutOffByAFullDisk) {
  auto sink = Open();
  Write(*sink, 1);
  const auto line = fs::file_size(path_);
  {
    const FileSizeLimit full(line + line / 2);
    for (Port port = 2; port <= 4; ++port) Write(*sink, port);
    ASSERT_EQ(fs::file_size(path_), line + line / 2);
  }
  Write(*sink, 5);
  EXPECT_THAT(Ports(path_), ElementsAre(1, 2, 5));
  EXPECT_EQ(sink->Lost(), 2U);
  EXPECT_THAT(reports_, ElementsAre(HasSubstr("cannot write"), HasSubstr("written to again; 2 events were lost")));
}

TEST_F(JsonFileSinkTest, CountsACutOffLineAsLostWhenItsFileIsGone) {
  auto sink = Open();
  {
    const FileSizeLimit full(10);
    Write(*sink, 1);
    fs::remove(path_);
    Write(*sink, 2);
  }
  EXPECT_EQ(sink->Lost(), 1U);
  fs::remove(path_);
  Write(*sink, 3);
  EXPECT_EQ(sink->Lost(), 1U);
  EXPECT_THAT(Ports(path_), ElementsAre(3));
}

TEST_F(JsonFileSinkTest, BeginsOnAFreshLineAfterAnAgentThatWasStoppedWithinOne) {
  std::ofstream(path_) << R"({"time":"20)";
  auto sink = Open();
  Write(*sink, 7);
  EXPECT_THAT(Ports(path_), ElementsAre(-1, 7));
}

TEST_F(JsonFileSinkTest, DoesNotWaitForTheReaderOfAFifo) {
  ASSERT_EQ(mkfifo(path_.c_str(), 0600), 0);
  EXPECT_FALSE(Open()) << "nobody reads yet";
  const io::UniqueFd reader(open(path_.c_str(), O_RDONLY | O_NONBLOCK));
  auto sink = Open();
  ASSERT_TRUE(sink);
  for (int i = 0; i < 1000; ++i) Write(*sink, 9);
  EXPECT_GT(sink->Lost(), 0U);
  EXPECT_EQ(reports_.size(), 1U);
}

// Runs `body` in a mount namespace of its own, with a tmpfs of two pages on `directory`.
void WithTinyDisk(const fs::path& directory, const std::function<void()>& body) {
  std::thread([&] {
    ASSERT_EQ(unshare(CLONE_FS | CLONE_NEWNS), 0);
    ASSERT_EQ(mount(nullptr, "/", nullptr, MS_REC | MS_PRIVATE, nullptr), 0);
    ASSERT_EQ(mount("tmpfs", directory.c_str(), "tmpfs", 0, "size=8k"), 0);
    body();
    umount2(directory.c_str(), MNT_DETACH);
  }).join();
}

TEST_F(JsonFileSinkTest, LivesThroughARealFullDisk) {
  if (geteuid() != 0) GTEST_SKIP() << "mounting a small tmpfs needs root";
  WithTinyDisk(directory_, [this] {
    std::ofstream(directory_ / "filler") << std::string(4096, 'x');
    auto sink = Open();
    ASSERT_TRUE(sink);
    Port port = 1;
    while (sink->Lost() == 0 && port < 100) Write(*sink, port++);
    ASSERT_LT(port, 100) << "the disk did not fill";
    fs::remove(directory_ / "filler");
    Write(*sink, 1000);
    const std::vector<int> ports = Ports(path_);
    EXPECT_EQ(ports.size(), port - sink->Lost());
    EXPECT_THAT(ports, ::testing::Not(::testing::Contains(-1)));
    EXPECT_EQ(ports.back(), 1000);
  });
}

}  // namespace
}  // namespace portlaw::audit
