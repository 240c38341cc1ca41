// SPDX-License-Identifier: Apache-2.0
#include "agent/containers/engines/container_record.h"

#include <gtest/gtest.h>

#include <string>

#include "agent/containers/engines/line_splitter.h"

namespace portlaw::containers {
namespace {

const std::string kRecordId = "0123456789abcdef0123456789abcdef0123456789abcdef0123456789abcdef";

std::string Inspect(const std::string& more) { return R"({"Id":")" + kRecordId + R"(","Name":"/web-1")" + more + "}"; }

TEST(ContainerRecord, HoldsIdentityAndDetails) {
  const auto record = ParseContainer(Inspect(R"(,"State":{"Running":true,"Pid":77},"Config":{"Image":"web:3","Labels":{
        "com.docker.compose.project":"shop","com.docker.compose.service":"web","portlaw.container":"shop-web"}})"),
                                     "docker");
  ASSERT_TRUE(record);
  EXPECT_EQ(record->known.identity, (ContainerIdentity{"web-1", {}})) << "labels may be the image's";
  auto own = *record;
  Identify(own, IdentityLabels(), std::nullopt);
  EXPECT_EQ(own.known.identity, (ContainerIdentity{"web-1", {"shop-web"}}));
  Identify(own, std::nullopt, std::nullopt);
  EXPECT_EQ(own.known.identity, (ContainerIdentity{"web-1", {}})) << "the engine does not tell which are the image's";
  EXPECT_EQ(record->known.details.id, kRecordId);
  EXPECT_EQ(record->known.details.name, "web-1");
  EXPECT_EQ(record->known.details.image, "web:3");
  EXPECT_EQ(record->known.details.runtime, "docker");
  EXPECT_TRUE(record->running);
  EXPECT_EQ(record->pid, 77);
}

TEST(ContainerRecord, SpellsOutPublishedPorts) {
  const auto record = ParseContainer(Inspect(R"(,"HostConfig":{"PortBindings":{
        "80/tcp":[{"HostIp":"","HostPort":"4101"},{"HostIp":"::","HostPort":"4101"}],
        "53/udp":[{"HostPort":"5300-5302"}], "81/tcp":[{"HostPort":""}], "82/tcp":null,
        "83/tcp":[{"HostPort":"70000"},{"HostPort":"9-8"},{"HostPort":"x"},{"HostPort":7},"4103"],
        "84/xyz":[{"HostPort":"4104"}]}},
        "NetworkSettings":{"Ports":{"81/tcp":[{"HostIp":"0.0.0.0","HostPort":"49153"}]}})"),
                                     "docker");
  ASSERT_TRUE(record);
  EXPECT_EQ(record->requested, (std::vector<HostPort>{{0, Protocol::kTcp},
                                                      {4101, Protocol::kTcp},
                                                      {5300, Protocol::kUdp},
                                                      {5301, Protocol::kUdp},
                                                      {5302, Protocol::kUdp}}));
  EXPECT_EQ(record->bound, (std::vector<HostPort>{{49153, Protocol::kTcp}}));
  EXPECT_FALSE(record->ports_left_out);
}

TEST(ContainerRecord, BoundsWhatOneContainerPublishes) {
  const auto record =
      ParseContainer(Inspect(R"(,"HostConfig":{"PortBindings":{"80/tcp":[{"HostPort":"1-65535"}]}})"), "docker");
  ASSERT_TRUE(record);
  EXPECT_EQ(record->requested.size(), kMaxPublishedPorts);
  EXPECT_TRUE(record->ports_left_out);
}

TEST(ContainerRecord, CutsHostileNames) {
  const std::string name(65536, 'n');
  const auto record =
      ParseContainer(R"({"Id":")" + kRecordId + R"(","Name":"/)" + name +
                         R"(","Config":{"Labels":{"portlaw.container":")" + name + R"("},"Image":[1]}})",
                     "docker");
  ASSERT_TRUE(record);
  EXPECT_EQ(record->known.identity.name.size(), kMaxNameBytes);
  EXPECT_EQ(record->labels.at("portlaw.container").size(), kMaxNameBytes);
  EXPECT_EQ(record->known.details.image, "");
}

TEST(ContainerRecord, CutsBetweenCharacters) {
  std::string name(kMaxNameBytes - 1, 'n');
  name += "\u00e9\u00e9";
  const auto record = ParseContainer(R"({"Id":")" + kRecordId + R"(","Name":")" + name + R"("})", "docker");
  ASSERT_TRUE(record);
  EXPECT_EQ(record->known.details.name, std::string(kMaxNameBytes - 1, 'n') + "\u00e9");
}

TEST(ContainerRecord, RefusesWhatIsNoContainer) {
  const std::string deep = std::string(100000, '[') + std::string(100000, ']');
  for (const std::string& text :
       {std::string(), std::string("null"), std::string("[]"), std::string("{}"), std::string("\xff\xfe"),
        std::string(R"({"Id":"../../etc/passwd"})"), std::string(R"({"Id":5})"), std::string("{\"Id\":\""), deep}) {
    EXPECT_FALSE(ParseContainer(text, "docker")) << text.substr(0, 40);
  }
}

TEST(ContainerRecord, TakesNoLabelOfItsImage) {
  auto record = *ParseContainer(Inspect(R"(,"Image":"sha256:77","Config":{"Labels":{"portlaw.container":"shop-web",
        "com.docker.compose.service":"web","other":"x"}})"),
                                "docker");
  EXPECT_EQ(record.image_id, "sha256:77");
  const auto of_image = ParseImage(R"({"Config":{"Labels":{"portlaw.container":"shop-web",
        "com.docker.compose.service":"of the image"}}})");
  ASSERT_TRUE(of_image);
  Identify(record, *of_image, std::nullopt);
  EXPECT_EQ(record.known.identity, IdentityOf({"web-1", {{"com.docker.compose.service", "web"}}, ""}))
      << "one was overridden at the creation";
  for (const char* text : {"", "[]", "7", "\xff"}) EXPECT_FALSE(ParseImage(text)) << text;
  EXPECT_TRUE(ParseImage("{}")->empty());
}

TEST(PodRecord, TellsWhoIsInThePod) {
  const auto pod = ParsePod(R"({"Id":")" + std::string(64, 'd') + R"(","Name":"shop","Labels":{"portlaw.container":"x",
      "app":"y"},"InfraContainerID":")" +
                            kRecordId + R"(","Containers":[{"Id":")" + kRecordId + R"(","Name":"d-infra"},
      {"Id":"2","Name":"shop-web"},{"Id":"3","Name":"api"},{"Id":"4"},7]})");
  ASSERT_TRUE(pod);
  EXPECT_EQ(pod->name, "shop");
  EXPECT_EQ(pod->infra, kRecordId);
  EXPECT_EQ(pod->labels, (IdentityLabels{{"portlaw.container", "x"}}));
  EXPECT_EQ(pod->members, (std::vector<std::string>{"shop-web", "api"}));
  for (const char* text : {"", "[]", "{}", R"({"Id":"../x","Name":"shop"})", "\xff"})
    EXPECT_FALSE(ParsePod(text)) << text;
}

TEST(Identify, AnInfraContainerIsItsPodAndBindsForAllInIt) {
  auto record = *ParseContainer(Inspect(R"(,"Pod":")" + std::string(64, 'd') + "\""), "podman");
  EXPECT_EQ(record.pod_id, std::string(64, 'd'));
  PodRecord pod{record.pod_id, "shop", {}, kRecordId, {"shop-web", "api"}};
  Identify(record, IdentityLabels(), pod);
  EXPECT_EQ(record.known.details.name, "shop");
  EXPECT_EQ(record.known.identity, IdentityOfPod("shop", {}));
  EXPECT_EQ(record.known.pod, (std::vector{IdentityOf({"shop-web", {}, "shop"}), IdentityOf({"api", {}, "shop"})}));
  pod.infra = "another";
  record = *ParseContainer(Inspect(""), "podman");
  Identify(record, IdentityLabels(), pod);
  EXPECT_EQ(record.known.identity, IdentityOf({"web-1", {}, "shop"}));
  EXPECT_EQ(ParseContainer(Inspect(R"(,"Pod":"../../etc")"), "podman")->pod_id, "");
}

TEST(ContainerList, IsCutAtItsLimit) {
  const std::string other(64, 'b');
  const std::string text = R"([{"Id":")" + kRecordId + R"("},{"Id":"no id"},7,{"Id":")" + other + R"("}])";
  const auto all = ParseContainerList(text, 10);
  ASSERT_TRUE(all);
  EXPECT_EQ(all->ids, (std::vector<std::string>{kRecordId, other}));
  EXPECT_FALSE(all->more);
  const auto one = ParseContainerList(text, 1);
  ASSERT_TRUE(one);
  EXPECT_EQ(one->ids, (std::vector<std::string>{kRecordId}));
  EXPECT_TRUE(one->more);
  EXPECT_FALSE(ParseContainerList("{}", 10));
}

TEST(EngineEvent, TellsChangesFromTheRest) {
  const auto event = [](const std::string& type, const std::string& action) {
    return ParseEngineEvent(
        R"({"Type":")" + type + R"(","Action":")" + action + R"(","Actor":{"ID":")" + kRecordId + "\"}}", "docker");
  };
  EXPECT_EQ(event("container", "create")->kind, EngineEventKind::kChanged);
  EXPECT_EQ(event("container", "create")->id, kRecordId);
  EXPECT_EQ(event("container", "remove")->kind, EngineEventKind::kRemoved);
  EXPECT_EQ(event("container", "destroy")->kind, EngineEventKind::kRemoved);
  EXPECT_EQ(event("container", "exec_create: sh")->kind, EngineEventKind::kOther);
  EXPECT_EQ(event("network", "create")->kind, EngineEventKind::kOther);
  EXPECT_FALSE(ParseEngineEvent(R"({"Type":"container","Action":"start","Actor":{"ID":"x"}})", "docker"));
  EXPECT_FALSE(ParseEngineEvent("HTTP/1.1 400 Bad Request", "docker"));
}

TEST(EngineEvent, TellsWhoItIsAbout) {
  const auto event = ParseEngineEvent(R"({"Type":"container","Action":"create","Actor":{"ID":")" + kRecordId +
                                          R"(","Attributes":{"name":"web-1","image":"web:3",
                                             "com.docker.compose.service":"web","portlaw.container":"shop-web"}}})",
                                      "docker");
  ASSERT_TRUE(event);
  EXPECT_EQ(event->known.identity, (ContainerIdentity{"web-1", {}}));
  EXPECT_EQ(event->labels, (IdentityLabels{{"com.docker.compose.service", "web"}, {"portlaw.container", "shop-web"}}));
  EXPECT_EQ(event->known.details.id, kRecordId);
  EXPECT_EQ(event->known.details.image, "web:3");
  EXPECT_EQ(event->known.details.runtime, "docker");
}

TEST(Server, NamesRuntimeAndVersion) {
  EXPECT_EQ(ParseServer("Docker/20.10.24 (linux)").runtime, "docker");
  EXPECT_EQ(ParseServer("Docker/20.10.24 (linux)").version, "20.10.24");
  EXPECT_EQ(ParseServer("Libpod/4.3.1 (linux)").runtime, "podman");
  EXPECT_EQ(ParseServer("Libpod/4.3.1").version, "4.3.1");
  EXPECT_EQ(ParseServer("something else").runtime, "docker");
  EXPECT_EQ(ParseServer("").version, "");
}

TEST(ContainersDirectory, IsPodmansStorageOrDockersRoot) {
  EXPECT_EQ(ParseContainersDirectory(R"({"DockerRootDir":"/var/lib/containers/storage","Driver":"overlay"})", "podman"),
            "/var/lib/containers/storage/overlay-containers");
  EXPECT_EQ(ParseContainersDirectory(R"({"DockerRootDir":"/srv/docker","Driver":"overlay2"})", "docker"),
            "/srv/docker/containers");
  EXPECT_EQ(ParseContainersDirectory(R"({"DockerRootDir":"relative","Driver":"overlay"})", "podman"), "");
  EXPECT_EQ(ParseContainersDirectory(R"({"DockerRootDir":"relative"})", "docker"), "");
  EXPECT_EQ(ParseContainersDirectory(R"({"DockerRootDir":"/a","Driver":"../../etc"})", "podman"), "");
  EXPECT_EQ(ParseContainersDirectory("garbage", "docker"), "");
}

TEST(LineSplitter, JoinsPiecesAndRefusesLongLines) {
  LineSplitter lines(8);
  std::vector<std::string> seen;
  const auto take = [&](std::string_view line) { seen.emplace_back(line); };
  EXPECT_TRUE(lines.Feed("ab", take));
  EXPECT_TRUE(lines.Feed("c\r\n\n\ndef\ngh", take));
  EXPECT_EQ(seen, (std::vector<std::string>{"abc", "def"}));
  EXPECT_TRUE(lines.Feed("ijklmn", take));
  EXPECT_FALSE(lines.Feed("o", take));
}

}  // namespace
}  // namespace portlaw::containers
