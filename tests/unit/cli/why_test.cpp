// SPDX-License-Identifier: Apache-2.0
// portlaw why without an agent and without root, as scripts see it. Who holds a port is the kernel tests' to ask: this
// host's ports are not the test's.
#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include <nlohmann/json.hpp>

#include "tests/unit/cli/audit_log.h"
#include "tests/unit/cli/run_portlaw.h"

namespace portlaw::cli_test {
namespace {

using nlohmann::json;
using testing::HasSubstr;
using testing::IsEmpty;

class WhyCommand : public testing::Test {
 protected:
  WhyCommand() {
    directory_.Write("ports.md",
                     "# Ports\n\n## Heron (4100-4199)\n\n"
                     "| Port | Service | Container |\n|------|---------|-----------|\n"
                     "| 4100 | API | heron-api |\n| 4101 | Web | heron-web |\n");
    audit::AuditEvent refused = Event("otter-api", 4100, 180);
    refused.action = Action::kDeny;
    refused.reason = Reason::kForeign;
    directory_.Write("audit.jsonl", Line(Event("heron-web", 4100, 60)) + Line(refused));
  }

  Outcome Why(const std::vector<std::string>& more) const {
    std::vector<std::string> arguments = {"why", "--socket", "no.sock"};
    arguments.insert(arguments.end(), more.begin(), more.end());
    return directory_.Run(arguments);
  }

  Directory directory_;
};

TEST_F(WhyCommand, AnswersInTheKeysOfTheContract) {
  const Outcome outcome = Why({"4100", "--registry", "ports.md", "--audit-log", "audit.jsonl", "--format", "json"});
  const json why = json::parse(outcome.out, nullptr, false);
  ASSERT_TRUE(why.is_object()) << outcome.out << outcome.err;
  for (const char* key : {"port", "protocol", "owner", "source", "holders", "refusals", "advice"}) {
    EXPECT_TRUE(why.contains(key)) << key;
  }
  EXPECT_EQ(why.size(), 7U);
  EXPECT_EQ(why["owner"], "heron-api");
  EXPECT_EQ(why["source"], json::parse(R"({"file":"ports.md","line":7})"));
  ASSERT_EQ(why["refusals"].size(), 1U);
  EXPECT_EQ(why["refusals"][0]["container"]["name"], "otter-api");
}

TEST_F(WhyCommand, TellsPeopleTheSame) {
  const Outcome outcome = Why({"4101/tcp", "--registry", "ports.md"});
  EXPECT_THAT(outcome.out, HasSubstr("4101/tcp belongs to heron-web (Heron)\n"));
  EXPECT_THAT(outcome.out, HasSubstr("ports.md:8"));
  EXPECT_THAT(outcome.out, HasSubstr("what to do"));
  EXPECT_THAT(outcome.out, HasSubstr("--audit-log FILE tells"));
}

TEST_F(WhyCommand, SaysWhatIsWrongWithTheQuestion) {
  for (const char* port : {"", "0", "70000", "4100/icmp", "http"}) {
    const Outcome outcome = Why({port, "--registry", "ports.md"});
    EXPECT_EQ(outcome.exit_code, 2) << port;
    EXPECT_THAT(outcome.out, IsEmpty()) << port;
  }
  const Outcome nothing = Why({"4100"});
  EXPECT_EQ(nothing.exit_code, 2);
  EXPECT_THAT(nothing.err, HasSubstr("portlaw why PORT --registry FILE"));
  const Outcome no_log = Why({"4100", "--registry", "ports.md", "--audit-log", "missing.jsonl"});
  EXPECT_EQ(no_log.exit_code, 2);
  EXPECT_THAT(no_log.err, HasSubstr("missing.jsonl"));
}

}  // namespace
}  // namespace portlaw::cli_test
