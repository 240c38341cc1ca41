// SPDX-License-Identifier: Apache-2.0
// What holds for the containers of every engine that are restarted while no agent runs.
#ifndef PORTLAW_TESTS_CONTAINERS_RESTARTS_H_
#define PORTLAW_TESTS_CONTAINERS_RESTARTS_H_

#include <gtest/gtest.h>

#include <cerrno>
#include <string>

#include "tests/containers/engines.h"

namespace portlaw::testing {

// How many containers the kernel knows by their id.
inline int BirthsOf(const Agent& agent) { return agent.Status()["subjects"].value("births", 0); }

// `running` is harbor-web. Makes harbor-api, lantern-api (under another name at first) and a stranger, kills the agent,
// restarts all of them, and starts the agent again.
template <class Engine>
void ExpectThatKnownContainersAreThemselves(Engine& engine, Agent& agent, const std::string& running) {
  ASSERT_EQ(engine.Create("--name harbor-api --network host", ListenOn(4100)).status, 0);
  ASSERT_EQ(engine.Create("--name former --network host", ListenOn(4200)).status, 0);
  ASSERT_EQ(engine.Command("rename former lantern-api").status, 0);
  ASSERT_EQ(engine.Create("--name stranger --network host", ListenOn(4200)).status, 0);
  ASSERT_TRUE(Eventually([&] { return BirthsOf(agent) == 4; })) << agent.Status();
  agent.Kill();
  for (int i = 0; i < Restarts(); ++i) {
    EXPECT_EQ(engine.Command("restart --time 0 " + running).status, 0);
    EXPECT_EQ(BindFrom(engine.CgroupOf(running), 4101), 0) << i;
    EXPECT_EQ(BindFrom(engine.CgroupOf(running), 4200), EPERM) << i;
    EXPECT_EQ(engine.Command("start --attach harbor-api").output, "bound") << "stopped until now, " << i;
    EXPECT_EQ(engine.Command("start --attach lantern-api").output, "bound") << "renamed, " << i;
    EXPECT_NE(engine.Command("start --attach stranger").output, "bound") << "known not to be registered, " << i;
  }
  agent.Start();
  EXPECT_FALSE(agent.Event(Is("deny", "harbor-web", 4200)).is_null());
  EXPECT_TRUE(agent.Events([](const auto& event) { return event.value("port", 0) == 4100; }).empty());
  ASSERT_TRUE(Eventually([&] { return agent.NameOf(running) == "harbor-web"; }));
}

}  // namespace portlaw::testing

#endif  // PORTLAW_TESTS_CONTAINERS_RESTARTS_H_
