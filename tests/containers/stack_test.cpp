// SPDX-License-Identifier: Apache-2.0
// The commonest deployment: twenty bridged containers that bind the usual ports inside and publish their own outside.
// The log of such a stack holds no surprises, so that audit mode ends one day.
#include <gtest/gtest.h>

#include <array>
#include <memory>
#include <string>
#include <type_traits>

#include "tests/containers/engines.h"

namespace portlaw::testing {
namespace {

constexpr int kContainers = 20;
constexpr std::array kInside = {80, 3000, 5432, 8000};

std::string NameOf(int number) { return "harbor-" + std::to_string(number); }
int PortOf(int number) { return 4100 + number; }

// The ports inside belong to somebody, or to nobody; the ones outside to the containers.
std::string StackRegistry() {
  std::string text =
      "# Ports\n\n**Reserved ranges (never use):**\n- `8000-8009`: developer tools sit there\n\n"
      "## Lantern (3000-3099)\n\n| Port | Service | Container |\n|---|---|---|\n| 3000 | API | lantern-api |\n\n"
      "## Harbor (4100-4199)\n\n| Port | Service | Container |\n|---|---|---|\n";
  for (int i = 0; i < kContainers; ++i) text += "| " + std::to_string(PortOf(i)) + " | Part | " + NameOf(i) + " |\n";
  return text;
}

template <class Engine>
class StackTest : public ::testing::Test {
 protected:
  void SetUp() override {
    const bool is_docker = std::is_same_v<Engine, Docker>;
    const std::string missing = is_docker ? Missing({"dockerd", "docker", "runc", "busybox"})
                                          : Missing({"podman", "runc", "conmon", "busybox"});
    if (!missing.empty()) GTEST_SKIP() << missing;
    engine_ = std::make_unique<Engine>();
    agent_ = std::make_unique<Agent>(StackRegistry(), std::vector<std::string>{engine_->socket()});
    if (is_docker) return;
    ASSERT_TRUE(Eventually([&] { return agent_->Status().dump().find("watching") != std::string::npos; }));
  }
  void TearDown() override {
    if (engine_ == nullptr) return;
    std::string names;
    for (int i = 0; i < kContainers; ++i) names += " " + NameOf(i);
    engine_->Command("kill" + names);
    engine_->Command("rm" + names);
    if (HasFailure() && agent_ != nullptr) std::cerr << "---- agent\n" << agent_->Log() << agent_->AuditText();
  }

  Outcome Publish(const std::string& name, int port, int inside) {
    const std::string at = std::to_string(port) + ":" + std::to_string(inside);
    return engine_->Run("-d -p " + at + " --name " + name, "nc -l -p " + std::to_string(inside) + "; sleep 1000");
  }

  std::unique_ptr<Engine> engine_;
  std::unique_ptr<Agent> agent_;
};

using Engines = ::testing::Types<Docker, Podman>;
TYPED_TEST_SUITE(StackTest, Engines);

TYPED_TEST(StackTest, OfRightfulContainersLogsNothingAndOfOneWrongPublishOneLine) {
  for (int i = 0; i < kContainers; ++i) {
    const Outcome outcome = this->Publish(NameOf(i), PortOf(i), kInside[i % kInside.size()]);
    ASSERT_EQ(outcome.status, 0) << outcome.output;
  }
  const auto unjudged = [&] { return this->agent_->Status()["decisions"].value("unjudged", 0); };
  EXPECT_TRUE(Eventually([&] { return unjudged() >= kContainers / 2; })) << unjudged() << " binds inside seen";
  EXPECT_EQ(this->agent_->AuditText(), "");
  this->engine_->Command("kill " + NameOf(0));
  this->engine_->Command("rm " + NameOf(0));
  EXPECT_NE(this->Publish(NameOf(0), 3000, 80).status, 0);
  EXPECT_FALSE(this->agent_->Event(Is("deny", NameOf(0), 3000)).is_null());
  EXPECT_EQ(this->agent_->Events([](const auto&) { return true; }).size(), 1u) << this->agent_->AuditText();
}

}  // namespace
}  // namespace portlaw::testing
