// SPDX-License-Identifier: Apache-2.0
// explain, next, diff and test as scripts see them: exit codes, stdout, stderr.
#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include <nlohmann/json.hpp>

#include "tests/unit/cli/run_portlaw.h"

namespace portlaw::cli_test {
namespace {

using nlohmann::json;
using testing::HasSubstr;

constexpr char kJudgedRegistry[] = R"(# Ports

**Reserved Ranges (NEVER USE):**
- `5000-5049`: a framework's default

## Alder (Accounts) — 4100-4199

| Port | Service | Container | Purpose |
|------|---------|-----------|---------|
| 4100 | API | alder-api | Accounts |
| 4101 | Web | alder-web | Pages |
| 4110-4119 | Workers | alder-worker-{n} | Jobs |

## Birch (Billing) — 4200-4299

| Port | Service | Container | Purpose |
|------|---------|-----------|---------|
| 4200 | API | birch-api | Bills |
| 4201 | Web | birch-web | Pages |

## Scheme

| Offset | Purpose |
|--------|---------|
| +00 | API |
| +01-09 | Web |
| +10-19 | Background Workers |
)";

class PolicyCommands : public testing::Test {
 protected:
  PolicyCommands() { directory_.Write("ports.md", kJudgedRegistry); }

  Outcome Explain(const std::string& container, const std::string& port, std::vector<std::string> more = {}) const {
    std::vector<std::string> arguments = {"explain", "ports.md", "--container", container, "--port", port};
    arguments.insert(arguments.end(), more.begin(), more.end());
    return directory_.Run(arguments);
  }

  Directory directory_;
};

TEST_F(PolicyCommands, ExplainsInTheKeysOfTheContract) {
  const Outcome outcome = Explain("alder-api", "4200", {"--format", "json"});
  EXPECT_EQ(outcome.exit_code, 1) << outcome.err;
  EXPECT_EQ(json::parse(outcome.out), json::parse(R"({"container": "alder-api", "service": "Alder", "port": 4200,
      "protocol": "tcp", "netns": "host", "action": "deny", "reason": "foreign",
      "source": {"file": "ports.md", "line": 18}, "owner": "birch-api", "suggestion": 4102})"));
  const json unknown = json::parse(Explain("stranger", "7777/udp", {"--format", "json"}).out);
  EXPECT_EQ(unknown["protocol"], "udp");
  EXPECT_EQ(unknown["action"], "warn");
  for (const char* key : {"service", "source", "owner", "suggestion"}) EXPECT_TRUE(unknown[key].is_null()) << key;
}

TEST_F(PolicyCommands, ExplainExitsWithOneOnlyIfDenied) {
  EXPECT_EQ(Explain("alder-api", "4100").exit_code, 0);
  EXPECT_EQ(Explain("alder-api", "4101").exit_code, 0);  // warn
  EXPECT_EQ(Explain("alder-api", "5001").exit_code, 1);
  EXPECT_EQ(Explain("project-alder-worker-3", "4112").exit_code, 0);
  EXPECT_THAT(Explain("alder-api", "5001").out, HasSubstr("5000-5049 is reserved: a framework's default"));
}

TEST_F(PolicyCommands, ExplainGivesTheActionBeforeTheMode) {
  directory_.Write("audit.yaml", "mode: audit\n");
  directory_.Write("private.yaml", "private_netns: audit\n");
  for (const auto& more : {std::vector<std::string>{"--netns", "private", "--settings", "private.yaml"},
                           std::vector<std::string>{"--settings", "audit.yaml"}}) {
    const Outcome outcome = Explain("alder-api", "4200", more);
    EXPECT_EQ(outcome.exit_code, 1);
    EXPECT_THAT(outcome.out, HasSubstr("deny: alder-api"));
    EXPECT_THAT(outcome.out, HasSubstr("only logged, as would-deny"));
  }
}

TEST_F(PolicyCommands, BadInputIsOneMessageAndExitTwo) {
  directory_.Write("bad.yaml", "mode: strict\n");
  const std::vector<std::pair<std::vector<std::string>, std::string>> cases = {
      {{"explain", "ports.md", "--container", "a", "--port", "70000"}, "'70000' is not a port"},
      {{"explain", "ports.md", "--container", "a", "--port", "80/icmp"}, "use tcp, udp or sctp"},
      {{"explain", "ports.md", "--container", "", "--port", "80"}, "has no name"},
      {{"explain", "none.md", "--container", "a", "--port", "80"}, "none.md: cannot be read"},
      {{"explain", "ports.md", "./ports.md", "--container", "a", "--port", "80"}, "is given twice"},
      {{"explain", "ports.md", "--settings", "bad.yaml", "--container", "a", "--port", "80"}, "bad.yaml:1: mode"},
      {{"next", "ports.md", "--service", "Adler"}, "did you mean 'Alder'?"},
      {{"diff", "ports.md", "none.md"}, "none.md: cannot be read"},
      {{"test", "none.yaml"}, "none.yaml: cannot be read"}};
  for (const auto& [arguments, message] : cases) {
    const Outcome outcome = directory_.Run(arguments);
    EXPECT_EQ(outcome.exit_code, 2) << message;
    EXPECT_EQ(outcome.out, "") << message;
    EXPECT_THAT(outcome.err, HasSubstr(message));
    EXPECT_EQ(std::count(outcome.err.begin(), outcome.err.end(), '\n'), 1) << outcome.err;
  }
}

TEST_F(PolicyCommands, NextPrintsThePortAlone) {
  EXPECT_EQ(directory_.Run({"next", "ports.md", "--service", "Alder"}).out, "4102\n");
  EXPECT_EQ(directory_.Run({"next", "ports.md", "--service", "Birch", "--purpose", "worker"}).out, "4210\n");
  const Outcome outcome = directory_.Run({"next", "ports.md", "--service", "birch", "--format", "json"});
  EXPECT_EQ(json::parse(outcome.out)["port"], 4202);
}

TEST_F(PolicyCommands, DiffSaysWhatChangesAndForWhom) {
  EXPECT_EQ(directory_.Run({"diff", "ports.md", "ports.md"}).out, "nothing changes\n");
  std::string moved = kJudgedRegistry;
  moved.replace(moved.find("| 4201 |"), 8, "| 4205 |");
  directory_.Write("new.md", moved);
  const Outcome outcome = directory_.Run({"diff", "ports.md", "new.md"});
  EXPECT_EQ(outcome.exit_code, 0);
  EXPECT_THAT(outcome.out, HasSubstr("~ assignment birch-web 4201 -> 4205"));
  EXPECT_THAT(outcome.out, HasSubstr("4205: allow (in-block) -> allow (assigned)"));
  EXPECT_EQ(directory_.Run({"diff", "ports.md", "new.md", "--exit-code"}).exit_code, 1);
  EXPECT_EQ(directory_.Run({"diff", "ports.md", "ports.md", "--exit-code"}).exit_code, 0);
  const json changes = json::parse(directory_.Run({"diff", "ports.md", "new.md", "--format", "json"}).out);
  EXPECT_EQ(changes["facts"][0]["before"], "4201");
  EXPECT_EQ(changes["verdicts"][0]["container"], "birch-api");
}

TEST_F(PolicyCommands, TestReportsFailures) {
  directory_.Write("pass.yaml", "registries: ports.md\ncases:\n- {container: alder-api, port: 4100, verdict: allow}\n");
  directory_.Write("fail.yaml", "- {container: alder-api, port: 4200, verdict: allow}\n");
  EXPECT_EQ(directory_.Run({"test", "pass.yaml"}).exit_code, 0);
  EXPECT_THAT(directory_.Run({"test", "pass.yaml"}).out, HasSubstr("1 cases, 0 failed"));
  EXPECT_THAT(directory_.Run({"test", "fail.yaml"}).err, HasSubstr("names no registry"));
  const Outcome failed = directory_.Run({"test", "fail.yaml", "--registry", "ports.md", "--format", "junit"});
  EXPECT_EQ(failed.exit_code, 1);
  EXPECT_THAT(failed.out, HasSubstr("failures=\"1\""));
  EXPECT_THAT(failed.out, HasSubstr("got deny (foreign)"));
}

}  // namespace
}  // namespace portlaw::cli_test
