// SPDX-License-Identifier: Apache-2.0
// What the completions of shells are given.
#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include "tests/unit/cli/run_portlaw.h"

namespace portlaw::cli_test {
namespace {

using testing::HasSubstr;
using testing::Not;
using testing::StartsWith;

constexpr char kCompletedRegistry[] =
    "portlaw: 1\n"
    "assignments:\n"
    "  - {first: 7200, container: russet-api, service: Russet}\n"
    "  - {first: 7210, last: 7219, container: 'russet-worker-{n}', service: Russet}\n"
    "  - {first: 7300, container: \"odd\\tname\\n:files\", service: Odd}\n"
    "blocks: [{first: 7200, last: 7299, service: Russet}]\n";

class CompletionTest : public testing::Test {
 protected:
  CompletionTest() { directory_.Write("ports.yaml", kCompletedRegistry); }

  std::string After(std::vector<std::string> words) {
    words.insert(words.begin(), {"complete", "--"});
    const Outcome outcome = directory_.Run(words);
    EXPECT_EQ(outcome.exit_code, 0) << outcome.err;
    EXPECT_EQ(outcome.err, "");
    return outcome.out;
  }

  Directory directory_;
};

TEST_F(CompletionTest, CommandsAndTheirs) {
  EXPECT_THAT(After({"sc"}), StartsWith("scan\tWhat listens"));
  EXPECT_THAT(After({""}), HasSubstr("\ndoctor\t"));
  EXPECT_THAT(After({""}), Not(HasSubstr("complete")));
  EXPECT_THAT(After({"audit", "q"}), StartsWith("query\t"));
  EXPECT_EQ(After({"nonsense", "--"}),
            "--help\tPrint this help message and exit\n--version\tDisplay program version information and exit\n");
}

TEST_F(CompletionTest, OptionsAndTheirWords) {
  EXPECT_EQ(After({"explain", "--cont"}), "--container\tThe container's name\n");
  EXPECT_EQ(After({"lint", "--format", "s"}), "sarif\t\n");
  EXPECT_EQ(After({"oci-hook", "--on-failure", ""}), "fail\t\npass\t\n");
  EXPECT_THAT(After({"lint", "--explain", "dup"}), StartsWith("duplicate-assignment\t"));
}

TEST_F(CompletionTest, ServicesContainersAndPortsOfTheRegistryOnTheLine) {
  EXPECT_EQ(After({"explain", "ports.yaml", "--container", "russet-"}),
            "russet-api\tRusset\nrusset-worker-1\tRusset\n");
  EXPECT_EQ(After({"explain", "ports.yaml", "--port", "72"}), "7200\trusset-api\n7210\trusset-worker-{n}\n");
  EXPECT_EQ(After({"scan", "--registry", "ports.yaml", "--service", "R"}), "Russet\t7200-7299\n");
}

TEST_F(CompletionTest, ANameThatNoLineCanHoldIsNone) {
  EXPECT_EQ(After({"explain", "ports.yaml", "--container", "odd"}), "");
}

TEST_F(CompletionTest, DocumentsArePathsAndOnesThatCannotBeReadAreSilent) {
  EXPECT_EQ(After({"show", ""}), ":files\n");
  EXPECT_EQ(After({"show", "ports.yaml", "--settings", ""}), ":files\n");
  directory_.Write("broken.yaml", "portlaw: 1\nassignments: [");
  EXPECT_EQ(After({"next", "broken.yaml", "--service", ""}), "");
}

}  // namespace
}  // namespace portlaw::cli_test
