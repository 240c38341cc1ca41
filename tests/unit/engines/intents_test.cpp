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

// Those who have a port with equal right, one after the other.
std::map<HostPort, std::string> Owners(const std::vector<Publisher>& publishers) {
  std::map<HostPort, std::string> owners;
  for (const PublishedPort& port : Intents(publishers)) {
    owners[{port.port, port.protocol}] += port.container.identity.name + " ";
  }
  return owners;
}

constexpr HostPort kTcp{4101, Protocol::kTcp};
constexpr HostPort kUdp{4101, Protocol::kUdp};

TEST(Intents, GiveEachPortToTheContainerThatWantsIt) {
  const auto a = Wants("a", {kTcp, {0, Protocol::kTcp}});
  const auto b = Wants("b", {kUdp});
  EXPECT_EQ(Owners({{&a}, {&b}}), (std::map<HostPort, std::string>{{kTcp, "a "}, {kUdp, "b "}}));
}

TEST(Intents, PreferWhoIsBeingStartedThenWhoRunsThenWhoWasMadeLast) {
  const auto old = Wants("old", {kTcp});
  const auto failed = Wants("failed", {kTcp});
  const auto made = Wants("made", {kTcp});
  const auto running = Wants("running", {kTcp}, true);
  EXPECT_EQ(Owners({{&old}, {&failed, 1}, {&made, 2}})[kTcp], "made ");
  EXPECT_EQ(Owners({{&made, 2}, {&failed, 1}, {&old}})[kTcp], "made ");
  EXPECT_EQ(Owners({{&made, 2}, {&running}})[kTcp], "running ");
  EXPECT_EQ(Owners({{&running}, {&made, 2}})[kTcp], "running ");
  EXPECT_EQ(Owners({{&running}, {&old, 0, 3}, {&made, 2}})[kTcp], "old ");
  EXPECT_EQ(Owners({{&old, 0, 3}, {&failed, 1, 4}})[kTcp], "failed ");
}

TEST(Intents, NameAllThatWantAPortWithEqualRight) {
  const auto a = Wants("a", {kTcp, kUdp});
  const auto b = Wants("b", {kTcp});
  const auto again = Wants("a", {kUdp});
  EXPECT_EQ(Owners({{&a}, {&b}, {&again}}), (std::map<HostPort, std::string>{{kTcp, "a b "}, {kUdp, "a "}}));
}

TEST(Intents, CountWhatTheEngineChose) {
  auto a = Wants("a", {{0, Protocol::kTcp}}, true);
  a.bound = {{49153, Protocol::kTcp}};
  EXPECT_EQ(Owners({{&a}}), (std::map<HostPort, std::string>{{{49153, Protocol::kTcp}, "a "}}));
}

TEST(Intents, TellForWhomTheEngineIsAboutToChooseAPort) {
  constexpr HostPort kChosen{0, Protocol::kTcp};
  const auto a = Wants("a", {kChosen});
  const auto b = Wants("b", {kChosen});
  const auto running = Wants("running", {kChosen}, true);
  const auto owner = [&](const std::vector<Publisher>& publishers) { return Owners(publishers)[kChosen]; };
  EXPECT_EQ(owner({{&a}, {&running}}), "") << "one runs, and nobody starts the other";
  EXPECT_EQ(owner({{&a, 1}, {&running}}), "a ");
  EXPECT_EQ(owner({{&a, 2}, {&b, 0, 1}}), "b ") << "it is being started";
  EXPECT_EQ(owner({{&a, 0, 2}, {&b, 0, 1}}), "a b ") << "whichever, nobody can tell";
}

TEST(Rivals, AreThoseThatMayBeStartedForTheSamePort) {
  const auto a = Wants("a", {kTcp});
  const auto b = Wants("b", {kTcp}, true);
  const auto c = Wants("c", {kUdp, {0, Protocol::kTcp}});
  const auto d = Wants("d", {{0, Protocol::kTcp}});
  const std::vector<Publisher> all{{&a}, {&b}, {&c}, {&d}};
  EXPECT_EQ(Rivals(all), (std::vector<const ContainerRecord*>{&a, &c, &d})) << "two let the engine choose";
  EXPECT_EQ(Rivals(std::vector<Publisher>{{&b}, {&d}}), std::vector<const ContainerRecord*>{});
}

}  // namespace
}  // namespace portlaw::containers
