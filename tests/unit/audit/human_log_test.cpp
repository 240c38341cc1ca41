// SPDX-License-Identifier: Apache-2.0
#include "agent/audit/human_log.h"

#include <fcntl.h>
#include <gmock/gmock.h>
#include <gtest/gtest.h>
#include <sys/stat.h>
#include <unistd.h>

#include <array>
#include <cstdlib>
#include <string>

#include "agent/audit/human_log_sink.h"
#include "agent/io/unique_fd.h"
#include "tests/unit/audit/sample_event.h"

namespace portlaw::audit {
namespace {

using ::testing::HasSubstr;
using ::testing::MatchesRegex;

class HumanLogTest : public ::testing::Test {
 protected:
  void SetUp() override {
    std::array<int, 2> ends{};
    ASSERT_EQ(pipe2(ends.data(), O_CLOEXEC), 0);
    reader_ = io::UniqueFd(ends[0]);
    writer_ = io::UniqueFd(ends[1]);
    ASSERT_EQ(fcntl(reader_.get(), F_SETFL, O_NONBLOCK), 0);
  }
  void TearDown() override { unsetenv("JOURNAL_STREAM"); }

  std::string Read() {
    std::array<char, 65536> buffer{};
    const ssize_t size = read(reader_.get(), buffer.data(), buffer.size());
    return size > 0 ? std::string(buffer.data(), static_cast<std::size_t>(size)) : "";
  }
  void PretendThatTheJournalReads() {
    struct stat status {};
    fstat(writer_.get(), &status);
    const std::string stream = std::to_string(status.st_dev) + ":" + std::to_string(status.st_ino);
    setenv("JOURNAL_STREAM", stream.c_str(), 1);
  }

  io::UniqueFd reader_;
  io::UniqueFd writer_;
};

TEST_F(HumanLogTest, WritesTimeAndLevelForPeople) {
  MakeHumanLog(writer_.get())->warn("full");
  EXPECT_THAT(Read(), MatchesRegex("[0-9-]+ [0-9:.]+ warning: full\n"));
}

TEST_F(HumanLogTest, GivesEveryLineItsPriorityForTheJournal) {
  PretendThatTheJournalReads();
  const auto log = MakeHumanLog(writer_.get());
  log->error("refused:\nline 2");
  log->info("fine");
  EXPECT_EQ(Read(), "<3>refused:\n<3>line 2\n<5>fine\n");
}

TEST_F(HumanLogTest, WritesForPeopleWhereTheJournalReadsAnotherDescriptor) {
  setenv("JOURNAL_STREAM", "1:1", 1);
  MakeHumanLog(writer_.get())->info("fine");
  EXPECT_THAT(Read(), HasSubstr(" info: fine"));
}

TEST_F(HumanLogTest, DropsAndCountsWhatItsReaderHasNoRoomFor) {
  const auto log = MakeHumanLog(writer_.get());
  const std::string line(1000, 'x');
  for (int i = 0; i < 1000; ++i) log->info(line);
  const std::uint64_t dropped = DroppedLines(*log);
  EXPECT_GT(dropped, 0U);
  while (!Read().empty()) {
  }
  log->info("again");
  EXPECT_THAT(Read(), HasSubstr("again"));
  EXPECT_EQ(DroppedLines(*log), dropped);
}

TEST_F(HumanLogTest, SinkWritesTheSentenceWithTheLevelOfItsAction) {
  PretendThatTheJournalReads();
  HumanLogSink sink(MakeHumanLog(writer_.get()));
  AuditEvent event = SampleEvent();
  sink.Write(event);
  event.action = Action::kWarn;
  sink.Write(event);
  EXPECT_EQ(Read(), "<4>[deny] one sentence\n<5>[warn] one sentence\n");
  EXPECT_EQ(sink.Lost(), 0U);
}

}  // namespace
}  // namespace portlaw::audit
