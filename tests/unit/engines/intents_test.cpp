// SPDX-License-Identifier: Apache-2.0
#include "agent/containers/publish/intents.h"

#include <gtest/gtest.h>

#include <map>
#include <string>

namespace portlaw::containers {
namespace {

ContainerRecord Wants(const std::string& name, std::vector<HostPort> ports, bool running = false) {
  ContainerRecord record;
  record.known.identity.name = name;
  record.requested = std::move(ports);
  record.running = running;
  return record;
}

std::map<HostPort, std::string> Owners(const std::vector<Publisher>& publishers) {
  std::map<HostPort, std::string> owners;
  for (const PublishedPort& port : Intents(publishers)) {
    owners[{port.port, port.protocol}] = port.container.identity.name;
  }
  return owners;
}

constexpr HostPort kTcp{4101, Protocol::kTcp};
constexpr HostPort kUdp{4101, Protocol::kUdp};

TEST(Intents, GiveEachPortToTheContainerThatWantsIt) {
  const auto a = Wants("a", {kTcp, {0, Protocol::kTcp}});
  const auto b = Wants("b", {kUdp});
  EXPECT_EQ(Owners({{&a}, {&b}}), (std::map<HostPort, std::string>{{kTcp, "a"}, {kUdp, "b"}}));
}

TEST(Intents, PreferWhoRunsThenWhoIsFresh) {
  const auto old = Wants("old", {kTcp});
  const auto running = Wants("running", {kTcp}, true);
  EXPECT_EQ(Owners({{&old, true}, {&running, false}})[kTcp], "running");
  EXPECT_EQ(Owners({{&running, false}, {&old, true}})[kTcp], "running");
  const auto fresh = Wants("fresh", {kTcp});
  EXPECT_EQ(Owners({{&old, false}, {&fresh, true}})[kTcp], "fresh");
}

TEST(Intents, LeaveOutWhatTwoWantWithEqualRight) {
  const auto a = Wants("a", {kTcp, kUdp});
  const auto b = Wants("b", {kTcp});
  const auto again = Wants("a", {kUdp});
  EXPECT_EQ(Owners({{&a}, {&b}, {&again}}), (std::map<HostPort, std::string>{{kUdp, "a"}}));
}

TEST(Intents, CountWhatTheEngineChose) {
  auto a = Wants("a", {{0, Protocol::kTcp}}, true);
  a.bound = {{49153, Protocol::kTcp}};
  EXPECT_EQ(Owners({{&a}}), (std::map<HostPort, std::string>{{{49153, Protocol::kTcp}, "a"}}));
}

}  // namespace
}  // namespace portlaw::containers
