// SPDX-License-Identifier: Apache-2.0
// The chain of an audit log as its agent writes it and as whoever verifies it sees it, with what a forger does between.
#include "agent/audit/log_chain.h"

#include <gmock/gmock.h>
#include <gtest/gtest.h>
#include <signal.h>
#include <sys/resource.h>
#include <sys/wait.h>
#include <unistd.h>

#include <algorithm>
#include <filesystem>
#include <fstream>
#include <functional>
#include <string>
#include <vector>

#include "agent/audit/json_file_sink.h"
#include "agent/audit/log_head.h"
#include "agent/audit/log_lines.h"
#include "agent/audit/log_verify.h"
#include "tests/unit/audit/sample_event.h"
#include "tests/unit/temporary_directory.h"

namespace portlaw::audit {
namespace {

using ::testing::Contains;
using ::testing::ElementsAre;
using ::testing::HasSubstr;
using ::testing::IsEmpty;
using ::testing::Not;

using Lines = std::vector<std::string>;

class LogChain : public testing::Test {
 protected:
  std::shared_ptr<JsonFileSink> Open() {
    auto sink = JsonFileSink::Open(
        log_, [](const std::string& fault) { ADD_FAILURE() << fault; },
        [this](const std::string& head) { told_.push_back(head); });
    return sink.value();
  }

  void WriteTo(JsonFileSink& sink, int events) {
    for (int i = 0; i < events; ++i) {
      AuditEvent event = SampleEvent();
      event.time += std::chrono::seconds(++events_);
      event.port = static_cast<Port>(4000 + events_);
      sink.Write(event);
    }
  }
  // By an agent of its own.
  void Write(int events) { WriteTo(*Open(), events); }

  std::string Rotate(const std::string& suffix) {
    const std::string old = log_ + suffix;
    std::filesystem::rename(log_, old);
    return old;
  }

  // Rewrites the file as somebody with an editor does.
  void Change(const std::string& path, const std::function<void(Lines&)>& change) {
    Lines lines;
    {
      std::ifstream file(path);
      for (std::string line; std::getline(file, line);) lines.push_back(line);
    }
    change(lines);
    std::ofstream file(path);
    for (const std::string& line : lines) file << line << "\n";
  }
  void Change(const std::function<void(Lines&)>& change) { Change(log_, change); }

  // The codes of what is found in `logs`, with the head beside each, or only with `heads`.
  Lines Found(const Lines& logs, const std::vector<ChainPoint>& heads = {}) {
    findings_.clear();
    LogVerifier verifier([this](const Finding& finding) { findings_.push_back(finding); });
    for (const ChainPoint& head : heads) verifier.Expect(head, "the journal");
    for (const std::string& log : logs) {
      const auto head = ReadHead(log);
      if (head && heads.empty()) verifier.Expect(*head, HeadPath(log));
    }
    for (const std::string& log : logs) {
      const auto read = ForEachLogLine(log, [&](const LogLine& line, const std::string& file) {
        verifier.Look(line, file);
        return true;
      });
      EXPECT_TRUE(read);
    }
    verifier.Finish();
    totals_ = verifier.totals();
    Lines codes;
    for (const Finding& finding : findings_) codes.push_back(finding.code);
    return codes;
  }
  Lines Found() { return Found({log_}); }

  test::TemporaryDirectory directory_;
  std::string log_ = directory_.Path("audit.jsonl");
  int events_ = 0;
  Lines told_;
  Findings findings_;
  LogTotals totals_;
};

TEST_F(LogChain, IsWholeAsTheAgentWritesIt) {
  Write(20);
  EXPECT_THAT(Found(), IsEmpty());
  EXPECT_EQ(totals_.chained, 1U);
  EXPECT_EQ(totals_.head, ReadHead(log_));
  EXPECT_EQ(totals_.head->sequence, 20U);
  EXPECT_EQ(totals_.unchained, 0U);
}

TEST_F(LogChain, HashIsTheOneOfSha256sum) {
  EXPECT_EQ(PointOf(1, "abc").hash, "ba7816bf8f01cfea414140de5dae2223b00361a396177a9cb410ff61f20015ad");
  EXPECT_EQ(WithLink(R"({"a":1})", {6, PointOf(6, "abc").hash}),
            R"({"a":1,"seq":7,"prev":"ba7816bf8f01cfea414140de5dae2223b00361a396177a9cb410ff61f20015ad"})");
}

TEST_F(LogChain, PointsAreReadAsTheyAreWritten) {
  const ChainPoint point = PointOf(4711, "abc");
  EXPECT_EQ(ParseChainPoint(PointText(point)), point);
  for (const std::string& text : Lines{"", ":", "1:", "x:" + point.hash, "-1:" + point.hash, "1 :" + point.hash,
                                       "99999999999999999999:" + point.hash, "1:" + point.hash + "0", point.hash}) {
    EXPECT_FALSE(ParseChainPoint(text)) << text;
  }
}

TEST_F(LogChain, FindsTenLinesThatWereRemoved) {
  Write(30);
  Change([](Lines& lines) { lines.erase(lines.begin() + 10, lines.begin() + 20); });
  EXPECT_THAT(Found(), ElementsAre("missing-lines"));
  EXPECT_THAT(findings_[0].message, HasSubstr("10 lines are missing between numbers 10 and 21"));
  EXPECT_EQ(findings_[0].source, (Source{log_, 11}));
}

TEST_F(LogChain, FindsACulpritThatWasRenamed) {
  Write(30);
  Change([](Lines& lines) {
    const std::size_t name = lines[14].find("grove-api");
    ASSERT_NE(name, std::string::npos);
    lines[14].replace(name, 9, "innocents");
  });
  EXPECT_THAT(Found(), ElementsAre("edited-line"));
  EXPECT_EQ(findings_[0].source, (Source{log_, 15}));
}

TEST_F(LogChain, FindsALastLineThatWasEdited) {
  Write(3);
  Change([](Lines& lines) { lines[2].replace(lines[2].find("grove-api"), 9, "innocents"); });
  EXPECT_THAT(Found(), ElementsAre("head-not-met"));
}

TEST_F(LogChain, FindsLinesThatWereReordered) {
  Write(10);
  Change([](Lines& lines) { std::swap(lines[4], lines[5]); });
  EXPECT_THAT(Found(), Contains("out-of-order"));
}

TEST_F(LogChain, FindsALineThatWasInserted) {
  Write(10);
  Change([](Lines& lines) { lines.insert(lines.begin() + 5, lines[2]); });
  EXPECT_THAT(Found(), Contains("out-of-order"));
  Change([](Lines& lines) {
    lines[5] = lines[4];
    lines[5].erase(lines[5].find(",\"seq\""));
    lines[5] += "}";
  });
  EXPECT_THAT(Found(), ElementsAre("unchained-line"));
  EXPECT_EQ(findings_[0].source, (Source{log_, 6}));
}

TEST_F(LogChain, FindsALineThatWasInsertedWithANumberOfItsOwn) {
  Write(10);
  Change([](Lines& lines) {
    std::string forged = lines[4];
    forged.replace(forged.find("\"seq\":5"), 7, "\"seq\":6");
    lines.insert(lines.begin() + 5, forged);
  });
  EXPECT_THAT(Found(), Not(IsEmpty()));
}

TEST_F(LogChain, FindsATailThatWasCutOff) {
  Write(30);
  Change([](Lines& lines) { lines.resize(25); });
  EXPECT_THAT(Found(), ElementsAre("head-not-met"));
  EXPECT_THAT(findings_[0].message, HasSubstr("number 30"));
  EXPECT_THAT(findings_[0].message, HasSubstr(".head"));
}

TEST_F(LogChain, FindsATailThatWasCutOffWhenTheNextAgentWrites) {
  Write(30);
  Change([](Lines& lines) { lines.resize(25); });
  Write(1);
  EXPECT_THAT(Found(), ElementsAre("missing-lines"));
}

TEST_F(LogChain, FindsALogThatWasWrittenAnewByTheHeadInTheJournal) {
  Write(5);
  const ChainPoint journal = *ReadHead(log_);
  EXPECT_THAT(Found({log_}, {journal}), IsEmpty());
  std::filesystem::remove(log_);
  std::filesystem::remove(HeadPath(log_));
  events_ = 100;
  Write(5);
  EXPECT_THAT(Found(), IsEmpty()) << "by itself it is a log like any other";
  EXPECT_THAT(Found({log_}, {journal}), ElementsAre("head-not-met"));
}

TEST_F(LogChain, GoesOnThroughRotation) {
  auto sink = Open();
  WriteTo(*sink, 5);
  const std::string old = Rotate(".1");
  WriteTo(*sink, 5);
  EXPECT_THAT(Found({old, log_}), IsEmpty());
  EXPECT_EQ(totals_.head->sequence, 10U);
  EXPECT_THAT(Found(), IsEmpty()) << "the older file may have been deleted in time";
  EXPECT_EQ(totals_.chained, 6U);
  Change(old, [](Lines& lines) { lines.pop_back(); });
  EXPECT_THAT(Found({old, log_}), ElementsAre("missing-lines"));
}

TEST_F(LogChain, GoesOnThroughARotationWhileNoAgentRan) {
  Write(5);
  const std::string old = Rotate(".1");
  const ChainPoint head = *ReadHead(log_);
  EXPECT_THAT(Found({old}, {head}), IsEmpty());
  Write(5);
  EXPECT_THAT(Found({old, log_}), IsEmpty());
  EXPECT_EQ(totals_.head->sequence, 10U);
  EXPECT_THAT(Found({log_}, {head}), IsEmpty()) << "the first line of a file has the head of the file before";
  EXPECT_THAT(Found({log_, old}), Not(IsEmpty())) << "given in the wrong order";
}

TEST_F(LogChain, FindsAFileThatWasLeftOut) {
  auto sink = Open();
  WriteTo(*sink, 3);
  const std::string first = Rotate(".2");
  WriteTo(*sink, 3);
  Rotate(".1");
  WriteTo(*sink, 3);
  EXPECT_THAT(Found({first, log_}), ElementsAre("missing-lines"));
}

TEST_F(LogChain, GoesOnAfterKill9) {
  int ready[2];
  ASSERT_EQ(pipe(ready), 0);
  const pid_t writer = fork();
  if (writer == 0) {
    auto sink = Open();
    for (;;) {
      WriteTo(*sink, 100);
      if (write(ready[1], "x", 1) != 1) _exit(1);
    }
  }
  close(ready[1]);
  char byte = 0;
  const bool begun = read(ready[0], &byte, 1) == 1;
  kill(writer, SIGKILL);
  waitpid(writer, nullptr, 0);
  close(ready[0]);
  ASSERT_TRUE(begun);
  events_ = 1'000'000;  // later than the other's
  Write(5);
  EXPECT_THAT(Found(), IsEmpty());
  EXPECT_GE(totals_.events, 105U);
  EXPECT_EQ(totals_.head->sequence, totals_.events);
}

TEST_F(LogChain, GoesOnAfterAHeadThatIsALineBehind) {
  Write(3);
  const ChainPoint behind = *ReadHead(log_);
  Write(1);
  ASSERT_TRUE(HeadFile::Open(log_)->Write(behind));
  Write(1);
  EXPECT_THAT(Found(), IsEmpty());
  EXPECT_EQ(totals_.head->sequence, 5U);
}

TEST_F(LogChain, GoesOnWithoutAHeadFileFromTheLastLine) {
  Write(3);
  std::filesystem::remove(HeadPath(log_));
  std::ofstream(log_, std::ios::app) << R"({"time":"20)";
  Write(3);
  EXPECT_THAT(Found(), ElementsAre("malformed-line"));
  EXPECT_EQ(totals_.head->sequence, 6U);
}

TEST_F(LogChain, ALostEventTakesNoNumber) {
  auto sink = Open();
  WriteTo(*sink, 1);
  const auto bytes = std::filesystem::file_size(log_);
  rlimit before{};
  getrlimit(RLIMIT_FSIZE, &before);
  const auto handler = signal(SIGXFSZ, SIG_IGN);
  const rlimit full{bytes + bytes / 2, before.rlim_max};
  setrlimit(RLIMIT_FSIZE, &full);
  sink = JsonFileSink::Open(log_, [](const std::string&) {}).value();
  WriteTo(*sink, 3);
  setrlimit(RLIMIT_FSIZE, &before);
  signal(SIGXFSZ, handler);
  WriteTo(*sink, 2);
  EXPECT_EQ(sink->Lost(), 2U);
  EXPECT_THAT(Found(), IsEmpty());
  EXPECT_EQ(totals_.head->sequence, 4U);
}

// A full disk and a rotation: what is left in the old file is as much of a line as there was room for.
TEST_F(LogChain, GoesOnBehindALineThatRotationCutOff) {
  for (const rlim_t missing : {1, 2, 100}) {
    Lines faults;
    auto sink = JsonFileSink::Open(log_, [&](const std::string& fault) { faults.push_back(fault); }).value();
    WriteTo(*sink, 2);
    const auto bytes = std::filesystem::file_size(log_);
    rlimit before{};
    getrlimit(RLIMIT_FSIZE, &before);
    const auto handler = signal(SIGXFSZ, SIG_IGN);
    const rlimit full{bytes + bytes / 2 - missing, before.rlim_max};
    setrlimit(RLIMIT_FSIZE, &full);
    WriteTo(*sink, 1);
    const std::string old = Rotate("." + std::to_string(missing));
    WriteTo(*sink, 1);
    setrlimit(RLIMIT_FSIZE, &before);
    signal(SIGXFSZ, handler);
    WriteTo(*sink, 1);
    EXPECT_THAT(Found({old, log_}), ElementsAre("torn-line")) << missing;
    std::filesystem::remove(log_);
    std::filesystem::remove(HeadPath(log_));
  }
}

TEST_F(LogChain, BeginsBehindALogOfAnAgentThatHadNone) {
  Write(2);
  Change([](Lines& lines) {
    for (std::string& line : lines) line = line.substr(0, line.find(",\"seq\"")) + "}";
  });
  std::filesystem::remove(HeadPath(log_));
  Write(3);
  EXPECT_THAT(Found(), IsEmpty());
  EXPECT_EQ(totals_.unchained, 2U);
  EXPECT_EQ(totals_.head->sequence, 3U);
}

TEST_F(LogChain, FindsALinkThatWasTakenOffTheFirstLines) {
  Write(5);
  Change([](Lines& lines) {
    for (int i = 0; i < 2; ++i) lines[i] = lines[i].substr(0, lines[i].find(",\"seq\"")) + "}";
  });
  EXPECT_THAT(Found(), ElementsAre("missing-lines"));
}

TEST_F(LogChain, TellsItsHeadAtStartOnDemandAndAtTheEnd) {
  auto sink = Open();
  EXPECT_THAT(told_, IsEmpty());
  WriteTo(*sink, 2);
  sink->TellHead();
  sink->TellHead();
  const std::string second = PointText(*ReadHead(log_));
  EXPECT_THAT(told_, ElementsAre("audit log " + log_ + ": head " + second));
  WriteTo(*sink, 1);
  sink.reset();
  EXPECT_THAT(told_, ElementsAre(HasSubstr(": head 2:"), HasSubstr(": head 3:")));
  Open();
  EXPECT_THAT(told_, ElementsAre(HasSubstr(": head 2:"), HasSubstr(": head 3:"), HasSubstr(": head 3:")));
}

TEST_F(LogChain, DoesNotFollowALinkThatStandsForTheHeadFile) {
  const std::string other = directory_.Path("other");
  std::ofstream(other) << "precious\n";
  std::filesystem::create_symlink(other, HeadPath(log_));
  Lines faults;
  auto sink = JsonFileSink::Open(log_, [&](const std::string& fault) { faults.push_back(fault); });
  ASSERT_TRUE(sink);
  WriteTo(**sink, 2);
  EXPECT_THAT(faults, ElementsAre(HasSubstr("cannot keep the head of the audit log")));
  EXPECT_EQ(std::filesystem::file_size(other), 9U);
  EXPECT_THAT(Found(), IsEmpty());
}

}  // namespace
}  // namespace portlaw::audit
