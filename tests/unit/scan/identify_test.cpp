// SPDX-License-Identifier: Apache-2.0
// Whose is a socket, by the roster, and the same through the control socket's words.
#include "agent/scan/identify.h"

#include <gtest/gtest.h>

#include <nlohmann/json.hpp>

#include "agent/scan/agent_identities.h"

namespace portlaw::scan {
namespace {

using nlohmann::json;

class NoKernel : public containers::SubjectStore {
 public:
  Result<void> AddRow(const kernel::NamedRow&) override { return {}; }
  Result<void> RemoveRow(kernel::Row) override { return {}; }
  Result<void> SetSubject(const kernel::SubjectEntry&) override { return {}; }
  Result<void> RemoveSubject(kernel::CgroupId) override { return {}; }
};

containers::KnownContainer Named(const std::string& name) {
  containers::KnownContainer container;
  container.identity.name = name;
  container.identity.names = {"api"};
  container.details = {.id = "0123", .name = name, .runtime = "docker", .image = "image"};
  return container;
}

// Cgroup 2 is harbor-api, 3 is nested in it; 4 is an engine that publishes 4100/tcp for harbor-api; 5 is the host's.
class IdentifyTest : public ::testing::Test {
 protected:
  IdentifyTest() {
    roster_.UsePolicy(CompiledPolicy::Compile({}, {}, "box"));
    roster_.OnCreated({1, 0, "/"});
    roster_.OnCreated({2, 1, "/app"});
    EXPECT_TRUE(roster_.Register(2, Named("harbor-api")));
    roster_.OnCreated({3, 2, "/app/init"});
    roster_.OnCreated({4, 1, "/engine"});
    roster_.EngineFound("docker", {0, 4, {{42, 7}}});
    roster_.Published("docker", {{4100, Protocol::kTcp, Named("harbor-api")}});
    roster_.OnCreated({5, 1, "/cron"});
    EXPECT_TRUE(roster_.GoLive());
  }

  std::optional<Identified> At(kernel::CgroupId cgroup, Port port = 4100) {
    return Identify(roster_, {cgroup, port, Protocol::kTcp});
  }

  NoKernel no_kernel_;
  containers::Roster roster_{no_kernel_};
};

TEST_F(IdentifyTest, TellsContainersFromTheHost) {
  ASSERT_TRUE(At(2) && At(2)->container);
  EXPECT_EQ(At(2)->cgroup, "/app");
  EXPECT_EQ(At(2)->container->identity.name, "harbor-api");
  EXPECT_EQ(At(2)->container->id, "0123");
  ASSERT_TRUE(At(3) && At(3)->container) << "nested cgroups inherit";
  EXPECT_EQ(At(3)->cgroup, "/app/init");
  ASSERT_TRUE(At(5));
  EXPECT_FALSE(At(5)->container);
  EXPECT_FALSE(At(99)) << "no such cgroup";
}

TEST_F(IdentifyTest, GivesAPublishedPortToItsContainer) {
  ASSERT_TRUE(At(4) && At(4)->container);
  EXPECT_EQ(At(4, 4100)->container->identity.name, "harbor-api");
  EXPECT_FALSE(At(4, 4101)->container) << "an engine's other ports are the host's";
}

TEST_F(IdentifyTest, SaysTheSameThroughTheControlSocket) {
  const json reply =
      AnswerIdentify(roster_, {{"sockets", json::array({json::array({3U, 80U, "udp"}), json::array({5U, 80U, "tcp"}),
                                                        json::array({99U, 80U, "tcp"})})}});
  ASSERT_TRUE(reply["ok"]);
  ASSERT_EQ(reply["sockets"].size(), 3U);
  EXPECT_EQ(reply["sockets"][0]["cgroup"], "/app/init");
  EXPECT_EQ(reply["sockets"][0]["container"]["names"][0], "api");
  EXPECT_EQ(reply["sockets"][0]["container"]["runtime"], "docker");
  EXPECT_TRUE(reply["sockets"][1]["container"].is_null());
  EXPECT_TRUE(reply["sockets"][2].is_null());
}

TEST_F(IdentifyTest, RefusesWhatIsNoQuestion) {
  for (const char* sockets : {"{}", "7", "[7]", "[[1,2]]", "[[1,70000,\"tcp\"]]", "[[-1,80,\"tcp\"]]", "[[1,80,\"x\"]]",
                              "[[1,80,7]]", "[[1.5,80,\"tcp\"]]"}) {
    EXPECT_FALSE(AnswerIdentify(roster_, {{"sockets", json::parse(sockets)}})["ok"]) << sockets;
  }
  EXPECT_FALSE(AnswerIdentify(roster_, json::object())["ok"]);
  EXPECT_FALSE(AnswerIdentify(roster_, {{"sockets", json::array_t(1001)}})["ok"]);
}

}  // namespace
}  // namespace portlaw::scan
