// SPDX-License-Identifier: Apache-2.0
// portlaw check as a CI job sees it.
#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include <nlohmann/json.hpp>

#include "tests/unit/cli/run_portlaw.h"

namespace portlaw::cli_test {
namespace {

using nlohmann::json;
using testing::HasSubstr;

constexpr char kRegistry[] =
    "# Ports\n\n"
    "### Otter (Accounts) - 4100-4199\n\n"
    "| Port | Service | Container | Purpose |\n|---|---|---|---|\n"
    "| 4100 | API | otter-api | accounts |\n"
    "| 4101 | Web | otter-web | sign in |\n\n"
    "### Heron (Mail) - 4200-4299\n\n"
    "| Port | Service | Container | Purpose |\n|---|---|---|---|\n"
    "| 4200 | API | heron-api | mail |\n";

TEST(CheckCommand, RightPortsAreZero) {
  const Directory directory;
  directory.Write("ports.md", kRegistry);
  directory.Write("docker-compose.yml", "services:\n  otter-api:\n    ports: [\"4100:80\"]\n");
  const Outcome outcome = directory.Run({"check", "ports.md", "docker-compose.yml"});
  EXPECT_EQ(outcome.exit_code, 0) << outcome.out << outcome.err;
  EXPECT_EQ(outcome.out, "no findings\n");
}

TEST(CheckCommand, AForeignPortIsOneAndNamesTheLines) {
  const Directory directory;
  directory.Write("ports.md", kRegistry);
  directory.Write("docker-compose.yml", "services:\n  otter-api:\n    ports:\n      - \"4200:80\"\n");
  const Outcome outcome = directory.Run({"check", "docker-compose.yml", "ports.md"});  // in any order
  EXPECT_EQ(outcome.exit_code, 1);
  EXPECT_THAT(outcome.out, HasSubstr("docker-compose.yml:4: error: bind-foreign: service otter-api binds 4200/tcp"));
  EXPECT_THAT(outcome.out, HasSubstr("  see ports.md:14\n"));
  EXPECT_THAT(outcome.out, HasSubstr("1 error\n"));
}

TEST(CheckCommand, TakesVariablesFromTheFileBesideAndTheOneNamed) {
  const Directory directory;
  directory.Write("ports.md", kRegistry);
  directory.Write("docker-compose.yml", "services:\n  otter-api:\n    ports: [\"${OTTER_TEST_PORT}:80\"]\n");
  directory.Write(".env", "OTTER_TEST_PORT=4100\n");
  directory.Write("other.env", "OTTER_TEST_PORT=4200\n");
  EXPECT_EQ(directory.Run({"check", "ports.md", "docker-compose.yml"}).exit_code, 0);
  EXPECT_EQ(directory.Run({"check", "ports.md", "docker-compose.yml", "--env-file", "other.env"}).exit_code, 1);
  EXPECT_EQ(directory.Run({"check", "ports.md", "docker-compose.yml", "--env-file", "none.env"}).exit_code, 2);
}

TEST(CheckCommand, JudgesSeveralFilesOfAllKinds) {
  const Directory directory;
  directory.Write("ports.md", kRegistry);
  directory.Write("pod.yaml",
                  "apiVersion: v1\nkind: Pod\nmetadata: {name: heron}\nspec:\n  containers:\n    - name: heron-api\n"
                  "      ports: [{containerPort: 80, hostPort: 4100}]\n");
  directory.Write("Dockerfile.otter-api", "FROM scratch\nEXPOSE 4100\n");
  const Outcome outcome = directory.Run({"check", "ports.md", "pod.yaml", "Dockerfile.otter-api", "--format", "json"});
  EXPECT_EQ(outcome.exit_code, 1) << outcome.err;
  const json findings = json::parse(outcome.out)["findings"];
  ASSERT_EQ(findings.size(), 1U) << findings;
  EXPECT_EQ(findings[0]["code"], "bind-foreign");
  EXPECT_EQ(findings[0]["source"], json::parse(R"({"file": "pod.yaml", "line": 7})"));
}

TEST(CheckCommand, TakesOneRegistryForEachOption) {
  const Directory directory;
  directory.Write("ports.md", kRegistry);
  directory.Write("wrong.yaml", "services:\n  otter-api:\n    ports: [\"4200:80\"]\n");
  directory.Write("right.yaml", "services:\n  otter-web:\n    ports: [\"4101:80\"]\n");
  const Outcome outcome = directory.Run({"check", "--registry", "ports.md", "wrong.yaml", "right.yaml"});
  EXPECT_EQ(outcome.exit_code, 1) << outcome.out << outcome.err;
  EXPECT_THAT(outcome.out, HasSubstr("wrong.yaml:3: error: bind-foreign"));
}

TEST(CheckCommand, WritesSarif) {
  const Directory directory;
  directory.Write("ports.md", kRegistry);
  directory.Write("compose.yaml", "services:\n  otter-api:\n    ports: [\"4200:80\"]\n");
  const Outcome outcome = directory.Run({"check", "ports.md", "compose.yaml", "--format", "sarif"});
  EXPECT_EQ(outcome.exit_code, 1);
  const json run = json::parse(outcome.out)["runs"][0];
  EXPECT_EQ(run["results"][0]["ruleId"], "bind-foreign");
  EXPECT_FALSE(run["tool"]["driver"]["rules"][0]["help"]["text"].get<std::string>().empty());
}

TEST(CheckCommand, WhatCannotRunIsTwo) {
  const Directory directory;
  directory.Write("ports.md", kRegistry);
  directory.Write("compose.yaml", "services: {otter-api: {ports: [\"4100:80\"]}}\n");
  directory.Write("broken.yaml", "services:\n  a: [\n");
  const auto error_of = [&](const std::vector<std::string>& arguments) {
    const Outcome outcome = directory.Run(arguments);
    EXPECT_EQ(outcome.exit_code, 2) << outcome.out;
    return outcome.err;
  };
  EXPECT_THAT(error_of({"check", "compose.yaml"}), HasSubstr("needs a registry"));
  EXPECT_THAT(error_of({"check", "ports.md"}), HasSubstr("nothing to check"));
  EXPECT_THAT(error_of({"check", "ports.md", "missing.yaml"}), HasSubstr("missing.yaml"));
  EXPECT_THAT(error_of({"check", "ports.md", "broken.yaml"}), HasSubstr("broken.yaml"));
}

}  // namespace
}  // namespace portlaw::cli_test
