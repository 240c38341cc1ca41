// SPDX-License-Identifier: Apache-2.0
// Lists, headings, code and prose.
#include "tests/unit/readers/reading.h"

namespace portlaw::readers {
namespace {

using ::testing::ElementsAre;
using ::testing::IsEmpty;

TEST(Lists, PortFirstAndNameFirst) {
  EXPECT_THAT(PortsAndNames(Read("- 4100: api\n- `4101` - web\n- 4102 – admin\n- **4103**: docs (static)\n")),
              ElementsAre("4100 api", "4101 web", "4102 admin", "4103 docs (static) of docs"));
  EXPECT_THAT(
      PortsAndNames(Read("- api: 4100\n- **web** → 4101\n- admin (4102)\n- docs = 4103\n- board on port 4104\n")),
      ElementsAre("4100 api", "4101 web", "4102 admin", "4103 docs", "4104 board"));
}

TEST(Lists, RolesUnderTheHeadingThatNames) {
  EXPECT_THAT(PortsAndNames(Read("# Ports\n\n## Engine\n\n### ledger-core (main)\n\n- HTTP: 38090\n- gRPC: 49000\n")),
              ElementsAre("38090 HTTP of ledger-core", "49000 gRPC of ledger-core"));
  EXPECT_THAT(PortsAndNames(Read("## Core infrastructure\n\n- **Finder**: 8500 (HTTP), 8600 (DNS/UDP)\n")),
              ElementsAre("8500 Finder", "8600/udp Finder"));
}

TEST(Lists, NestedItems) {
  EXPECT_THAT(PortsAndNames(Read("- **ledger**\n  - API: 4100\n  - Metrics: 4190\n- **mailer**\n  - API: 4200\n")),
              ElementsAre("4100 API of ledger", "4190 Metrics of ledger", "4200 API of mailer"));
}

TEST(Lists, ChainsOfPairs) {
  EXPECT_THAT(PortsAndNames(Read(
                  "- ledger `3061`, mailer `3062`,\n  events `3115` (moved from 3065 on 2026-05-06), feed `3068`\n")),
              ElementsAre("3061 ledger", "3062 mailer", "3115 events", "3068 feed"));
}

TEST(Lists, Urls) {
  EXPECT_THAT(PortsAndNames(Read(
                  "- Frontend: http://localhost:3000/app\n- http://localhost:3001 - admin\n- API - localhost:3002\n")),
              ElementsAre("3000 Frontend", "3001 admin", "3002 API"));
}

TEST(Lists, ReservedUnderHeadings) {
  const Document document = Read(
      "- 4100: api\n\n## DO NOT USE\n\n- 3000: every tutorial\n- 5000-5049: speakers\n\n## Reserved for future "
      "use\n\n- 6000-6099: later\n");
  EXPECT_THAT(
      Describe(document.registry.reserved),
      ElementsAre("3000 never: every tutorial :5", "5000-5049 never: speakers :6", "6000-6099 future: later :10"));
}

TEST(Lists, HeadingsForHosts) {
  EXPECT_THAT(PortsAndNames(Read("# Ports\n\n## Production\n\n- api: 8001\n\n## Staging server\n\n- api: 8002\n\n"
                                 "**Mini (10.0.0.7):**\n- api: 8003\n")),
              ElementsAre("8001 api @Production", "8002 api @Staging server", "8003 api @Mini"));
}

TEST(Lists, RangesAreGroupsOrBlocks) {
  const Registry registry = Read(
                                "- 4100-4199: Janitor\n- 4200-4299: Front ends\n\n| Port | Service |\n|---|---|\n"
                                "| 4100 | janitor-api |\n| 4101 | janitor-web |\n| 4200 | shop-web |\n")
                                .registry;
  EXPECT_THAT(Describe(registry.blocks), ElementsAre("4100-4199 Janitor of  :1"));
  EXPECT_THAT(Describe(registry.groups), ElementsAre("4200-4299 Front ends :2"));
}

TEST(Code, PortMapsAreRead) {
  EXPECT_THAT(PortsAndNames(Read("# Ports\n\n```\n4100  api\n4101: web\n├── 4102 - admin\n```\n")),
              ElementsAre("4100 api", "4101 web", "4102 admin"));
  EXPECT_THAT(PortsAndNames(
                  Read("### ledger\n\n```yaml\npostgres: ${PG:-5433}:5432  # was 5432\nweb: 127.0.0.1:8081:80\n```\n")),
              ElementsAre("5433 postgres of ledger", "8081 web of ledger"));
}

TEST(Code, CommandsAreNot) {
  EXPECT_THAT(PortsAndNames(Read("- api: 4100\n\n## Checks\n\n```bash\nlsof -i :4200\ncurl "
                                 "http://localhost:4300/health\nPORT=4400 npm start\n```\n"
                                 "```nginx\nproxy_pass http://localhost:4500;\n```\n")),
              ElementsAre("4100 api"));
}

TEST(Prose, SaysNothing) {
  EXPECT_THAT(PortsAndNames(Read(
                  "- api: 4100\n\nThe shop used 8080 until 2023, when it took 8081. See issue #4321 and 3 others.\n")),
              ElementsAre("4100 api"));
}

// Numbers that are no ports of anybody, and names with digits.
TEST(Traps, AreNotTaken) {
  const Document document = Read(
      "# Ports\n\n"
      "- api: 4100 (was 4000)\n"
      "- shop moved 8080 → 4101\n"
      "- ~~legacy: 4102~~\n"
      "- web: 4103, fallback 4104\n"
      "- Check that 4105 is free\n"
      "- Each service gets 100 ports\n"
      "- Updated 2024-05-06 at 17:44 by 10.0.0.7\n"
      "- Model with 8192 tokens, see #1234\n"
      "- id 550e8400-e29b-41d4-a716-446655440000\n"
      "- sim4d: 4106\n"
      "- s3-proxy2: 4107\n\n"
      "## Resolved conflicts\n\n| Port | Service | Moved to |\n|---|---|---|\n| 9000 | store | 9100 |\n\n"
      "## Adding a new service\n\n- my-service: 4999\n");
  EXPECT_THAT(PortsAndNames(document),
              ElementsAre("4100 api", "4101 shop", "4103 web", "4106 sim4d", "4107 s3-proxy2"));
}

TEST(Restatements, CountOnce) {
  const Document document = Read(
      "| Port | Service | Container |\n|---|---|---|\n| 4100 | API | ledger-api |\n\n- 4100: ledger-api\n\n"
      "```yaml\nledger-api: 4100:80\n```\n");
  EXPECT_THAT(PortsAndNames(document), ElementsAre("4100 API"));
}

TEST(Contradictions, AreKept) {
  EXPECT_THAT(PortsAndNames(Read("| Port | Service |\n|---|---|\n| 4100 | api |\n| 4100 | web |\n")),
              ElementsAre("4100 api", "4100 web"));
}

TEST(Readings, SayWhatEveryNumberWasTakenFor) {
  const Document document =
      Read("# Ports of 2024\n\n| Port | Service |\n|---|---|\n| 4100 | api |\n\nUntil 3000 is free.\n");
  Lines lines;
  for (const Reading& reading : document.readings) {
    lines.push_back(std::to_string(reading.source.line) + " " + reading.text + " " + reading.taken);
  }
  EXPECT_THAT(lines, ElementsAre("1 2024 passed over", "5 4100 assignment", "7 3000 passed over"));
}

TEST(Hostile, NestingAndLongLines) {
  std::string nested = "- api: 4100\n";
  for (int i = 0; i < 3000; ++i) nested += std::string(static_cast<std::size_t>(i % 200) * 2, ' ') + "- x\n";
  EXPECT_THAT(PortsAndNames(Read(nested)), ElementsAre("4100 api"));
  std::string line = "- api: 4100";
  for (int i = 0; i < 20000; ++i) line += ", (" + std::to_string(5000 + i % 1000);
  EXPECT_FALSE(Read(line + "\n").registry.assignments.empty());
  EXPECT_THAT(Read("- api: 4100\n\n" + std::string(20000, '>') + " x\n").registry.reserved, IsEmpty());
}

TEST(Lists, UnderATableAreRemarksOnIt) {
  EXPECT_THAT(PortsAndNames(Read("## Ports\n\n| Service | Port |\n|---|---|\n| api | 4100 |\n\n"
                                 "- Compose maps one up: 4100\n- docs: 4150\n- 9080 is deprecated\n")),
              ElementsAre("4100 api", "4150 docs"));
}

TEST(Code, AConnectionInADiagramAssignsNothing) {
  EXPECT_THAT(PortsAndNames(Read("- api: 4100\n\n```text\nbrowser\n  → WAN:25565 → proxy:25500\n```\n")),
              ElementsAre("4100 api"));
}

TEST(Lists, NamesThatBeginLikeInstructions) {
  EXPECT_THAT(
      PortsAndNames(Read("- **Open WebUI**: 3000\n- Docker Registry: 5000\n- SSH TLS: 4443\n"
                         "- open the browser at 8080\n- Check port 8081\n- `curl -I http://localhost:8082` (dev)\n")),
      ElementsAre("3000 Open WebUI", "5000 Docker Registry", "4443 SSH TLS"));
}

TEST(Lists, ANameEndsBeforeItsVerb) {
  EXPECT_THAT(PortsAndNames(Read("- Flower monitoring uses high port (5558) to avoid others\n- Web - running on 4200\n"
                                 "- **Port 3001**: Used for charts (not 3000)\n- 8000: occupied by the panel\n")),
              ElementsAre("5558 Flower monitoring", "4200 Web", "3001 charts (not 3000) of charts", "8000 the panel"));
}

TEST(Lists, WhatBelongsToAnother) {
  EXPECT_THAT(
      PortsAndNames(Read("- api: 4100\n- **Dependencies**: login (4000)\n"
                         "- shipping: `http://localhost:8000/api` (via the gateway)\n- efímeros (34129, 48591)\n")),
      ElementsAre("4100 api"));
}

TEST(Lists, HostAndContainerPortsBelowAService) {
  EXPECT_THAT(PortsAndNames(Read("- db: 5433\n  - Internal container port: 5432\n- mysql: 3308 → 3306\n")),
              ElementsAre("5433 db", "3308 mysql"));
}

TEST(Lists, NumbersAndRemarksInNames) {
  EXPECT_THAT(
      PortsAndNames(Read("- **Answer server 1**: Port 8080 (HTTP/1.1 101)\n- **Answer server 2**: Port 8888\n")),
      ElementsAre("8080 Answer server 1", "8888 Answer server 2"));
  const Document document = Read("- 5442: store [was 5432]\n- 6389: cache (Docker) [was 6379]\n");
  EXPECT_EQ(document.registry.assignments.at(0).service, "store");
  EXPECT_EQ(document.registry.assignments.at(1).service, "cache");
}

TEST(Lists, OneNameAfterSeveralPorts) {
  EXPECT_THAT(PortsAndNames(Read("- 80, 443: edge\n- 3456: templates and major projects\n")),
              ElementsAre("80 edge", "443 edge", "3456 templates and major projects"));
}

TEST(Lists, FilesAndChangesNameNobody) {
  EXPECT_THAT(PortsAndNames(Read(
                  "- api: 4100\n- `web/vite.config.js` - server.port: 4101\n- `.env.dev`: 4102\n\n"
                  "## Files modified\n\n- Bridge startup: 7507\n\n**OLD:**\n- Backend: `http://localhost:3001`\n")),
              ElementsAre("4100 api"));
}

TEST(Paragraphs, LinesOfPairsAreAList) {
  EXPECT_THAT(PortsAndNames(Read("Frontend:   http://192.168.0.2:3002\nBackend:    http://192.168.0.2:8001\n")),
              ElementsAre("3002 Frontend", "8001 Backend"));
  EXPECT_THAT(PortsAndNames(Read("前端：2000\n后端：9090\n")), ElementsAre("2000 前端", "9090 后端"));
}

TEST(Headings, ThatAreNoTopic) {
  EXPECT_THAT(PortsAndNames(Read("# Ports of Template Doctor\n\n| Service | Port |\n|---|---|\n| api | 4100 |\n\n"
                                 "## Port Conflicts\n\n- web vs docs: 5000\n\n### Special Purpose Ports\n\n"
                                 "| Port | Usage |\n|---|---|\n| 5432 | store |\n")),
              ElementsAre("4100 api", "5432 store"));
}

TEST(Lists, ArrowsUnderHeadingsAboutContainers) {
  EXPECT_THAT(PortsAndNames(Read("## Local (compose)\n\n- web: 8080 → 3000 (DNS: `web:3000`)\n- api: 8081 → 3001\n"
                                 "- edge: 8090 → 80, 8443 → 443\n")),
              ElementsAre("8080 web @Local", "8081 api @Local", "8090 edge @Local", "8443 edge @Local"));
}

TEST(Lists, ThePastInFrench) {
  EXPECT_THAT(PortsAndNames(Read("- **Frontal**: `3001` (était 3000)\n- **API**: `5001` (était 5000)\n")),
              ElementsAre("3001 Frontal", "5001 API"));
}

TEST(Paragraphs, NamesAboveTheirPorts) {
  EXPECT_THAT(
      Describe(Read("Panel\n  8000:8000\n  9443:9443\n\nResolver\n  53:53/udp\n", "ports.txt").registry.assignments),
      ElementsAre("8000 Panel||Panel| ->8000 :2", "9443 Panel||Panel| ->9443 :3",
                  "53/udp Resolver||Resolver| ->53 :6"));
  EXPECT_THAT(PortsAndNames(Read("review-service - 8082\nuser-service - 8083\n\nnpm servers\nsupport-agent - 8061\n"
                                 "3000__Orchestrator\n",
                                 "ports.txt")),
              ElementsAre("8082 review-service", "8083 user-service", "8061 support-agent", "3000 Orchestrator"));
  EXPECT_THAT(
      PortsAndNames(Read("# Network Ports\n\n## SMTP\n\nPort 25\n\n- Mail between servers\n\n## IMAPS\n\nPort 993\n")),
      ElementsAre("25 SMTP", "993 IMAPS"));
}

TEST(Headings, ExistingServicesKeepTheirPorts) {
  const Document document = Read(
      "# Port Mapping & Conflict Resolution\n\n- api: 4100\n\n## Existing Services (Avoid These)\n\n- `3003` - "
      "portfolio\n\n"
      "## Data stores\n\n| Service | Port |\n|---|---|\n| store | 5432 |\n\n## Avoid\n\n- `5000` - AirPlay\n");
  EXPECT_THAT(PortsAndNames(document), ElementsAre("4100 api", "3003 portfolio", "5432 store"));
  EXPECT_THAT(Describe(document.registry.reserved), ElementsAre("5000 never: AirPlay :17"));
}

TEST(Lists, CommandsAndFormulasNameNobody) {
  EXPECT_THAT(
      PortsAndNames(Read("### Shop (Port 3000)\n\n- web: 3000\n- **Script de desarrollo**: `next dev --port 3009`\n"
                         "- **Variables**:\n  - `PORT=3008`\n\n```\nDB_PORT = 3400 + NN\n```\n")),
      ElementsAre("3000 web of Shop", "3008 Shop"));
}

TEST(Lists, TheNameFollowsTheAddress) {
  EXPECT_THAT(PortsAndNames(Read(
                  "- `8080/tcp` on `127.0.0.1`: `box`.\n- 3000 — web server exposed in the container; see Dockerfile\n"
                  "- 5433 pour PostgreSQL\n")),
              ElementsAre("8080/tcp box", "3000 web server", "5433 PostgreSQL"));
}

TEST(Lists, SettingsNameNobody) {
  EXPECT_THAT(PortsAndNames(Read("- api: 4100\n- 配置文件: `server.port: 4101`\n- 命令行: `--server.port=4102`\n")),
              ElementsAre("4100 api"));
}

TEST(Prose, ABoldSubjectAndWhereItListens) {
  EXPECT_THAT(PortsAndNames(Read(
                  "**The API** runs on port 8000 and is written with care.\n\n**Cache** is on the normal port 6379.\n\n"
                  "**Note** that we had 5000 before.\n")),
              ElementsAre("8000 API", "6379 Cache"));
}

TEST(Lists, ANameAPortAndNothingElse) {
  EXPECT_THAT(PortsAndNames(Read("- Drive Server Two 6690\n- blog en el 4090\n- We met 5000 people there\n")),
              ElementsAre("6690 Drive Server Two", "4090 blog"));
}

TEST(Headings, WithAPort) {
  EXPECT_THAT(PortsAndNames(Read("# Registry\n\n### 4300 — quarry-web\n- **Owner:** guild\n- **Since:** 2021\n\n"
                                 "### 4303 — reserved\nBurned.\n\n### 4306 — *(free)*\nWas thumbs.\n")),
              ElementsAre("4300 quarry-web"));
}

TEST(Headings, OfADocumentAreNoTopic) {
  for (const char* title : {"端口分配规范", "Ports de l'association « Libre »", "Port Rules", "How to add ports"}) {
    EXPECT_THAT(PortsAndNames(Read(std::string("# ") + title + "\n\n- api: 4100\n")), ElementsAre("4100 api")) << title;
  }
}

TEST(Lists, ItemsNamedLikeTopics) {
  EXPECT_THAT(PortsAndNames(Read("- Sample Tracker\n  - dev: 8100\n  - prod: 28100\n")),
              ElementsAre("8100 dev of Sample Tracker", "28100 prod of Sample Tracker"));
}

TEST(Code, VariablesThatNothingElseSpeaksOf) {
  EXPECT_THAT(PortsAndNames(Read("- api: 4100\n\n```env\nAPI_PORT=4100\nQUEUE_PORT=9094\nMAX_ITEMS=1000\n```\n")),
              ElementsAre("4100 api", "9094 QUEUE_PORT of queue"));
}

TEST(Code, DrawnTreesAndColumns) {
  EXPECT_THAT(PortsAndNames(Read(
                  "```\nshop/\n├── backend\n│   ├── gateway        8100   entry\n│   └── users          8101   people\n"
                  "└── edge\n    └── node-agent      tcp 9273\n```\n")),
              ElementsAre("8100 gateway", "8101 users", "9273/tcp node-agent"));
}

TEST(Headings, ADemoServerIsAServer) {
  EXPECT_THAT(PortsAndNames(Read("### Demo server\n- nginx: 80 and 443\n")),
              ElementsAre("80 nginx @Demo server", "443 nginx @Demo server"));
  EXPECT_THAT(PortsAndNames(Read("```\n80,443/tcp      edge\n2019/tcp        edge api (localhost)\n```\n")),
              ElementsAre("80 edge", "443/tcp edge", "2019/tcp edge api (localhost) of edge api"));
}

}  // namespace
}  // namespace portlaw::readers
