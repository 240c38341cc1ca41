// SPDX-License-Identifier: Apache-2.0
// Migrations, the offset scheme, single ports, Redis and variables.
#include "tests/unit/lint/lint_test.h"

namespace portlaw::lint_test {
namespace {

TEST(LegacyCollision, FiresOnceForAPortMentionedTwice) {
  Builder doc;
  doc.Row(4900, "API", "forj-api", "Forj");
  doc.Migrate("AVALA", {4900, 3060}, {4600, 4601});
  doc.Migrate("AVALA", {4900}, {4600});
  const Findings found = FindingsOf("legacy-collision", {doc.registry()});
  ASSERT_EQ(found.size(), 1U);
  EXPECT_EQ(found[0].source.line, 2);
  EXPECT_EQ(found[0].message, "AVALA still uses 4900, which now belongs to forj-api");
  EXPECT_THAT(found[0].related, ElementsAre(Source{"ports.md", 1}, Source{"ports.md", 3}));
}

TEST(LegacyCollision, NotInTheServicesOwnBlock) {
  Builder doc;
  doc.AddBlock({5050, 5149}, "Coforma");
  doc.Migrate("Coforma", {5100}, {5050});
  EXPECT_THAT(Places("legacy-collision", doc), IsEmpty());
}

TEST(LegacyCollision, FiresInAnothersBlock) {
  Builder doc;
  doc.AddBlock({4900, 4999}, "Forj");
  doc.Migrate("AVALA", {4950}, {4600});
  EXPECT_THAT(Places("legacy-collision", doc), ElementsAre("ports.md:2"));
}

TEST(MigrationTarget, FiresOnAnothersPortOnly) {
  Builder doc;
  doc.Row(4600, "API", "avala-api", "AVALA");
  doc.Row(4700, "API", "dhanam-api", "Dhanam");
  doc.Migrate("AVALA", {4900}, {4600});
  EXPECT_THAT(Places("migration-target", doc), IsEmpty());
  doc.Migrate("AVALA", {4901}, {4700});
  EXPECT_THAT(Places("migration-target", doc), ElementsAre("ports.md:4"));
}

// The sample scheme; a block of `ports` for Janua.
Builder WithScheme(PortRange ports) {
  Builder doc;
  doc.AddOffset(0, 0, "Primary API");
  doc.AddOffset(1, 1, "Primary Web UI");
  doc.AddOffset(6, 9, "Reserved UI slots");
  doc.AddOffset(10, 19, "Background Workers");
  doc.AddOffset(20, 29, "Real-time (WS/SSE)");
  doc.AddOffset(50, 59, "Development Only");
  doc.AddOffset(90, 99, "Observability");
  doc.AddBlock(ports, "Janua");
  return doc;
}

TEST(OffsetScheme, FiresOnMetricsAmongTheWorkers) {
  Builder doc = WithScheme({4100, 4199});
  doc.Row(4110, "Metrics", "janua-metrics", "Janua");
  const Findings found = FindingsOf("offset-scheme", {doc.registry()});
  ASSERT_EQ(found.size(), 1U);
  EXPECT_EQ(found[0].source.line, 9);
  EXPECT_EQ(found[0].message,
            "janua-metrics (4110) is at +10 of Janua's block; the offset scheme has Observability at "
            "+90 to +99 (4190-4199)");
}

TEST(OffsetScheme, ADevelopmentApiIsForDevelopment) {
  Builder doc = WithScheme({4100, 4199});
  doc.Row(4150, "API (Dev)", "janua-api-dev", "Janua");
  doc.Row(4151, "Web (Dev)", "janua-web-dev", "Janua");
  doc.Row(4101, "Dev", "janua-dev", "Janua");
  EXPECT_THAT(Places("offset-scheme", doc), ElementsAre("ports.md:11"));
}

TEST(OffsetScheme, WhatFitsOrNamesNoSlotIsFine) {
  Builder doc = WithScheme({4100, 4199});
  doc.Row(4100, "API", "janua-api", "Janua");
  doc.Row(4101, "Web", "janua-web", "Janua");
  doc.Row(4102, "Agent API", "janua-agent", "Janua");
  doc.Row(4104, "Website", "janua-site", "Janua");
  doc.Row(PortRange{4110, 4119}, "Workers", "janua-worker-{n}", "Janua");
  doc.Row(4120, "WebSocket", "janua-ws", "Janua");
  doc.Row(4199, "Metrics", "janua-metrics", "Janua");
  doc.Row(9100, "Metrics", "node-exporter", "Nodes");
  EXPECT_THAT(Places("offset-scheme", doc), IsEmpty());
}

TEST(OffsetScheme, ABlockTooSmallIsOneFinding) {
  Builder doc = WithScheme({5150, 5199});
  doc.Row(5190, "Metrics", "janua-metrics", "Janua");
  EXPECT_THAT(Places("offset-scheme", doc), ElementsAre("ports.md:8"));
}

TEST(EphemeralOverlap, FiresAtTheBordersAndNotBeyond) {
  Builder doc;
  doc.Row(32767, "below");
  doc.Row(32768, "first");
  doc.Row(60999, "last");
  doc.Row(61000, "above");
  EXPECT_THAT(Places("ephemeral-overlap", doc), ElementsAre("ports.md:2", "ports.md:3"));
}

TEST(WellKnownCollision, FiresOnAStranger) {
  Builder doc;
  doc.Row(5900, "API", "autochess-api", "Autochess");
  doc.Row(PortRange{5430, 5439}, "Workers", "job-{n}", "Jobs");
  doc.Row(5901, "Dashboard", "autochess-dashboard", "Autochess");
  EXPECT_THAT(Places("well-known-collision", doc), ElementsAre("ports.md:1", "ports.md:2"));
}

TEST(WellKnownCollision, NotOnTheProgramItself) {
  Builder doc;
  doc.Row(5432, "PostgreSQL", "quay-postgres", "PostgreSQL");
  doc.Row(6379, "redis");
  doc.Row(9092, "events").purpose = "Kafka broker";
  EXPECT_THAT(Places("well-known-collision", doc), IsEmpty());
}

TEST(BrowserBlockedPort, FiresOnABadPortOverTcp) {
  Builder doc;
  doc.Row(4190, "metrics");
  doc.Row(4191, "fine");
  doc.Row(5060, "voip").protocol = Protocol::kUdp;
  doc.Row(PortRange{6660, 6670}, "pool", "pool", "pool");
  EXPECT_THAT(Places("browser-blocked-port", doc), ElementsAre("ports.md:1", "ports.md:4"));
}

TEST(PrivilegedPort, EndsAt1023) {
  Builder doc;
  doc.Row(1023, "low");
  doc.Row(1024, "high");
  EXPECT_THAT(Places("privileged-port", doc), ElementsAre("ports.md:1"));
}

TEST(PrivilegedPort, NotWhereTheEngineBindsNorWhereNoOtherPortWouldDo) {
  Builder doc;
  doc.Row(81, "admin").container_ports = PortRange{81, 81};
  for (Port port : {22, 53, 80, 443}) doc.Row(port, "edge");
  doc.Row(444, "odd");
  EXPECT_THAT(Places("privileged-port", doc), ElementsAre("ports.md:6"));
}

TEST(RedisDuplicate, FiresOnTwoServicesNotOnARepetition) {
  Builder doc;
  doc.Redis(0, "Janua");
  doc.Redis(1, "Enclii");
  doc.Redis(0, "janua");
  EXPECT_THAT(Places("redis-duplicate", doc), IsEmpty());
  doc.Redis(1, "Forj");
  EXPECT_THAT(Places("redis-duplicate", doc), ElementsAre("ports.md:4"));
}

TEST(RedisOutOfRange, EndsAt15) {
  Builder doc;
  doc.Redis(15, "Kiln");
  doc.Redis(16, "Cabinet");
  EXPECT_THAT(Places("redis-out-of-range", doc), ElementsAre("ports.md:2"));
}

TEST(VariableMismatch, ComparesPortsWithTheContainerTheyNameAndUrls) {
  Builder doc;
  doc.Row(5432, "PostgreSQL", "quay-postgres", "PostgreSQL");
  doc.Row(4100, "API", "janua-api", "Janua");
  doc.Set("DATABASE_HOST", "quay-postgres");
  doc.Set("DATABASE_PORT", "5433");
  doc.Set("JANUA_API_URL", "http://janua-api:4101/v1");
  doc.Set("JANUA_API_PORT", "4102");
  doc.Set("AUTH_URL", "https://user:word@janua-api:4103?x=1");
  doc.Set("JANUA_URL", "http://localhost:4104");
  EXPECT_THAT(Places("variable-mismatch", doc),
              ElementsAre("ports.md:4", "ports.md:5", "ports.md:6", "ports.md:7", "ports.md:8"));
}

TEST(VariableMismatch, NotOnRightOrUnknownOnes) {
  Builder doc;
  doc.Row(5432, "PostgreSQL", "quay-postgres", "PostgreSQL");
  doc.Row(4100, "API", "janua-api", "Janua").container_ports = PortRange{8000, 8000};
  doc.Set("DATABASE_HOST", "quay-postgres");
  doc.Set("DATABASE_PORT", "5432");
  doc.Set("JANUA_API_URL", "http://janua-api:4100");
  doc.Set("JANUA_INTERNAL_URL", "http://janua-api:8000");
  doc.Set("OTHER_PORT", "99");
  doc.Set("EXTERNAL_URL", "https://example.org:8443/");
  doc.Set("JANUA_API_PORT", "${PORT}");
  EXPECT_THAT(Places("variable-mismatch", doc), IsEmpty());
}

}  // namespace
}  // namespace portlaw::lint_test
