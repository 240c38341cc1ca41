// SPDX-License-Identifier: Apache-2.0
// Tables of many shapes: which column is the port, which the name, and what a cell can hold.
#include "tests/unit/readers/reading.h"

namespace portlaw::readers {
namespace {

using ::testing::ElementsAre;
using ::testing::IsEmpty;
using ::testing::UnorderedElementsAre;

TEST(Tables, PortFirstOrNameFirst) {
  EXPECT_THAT(PortsAndNames(Read("| Port | Service |\n|---|---|\n| 4100 | api |\n")), ElementsAre("4100 api"));
  EXPECT_THAT(PortsAndNames(Read("| Service | Port | Notes |\n|---|---|---|\n| **api** | `4100` | since 2021 |\n")),
              ElementsAre("4100 api"));
}

TEST(Tables, HostAndContainerColumns) {
  const Document document =
      Read("| Service | Host Port | Container Port |\n|---|---|---|\n| db | 5433 | 5432 |\n| cache | - | 6379 |\n");
  EXPECT_THAT(Describe(document.registry.assignments),
              ElementsAre("5433 db||db| ->5432 :3", "6379 cache||cache| internal :4"));
}

TEST(Tables, HostAndContainerInOneCell) {
  const Document document = Read(
      "| Service | Ports (host:container) |\n|---|---|\n| db | 5433:5432 |\n| web | ${WEB:-8081}:80 |\n"
      "| mail | 127.0.0.1:1025:25 |\n| queue | 5673 -> 5672 |\n");
  EXPECT_THAT(Describe(document.registry.assignments),
              ElementsAre("5433 db||db| ->5432 :3", "8081 web||web| ->80 :4", "1025 mail||mail| ->25 :5",
                          "5673 queue||queue| ->5672 :6"));
}

TEST(Tables, ColumnsOfEnvironmentsAndHosts) {
  EXPECT_THAT(
      PortsAndNames(Read("| Service | Dev | Staging | Prod |\n|---|---|---|---|\n| api | 4100 | 4200 | 4300 |\n")),
      ElementsAre("4100 api @Dev", "4200 api @Staging", "4300 api @Prod"));
  EXPECT_THAT(PortsAndNames(Read("| App | Container Port | rack-01 | rack-02 |\n|---|---|---|---|\n"
                                 "| board | 80 | 8081 | - |\n| files | 80 | 8082 | 8083 |\n")),
              ElementsAre("8081 board @rack-01", "8082 files @rack-01", "8083 files @rack-02"));
}

TEST(Tables, ColumnsOfRoles) {
  EXPECT_THAT(
      PortsAndNames(Read("| Service | HTTP | gRPC | Metrics |\n|---|---|---|---|\n| ledger | 4100 | 4101 | 4190 |\n")),
      ElementsAre("4100 HTTP of ledger", "4101 gRPC of ledger", "4190 Metrics of ledger"));
}

TEST(Tables, AColumnSaysTheHost) {
  const Document document = Read(
      "| Port | Service | Environment |\n|---|---|---|\n| 4100 | api | staging |\n| 4100 | api | production |\n"
      "| 5432 | db | all |\n");
  EXPECT_THAT(PortsAndNames(document), ElementsAre("4100 api @staging", "4100 api @production", "5432 db"));
  ASSERT_EQ(document.findings.size(), 1u);
  EXPECT_EQ(document.findings[0].code, "several-hosts");
}

TEST(Tables, SeveralPairsInACell) {
  EXPECT_THAT(PortsAndNames(Read("| Repo | Declared ports |\n|---|---|\n| shop | shop-api `4000`; shop-web `3000` |\n"
                                 "| tools | **none** |\n")),
              ElementsAre("4000 shop-api of shop", "3000 shop-web of shop"));
  EXPECT_THAT(PortsAndNames(Read("| Service | Port |\n|---|---|\n| proxy | 80, 443 |\n| mail | 25/587 |\n")),
              ElementsAre("80 proxy", "443 proxy", "25 mail", "587 mail"));
}

TEST(Tables, ProtocolsInEveryPlace) {
  EXPECT_THAT(
      PortsAndNames(Read("| Port | Service | Protocol |\n|---|---|---|\n| 53 | names | UDP |\n| 80 | web | HTTP |\n"
                         "| 25565 | game | TCP/UDP |\n| 3478/udp | relay | |\n| 5349 (TCP) | relay2 | |\n")),
      ElementsAre("53/udp names", "80 web", "25565 game", "3478/udp relay", "5349/tcp relay2"));
  EXPECT_THAT(PortsAndNames(Read("## UDP ports\n\n| Port | Service |\n|---|---|\n| 514 | syslog |\n")),
              ElementsAre("514/udp syslog"));
}

TEST(Tables, ReservedAndFreeRows) {
  const Document document = Read(
      "| Port | Service | Status |\n|---|---|---|\n| 4100 | api | reserved |\n| 4101-4105 | *(reserved)* | |\n"
      "| 4106 | (available) | - |\n| 4107 | - | Reserved |\n| 4108 | DO NOT USE | |\n| 4109 | old-api | removed |\n");
  EXPECT_THAT(PortsAndNames(document), ElementsAre("4100 api"));
  EXPECT_THAT(Describe(document.registry.reserved),
              ElementsAre("4101-4105 future: reserved :4", "4107 future: Reserved :6", "4108 never: DO NOT USE :7"));
}

TEST(Tables, GoOnAfterAParagraph) {
  const Document document =
      Read("| Port | Service |\n|---|---|\n| 4100 | api |\n\nAnd some more:\n\n| 4101 | web |\n| 4102 | admin |\n");
  EXPECT_THAT(Describe(document.registry.assignments),
              ElementsAre("4100 api||api| :3", "4101 web||web| :7", "4102 admin||admin| :8"));
}

TEST(Tables, ForeignPortsInARowAreNotItsOwn) {
  EXPECT_THAT(PortsAndNames(Read("| Port | Service | Corresponds to | Example |\n|---|---|---|---|\n"
                                 "| 5010 | chat-web | 3030 chat-server | curl localhost:9999 |\n")),
              ElementsAre("5010 chat-web"));
}

TEST(Tables, WildcardsAndRangesOfOneService) {
  EXPECT_THAT(
      PortsAndNames(Read("| Port | Service |\n|---|---|\n| 4100 | api |\n| 5810-5819 | worker-{n} |\n| 4200 | ui |\n")),
      ElementsAre("4100 api", "5810-5819 worker-{n}", "4200 ui"));
  EXPECT_THAT(
      Describe(Read("| Range | Purpose |\n|---|---|\n| 19xxx | test boxes |\n| 30NN | front ends |\n").registry.groups),
      UnorderedElementsAre("19000-19999 test boxes :3", "3000-3099 front ends :4"));
}

TEST(Tables, RangesListTheirMembers) {
  const Document document = Read(
      "| Range | Service | Ports |\n|---|---|---|\n| 4100-4199 | Janitor | API (4100), Web (4101), Live feed (+20) "
      "|\n");
  EXPECT_THAT(PortsAndNames(document),
              ElementsAre("4100 API of Janitor", "4101 Web of Janitor", "4120 Live feed of Janitor"));
}

TEST(Tables, OldAndNewColumnsAreMoves) {
  const Document document =
      Read("## Migration\n\n| Service | Old Port | New Port |\n|---|---|---|\n| ledger | 8080 | 4100 |\n");
  EXPECT_THAT(Describe(document.registry.migrations), ElementsAre("ledger: 8080 -> 4100 :5"));
  EXPECT_THAT(PortsAndNames(document), ElementsAre("4100 ledger"));
}

TEST(Tables, ManyLanguages) {
  for (const char* header :
       {"| Puerto | Servicio | Uso |", "| Porta | Serviço | Descrição |", "| Порт | Сервис | Описание |",
        "| 端口 | 服务名称 | 说明 |", "| ポート | サービス | 用途 |", "| 포트 | 서비스명 | 설명 |"}) {
    const Document document = Read(std::string(header) + "\n|---|---|---|\n| 4100 | api-шлюз | x |\n");
    EXPECT_THAT(PortsAndNames(document), ElementsAre("4100 api-шлюз")) << header;
  }
}

TEST(Tables, ManyWordsForReservedAndFree) {
  for (const char* word :
       {"reservado", "Зарезервировано", "预留", "保留", "予約済み", "예약", "Reservado para futuro"}) {
    const Document document =
        Read(std::string("| Port | Service |\n|---|---|\n| 4100 | api |\n| 4101 | ") + word + " |\n");
    EXPECT_THAT(PortsAndNames(document), ElementsAre("4100 api")) << word;
    EXPECT_EQ(document.registry.reserved.size(), 1u) << word;
  }
  for (const char* word : {"libre", "livre", "свободен", "空闲", "空き", "사용가능", "Available"}) {
    const Document document =
        Read(std::string("| Port | Service |\n|---|---|\n| 4100 | api |\n| 4101 | ") + word + " |\n");
    EXPECT_THAT(PortsAndNames(document), ElementsAre("4100 api")) << word;
    EXPECT_THAT(document.registry.reserved, IsEmpty()) << word;
  }
}

TEST(Tables, ABlankNameIsTheOneAbove) {
  EXPECT_THAT(PortsAndNames(Read("| Service | Port | Notes |\n|---|---|---|\n| **mail** | 8025 | web |\n"
                                 "|  | 1025 | SMTP |\n| 〃 | 1143 | |\n| | 1200 | available |\n| search | 9200 | |\n")),
              ElementsAre("8025 mail", "1025 mail", "1143 mail", "9200 search"));
  EXPECT_THAT(PortsAndNames(Read("| Port | Service | Purpose |\n|---|---|---|\n| 4100 | api | |\n| 4101 | | |\n"
                                 "| 4102 |  | queue viewer |\n")),
              ElementsAre("4100 api", "4102 queue viewer"));
}

TEST(Tables, ConnectionsAssignNothing) {
  EXPECT_THAT(PortsAndNames(Read("| Port | Service |\n|---|---|\n| 4100 | api |\n\n"
                                 "| Source | Destination | Port |\n|---|---|---|\n| runner | registry | 5000 |\n\n"
                                 "| Flow | Port | State |\n|---|---|---|\n| runner → git | 2222 | open |\n")),
              ElementsAre("4100 api"));
}

TEST(Tables, ARedirectIsNoMove) {
  EXPECT_THAT(PortsAndNames(Read("| Service | Port |\n|---|---|\n| edge | 443 HTTPS / 80 -> 443 redirect |\n"
                                 "| api | 4000 -> 4100 |\n")),
              ElementsAre("443 HTTPS of edge", "80 redirect of edge", "4100 api"));
}

TEST(Tables, PortsBesideARangeOfTheSameRow) {
  const Document document = Read(
      "| Owner | Cloud | Site | Web | e2e range |\n|---|---|---|---|---|\n"
      "| **main (PROTECTED)** | 3210 | 3211 | 5177 | — |\n| tester | 3240 | 3241 | 5180 | 5190-5199 |\n");
  EXPECT_EQ(document.registry.assignments.size(), 6u);
  EXPECT_EQ(document.registry.assignments[0].service, "main");
  EXPECT_THAT(document.registry.reserved, IsEmpty());
  EXPECT_EQ(document.registry.groups.size(), 1u);
}

TEST(Tables, ReservationsNameTheirOwners) {
  const Document document = Read(
      "# Ports\n\n| Port | Service |\n|---|---|\n| 4100 | api |\n\n## Proposed Reservations\n\n"
      "| Port | Service |\n|---|---|\n| 4110 | wallet |\n");
  EXPECT_THAT(PortsAndNames(document), ElementsAre("4100 api", "4110 wallet"));
}

TEST(Tables, AnArrowMapsToWhatContainersListenOn) {
  const Document document = Read(
      "| Port | Service | Container |\n|---|---|---|\n| 3110→3010 | shop | shop-web |\n"
      "| 5437→5432 | db | shop-db |\n| 16000–16049→10000–10049/udp | calls | shop-sip |\n");
  EXPECT_THAT(Describe(document.registry.assignments),
              ElementsAre("3110 shop|shop-web|shop| ->3010 :3", "5437 db|shop-db|db| ->5432 :4",
                          "16000-16049/udp calls|shop-sip|calls| ->10000-10049 :5"));
}

TEST(Tables, AHostAndAContainerPortInWords) {
  EXPECT_THAT(PortsAndNames(Read("| Service | Ports |\n|---|---|\n| login | host `8380` to container `8080` |\n"
                                 "| mail | 1025 |\n")),
              ElementsAre("8380 login", "1025 mail"));
}

TEST(Tables, WhatHasNoColumnOfItsOwn) {
  EXPECT_THAT(PortsAndNames(Read("| NN | Product | web 30NN | api 80NN | aux |\n|---|---|---|---|---|\n"
                                 "| 01 | shop | 3001 | 8001 | — |\n| 02 | chart | 3002 | 8002 | redis 6302 |\n")),
              ElementsAre("3001 web 30NN of shop", "8001 api 80NN of shop", "3002 web 30NN of chart",
                          "8002 api 80NN of chart", "6302 redis of chart"));
}

TEST(Tables, NamesAndPortsInOneCell) {
  EXPECT_THAT(PortsAndNames(Read("| Agent | Container Frontend | Container Backend | Status |\n|---|---|---|---|\n"
                                 "| sales | sales-web:3000 | sales-api:8000 | active |\n"
                                 "| (next) | next-web:3008 | next-api:8005 | free |\n")),
              ElementsAre("3000 sales-web of sales", "8000 sales-api of sales"));
}

TEST(Tables, TheColumnThatTellsRowsApartNamesThem) {
  EXPECT_THAT(PortsAndNames(Read("| Port | Purpose | Side |\n|---|---|---|\n| 12001 | sprayer | Client/Server |\n"
                                 "| 12002 | speaker | Client/Server |\n| 12003 | projector | Client/Server |\n")),
              ElementsAre("12001 sprayer", "12002 speaker", "12003 projector"));
  EXPECT_THAT(
      PortsAndNames(Read("| 端口 | 协议/服务 | 默认地址 |\n|---|---|---|\n| 8989 | 页面 | `http://1.2.3.4:8989` |\n")),
      ElementsAre("8989 页面"));
  EXPECT_THAT(PortsAndNames(Read("| Protocol | Port |\n|---|---|\n| OpenVPN | 1194 |\n| WireGuard | 51820 |\n")),
              ElementsAre("1194 OpenVPN", "51820 WireGuard"));
}

TEST(Tables, ALongNameIsServedByItsBeginning) {
  const Document document =
      Read("| Port | Service |\n|---|---|\n| 7400 | **discovery — of no use today**: the robot is in the field |\n");
  EXPECT_EQ(document.registry.assignments.at(0).service, "discovery");
}

TEST(Tables, HostColumnsOfEnvironments) {
  EXPECT_THAT(
      PortsAndNames(Read("| Service | Container port(s) | Host (development) | Host (production) |\n|---|---|---|---|\n"
                         "| edge | 80, 443 | `8080` → 80 | `80`, `443` |\n| db | 5432 | `127.0.0.1:5433` | — |\n")),
      ElementsAre("8080 edge @Host (development)", "80 edge @Host (production)", "443 edge @Host (production)",
                  "5433 db @Host (development)"));
  EXPECT_THAT(PortsAndNames(Read("| Service | DEV | PROD |\n|---|---|---|\n| pool | `10433` | internal |\n"
                                 "| web | `12001` | `127.0.0.1:8101` → edge 443 |\n| store | — | — |\n")),
              ElementsAre("10433 pool @DEV", "12001 web @DEV", "8101 web @PROD"));
}

TEST(Tables, OffsetsWithThePortsTheyGive) {
  const Document document = Read(
      "| Team | Offset | web | vite |\n|---|---|---|---|\n| data | +100 | 8105 | 5174 |\n| infra | +200 | 8205 | 5175 "
      "|\n");
  EXPECT_EQ(document.registry.offsets.size(), 2u);
  EXPECT_THAT(PortsAndNames(document),
              ElementsAre("8105 web of data", "5174 vite of data", "8205 web of infra", "5175 vite of infra"));
}

TEST(Tables, PartsOfARange) {
  const Document document = Read(
      "| Track | Range | Frontend | Backend |\n|---|---|---|---|\n| data | 5000-5099 | 5000-5009 | 5010-5019 |\n"
      "| admin | 9000-9099 | 9000 | - |\n");
  EXPECT_THAT(PortsAndNames(document), ElementsAre("9000 Frontend of admin"));
  EXPECT_THAT(Describe(document.registry.groups),
              ElementsAre("5000-5099 data :3", "5000-5009 data Frontend :3", "5010-5019 data Backend :3"));
  EXPECT_THAT(Describe(document.registry.blocks), ElementsAre("9000-9099 admin of  :4"));
}

TEST(Tables, DelaysAndThePastAreNoPorts) {
  EXPECT_THAT(
      PortsAndNames(Read("- api: 4100\n\n| Attempt | Delay (ms) | Total Time (ms) |\n|---|---|---|\n| 1 | 500 | 500 |\n"
                         "| 2 | 750 | 1250 |\n\n## Decommissioned\n\n| Port | Was |\n|---|---|\n| 9091 | agent |\n")),
      ElementsAre("4100 api"));
}

TEST(Tables, UnderASentenceAsATitle) {
  EXPECT_THAT(PortsAndNames(Read("# Ports\n# Check this file BEFORE assigning ports in new projects.\n\n"
                                 "| Port | Service |\n|---|---|\n| 4100 | api |\n")),
              ElementsAre("4100 api"));
}

TEST(Tables, ARowForEachEnvironment) {
  EXPECT_THAT(PortsAndNames(Read(
                  "| Environment | edge | radio |\n|---|---|---|\n| Dev | 8080 | 8001 |\n| Prod | 443 | 8001 |\n")),
              ElementsAre("8080 edge @Dev", "8001 radio @Dev", "443 edge @Prod", "8001 radio @Prod"));
}

TEST(Tables, NextIsAlsoAFramework) {
  EXPECT_THAT(PortsAndNames(Read(
                  "| App | Web (Next) | Next free |\n|---|---|---|\n| cms | 3003 | 3004 |\n| crm | 3100 | 3101 |\n")),
              ElementsAre("3003 Web (Next) of cms", "3100 Web (Next) of crm"));
}

TEST(Tables, TheColumnMostLikeNames) {
  EXPECT_THAT(PortsAndNames(Read("| Port | Where | Bound by | Purpose |\n|---|---|---|---|\n"
                                 "| 80 | host | edge | Public HTTP, what your phone hits first |\n"
                                 "| 5000 | host | worker | Internal port that is never exposed to the public |\n")),
              ElementsAre("80 edge", "5000 worker"));
  EXPECT_THAT(PortsAndNames(Read(
                  "| 用途 | ポート | 設定場所 |\n|---|---|---|\n"
                  "| 模擬器 | 5001 | `mock.json` → `emulator.port` |\n| 画面 | 4000 | `mock.json` → `ui.port` |\n")),
              ElementsAre("5001 模擬器", "4000 画面"));
}

TEST(Tables, OfPlacesNameNobody) {
  EXPECT_THAT(
      PortsAndNames(Read("- web: 5173\n\n| Port | Change it in |\n|---|---|\n| 5173 | `SHOP_WEB_PORT` (scripts) |\n"
                         "| 8081 | `SHOP_HEALTH_PORT` |\n")),
      ElementsAre("5173 web"));
}

TEST(Tables, DefaultsAdditionsAndFallbacks) {
  EXPECT_THAT(
      PortsAndNames(Read("| 프로젝트 | 기본 포트 | 서비스 | 추가 포트 |\n|---|---|---|---|\n| wiki | 8300 | Web | - |\n"
                         "| proxy | 1935 | RTMP | 8080 (HTTP) |\n")),
      ElementsAre("8300 Web of wiki", "1935 RTMP of proxy", "8080 HTTP of proxy"));
  EXPECT_THAT(PortsAndNames(Read(
                  "| Service | Host port | Fallback candidates |\n|---|---|---|\n| edge | 18088 | 18089, 18090 |\n")),
              ElementsAre("18088 edge"));
}

TEST(Tables, InternalPortsThatAreAllDifferent) {
  std::string text = "| coin | indexer internal port | indexer public port | node rpc port |\n|---|---|---|---|\n";
  for (int i = 0; i < 6; ++i) {
    text += "| coin" + std::to_string(i) + " | " + std::to_string(9030 + i) + " | " + std::to_string(9130 + i) + " | " +
            std::to_string(8030 + i) + " |\n";
  }
  const Document document = Read(text);
  EXPECT_EQ(document.registry.assignments.size(), 18u);
  EXPECT_THAT(PortsAndNames(document), ::testing::Contains("9030 indexer internal port of coin0"));
}

TEST(Tables, AddressesOfServicesInsideACluster) {
  const Document document = Read("| Service | Endpoint |\n|---|---|\n| queue | `my-queue:9092` (ns `kafka`) |\n");
  EXPECT_THAT(Describe(document.registry.assignments), ElementsAre("9092 my-queue||queue| internal :3"));
}

TEST(Tables, AReservedBlockIsItsOwners) {
  EXPECT_THAT(PortsAndNames(Read(
                  "## Reserved block (this host)\n\n| Port | Service |\n|---|---|\n| 3001 | Web |\n| 4001 | API |\n")),
              ElementsAre("3001 Web", "4001 API"));
}

TEST(Tables, NumbersBesideAPortAreNoPorts) {
  EXPECT_THAT(
      PortsAndNames(Read("| Client | Port | Since | Extension |\n|---|---|---|---|\n| north | 8160 | 2022 | 2301 |\n"
                         "| south | 8170 | 2023 | 2301 |\n")),
      ElementsAre("8160 north", "8170 south"));
  EXPECT_THAT(PortsAndNames(Read(
                  "| Server | Game port | Query | Slots |\n|---|---|---|---|\n| creative | 25565 | 25575 | 60 |\n")),
              ElementsAre("25565 creative", "25575 Query of creative"));
  EXPECT_THAT(PortsAndNames(Read("- api: 4100\n\n| Total | Public | Internal |\n|---|---|---|\n| 13 | 7 | 6 |\n\n"
                                 "| VMID | Name |\n|---|---|\n| 101 | dns1 |\n| 110 | docker1 |\n")),
              ElementsAre("4100 api"));
}

TEST(Tables, TeamsAndUsersDoNotName) {
  EXPECT_THAT(
      PortsAndNames(
          Read("| Store | Port | Used by |\n|---|---|---|\n| cache | 6380 | api, web |\n| queue | 5673 | people |\n")),
      ElementsAre("6380 cache", "5673 queue"));
  EXPECT_THAT(
      PortsAndNames(Read("| API | Local | E2E | Team |\n|---|---|---|---|\n| gateway | 4150 | 5150 | platform |\n"
                         "| catalog | 4151 | 5151 | platform |\n| basket | 4152 | 5152 | platform |\n")),
      ::testing::IsSupersetOf({"4150 gateway @Local", "5152 basket @E2E"}));
}

TEST(Tables, WhatIsGoneByItsRemark) {
  EXPECT_THAT(
      PortsAndNames(
          Read("| Port | Service | Notes |\n|---|---|---|\n| 3002 | shop | |\n| 3003 | wiki | gone, free again |\n")),
      ElementsAre("3002 shop"));
}

TEST(Tables, SeveralNewColumns) {
  EXPECT_THAT(
      PortsAndNames(
          Read("| Service | Old HTTP | New HTTP | New gRPC |\n|---|---|---|---|\n| meter | 8080 | 21180 | 21190 |\n")),
      ElementsAre("21180 meter", "21190 meter"));
}

TEST(Tables, ColumnsOfEnvironmentsInOneWord) {
  EXPECT_THAT(PortsAndNames(Read("| 服务 | 开发端口 | 生产端口 |\n|---|---|---|\n| 网关 | 5001 | 7001 |\n")),
              ElementsAre("5001 网关 @开发", "7001 网关 @生产"));
}

}  // namespace
}  // namespace portlaw::readers
