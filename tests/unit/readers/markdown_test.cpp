// SPDX-License-Identifier: Apache-2.0
// The project's Markdown sample, fact by fact.
#include "tests/unit/readers/reading.h"

namespace portlaw::readers {
namespace {

using ::testing::ElementsAre;
using ::testing::IsEmpty;

TEST(Markdown, ReadsTheWholeSampleRegistry) {
  const Registry registry = ReadData("orchard.md").registry;
  EXPECT_THAT(
      Describe(registry.assignments),
      ElementsAre(
          "5432 PostgreSQL|orchard-postgres|PostgreSQL|One cluster for all :31",
          "6379 Redis|orchard-redis|Redis|See the databases below :32",
          "8125/udp StatsD|orchard-statsd|StatsD|Fire and forget :33",
          "7100 API|pippin-api|Pippin|Sign-in and sessions :41", "7101 Web|pippin-web|Pippin|Account pages :42",
          "7110 Mail Worker|pippin-worker-mail|Pippin|Sends confirmations :43",
          "7120 Events|pippin-events|Pippin|Live session events :44",
          "7190 Metrics|pippin-metrics|Pippin|Scraped each minute :45", "7200 API|russet-api|Russet|Invoices :53",
          "7201 Web|russet-web|Russet|Back office :54", "7290 Metrics|russet-metrics|Russet|Scraped each minute :56",
          "7300 API|bramley-api|Bramley|Product data :64",
          "7310 Importer|bramley-importer|Bramley|Nightly feeds, 1200 files each :65",
          "7390 Metrics|bramley-metrics|Bramley|Scraped each minute :66", "7400 API|quince-api|Quince|Queries :72",
          "7410 Indexer|quince-indexer|Quince|Follows bramley-api on 7300 :73",
          "7500 API|damson-api|Damson|Ranking :81", "7510-7519 Workers|damson-worker-{n}|Damson|One for each GPU :82",
          "7590 Metrics|damson-metrics|Damson|Scraped each minute :83",
          "7540 Store|sloe-store|Sloe|Feature look-up :91", "7541 Compactor|sloe-compactor|Sloe|Merges segments :92"));
  EXPECT_THAT(Describe(registry.blocks),
              ElementsAre("7100-7199 Pippin of Roots (Accounts and money) :37",
                          "7200-7299 Russet of Roots (Accounts and money) :49",
                          "7300-7399 Bramley of Trunk (Catalogue) :60", "7400-7499 Quince of Trunk (Catalogue) :68",
                          "7500-7599 Damson of Crown (Machine learning) :77", "7500-7599 Sloe of  in Damson :85"));
  EXPECT_THAT(Describe(registry.groups), ElementsAre("7100-7299 Roots (Accounts and money), Pippin, Russet :15",
                                                     "7300-7499 Trunk (Catalogue), Bramley, Quince :16",
                                                     "7500-7699 Crown (Machine learning), Damson :17"));
  EXPECT_THAT(Describe(registry.reserved), ElementsAre("7800-7899 future: Room for one more service :18",
                                                       "7000-7099 never: AirPlay listens on 7000 :21",
                                                       "8000-8099 never: every tutorial starts a server here :22",
                                                       "9000-9099 never: object storage consoles :23"));
  EXPECT_THAT(Describe(registry.migrations),
              ElementsAre("Pippin: 5100 5101 -> 7100 7101 :47", "Quince: 9200 -> 7400 :128"));
  EXPECT_THAT(Describe(registry.offsets), ElementsAre("+0-0 API :102", "+1-1 Web client :103", "+10-19 Workers :104",
                                                      "+20-29 Live events :105", "+90-99 Metrics :106"));
  EXPECT_THAT(Describe(registry.redis),
              ElementsAre("0 Pippin: Sessions :112", "1 Russet: Invoice locks :113", "2 Damson: Feature cache :114"));
  EXPECT_THAT(Describe(registry.variables),
              ElementsAre("DATABASE_PORT=5432 :120", "REDIS_PORT=6379 :121", "PIPPIN_URL=http://pippin-api:7100 :122"));
}

TEST(Markdown, KeepsTheHeadingAndItsRange) {
  const Registry registry = ReadData("orchard.md").registry;
  const Assignment& api = registry.assignments.at(3);
  EXPECT_EQ(api.container, "pippin-api");
  EXPECT_EQ(api.section, "Pippin (Accounts) — 7100-7199");
  EXPECT_EQ(api.section_ports, (PortRange{7100, 7199}));
  EXPECT_EQ(api.source, (Source{"orchard.md", 41}));
  const Assignment& shared = registry.assignments.at(0);
  EXPECT_EQ(shared.section, "Shared services");
  EXPECT_EQ(shared.section_ports, std::nullopt);
}

TEST(Markdown, SettingsDecideWhatARangeIs) {
  ReadOptions options;
  options.ranges[{7100, 7199}] = RangeKind::kGroup;
  options.ranges[{7300, 7499}] = RangeKind::kBlock;
  const Registry registry = Read(TextOf(DataFile("orchard.md")), "orchard.md", options).registry;
  EXPECT_THAT(Describe(registry.blocks), ::testing::Contains("7300-7499 Trunk (Catalogue) of  :16"));
  EXPECT_THAT(Describe(registry.groups), ::testing::Contains("7100-7199 Pippin :37"));
  EXPECT_EQ(registry.assignments.at(3).service, "API");
}

}  // namespace
}  // namespace portlaw::readers
