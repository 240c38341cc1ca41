// SPDX-License-Identifier: Apache-2.0
// Registries kept as data.
#include "tests/unit/readers/reading.h"

namespace portlaw::readers {
namespace {

using ::testing::ElementsAre;
using ::testing::HasSubstr;

Lines Yaml(const std::string& text) { return PortsAndNames(Read(text, "ports.yaml")); }

TEST(Yaml, MapsOfNames) {
  EXPECT_THAT(Yaml("api: 4100\nweb: 4101\n"), ElementsAre("4100 api", "4101 web"));
  EXPECT_THAT(Yaml("version: 3\nports:\n  api: 4100\n  test-runner: 4101\ntimeout: 3000\n"),
              ElementsAre("4100 api", "4101 test-runner"));
}

TEST(Yaml, ListsOfObjects) {
  EXPECT_THAT(Yaml("services:\n- name: api\n  port: 4100\n  protocol: tcp\n- {service: web, host_port: 8081, "
                   "container_port: 80}\n"),
              ElementsAre("4100/tcp api", "8081 web"));
}

TEST(Yaml, NestedProjects) {
  EXPECT_THAT(Yaml("projects:\n  shop:\n    web:\n      port: 3100\n      url: http://box:3100\n    api: {port: "
                   "3101}\n  blog:\n    web: {port: 3200}\n"),
              ElementsAre("3100 web of shop", "3101 api of shop", "3200 web of blog"));
}

TEST(Yaml, IndexByPort) {
  EXPECT_THAT(Yaml("4100: api\n4101:\n  service: web\n4102: [admin]\n"),
              ElementsAre("4100 api", "4101 web", "4102 admin"));
}

TEST(Yaml, Environments) {
  EXPECT_THAT(Yaml("environments:\n  dev:\n    api: 4100\n  prod:\n    api: 5100\n"),
              ElementsAre("4100 api @dev", "5100 api @prod"));
}

TEST(Yaml, RolesOfOneService) {
  EXPECT_THAT(Yaml("ledger:\n  http_port: 4100\n  ports:\n    grpc: 4101\n    metrics: 4190\n"),
              ElementsAre("4100 http_port of ledger", "4101 grpc of ledger", "4190 metrics of ledger"));
}

TEST(Yaml, ReservedAndRanges) {
  const Document document = Read(
      "reserved:\n- port: 3000\n  reason: tutorials\n- 5000-5049\nranges:\n  front ends: 4100-4199\n  back ends: "
      "{start: 4200, end: 4299}\n"
      "ports:\n  api: 4200\n",
      "ports.yaml");
  EXPECT_THAT(Describe(document.registry.reserved),
              ElementsAre("3000 never: tutorials :2", HasSubstr("5000-5049 never")));
  EXPECT_THAT(Describe(document.registry.groups), ElementsAre("4100-4199 front ends :6", "4200-4299 back ends :7"));
  EXPECT_THAT(PortsAndNames(document), ElementsAre("4200 api"));
}

TEST(Yaml, MistakesHaveLines) {
  EXPECT_THAT(Refusals("ports:\n  api: 70000\n  web: 4299-4100\n", "ports.yaml"),
              ElementsAre("ports.yaml:2: port 70000 is not a port; use 1 to 65535",
                          "ports.yaml:3: the range 4299-4100 runs backwards; write the lower port first"));
  EXPECT_THAT(Refusals("a: [1\nb: 2\n", "ports.yaml"), ElementsAre(HasSubstr("this is not valid YAML")));
}

TEST(Yaml, BombsAreRefused) {
  std::string bomb = "a0: &a0 [x, x, x, x, x, x, x, x, x]\n";
  for (int i = 1; i < 12; ++i) {
    const std::string before = "*a" + std::to_string(i - 1);
    bomb += "a" + std::to_string(i) + ": &a" + std::to_string(i) + " [";
    for (int k = 0; k < 9; ++k) bomb += (k > 0 ? ", " : "") + before;
    bomb += "]\n";
  }
  EXPECT_THAT(Refusals(bomb, "ports.yaml"), ElementsAre(HasSubstr("too many values")));
  EXPECT_THAT(Refusals(std::string(2000, '['), "ports.yaml"), ElementsAre(HasSubstr("ports.yaml")));
  EXPECT_THAT(Refusals(std::string("{\x01}"), "ports.yaml"), ElementsAre(HasSubstr("control character")));
}

TEST(Json, HasLines) {
  const Document document = Read(
      "{\n  \"services\": [\n    {\"name\": \"api\", \"port\": 4100},\n    {\"name\": \"web\",\n     \"port\": 4101}\n "
      " ]\n}\n",
      "ports.json");
  EXPECT_THAT(Describe(document.registry.assignments), ElementsAre("4100 api||api| :3", "4101 web||web| :5"));
  EXPECT_THAT(Refusals("{\"a\": }", "ports.json"), ElementsAre(HasSubstr("not valid JSON")));
  EXPECT_THAT(Refusals(std::string(100000, '['), "ports.json"), ElementsAre(HasSubstr("nested too deep")));
}

std::string Repeat(const std::string& text, int times) {
  std::string all;
  for (int i = 0; i < times; ++i) all += text;
  return all;
}

// toml++ takes dotted keys apart by recursion: what would exhaust the stack is refused with its line.
TEST(Toml, RefusesDeepKeys) {
  const auto deep = ElementsAre(HasSubstr("nested too deep"));
  EXPECT_THAT(Refusals("a = 1\n[" + Repeat("a.", 100'000) + "a]\n", "ports.toml"),
              ElementsAre(HasSubstr("ports.toml:2: the document is nested too deep")));
  EXPECT_THAT(Refusals(Repeat("a.", 100'000) + "a = 1\n", "ports.toml"), deep);
  EXPECT_THAT(Refusals("x = [\"\"\"\n\"\"\"\"\", {" + Repeat("a.", 100'000) + "a = 1}]\n", "ports.toml"), deep);
  const std::string inside = Repeat("{a.a.a.a.a.a.a.a = [", 50);
  EXPECT_THAT(Refusals("x = " + inside + Repeat("]}", 50) + "\n", "ports.toml"), deep);
  EXPECT_THAT(Refusals(Repeat("a.b = 1\n", 30'000), "ports.toml"), deep);
}

TEST(Toml, ALetterWhereWhiteSpaceMayStandIsASyntaxError) {
  for (const char* letter : {"\xc2\xb7", "\xc3\xa9", "\xd2\x99", "\xe2\x80\x90"}) {
    const std::string text = std::string("[ports]\napi = 4100\n") + letter + " = 4101\n";
    const auto document = ReadDocument(text, "ports.toml", {});
    ASSERT_FALSE(document) << letter;
    EXPECT_THAT(ToString(document.error().front()), testing::HasSubstr("ports.toml:3: this is not valid TOML"));
  }
}

TEST(Toml, ReadsDottedKeysAndStringsFullOfDots) {
  const std::string text = "# " + Repeat(".", 200) + "\n[team.ledger.api]\nport = 4100\nnote = '" + Repeat(".", 200) +
                           "'\n[team.harbor]\nweb.port = 4200\n";
  EXPECT_THAT(Read(text, "ports.toml").registry.assignments, testing::SizeIs(2));
}

TEST(Toml, HasLines) {
  const Document document = Read("[ports]\napi = 4100\n\n[ledger]\nport = 4200\nprotocol = \"tcp\"\n", "ports.toml");
  EXPECT_THAT(Describe(document.registry.assignments), ElementsAre("4100 api||api| :2", "4200/tcp ledger||ledger| :5"));
}

TEST(EnvFile, NamesPorts) {
  const Document document = Read(
      "# Ledger\nexport LEDGER_API_PORT=4100\nWEB_PORT=\"4101\" # the "
      "shop\nSUPPORT_MAIL=25\nDB_URL=postgres://db:5432/x\n",
      ".env.ports");
  EXPECT_THAT(Describe(document.registry.assignments),
              ElementsAre("4100 LEDGER_API_PORT||ledger-api|Ledger :2", "4101 WEB_PORT||web|the shop :3"));
  EXPECT_EQ(document.registry.variables.size(), 4u);
}

TEST(Compose, IsARegistryToo) {
  const Document document = Read(
      "services:\n  db:\n    image: postgres\n    container_name: shop-db\n    ports:\n      - \"5433:5432\"\n"
      "  web:\n    image: nginx\n    ports:\n      - target: 80\n        published: 8081\n        protocol: tcp\n      "
      "- \"9000\"\n    expose: [\"9100\"]\n",
      "compose.yaml");
  EXPECT_THAT(
      Describe(document.registry.assignments),
      ElementsAre("5433 db|shop-db|db| ->5432 :6", "8081/tcp web||web| ->80 :11", "9100 web||web| internal :14"));
}

TEST(Yaml, ReservedForANamedService) {
  const std::string named = "range: {start: 4400, end: 4429}\nreserved:\n  - {port: 4401, service: preview}\n";
  EXPECT_THAT(PortsAndNames(Read(named, "ports.yaml")), ElementsAre("4401 preview"));
  EXPECT_THAT(Describe(Read(named, "ports.yaml").registry.groups), ElementsAre("4400-4429 range :1"));
  const Document never = Read("reserved:\n  - {port: 5000, reason: AirPlay}\nports: {api: 4100}\n", "ports.yaml");
  EXPECT_THAT(PortsAndNames(never), ElementsAre("4100 api"));
  EXPECT_THAT(Describe(never.registry.reserved), ElementsAre("5000 never: AirPlay :2"));
}

TEST(Yaml, KeysOfCountsAmongPortsAreServices) {
  EXPECT_THAT(PortsAndNames(Read("ports:\n  api: 4100\n  memory-server: 4101\n  ticket: 4102\n", "ports.yaml")),
              ElementsAre("4100 api", "4101 memory-server", "4102 ticket"));
  EXPECT_THAT(PortsAndNames(Read("memory:\n  mcp: {port: 4110}\ndata:\n  api: {port: 4111}\n", "ports.yaml")),
              ElementsAre("4110 mcp of memory", "4111 api of data"));
}

TEST(Yaml, FirstAndLastPortAsTwoKeys) {
  const Document document = Read(
      "calls:\n  port: 7880\n  rtc_port_start: 50000\n  rtc_port_end: 60000\nshop:\n  api: 8400\n"
      "  host_range_start: 8500\n  host_range_end: 8599\n  cache: {start: 6379, end: 6379}\n",
      "ports.yaml");
  EXPECT_THAT(PortsAndNames(document),
              ElementsAre("7880 calls", "50000-60000 rtc_port of calls", "8400 api of shop", "6379 cache of shop"));
  EXPECT_THAT(Describe(document.registry.groups), ElementsAre("8500-8599 host_range :7"));
}

TEST(Yaml, RulesAndExceptions) {
  const Document document = Read(
      "ports: {api: {default: 4100, range: [4100, 4109]}}\nvalidation:\n  excluded_ports: [5000]\n"
      "  allowed_ranges: [{min: 443, max: 443}]\n",
      "ports.yaml");
  EXPECT_THAT(PortsAndNames(document), ElementsAre("4100 api"));
  EXPECT_THAT(Describe(document.registry.reserved), ElementsAre("5000 never: validation :3"));
}

TEST(EnvFile, NodePorts) {
  EXPECT_THAT(PortsAndNames(Read("ADMIN_NODEPORT=30002\n", "ports.env")), ElementsAre("30002 ADMIN_NODEPORT of admin"));
}

TEST(Yaml, KeysThatNameAndKeysThatMap) {
  EXPECT_THAT(
      PortsAndNames(
          Read("ports:\n  - {serviceKey: warden, containerPort: \"8081\", defaultHostPort: \"8091\"}\n", "ports.yaml")),
      ElementsAre("8091 warden"));
  EXPECT_THAT(PortsAndNames(
                  Read("data_services:\n  store: {port: 5432, mapping: \"5433:5432\"}\n  cache: 6380\n", "ports.yaml")),
              ::testing::IsSupersetOf({"6380 cache"}));
  const Document document = Read("port_allocation:\n  shop_range: \"50010-50023\"\n  api: 50010\n", "ports.yaml");
  EXPECT_THAT(PortsAndNames(document), ElementsAre("50010 api"));
  EXPECT_THAT(Describe(document.registry.groups), ElementsAre("50010-50023 shop_range :2"));
}

TEST(Yaml, HealthchecksAreCommands) {
  EXPECT_THAT(
      PortsAndNames(
          Read("shop:\n  ports: [\"3006:3000\"]\n  healthcheck:\n    test: [CMD, curl, \"http://localhost:3001/up\"]\n",
               "ports.yaml")),
      ElementsAre("3006 shop"));
}

TEST(Yaml, PortsForwardedToAGuest) {
  EXPECT_THAT(
      Describe(Read("# Cache.\n- guest: 6379\n  host: 6380\n# Console\n- guest: 8080\n  host: 8090\n", "ports.yaml")
                   .registry.assignments),
      ElementsAre("6380 Cache||Cache| ->6379 :3", "8090 Console||Console| ->8080 :6"));
}

TEST(Toml, ListsOfMembersSayNothingNew) {
  const Document document =
      Read("[ports]\nstore = 55432\n[scope.lan]\nincludes = [55432, 55433]\n[blocklist]\nwell_known = \"1-1023\"\n",
           "ports.toml");
  EXPECT_THAT(PortsAndNames(document), ElementsAre("55432 store"));
  EXPECT_EQ(document.registry.reserved.size(), 1u);
}

TEST(Yaml, NamelessEntriesAreWhatTheirStatusSays) {
  const Document document = Read(
      "server: {uptime_since: 2022}\nports:\n  3000: {service: git, status: in use}\n  5000: {service: ~, status: "
      "available, notes: was "
      "the old board}\n  7000: {service: ~, status: reserved, notes: for the camera}\nclass_ranges: {year1: "
      "20000-20499}\n"
      "staging_offset: 1000\n",
      "ports.yaml");
  EXPECT_THAT(PortsAndNames(document), ElementsAre("3000 git"));
  EXPECT_EQ(document.registry.reserved.size(), 1u);
  EXPECT_EQ(document.registry.groups.size(), 1u);
}

TEST(Yaml, PublishedPortsAndMeasures) {
  EXPECT_THAT(PortsAndNames(
                  Read("- {name: mail, publish: [\"8025:8025\", \"1025:1025\"], max_containers: 40, probe_every: 60}\n"
                       "- {name: api, port: 4100, replaces: {old-map: 8088}}\n",
                       "ports.yaml")),
              ElementsAre("8025 mail", "1025 mail", "4100 api"));
}

}  // namespace
}  // namespace portlaw::readers
