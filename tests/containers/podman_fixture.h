// SPDX-License-Identifier: Apache-2.0
// Podman and an agent that follows it.
#ifndef PORTLAW_TESTS_CONTAINERS_PODMAN_FIXTURE_H_
#define PORTLAW_TESTS_CONTAINERS_PODMAN_FIXTURE_H_

#include <gtest/gtest.h>

#include <iostream>
#include <memory>
#include <string>
#include <vector>

#include "tests/containers/engines.h"

namespace portlaw::testing {

class PodmanTest : public ::testing::Test {
 protected:
  void SetUp() override {
    const std::string missing = Missing({"podman", "runc", "conmon", "busybox"});
    if (!missing.empty()) GTEST_SKIP() << missing;
    podman_ = std::make_unique<Podman>();
    agent_ = std::make_unique<Agent>(kRegistry, std::vector<std::string>{podman_->socket()});
    // Podman takes seconds to tell where its storage is, when that is not the default.
    const std::string watching = "watching " + podman_->containers_directory();
    ASSERT_TRUE(Eventually([&] { return agent_->Status().dump().find(watching) != std::string::npos; }))
        << agent_->Status();
  }

  void TearDown() override {
    if (HasFailure() && agent_ != nullptr) std::cerr << "---- agent\n" << agent_->Log();
  }

  // A container that runs until it is removed; its id.
  std::string Background(const std::string& options) {
    const Outcome outcome = podman_->Run("-d " + options, "sleep 1000");
    EXPECT_EQ(outcome.status, 0) << outcome.output;
    return outcome.output.substr(outcome.output.rfind('\n') + 1);
  }

  std::unique_ptr<Podman> podman_;
  std::unique_ptr<Agent> agent_;
};

}  // namespace portlaw::testing

#endif  // PORTLAW_TESTS_CONTAINERS_PODMAN_FIXTURE_H_
