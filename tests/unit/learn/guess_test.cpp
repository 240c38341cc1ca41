// SPDX-License-Identifier: Apache-2.0
// Names and blocks: what is guessed, and what is not.
#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include "policy/learn/blocks.h"
#include "policy/learn/container_name.h"
#include "policy/naming/naming.h"

namespace portlaw::learn {
namespace {

using testing::ElementsAre;
using testing::IsEmpty;

ContainerIdentity OfCompose(const std::string& name, const std::string& project, const std::string& service,
                            const std::string& label) {
  return IdentityOf({name,
                     {{"com.docker.compose.project", project},
                      {"com.docker.compose.service", service},
                      {std::string(kContainerLabel), label}},
                     ""});
}

TEST(NameInRegistry, CutsOffTheReplicaWhereItIsOne) {
  EXPECT_EQ(NameInRegistry({"deploy-janua-api-1", {}}), "deploy-janua-api");
  EXPECT_EQ(NameInRegistry({"deploy_janua-api_12", {}}), "deploy_janua-api");
  EXPECT_EQ(NameInRegistry({"redis-7", {}}), "redis-7");
  EXPECT_EQ(NameInRegistry({"janua-api", {}}), "janua-api");
  EXPECT_EQ(NameInRegistry({"/janua-api", {}}), "janua-api");
  EXPECT_EQ(NameInRegistry({"-1", {}}), "-1");
  EXPECT_EQ(NameInRegistry({"", {}}), "");
}

TEST(NameInRegistry, TakesComposesServiceWithTheProjectWhereItDoesNotTell) {
  EXPECT_EQ(NameInRegistry(OfCompose("deploy-janua-api-1", "deploy", "janua-api", "")), "janua-api");
  EXPECT_EQ(NameInRegistry(OfCompose("janua_api_2", "janua", "api", "")), "janua-api");
  EXPECT_EQ(NameInRegistry(OfCompose("redis-redis-1", "redis", "redis", "")), "redis");
}

TEST(NameInRegistry, PrefersWhatSomebodyChose) {
  EXPECT_EQ(NameInRegistry(OfCompose("my-own-name", "deploy", "janua-api", "")), "my-own-name");
  EXPECT_EQ(NameInRegistry(OfCompose("deploy-janua-api-1", "deploy", "janua-api", "janua")), "janua");
}

TEST(Title, IsWrittenAsPeopleDo) {
  EXPECT_EQ(Title({"acme", "shop"}), "Acme Shop");
  EXPECT_EQ(Title({"api"}), "API");
  EXPECT_EQ(Title({"web"}), "Web");
  EXPECT_EQ(Title({"worker", "mail"}), "Worker Mail");
  EXPECT_EQ(Title({"v2"}), "V2");
  EXPECT_EQ(Title({}), "");
}

TEST(GuessBlocks, TakesTheHundredAroundContainersOfOneName) {
  const auto blocks = GuessBlocks({{"janua-api", {4100, 4100}}, {"janua-ws", {4101, 4103}}, {"redis", {6379, 6379}}});
  ASSERT_EQ(blocks.size(), 1U);
  EXPECT_EQ(blocks[0].service, "Janua");
  EXPECT_EQ(blocks[0].ports, (PortRange{4100, 4199}));
  EXPECT_THAT(blocks[0].inside, ElementsAre(0, 1));
  EXPECT_THAT(blocks[0].outside, IsEmpty());
}

TEST(GuessBlocks, NeedsTwoContainers) {
  EXPECT_THAT(GuessBlocks({{"janua-api", {4100, 4100}}, {"janua-api", {4101, 4101}}}), IsEmpty());
  EXPECT_THAT(GuessBlocks({{"janua", {4100, 4100}}, {"januaria-api", {4101, 4101}}}), IsEmpty());
  EXPECT_THAT(GuessBlocks({}), IsEmpty());
}

TEST(GuessBlocks, TakesTenWhereSomebodyElseIsNear) {
  const auto blocks = GuessBlocks({{"janua-api", {4100, 4100}}, {"janua-ws", {4101, 4101}}, {"redis", {4150, 4150}}});
  ASSERT_EQ(blocks.size(), 1U);
  EXPECT_EQ(blocks[0].ports, (PortRange{4100, 4109}));
}

TEST(GuessBlocks, GuessesNothingWhereSomebodyElseIsAmongThem) {
  EXPECT_THAT(GuessBlocks({{"janua-api", {4100, 4100}}, {"janua-ws", {4102, 4102}}, {"redis", {4101, 4101}}}),
              IsEmpty());
}

TEST(GuessBlocks, IsNotKeptFromItByTheSamePort) {
  const auto blocks = GuessBlocks({{"janua-api", {4100, 4100}}, {"janua-ws", {4101, 4101}}, {"redis", {4100, 4100}}});
  ASSERT_EQ(blocks.size(), 1U);
  EXPECT_EQ(blocks[0].ports, (PortRange{4100, 4199}));
}

TEST(GuessBlocks, LooksAtTheNextWordWhereTheFirstIsTheCompanys) {
  const auto blocks = GuessBlocks({{"acme-shop-api", {4100, 4100}},
                                   {"acme-shop-web", {4101, 4101}},
                                   {"acme-mail-in", {4200, 4200}},
                                   {"acme-mail-out", {4201, 4201}}});
  ASSERT_EQ(blocks.size(), 2U);
  EXPECT_EQ(blocks[0].service, "Acme Mail");
  EXPECT_EQ(blocks[0].ports, (PortRange{4200, 4299}));
  EXPECT_EQ(blocks[1].service, "Acme Shop");
  EXPECT_EQ(blocks[1].stem, "acme-shop");
}

TEST(GuessBlocks, LeavesOutsideWhatIsFarAway) {
  const auto blocks =
      GuessBlocks({{"janua-api", {4100, 4100}}, {"janua-ws", {4101, 4101}}, {"janua-db", {5432, 5432}}});
  ASSERT_EQ(blocks.size(), 1U);
  EXPECT_EQ(blocks[0].ports, (PortRange{4100, 4199}));
  EXPECT_THAT(blocks[0].outside, ElementsAre(2));
}

TEST(GuessBlocks, GuessesNothingWhereMostAreFarAway) {
  EXPECT_THAT(GuessBlocks({{"a-1x", {4100, 4100}},
                           {"a-2x", {4101, 4101}},
                           {"a-3x", {5000, 5000}},
                           {"a-4x", {6000, 6000}},
                           {"a-5x", {7000, 7000}}}),
              IsEmpty());
}

TEST(GuessBlocks, StaysWithinThePorts) {
  EXPECT_THAT(GuessBlocks({{"edge-http", {80, 80}}, {"edge-https", {81, 81}}}), IsEmpty());
  EXPECT_THAT(GuessBlocks({{"a-b", {1024, 1024}}, {"a-c", {1025, 1025}}}), IsEmpty());
  const auto top = GuessBlocks({{"a-b", {65500, 65500}}, {"a-c", {65501, 65501}}});
  ASSERT_EQ(top.size(), 1U);
  EXPECT_EQ(top[0].ports, (PortRange{65500, 65509}));
  EXPECT_THAT(GuessBlocks({{"a-b", {65530, 65530}}, {"a-c", {65535, 65535}}}), IsEmpty());
}

TEST(GuessBlocks, LivesWithAsManyRowsAsThereArePorts) {
  std::vector<NamedPorts> rows;
  for (int port = 1; port <= 65535; ++port) {
    const auto one = static_cast<Port>(port);
    rows.push_back({port % 2 == 0 ? "x-a-a-a-a-a-a-a-a-a-a-a-a" : "x-a-a-a-a-a-a-a-a-a-a-a-b", {one, one}});
  }
  EXPECT_LE(GuessBlocks(rows).size(), 1U);
}

}  // namespace
}  // namespace portlaw::learn
