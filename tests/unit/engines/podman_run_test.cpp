// SPDX-License-Identifier: Apache-2.0
#include "agent/containers/publish/podman_run.h"

#include <gtest/gtest.h>

#include <string>
#include <vector>

namespace portlaw::containers {
namespace {

using Ports = std::vector<HostPort>;
constexpr Protocol kOverTcp = Protocol::kTcp;
constexpr Protocol kOverUdp = Protocol::kUdp;

TEST(ParsePublish, KnowsEveryForm) {
  EXPECT_EQ(ParsePublish("4101:80"), (Ports{{4101, kOverTcp}}));
  EXPECT_EQ(ParsePublish("4101:80/udp"), (Ports{{4101, kOverUdp}}));
  EXPECT_EQ(ParsePublish("127.0.0.1:4101:80"), (Ports{{4101, kOverTcp}}));
  EXPECT_EQ(ParsePublish("[::1]:4101:80"), (Ports{{4101, kOverTcp}}));
  EXPECT_EQ(ParsePublish("4101-4103:80-82"), (Ports{{4101, kOverTcp}, {4102, kOverTcp}, {4103, kOverTcp}}));
  EXPECT_EQ(ParsePublish("80"), (Ports{{0, kOverTcp}}));
  EXPECT_EQ(ParsePublish("127.0.0.1::80"), (Ports{{0, kOverTcp}}));
  EXPECT_EQ(ParsePublish("1-65535:1-65535").size(), kMaxPublishedPorts);
  for (const char* text : {"4101:80/xyz", "x:80", "70000:80", "9-8:9-8"})
    EXPECT_TRUE(ParsePublish(text).empty()) << text;
}

TEST(ParsePodmanRun, ReadsOptionsUpToTheImage) {
  const auto run = ParsePodmanRun({"/usr/bin/podman",
                                   "--log-level",
                                   "debug",
                                   "run",
                                   "-d",
                                   "--rm",
                                   "-e",
                                   "A=-p",
                                   "--name=harbor-web",
                                   "-itp",
                                   "4101:80",
                                   "-p4102:81",
                                   "--publish",
                                   "4103:82",
                                   "--publish=4104:83/udp",
                                   "-l",
                                   "portlaw.container=x",
                                   "--label=a=b",
                                   "image:1",
                                   "nc",
                                   "-l",
                                   "-p",
                                   "4200"});
  ASSERT_TRUE(run);
  EXPECT_EQ(run->name, "harbor-web");
  EXPECT_EQ(run->labels, (IdentityLabels{{"portlaw.container", "x"}}));
  EXPECT_EQ(run->ports, (Ports{{4101, kOverTcp}, {4102, kOverTcp}, {4103, kOverTcp}, {4104, kOverUdp}}));
}

TEST(ParsePodmanRun, ReadsThePod) {
  EXPECT_EQ(ParsePodmanRun({"podman", "run", "--pod", "harbor", "image"})->pod, "harbor");
  EXPECT_EQ(ParsePodmanRun({"podman", "run", "--pod=new:harbor", "image"})->pod, "harbor");
  EXPECT_EQ(ParsePodmanRun({"podman", "run", "image", "--pod", "harbor"})->pod, "");
}

TEST(ParsePodmanRun, IsNothingForOthers) {
  EXPECT_FALSE(ParsePodmanRun({}));
  EXPECT_FALSE(ParsePodmanRun({"podman", "ps"}));
  EXPECT_FALSE(ParsePodmanRun({"podman"}));
  EXPECT_FALSE(ParsePodmanRun({"docker", "run", "-p", "4101:80", "image"}));
  const auto cut = ParsePodmanRun({"podman", "run", "-p"});
  ASSERT_TRUE(cut);
  EXPECT_EQ(cut->ports, (Ports{{0, kOverTcp}}));
}

}  // namespace
}  // namespace portlaw::containers
