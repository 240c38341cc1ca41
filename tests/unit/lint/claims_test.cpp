// SPDX-License-Identifier: Apache-2.0
// duplicate-assignment, contested-port, contested-name, contradicting-statement: who claims what twice.
#include "tests/unit/lint/lint_test.h"

namespace portlaw::lint_test {
namespace {

TEST(DuplicateAssignment, FiresAtTheSecondOwnerAndNamesTheFirst) {
  Builder doc;
  doc.Row(4210, "Registry", "harbor-registry", "Harbor");
  doc.Row(4210, "Gateway", "kiln-gateway", "Kiln");
  const Findings found = FindingsOf("duplicate-assignment", {doc.registry()});
  ASSERT_EQ(found.size(), 1U);
  EXPECT_EQ(found[0].severity, Severity::kError);
  EXPECT_EQ(ToString(found[0].source), "ports.md:2");
  EXPECT_THAT(found[0].related, ElementsAre(Source{"ports.md", 1}));
  EXPECT_EQ(found[0].message, "4210 is given to kiln-gateway, but harbor-registry has it already");
}

TEST(DuplicateAssignment, FiresOnRangesThatShareOnePort) {
  Builder doc;
  doc.Row(PortRange{5810, 5819}, "Workers", "ceq-worker-{n}", "ceq");
  doc.Row(PortRange{5819, 5822}, "Sockets", "ceq-ws", "ceq");
  EXPECT_THAT(Places("duplicate-assignment", doc), ElementsAre("ports.md:2"));
}

TEST(DuplicateAssignment, NeighboursShareNothing) {
  Builder doc;
  doc.Row(PortRange{5810, 5819}, "Workers", "ceq-worker-{n}", "ceq");
  doc.Row(5820, "Sockets", "ceq-ws", "ceq");
  EXPECT_THAT(Places("duplicate-assignment", doc), IsEmpty());
}

TEST(DuplicateAssignment, TheSameStatementTwiceIsNoConflict) {
  const auto with = [](std::string label, std::string container, std::string service) {
    Builder doc;
    doc.Row(4100, "API", "janua-api", "Janua");
    doc.Row(4100, std::move(label), std::move(container), std::move(service));
    return Places("duplicate-assignment", doc);
  };
  EXPECT_THAT(with("janua-api", "janua-api", "janua-api"), IsEmpty());  // a summary by container
  EXPECT_THAT(with("Janua API", "", "Janua API"), IsEmpty());           // by name
  EXPECT_THAT(with("Janua", "", "Janua"), IsEmpty());                   // by service
  EXPECT_THAT(with("REST API", "janua-api", "Janua"), IsEmpty());       // in other words
  EXPECT_THAT(with("API", "janua-web", "Janua"), ElementsAre("ports.md:2"));
  EXPECT_THAT(with("Enclii", "", "Enclii"), ElementsAre("ports.md:2"));
}

TEST(DuplicateAssignment, TwoServicesWithoutContainersAreTwo) {
  Builder doc;
  doc.Row(3001, "mana-auth", "", "mana-auth");
  doc.Row(3001, "mana-credits", "", "mana-credits");
  EXPECT_THAT(Places("duplicate-assignment", doc), ElementsAre("ports.md:2"));
}

TEST(DuplicateAssignment, TheSameLabelOfTwoServicesIsTwo) {
  Builder doc;
  doc.Row(4100, "API", "", "Janua");
  doc.Row(4100, "API", "", "Enclii");
  EXPECT_THAT(Places("duplicate-assignment", doc), ElementsAre("ports.md:2"));
}

TEST(DuplicateAssignment, AnotherHostIsNoConflictButEveryHostIs) {
  Builder doc;
  doc.Row(3021, "search").host = "mini";
  doc.Row(3021, "speech").host = "gpu";
  EXPECT_THAT(Places("duplicate-assignment", doc), IsEmpty());
  doc.Row(3021, "everywhere");
  EXPECT_THAT(Places("duplicate-assignment", doc), ElementsAre("ports.md:3"));
  EXPECT_EQ(FindingsOf("duplicate-assignment", {doc.registry()})[0].related.size(), 2U);
  doc.Row(3021, "late").host = "GPU";
  EXPECT_THAT(Places("duplicate-assignment", doc), ElementsAre("ports.md:3", "ports.md:4"));
}

TEST(DuplicateAssignment, TcpAndUdpAreNoConflictButAnyAndUdpAre) {
  Builder doc;
  doc.Row(3478, "turn").protocol = Protocol::kUdp;
  doc.Row(3478, "web").protocol = Protocol::kTcp;
  EXPECT_THAT(Places("duplicate-assignment", doc), IsEmpty());
  doc.Row(3478, "other");
  EXPECT_THAT(Places("duplicate-assignment", doc), ElementsAre("ports.md:3"));
}

TEST(DuplicateAssignment, InternalPortsMeetNobody) {
  Builder doc;
  doc.Row(8080, "searxng").exposure = Exposure::kInternal;
  doc.Row(8080, "proxy");
  EXPECT_THAT(Places("duplicate-assignment", doc), IsEmpty());
}

TEST(DuplicateAssignment, NamesTheServiceWhereTheLabelDoesNot) {
  Builder doc;
  doc.Row(4100, "HTTP", "", "engine");
  doc.Row(4100, "gRPC", "", "parser");
  EXPECT_EQ(FindingsOf("duplicate-assignment", {doc.registry()}).at(0).message,
            "4100 is given to parser gRPC, but engine HTTP has it already");
}

TEST(ContestedPort, FiresAcrossRegistriesOnly) {
  Builder one("one.md");
  one.Row(4400, "fortuna-api");
  Builder two("two.md");
  two.Row(4400, "landings");
  EXPECT_THAT(Places("contested-port", {one.registry(), two.registry()}), ElementsAre("two.md:1"));
  EXPECT_THAT(Places("duplicate-assignment", {one.registry(), two.registry()}), IsEmpty());
  two.Row(4400, "other");
  EXPECT_THAT(Places("contested-port", two), IsEmpty());
}

TEST(ContestedPort, TwoRegistriesMayAgree) {
  Builder one("one.md");
  one.Row(5432, "postgres");
  Builder two("two.md");
  two.Row(5432, "Postgres");
  EXPECT_THAT(Places("contested-port", {one.registry(), two.registry()}), IsEmpty());
}

TEST(ContestedPort, TwoTeamsRedisAreTwo) {
  Builder one("one.md");
  one.Row(6379, "Redis", "quay-redis", "Redis");
  Builder two("two.md");
  two.Row(6379, "redis", "", "redis");
  EXPECT_THAT(Places("contested-port", {one.registry(), two.registry()}), ElementsAre("two.md:1"));
}

TEST(ContestedName, FiresWhereAContainerNameStandsForTwoServices) {
  Builder doc;
  doc.Section("Janua", {4100, 4199}).Row(4190, "Metrics", "metrics", "Janua");
  doc.Section("Enclii", {4200, 4299}).Row(4290, "Metrics", "metrics", "Enclii");
  EXPECT_THAT(Places("contested-name", doc), ElementsAre("ports.md:2"));
}

TEST(ContestedName, OneContainerMayHaveTwoPortsAndNames) {
  Builder doc;
  doc.Section("Shared");
  doc.Row(9000, "MinIO API", "minio", "MinIO API");
  doc.Row(9001, "MinIO Console", "minio", "MinIO Console");
  EXPECT_THAT(Places("contested-name", doc), IsEmpty());
}

TEST(ContestedName, OtherHostsAreOtherContainers) {
  Builder doc;
  doc.Section("Mini").Row(6379, "Cache", "redis", "Janua").host = "mini";
  doc.Section("GPU").Row(6380, "Queue", "redis", "Kiln").host = "gpu";
  EXPECT_THAT(Places("contested-name", doc), IsEmpty());
}

TEST(ContestedName, FiresAcrossRegistries) {
  Builder one("one.md");
  one.Row(6379, "redis");
  Builder two("two.md");
  two.Row(6380, "redis");
  EXPECT_THAT(Places("contested-name", {one.registry(), two.registry()}), ElementsAre("two.md:1"));
}

TEST(ContradictingStatement, FiresWhereTwoSectionsDiffer) {
  Builder doc;
  doc.Section("Planned").Row(3002, "mana-credits", "", "mana-credits");
  doc.Section("Running").Row(3061, "mana-credits", "", "mana-credits");
  EXPECT_THAT(Places("contradicting-statement", doc), ElementsAre("ports.md:2"));
}

TEST(ContradictingStatement, OneTableMayGiveSeveralPorts) {
  Builder doc;
  doc.Section("Queues");
  doc.Row(5672, "rabbitmq");
  doc.Row(15672, "rabbitmq");
  EXPECT_THAT(Places("contradicting-statement", doc), IsEmpty());
}

TEST(ContradictingStatement, AnotherPurposeOrHostIsAnotherStatement) {
  Builder doc;
  doc.Section("A").Row(4100, "API", "janua-api", "Janua");
  doc.Section("B").Row(4190, "Metrics", "janua-api", "Janua");
  doc.Section("C").Row(8100, "API", "janua-api", "Janua").host = "production";
  EXPECT_THAT(Places("contradicting-statement", doc), IsEmpty());
}

TEST(ContradictingStatement, AProjectsDatabaseAndFrontendAreTwoThings) {
  Builder doc;
  doc.AddGroup({3000, 3099}, "Frontend Dev Servers (Next.js)");
  doc.AddGroup({5432, 5439}, "PostgreSQL Databases");
  doc.Section("Databases (PostgreSQL)").Row(5435, "spectrum");
  doc.Section("Frontend Dev Servers").Row(3001, "spectrum");
  EXPECT_THAT(Places("contradicting-statement", doc), IsEmpty());
  doc.Section("PM2 Managed Services").Row(4000, "spectrum");
  EXPECT_THAT(Places("contradicting-statement", doc), ElementsAre("ports.md:5"));
}

TEST(ContradictingStatement, SayingItAgainIsNoContradiction) {
  Builder doc;
  doc.Section("A").Row(4100, "API", "janua-api", "Janua");
  doc.Section("B").Row(4100, "API", "janua-api", "Janua");
  EXPECT_THAT(Places("contradicting-statement", doc), IsEmpty());
}

}  // namespace
}  // namespace portlaw::lint_test
