// SPDX-License-Identifier: Apache-2.0
// The workflow and the hooks that teams copy do what they say, with the portlaw of this build.
#include <gmock/gmock.h>
#include <gtest/gtest.h>
#include <sys/wait.h>
#include <yaml-cpp/yaml.h>

#include <cstdlib>
#include <filesystem>
#include <fstream>
#include <regex>
#include <sstream>
#include <string>

#include "tests/paths.h"

namespace portlaw {
namespace {

using testing::HasSubstr;

constexpr char kRegistry[] =
    "# Ports\n\n| Port | Service | Container |\n|---|---|---|\n| 4100 | API | otter-api |\n| 4200 | Web | heron-web "
    "|\n";
constexpr char kContradiction[] = "| 4100 | Web | heron-web |\n";
constexpr char kRight[] = "services:\n  otter-api:\n    ports: [\"4100:80\"]\n";
constexpr char kWrong[] = "services:\n  otter-api:\n    ports: [\"4200:80\"]\n";

std::string ReadAll(const std::filesystem::path& path) {
  std::ifstream file(path, std::ios::binary);
  std::ostringstream text;
  text << file.rdbuf();
  return text.str();
}

YAML::Node LoadOf(const std::string& path) { return YAML::LoadFile(SourcePath(path)); }

// A repository of some team, with portlaw on the PATH.
class Team : public testing::Test {
 protected:
  Team() {
    std::string name = (std::filesystem::temp_directory_path() / "portlaw-team-XXXXXX").string();
    if (::mkdtemp(name.data()) == nullptr) throw std::runtime_error("mkdtemp failed");
    path_ = name;
    std::filesystem::create_directories(path_ / "bin");
    std::filesystem::create_directories(path_ / "repository/app");
    std::filesystem::create_symlink(PortlawBinary(), path_ / "bin/portlaw");
    Write("PORTS.md", kRegistry);
    Write("compose.yaml", kRight);
    Write("app/docker-compose.prod.yml", kRight);
    Write("app/Dockerfile", "FROM scratch\nEXPOSE 4100\n");
  }
  ~Team() override { std::filesystem::remove_all(path_); }

  void Write(const std::string& name, const std::string& text) { std::ofstream(path_ / "repository" / name) << text; }
  std::string Output() const { return ReadAll(path_ / "output"); }
  std::string Sarif() const { return ReadAll(path_ / "repository/ports.sarif"); }

  // Runs `script` as GitHub does: bash -e -o pipefail.
  int Run(const std::string& script) {
    std::ofstream(path_ / "script") << script;
    const std::string command = "cd '" + (path_ / "repository").string() + "' && PATH='" + (path_ / "bin").string() +
                                "':$PATH REGISTRY=PORTS.md GITHUB_OUTPUT=../github bash -e -o pipefail ../script " +
                                "> ../output 2>&1 < /dev/null";
    const int status = std::system(command.c_str());
    return WIFEXITED(status) ? WEXITSTATUS(status) : -1;
  }

  std::filesystem::path path_;
};

class Workflow : public Team {
 protected:
  std::string Step(const std::string& name) {
    const YAML::Node workflow = LoadOf("scripts/packaging/github-action.yml");
    for (const YAML::Node& step : workflow["jobs"]["ports"]["steps"]) {
      if (step["name"] && step["name"].as<std::string>() == name) return step["run"].as<std::string>();
    }
    ADD_FAILURE() << "no step \"" << name << "\"";
    return "false";
  }
};

TEST_F(Workflow, PassesWhereAllIsRight) {
  EXPECT_EQ(Run(Step("Lint")), 0) << Output();
  EXPECT_THAT(ReadAll(path_ / "github"), HasSubstr("status=0\n"));
  EXPECT_THAT(Sarif(), HasSubstr("\"version\": \"2.1.0\""));
  EXPECT_EQ(Run(Step("Refuse errors in the registry")), 0) << Output();
  EXPECT_EQ(Run(Step("Check deployments")), 0) << Output();
}

TEST_F(Workflow, UploadsTheErrorsAndThenFails) {
  Write("PORTS.md", std::string(kRegistry) + kContradiction);
  EXPECT_EQ(Run(Step("Lint")), 0) << Output();
  EXPECT_THAT(ReadAll(path_ / "github"), HasSubstr("status=1\n"));
  EXPECT_THAT(Sarif(), HasSubstr("duplicate-assignment"));
  EXPECT_EQ(Run(Step("Refuse errors in the registry")), 1);
}

TEST_F(Workflow, FailsAtOnceWithoutARegistry) {
  std::filesystem::remove(path_ / "repository/PORTS.md");
  EXPECT_NE(Run(Step("Lint")), 0);
  EXPECT_THAT(Output(), HasSubstr("PORTS.md"));
}

TEST_F(Workflow, RefusesAWrongPortInAnyDeployment) {
  Write("app/docker-compose.prod.yml", kWrong);
  EXPECT_NE(Run(Step("Check deployments")), 0);
  EXPECT_THAT(Output(), HasSubstr("app/docker-compose.prod.yml:3: error: bind-foreign"));
}

TEST_F(Workflow, NeedsNoDeployments) {
  for (const char* name : {"compose.yaml", "app/docker-compose.prod.yml", "app/Dockerfile"}) {
    std::filesystem::remove(path_ / "repository" / name);
  }
  EXPECT_EQ(Run(Step("Check deployments")), 0) << Output();
}

TEST(WorkflowFile, GivesEveryStepSomethingToDo) {
  const YAML::Node workflow = LoadOf("scripts/packaging/github-action.yml");
  EXPECT_EQ(workflow["permissions"]["security-events"].as<std::string>(), "write");
  for (const YAML::Node& step : workflow["jobs"]["ports"]["steps"]) {
    EXPECT_NE(static_cast<bool>(step["run"]), static_cast<bool>(step["uses"]));
  }
}

class Hooks : public Team {
 protected:
  static YAML::Node Hook(const std::string& id) {
    for (const YAML::Node& hook : LoadOf(".pre-commit-hooks.yaml")) {
      if (hook["id"].as<std::string>() == id) return hook;
    }
    ADD_FAILURE() << "no hook " << id;
    return {};
  }
  int RunHook(const std::string& id, const std::string& arguments) {
    return Run(Hook(id)["entry"].as<std::string>() + " " + arguments);
  }
  static bool IsFor(const std::string& id, const std::string& file) {
    return std::regex_search(file, std::regex(Hook(id)["files"].as<std::string>()));
  }
};

TEST_F(Hooks, RunThePortlawOnThePath) {
  for (const YAML::Node& hook : LoadOf(".pre-commit-hooks.yaml")) {
    EXPECT_EQ(hook["language"].as<std::string>(), "system");
    EXPECT_THAT(hook["entry"].as<std::string>(), testing::StartsWith("portlaw "));
  }
}

TEST_F(Hooks, LintRefusesAContradiction) {
  EXPECT_EQ(RunHook("portlaw-lint", "PORTS.md"), 0) << Output();
  Write("PORTS.md", std::string(kRegistry) + kContradiction);
  EXPECT_EQ(RunHook("portlaw-lint", "PORTS.md"), 1) << Output();
}

TEST_F(Hooks, CheckRefusesAWrongPort) {
  EXPECT_EQ(RunHook("portlaw-check", "--registry PORTS.md compose.yaml app/Dockerfile"), 0) << Output();
  Write("compose.yaml", kWrong);
  EXPECT_EQ(RunHook("portlaw-check", "--registry PORTS.md compose.yaml app/Dockerfile"), 1) << Output();
}

TEST_F(Hooks, AreForTheFilesThatTheyRead) {
  for (const char* file : {"PORTS.md", "docs/PORT_ALLOCATION.md", "ports.yaml", "infra/PORT-REGISTRY.md"}) {
    EXPECT_TRUE(IsFor("portlaw-lint", file)) << file;
  }
  for (const char* file : {"README.md", "REPORTS.md", "ports.md.bak", "compose.yaml"}) {
    EXPECT_FALSE(IsFor("portlaw-lint", file)) << file;
  }
  for (const char* file : {"compose.yaml", "a/docker-compose.prod.yml", "Dockerfile", "a/web.dockerfile"}) {
    EXPECT_TRUE(IsFor("portlaw-check", file)) << file;
  }
  EXPECT_FALSE(IsFor("portlaw-check", "PORTS.md"));
}

}  // namespace
}  // namespace portlaw
