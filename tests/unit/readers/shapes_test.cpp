// SPDX-License-Identifier: Apache-2.0
// Shapes of whole documents as teams write them, each in its smallest form: what is read, and what must not be.
#include "tests/unit/readers/reading.h"

namespace portlaw::readers {
namespace {

using ::testing::ElementsAre;
using ::testing::HasSubstr;
using ::testing::IsEmpty;

TEST(Shapes, ForbiddenToChangeIsInUse) {
  const std::string table = "| Сервис | Порт | Описание |\n|---|---|---|\n| Почта | `8010` | Общий агент |\n";
  EXPECT_THAT(PortsAndNames(Read("## Ядро - ЗАПРЕЩЕНО К ИЗМЕНЕНИЮ\n" + table)), ElementsAre("8010 Почта"));
  EXPECT_THAT(PortsAndNames(Read("## Core (do not change)\n" + table)), ElementsAre("8010 Почта"));
  const Document never = Read("## Порты - ЗАПРЕЩЕНО\n" + table + "\n## Прочее\n- 9000: Склад\n");
  EXPECT_THAT(Describe(never.registry.reserved), ElementsAre("8010 never: Почта :4"));
}

TEST(Shapes, NotToBeUsedInSpanish) {
  const Document document = Read(
      "## APIs\n| Servicio | Puerto |\n|---|---|\n| Faro | `5100` |\n\n## Puertos que NO se pueden usar\n"
      "| Puerto | Quien lo tiene |\n|---|---|\n| `7000` | Receptor |\n");
  EXPECT_THAT(PortsAndNames(document), ElementsAre("5100 Faro"));
  EXPECT_THAT(Describe(document.registry.reserved), ElementsAre("7000 never: Receptor :9"));
}

TEST(Shapes, PlaceholdersAreHeldForWhomTheyName) {
  const Document document = Read(
      "## Active\n| Port | Service | Container |\n|---|---|---|\n| 8008 | Board | board |\n\n"
      "## Reserved Placeholder Ports (to be done)\n| Port | Service | Category | Status |\n|---|---|---|---|\n"
      "| **9000** | Crane | Media | Placeholder |\n");
  EXPECT_THAT(PortsAndNames(document), ElementsAre("8008 Board", "9000 Crane"));
  EXPECT_THAT(document.registry.reserved, IsEmpty());
}

TEST(Shapes, NodesWithNumbersAreHosts) {
  const std::string table = "| Port | Service |\n|---|---|\n| 8080 | Board |\n";
  EXPECT_THAT(
      PortsAndNames(Read("# Ports\n## Node #1 (tern) - apps\n" + table + "\n## Node #2 (gull) - media\n" + table)),
      ElementsAre("8080 Board @tern", "8080 Board @gull"));
  EXPECT_THAT(PortsAndNames(Read("# Ports\n## Machine Learning\n" + table)), ElementsAre("8080 Board"));
}

TEST(Shapes, WhatIsProposedIsNotInForce) {
  const Document document =
      Read("- **Board**: 8080\n\n### Proposed fixes\n- **Board**: 8087\n\n### Plans\n- **Crane**: Move to port 8090\n");
  EXPECT_THAT(PortsAndNames(document), ElementsAre("8080 Board"));
}

TEST(Shapes, OpenEndsAmongRangesNameNobody) {
  const Document document = Read("- **1000-2999**: Agents\n- **10000+**: Large ones\n\n- 4100: api\n");
  EXPECT_THAT(PortsAndNames(document), ElementsAre("4100 api"));
  EXPECT_THAT(Describe(document.registry.groups), ElementsAre("1000-2999 Agents :1"));
}

TEST(Shapes, ColumnsOfUrlsRepeatThePort) {
  const Document document = Read(
      "| Port | Service | GUI URL |\n|---|---|---|\n| 5050 | board | http://localhost:5050 |\n"
      "| 5051 | crane | http://localhost:5051 |\n");
  EXPECT_THAT(PortsAndNames(document), ElementsAre("5050 board", "5051 crane"));
  EXPECT_THAT(document.findings, IsEmpty());
}

TEST(Shapes, AddressesInAContainerNetworkAreNoPortsOfTheHost) {
  const Document document = Read(
      "- 4100: api\n\n| From | Connection string |\n|---|---|\n| api | `postgres://u:p@store:5432/x` |\n"
      "| web | `http://api:8000` |\n\n| Path | Target |\n|---|---|\n| `/` | `web:80` |\n| `/api` | `api:8000` |\n");
  EXPECT_THAT(PortsAndNames(document), ElementsAre("4100 api"));
}

TEST(Shapes, TablesOfFilesAndOfConstantsNameNobody) {
  const Document document = Read(
      "- 4100: api\n\n| File | Role | Keep equal |\n|---|---|---|\n| `web/package.json` | start | `4100` |\n"
      "| README.md | table | `4100` / `4200` |\n\n"
      "| `--listen` | opens | answer |\n|---|---|---|\n| `a:1` | IPv4 | 200 |\n| `b:1` | IPv6 | 200 |\n\n"
      "```\nPoolStart = 40000\nBlockSize = 100\n```\n");
  EXPECT_THAT(PortsAndNames(document), ElementsAre("4100 api"));
}

TEST(Shapes, ServersThatAreAllDifferentAreNames) {
  EXPECT_THAT(PortsAndNames(Read("| Server | Started by | Port |\n|---|---|---|\n| Board server | systemd | 3847 |\n"
                                 "| Crane server | `crane` -> watchdog | 3848 |\n")),
              ElementsAre("3847 Board server", "3848 Crane server"));
}

TEST(Shapes, ABlockWithItsPortsByRole) {
  const Document document = Read(
      "| Project | Range | Web | API | Reserved |\n|---|---|---|---|---|\n"
      "| tern | 8100-8109 | 8100 | 8101 | 8102-8109 |\n| gull | 8110-8119 | 8110 | 8111 | 8112-8119 |\n");
  EXPECT_THAT(PortsAndNames(document),
              ElementsAre("8100 Web of tern", "8101 API of tern", "8110 Web of gull", "8111 API of gull"));
  EXPECT_THAT(document.registry.reserved, IsEmpty());
  EXPECT_EQ(document.registry.blocks.size() + document.registry.groups.size(), 2u);
}

TEST(Shapes, OneServiceATableAnAttributeARow) {
  const Document document = Read(
      "# Ports\n### Store (Vector Database)\n| Attribute | Value |\n|---|---|\n| **Service** | `acme_store` |\n"
      "| **Container Port** | `8000` |\n| **Host Port** | `8100` |\n| **Type** | Vectors |\n"
      "| **URL** | http://localhost:8100 |\n\n### Lake\n| Attribuut | Waarde |\n|---|---|\n"
      "| **Service** | `acme_lake` |\n| **HTTP Port** | `8123` (host: `5000`) |\n"
      "| **Native Port** | `9000` (host: `5001`) |\n| **Type** | Columns |\n");
  EXPECT_THAT(Describe(document.registry.assignments),
              ElementsAre("8100 Store|acme_store|Store| ->8000 :7", "5000 HTTP|acme_lake|Lake| ->8123 :15",
                          "5001 Native|acme_lake|Lake| ->9000 :16"));
}

TEST(Shapes, RangesUnderForeignHeaders) {
  const Document document = Read(
      "| Dự án | Dải cổng | Chi tiết |\n|---|---|---|\n| tern | 5000-5009 | Web, API |\n"
      "| gull | 5100-5199 | Nginx |\n| crane | 3306 | MySQL |\n\n| Cổng | Dịch vụ |\n|---|---|\n| 5000 | web |\n");
  EXPECT_THAT(PortsAndNames(document), ElementsAre("3306 crane", "5000 web"));
  EXPECT_THAT(Describe(document.registry.groups), ElementsAre("5000-5009 tern :3", "5100-5199 gull :4"));
}

TEST(Shapes, DutchPolishAndTurkishHeaders) {
  EXPECT_THAT(PortsAndNames(Read("| Poort | Dienst | Beschrijving |\n|---|---|---|\n| 8000 | api | het begin |\n")),
              ElementsAre("8000 api"));
  EXPECT_THAT(PortsAndNames(Read("| Usługa | Port | Opis |\n|---|---|---|\n| sklep | 8001 | sprzedaż |\n")),
              ElementsAre("8001 sklep"));
  EXPECT_THAT(PortsAndNames(Read("| Servis | Port | Açıklama |\n|---|---|---|\n| kasa | 8002 | ödeme |\n")),
              ElementsAre("8002 kasa"));
}

TEST(Shapes, SentencesInListsAreNoNames) {
  const Document document = Read(
      "- 4100: api\n- 避开常用开发端口 (3000, 8000 等)\n- Port 8000: Board vs Crane\n"
      "- Both the board and the crane want port 8090\n");
  EXPECT_THAT(PortsAndNames(document), ElementsAre("4100 api"));
}

TEST(Shapes, DatesAreNoPorts) {
  EXPECT_THAT(PortsAndNames(Read("> **Bijgewerkt:** 28 februari 2026\n\n- **api**: 4100\n")), ElementsAre("4100 api"));
}

TEST(Shapes, TheProtocolIsNoPartOfTheName) {
  EXPECT_THAT(PortsAndNames(Read("- Tunnel UDP 51820 → gate (10.0.0.2)\n- Blocks TCP 25565 → games\n")),
              ElementsAre("51820/udp Tunnel", "25565/tcp Blocks"));
}

TEST(Shapes, OneContainerHasAPortOnce) {
  const Document document = Read(
      "| Port | Service | Container |\n|---|---|---|\n| 8000 | Backend | acme-backend |\n\n"
      "| Container | Image | Port Mapping |\n|---|---|---|\n| acme-backend | python | 8000:8000 |\n");
  EXPECT_THAT(PortsAndNames(document), ElementsAre("8000 Backend"));
}

TEST(Shapes, AReasonKeepsItsParenthesis) {
  const Document document =
      Read("- api: 4100\n\n## Do not use\n- 4000-4099: too close to the bundler (4000)\n- 5000 (macOS)\n");
  EXPECT_THAT(Describe(document.registry.reserved),
              ElementsAre("4000-4099 never: too close to the bundler (4000) :4", "5000 never: macOS :5"));
}

TEST(Shapes, BaseAndSlot) {
  const Document document = Read(
      "[registry]\nmax_slots = 16\n[services]\napp = 8000\ndb = 5432\n[shared]\notel = 4318\n"
      "[slots]\ntern = 0\ngull = 3\n",
      "ports.toml");
  EXPECT_THAT(PortsAndNames(document),
              ElementsAre("8000 app of tern", "8003 app of gull", "5432 db of tern", "5435 db of gull", "4318 otel"));
  EXPECT_THAT(Refusals("services:\n  app: 65000\nslots:\n  tern: 0\n  gull: 999\n", "ports.yaml"),
              ElementsAre(HasSubstr("ports.yaml:2: port 65999 is not a port")));
}

TEST(Shapes, RolesBesideAPortInData) {
  const Document document =
      Read("graph:\n  port: 8136\n  bolt: 7689\n  redis: 6389\n  workers: 2000\n  timeout: 30000\n", "ports.yaml");
  EXPECT_THAT(PortsAndNames(document), ElementsAre("8136 graph", "7689 bolt of graph", "6389 redis of graph"));
}

TEST(Shapes, MappingsForDockerSayThePortAgain) {
  const Document document =
      Read("projects:\n  tern:\n    ports:\n      web: 8001\n    docker_ports:\n      web: \"8001:3000\"\n", "p.yaml");
  EXPECT_THAT(PortsAndNames(document), ElementsAre("8001 web of tern"));
  EXPECT_THAT(document.findings, IsEmpty());
}

Lines CodesOf(const Document& document) {
  Lines codes;
  for (const Finding& finding : document.findings) codes.push_back(finding.code);
  return codes;
}

TEST(Shapes, VariablesInAFileOfPorts) {
  const std::string text =
      "export TERN_PORT=25001\nexport GULL=28080\nexport GULL_TIMEOUT=30000\nCACHE_LIMIT=\"24G\"\n";
  EXPECT_THAT(PortsAndNames(Read(text, "ports.env")), ElementsAre("25001 TERN_PORT of tern", "28080 GULL of gull"));
  EXPECT_THAT(PortsAndNames(Read(text, "team.env")), ElementsAre("25001 TERN_PORT of tern"));
}

TEST(Shapes, ExamplesAndProceduresInKorean) {
  const Document document = Read(
      "| 서비스 | 포트 |\n|---|---|\n| 게시판 | 8100 |\n\n## 원칙\n- **개발 환경**: 기본 포트 (예: 8000)\n\n"
      "## 포트 변경 프로토콜\n- 이슈 생성: `게시판 포트 변경 (9000 → 9010)`\n\n## 요청 양식\n- **희망 포트**: 5555\n");
  EXPECT_THAT(PortsAndNames(document), ElementsAre("8100 게시판"));
}

TEST(Shapes, AsidesInAHeadingDoNotMakeItHistory) {
  const std::string list = "- 5433: Tern store\n- 5434: Gull store\n";
  EXPECT_THAT(PortsAndNames(Read("**Allocation (updated 2025-12-30):**\n\n" + list)),
              ElementsAre("5433 Tern store", "5434 Gull store"));
  EXPECT_THAT(PortsAndNames(Read("- api: 4100\n\n## Changes\n" + list)), ElementsAre("4100 api"));
}

// A reason that says where a number stands is what its author needs to make it count.
TEST(Shapes, ReasonsNameThePlace) {
  const Document document = Read(
      "# Ports\n- api: 4100\n\nNobody knows 4200 yet.\n\n## Conflicts (2024)\n- 4300: crane\n\n"
      "```bash\nlsof -i :4400\n```\n\n1. Look first\n");
  Lines whys;
  for (const Reading& reading : document.readings) {
    if (reading.taken == "passed over") whys.push_back(reading.text + ": " + reading.why);
  }
  EXPECT_THAT(whys, ElementsAre("4200: in running text, with no name tied to it, under 'Ports'", "2024: in a heading",
                                "4300: tells what was or is disputed, since it stands under 'Conflicts (2024)'",
                                "4400: in a block of bash, under 'Conflicts (2024)'", "1: the number of a list item"));
}

TEST(Shapes, ReservedForWhatIsListedIsAmbiguous) {
  const std::string rows = "| Port | Service |\n|---|---|\n| 5001 | Board |\n\n";
  const Document used = Read(rows + "## Reserved ranges\n- 5000-5099: Boards\n- 6000-6099: Databases\n");
  EXPECT_THAT(CodesOf(used), ElementsAre("ambiguous-reserved", "ambiguous-reserved"));
  EXPECT_THAT(used.registry.reserved, IsEmpty());
  const Document unused = Read(rows + "## Reserved ranges\n- 7000-7099: the neighbours\n");
  EXPECT_THAT(CodesOf(unused), IsEmpty());
  EXPECT_EQ(unused.registry.reserved.size(), 1u);
}

TEST(Shapes, ATableDrawnInABlockOfCode) {
  const Document document = Read(
      "## Assignments (conflict-free)\n```\nSERVICE          PORT    STATUS\n──────────────────────────\n"
      "board            8000    ✅ Available\ncrane-gate      8090    ✅ Available (moved from 8080)\n```\n\n"
      "## Server current usage (10.0.0.7)\n```\nOCCUPIED:\n22    - SSH\n5432  - Ledger\n```\n");
  EXPECT_THAT(PortsAndNames(document), ElementsAre("8000 board", "8090 crane-gate", "22 SSH", "5432 Ledger"));
}

TEST(Shapes, ColumnsOfUrlsForEachScheme) {
  const Document document = Read(
      "| Service | HTTP URL | HTTPS URL |\n|---|---|---|\n"
      "| Board | http://localhost:5269 | https://localhost:7229 |\n| Crane | http://localhost:5300 | - |\n");
  EXPECT_THAT(PortsAndNames(document), ElementsAre("5269 Board", "7229 Board", "5300 Crane"));
}

TEST(Shapes, RoutesOfAProxyNameNobody) {
  const Document document =
      Read("- api: 4100\n\n## Routing\n- `/docs`, `/health` -> `127.0.0.1:4100` (api)\n- `/` -> `127.0.0.1:4200`\n");
  EXPECT_THAT(PortsAndNames(document), ElementsAre("4100 api"));
}

TEST(Shapes, OccupiedAndNotToBeUsed) {
  const Document document = Read(
      "- api: 4100\n\n## Constraints\n- `4200` occupied by the neighbours' backend (do not use)\n"
      "- 4300: Viewer (conflict avoided)\n");
  EXPECT_THAT(PortsAndNames(document), ElementsAre("4100 api", "4300 Viewer (conflict avoided) of Viewer"));
  ASSERT_EQ(document.registry.reserved.size(), 1u);
  EXPECT_EQ(document.registry.reserved[0].kind, ReservedKind::kNever);
}

TEST(Shapes, AvailableForSomethingIsFree) {
  const Document document = Read(
      "| Port | Service | Status |\n|---|---|---|\n| 3000 | Board | Active |\n| 3001 | *Available — Crane* | Idea |\n");
  EXPECT_THAT(PortsAndNames(document), ElementsAre("3000 Board"));
}

TEST(Shapes, VariablesInDataAreNoServices) {
  const Document document =
      Read("port_base: 4100\nservices:\n  board:\n    port: 4100\nenv:\n  BOARD_PORT: \"4100\"\n", "ports.yaml");
  EXPECT_THAT(PortsAndNames(document), ElementsAre("4100 board"));
  EXPECT_THAT(Describe(document.registry.variables), ElementsAre("BOARD_PORT=4100 :6"));
}

}  // namespace
}  // namespace portlaw::readers
