// SPDX-License-Identifier: Apache-2.0
// A page whose tables lost the separators of their columns.
#include "tests/unit/readers/reading.h"

namespace portlaw::readers {
namespace {

using ::testing::ElementsAre;
using ::testing::IsEmpty;

TEST(PlainText, ReadsARenderedPage) {
  const Registry registry = ReadData("harbor.txt").registry;
  EXPECT_THAT(Describe(registry.assignments),
              ElementsAre("6001 harbor-auth||harbor-auth|Sign-in, tokens :26",
                          "6002 harbor-seal||harbor-seal|Document signatures :27",
                          "6010 crane-control||crane-control|Crane movements (MQTT + HTTP) :33",
                          "6011 tide-watch||tide-watch|Water levels :34",
                          "6012 depot||depot|Container yard, 400 slots :35", "6020 store (S3 API)||store|Documents :36",
                          "6021 store (Console)||store|Admin pages :37", "6110 crane-screen||crane-screen| :45",
                          "6111 tide-screen||tide-screen| :46", "6112 map-screen||map-screen| :47",
                          "6140 quay-board||quay-board|Departures :53", "6200 gate-board||gate-board|Arrivals :54",
                          "8090 lookout||lookout|Camera index (not exposed to host) internal :59"));
  EXPECT_THAT(Describe(registry.blocks), IsEmpty());
  EXPECT_THAT(Describe(registry.groups), ElementsAre("6000-6009 Gate Services :23", "6010-6029 Berth Services :30",
                                                     "6100-6149 Screens :40", "6140-6149 Displays on the Quay :50"));
  EXPECT_THAT(Describe(registry.reserved),
              ElementsAre("6003-6009 future: reserved :28", "6022-6029 future: reserved :38",
                          "6113-6149 future: reserved :48"));
  EXPECT_THAT(Describe(registry.migrations), IsEmpty());
  EXPECT_THAT(Describe(registry.offsets), IsEmpty());
  EXPECT_THAT(Describe(registry.redis), IsEmpty());
  EXPECT_THAT(Describe(registry.variables), IsEmpty());
}

TEST(PlainText, KeepsTheHeadingAndItsRange) {
  const Registry registry = ReadData("harbor.txt").registry;
  EXPECT_EQ(registry.assignments.at(0).section, "6000-6009: Gate Services");
  EXPECT_EQ(registry.assignments.at(0).section_ports, (PortRange{6000, 6009}));
}

TEST(PlainText, SaysWhichSettingDecidesAnAmbiguousRange) {
  const Document document = ReadData("harbor.txt");
  ASSERT_EQ(document.findings.size(), 1u);
  EXPECT_EQ(document.findings[0].code, "ambiguous-range");
  EXPECT_EQ(document.findings[0].source, (Source{"harbor.txt", 50}));
  EXPECT_THAT(document.findings[0].message, ::testing::HasSubstr("`ranges: {\"6140-6149\": block}`"));
}

TEST(PlainText, TablesOfSingleWordsAndOfBars) {
  EXPECT_THAT(PortsAndNames(Read("project_name path running_on_port\nblog /blog 8088\nmap /map 9100\n", "ports.txt")),
              ElementsAre("8088 blog", "9100 map"));
  EXPECT_THAT(PortsAndNames(Read("# Ports\n\n```\nProtocol | Port | State\n---------|------|------\n"
                                 "OpenVPN  | 1194 | up\nWireGuard | 51820 | down\n```\n")),
              ElementsAre("1194 OpenVPN", "51820 WireGuard"));
}

TEST(PlainText, PairsBetweenEmptyLines) {
  EXPECT_THAT(PortsAndNames(Read("frontend: 5173\n\nuser-service: 3003\n\nto start: docker compose up --build -d\n",
                                 "ports.txt")),
              ElementsAre("5173 frontend", "3003 user-service"));
}

TEST(PlainText, DotLeadersAndRecords) {
  EXPECT_THAT(PortsAndNames(Read("app01   (10.20.1.5)\n-------------------\n  22 ........ sshd\n  7001 ...... "
                                 "dispatch\n  7021 ...... (free)\n",
                                 "ports.txt")),
              ElementsAre("22 sshd @app01", "7001 dispatch @app01"));
  EXPECT_THAT(PortsAndNames(Read("Velocity proxy .......... 25565/tcp\nLobby ................... 25566/tcp   (local)\n",
                                 "ports.txt")),
              ElementsAre("25565/tcp Velocity proxy", "25566/tcp Lobby"));
  EXPECT_THAT(PortsAndNames(Read("Service:   Teller Gateway\nHost:      app1\nPort:      9443\nProtocol:  TCP/TLS\n\n"
                                 "Service:   Loans\nHost:      app2\nPort:      9444\nProtocol:  UDP\n",
                                 "ports.txt")),
              ElementsAre("9443/tcp Teller Gateway @app1", "9444/udp Loans @app2"));
  EXPECT_THAT(
      PortsAndNames(
          Read("=== GAMES ===\n\n25566  Minecraft (creative)\n34197  Factorio, udp\n7777   Terraria\n", "ports.txt")),
      ElementsAre("25566 Minecraft (creative) of Minecraft", "34197 Factorio", "7777 Terraria"));
}

TEST(PlainText, RecordsUnderATitle) {
  EXPECT_THAT(PortsAndNames(Read("FICHE 01\n  Application : Etat civil\n  Serveur     : srv02\n  Port        : 8181\n"
                                 "  Observation : port 8182 avant 2022\n",
                                 "ports.txt")),
              ElementsAre("8181 Etat civil @srv02"));
}

}  // namespace
}  // namespace portlaw::readers
