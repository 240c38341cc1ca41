// SPDX-License-Identifier: Apache-2.0
#include "agent/containers/births.h"

#include <gtest/gtest.h>

#include <map>
#include <string>

namespace portlaw::containers {
namespace {

using kernel::Birth;
using kernel::kFirstNamedRow;

class BirthStore : public SubjectStore {
 public:
  Result<void> AddRow(const kernel::NamedRow& row) override {
    rows[row.row] = std::get<ContainerIdentity>(row.key).name;
    return {};
  }
  Result<void> RemoveRow(Row row) override {
    for (const auto& [id, birth] : births) EXPECT_NE(birth.row, row) << id << " is still born with it";
    rows.erase(row);
    return {};
  }
  Result<void> SetSubject(const kernel::SubjectEntry&) override { return {}; }
  Result<void> RemoveSubject(CgroupId) override { return {}; }
  Result<void> SetBirth(const Birth& birth) override {
    EXPECT_TRUE(birth.row < kFirstNamedRow || rows.contains(birth.row)) << "a birth before its row";
    births[birth.id] = birth;
    return {};
  }
  void RemoveBirth(const std::string& id) override { births.erase(id); }
  void NoteBorn(const std::string& id, CgroupId cgroup) override { born[id] = cgroup; }

  std::map<Row, std::string> rows;
  std::map<std::string, Birth> births;
  std::map<std::string, CgroupId> born;
};

std::string IdOf(int number) {
  const std::string digits = std::to_string(number);
  return std::string(64 - digits.size(), 'a') + digits;
}

KnownContainer Container(int number, const std::string& name, std::uint32_t uid = 0) {
  KnownContainer container;
  container.identity.name = name;
  container.details.id = IdOf(number);
  container.origin.uid = uid;
  return container;
}

class BirthsTest : public testing::Test {
 protected:
  BirthsTest()
      : rows_(
            store_, published_, [](const auto&, const auto&) { return UnregisteredSubject(); }, kMaxNamedRows),
        births_(store_, rows_, [this](const KnownContainer& container) { return *rows_.Of(container.identity); }) {
    rows_.UsePolicy(CompiledPolicy::Compile({}, {}, "box"));
  }

  void GoLive() {
    rows_.GoLive();
    births_.GoLive();
  }
  std::string NameAt(int number) {
    const auto birth = store_.births.find(IdOf(number));
    return birth == store_.births.end() ? "" : store_.rows[birth->second.row];
  }

  BirthStore store_;
  PublishedPorts published_;
  SubjectRows rows_;
  Births births_;
};

TEST_F(BirthsTest, FollowsWhatTheEngineHas) {
  GoLive();
  births_.Set("docker", Container(1, "harbor-api"));
  EXPECT_EQ(NameAt(1), "harbor-api");
  births_.Set("docker", Container(1, "harbor-web"));
  EXPECT_EQ(NameAt(1), "harbor-web");
  births_.Remove("podman", IdOf(1));
  EXPECT_EQ(NameAt(1), "harbor-web") << "another engine's word";
  births_.Remove("docker", IdOf(1));
  EXPECT_TRUE(store_.births.empty());
}

TEST_F(BirthsTest, KeepsTheRowOfAContainerThatDoesNotRun) {
  GoLive();
  births_.Set("docker", Container(1, "harbor-api"));
  rows_.Sweep(Clock::now() + std::chrono::hours(1));
  EXPECT_EQ(NameAt(1), "harbor-api");
  births_.Set("docker", Container(1, "harbor-web"));
  rows_.Sweep(Clock::now() + std::chrono::hours(1));
  EXPECT_EQ(store_.rows.size(), 1u) << "the old name's is free";
}

TEST_F(BirthsTest, WritesNothingBeforeItIsLive) {
  births_.Restore({{IdOf(9), kernel::kUnregisteredRow, 0, "docker"}});
  store_.births[IdOf(9)] = {IdOf(9), kernel::kUnregisteredRow, 0, "docker"};
  births_.Set("docker", Container(1, "harbor-api"));
  births_.RemoveRest("docker", false);
  EXPECT_EQ(store_.births.size(), 1u);
  EXPECT_TRUE(store_.births.contains(IdOf(9)));
  store_.rows[kFirstNamedRow] = "harbor-api";  // by the policy that is installed before
  GoLive();
  EXPECT_EQ(NameAt(1), "harbor-api");
  EXPECT_FALSE(store_.births.contains(IdOf(9)));
}

TEST_F(BirthsTest, WhatAnEarlierAgentKnewHoldsUntilItsEngineHasToldAll) {
  rows_.Restore({{kFirstNamedRow, ContainerIdentity{"harbor-api", {}}, {}, {}, false}});
  store_.rows[kFirstNamedRow] = "harbor-api";
  for (const int number : {1, 2, 3}) store_.births[IdOf(number)] = {IdOf(number), kFirstNamedRow, 0, "docker"};
  births_.Restore({{IdOf(1), kFirstNamedRow, 0, "docker"},
                   {IdOf(2), kFirstNamedRow, 0, "docker"},
                   {IdOf(3), kFirstNamedRow, 0, "podman"},
                   {IdOf(4), kFirstNamedRow + 7, 0, "podman"}});
  GoLive();
  rows_.Sweep(Clock::now() + std::chrono::hours(1));
  EXPECT_EQ(NameAt(1), "harbor-api");
  EXPECT_EQ(store_.births[IdOf(4)].row, kernel::kPendingRow) << "a row that nobody knows";
  births_.Set("docker", Container(1, "harbor-api"));
  births_.RemoveRest("docker", false);
  EXPECT_EQ(NameAt(1), "harbor-api");
  EXPECT_EQ(NameAt(2), "");
  EXPECT_EQ(NameAt(3), "harbor-api") << "its engine has not been heard of yet";
}

TEST_F(BirthsTest, AnEngineThatIsFollowedNoLongerHasNone) {
  GoLive();
  births_.Set("docker", Container(1, "harbor-api"));
  births_.Set("podman", Container(2, "harbor-web"));
  births_.RemoveRest("docker", true);
  EXPECT_EQ(store_.births.size(), 1u);
  EXPECT_EQ(NameAt(2), "harbor-web");
}

TEST_F(BirthsTest, RootsContainerGoesBeforeAUsers) {
  GoLive();
  births_.Set("alice", Container(1, "stolen", 1000));
  births_.Set("docker", Container(1, "harbor-api"));
  births_.Set("alice", Container(1, "stolen", 1000));
  births_.Set("podman", Container(1, "other"));
  EXPECT_EQ(NameAt(1), "harbor-api");
  EXPECT_EQ(store_.births[IdOf(1)].uid, 0u);
}

TEST_F(BirthsTest, UsersNoLongerTrustedHaveNone) {
  births_.Restore(
      {{IdOf(1), kernel::kUnregisteredRow, 1000, "alice"}, {IdOf(2), kernel::kUnregisteredRow, 0, "docker"}});
  for (const int number : {1, 2}) store_.births[IdOf(number)] = {};
  births_.KeepRestoredOf({1001});
  GoLive();
  EXPECT_FALSE(store_.births.contains(IdOf(1)));
  EXPECT_TRUE(store_.births.contains(IdOf(2)));
}

TEST_F(BirthsTest, UsersCannotUseUpTheRoomOfRoots) {
  GoLive();
  const int users = static_cast<int>(kMaxBirthsOfUsers);
  for (int i = 0; i < users + 10; ++i) births_.Set("alice", Container(i, "one", 1000));
  EXPECT_EQ(births_.size(), kMaxBirthsOfUsers);
  EXPECT_EQ(births_.without_room(), 10u);
  for (int i = users; i < static_cast<int>(kernel::kMaxBirths) + 5; ++i) births_.Set("docker", Container(i, "two"));
  EXPECT_EQ(births_.size(), kernel::kMaxBirths);
  EXPECT_EQ(births_.without_room(), 15u);
  births_.Remove("alice", IdOf(0));
  births_.Set("docker", Container(100000, "three"));
  EXPECT_EQ(NameAt(100000), "three");
}

TEST_F(BirthsTest, TakesIdsInFullAlone) {
  GoLive();
  KnownContainer container = Container(1, "harbor-api");
  for (const std::string& id :
       {std::string(), std::string("c0ffee42c0ff"), std::string(64, 'A'), std::string(65, 'a')}) {
    container.details.id = id;
    births_.Set("docker", container);
  }
  EXPECT_TRUE(store_.births.empty());
}

TEST_F(BirthsTest, NotesALiveCgroupOfAContainerThatItKnows) {
  GoLive();
  births_.Set("docker", Container(1, "harbor-api"));
  births_.NoteBorn(IdOf(1), 77);
  births_.NoteBorn(IdOf(2), 78);
  EXPECT_EQ(store_.born, (std::map<std::string, CgroupId>{{IdOf(1), 77}}));
}

}  // namespace
}  // namespace portlaw::containers
