// SPDX-License-Identifier: Apache-2.0
// What becomes a row, what becomes a note, and what neither loses.
#include "policy/learn/draft.h"

#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include "tests/unit/learn/seen.h"

namespace portlaw::learn {
namespace {

using testing::Contains;
using testing::Field;
using testing::HasSubstr;
using testing::IsEmpty;
using testing::Not;
using testing::Property;

Draft Of(const SeenBy& seen, const DraftOptions& options = {}) { return MakeDraft(seen.all(), options); }

auto Note(const std::string& code, const std::string& text) {
  return Contains(AllOf(Field(&Finding::code, code), Field(&Finding::message, HasSubstr(text)),
                        Field(&Finding::severity, Severity::kNote)));
}

TEST(Draft, GivesContainersTheirPortsAndServicesTheirBlocks) {
  const Draft draft = Of(SeenBy()(By("janua-ws", 4101), "gunicorn")(By("janua-api", 4100)));
  ASSERT_EQ(draft.registry.assignments.size(), 2U);
  const Assignment& api = draft.registry.assignments[0];
  EXPECT_EQ(api.ports, (PortRange{4100, 4100}));
  EXPECT_EQ(api.protocol, Protocol::kTcp);
  EXPECT_EQ(api.container, "janua-api");
  EXPECT_EQ(api.label, "API");
  EXPECT_EQ(api.service, "Janua");
  EXPECT_EQ(api.purpose, "node");
  EXPECT_EQ(api.source, (Source{"audit.jsonl", 2}));
  EXPECT_EQ(draft.registry.assignments[1].purpose, "gunicorn");
  ASSERT_EQ(draft.registry.blocks.size(), 1U);
  EXPECT_EQ(draft.registry.blocks[0].ports, (PortRange{4100, 4199}));
  EXPECT_EQ(draft.registry.blocks[0].service, "Janua");
  EXPECT_THAT(draft.notes, Note("learn-block", "near each other: Janua 4100-4199"));
}

TEST(Draft, JoinsProtocolsAndRuns) {
  const Draft draft = Of(SeenBy()(By("dns", 53))(By("dns", 53, Protocol::kUdp))(By("rtp", 7000, Protocol::kUdp))(
      By("rtp", 7001, Protocol::kUdp))(By("rtp", 7002, Protocol::kUdp))(By("rtp", 7004, Protocol::kUdp)));
  ASSERT_EQ(draft.registry.assignments.size(), 3U);
  EXPECT_EQ(draft.registry.assignments[0].protocol, Protocol::kAny);
  EXPECT_EQ(draft.registry.assignments[1].ports, (PortRange{7000, 7002}));
  EXPECT_EQ(draft.registry.assignments[1].protocol, Protocol::kUdp);
  EXPECT_EQ(draft.registry.assignments[2].ports, (PortRange{7004, 7004}));
}

TEST(Draft, TellsOfTwoOnOnePort) {
  const Draft draft = Of(SeenBy()(By("a", 4100))(By("b", 4100))(By("c", 4200))(By("d", 4200, Protocol::kUdp)));
  EXPECT_EQ(draft.registry.assignments.size(), 4U);
  EXPECT_THAT(draft.notes, Note("learn-shared-port", "4100/tcp was bound by a and b"));
  EXPECT_THAT(draft.notes, Not(Note("learn-shared-port", "4200")));
}

TEST(Draft, CountsNotesThatAreTooMany) {
  SeenBy seen;
  for (Port port = 4000; port < 4200; ++port) seen(By("a", port))(By("b", port));
  const Draft draft = Of(seen);
  EXPECT_THAT(draft.notes, Note("learn-shared-port", "150 more notes like these are left out"));
  EXPECT_LT(draft.notes.size(), 60U);
}

TEST(Draft, TellsOfPortsOutsideTheBlock) {
  const Draft draft = Of(SeenBy()(By("janua-api", 4100))(By("janua-ws", 4101))(By("janua-db", 5432)));
  EXPECT_EQ(draft.registry.assignments[2].service, "janua-db");
  EXPECT_THAT(draft.notes, Note("learn-outside-block", "janua-db has 5432, outside the block guessed for Janua"));
}

TEST(Draft, MakesPortsOfPrivateNamespacesInternal) {
  const Draft draft = Of(SeenBy()(By("cache", 6379, Protocol::kTcp, Scope::kPrivate))(
      By("web", 80, Protocol::kTcp, Scope::kPrivate))(By("api", 80, Protocol::kTcp, Scope::kPrivate))(By("web", 4100))(
      By("web", 4100, Protocol::kTcp, Scope::kPrivate)));
  ASSERT_EQ(draft.registry.assignments.size(), 2U);
  EXPECT_EQ(draft.registry.assignments[0].container, "web");
  EXPECT_EQ(draft.registry.assignments[0].exposure, Exposure::kHost);
  EXPECT_EQ(draft.registry.assignments[1].container, "cache");
  EXPECT_EQ(draft.registry.assignments[1].exposure, Exposure::kInternal);
  EXPECT_THAT(draft.notes, Note("learn-private", "cache on 6379"));
  EXPECT_THAT(draft.notes, Note("learn-private-shared", "80 is used by api and web"));
}

TEST(Draft, LeavesOutWhatIsNoChoiceAndSaysSo) {
  ObservedBind chosen = By("rpc", 40123);
  chosen.chosen = true;
  ObservedBind refused = By("rogue", 4100);
  refused.refused = true;
  ObservedBind host = By("sshd", 22);
  host.binder = Binder::kProcess;
  ObservedBind unit = By("nginx", 80);
  unit.binder = Binder::kUnit;
  const SeenBy seen = SeenBy()(chosen)(refused)(host)(unit)(By("random", 49153))(By("", 4444));
  const Draft draft = Of(seen);
  EXPECT_THAT(draft.registry.assignments, IsEmpty());
  EXPECT_THAT(draft.notes, Note("learn-dynamic", "1 port that the kernel chose"));
  EXPECT_THAT(draft.notes, Note("learn-refused", "rogue on 4100/tcp"));
  EXPECT_THAT(draft.notes, Note("learn-host", "2 binds by the host itself"));
  EXPECT_THAT(draft.notes, Note("learn-host", "nginx on 80/tcp and sshd on 22/tcp"));
  EXPECT_THAT(draft.notes, Note("learn-ephemeral", "random on 49153/tcp"));
  EXPECT_THAT(draft.notes, Note("learn-nameless", "on 4444/tcp"));
  const Draft all = Of(seen, {true, true, true});
  EXPECT_EQ(all.registry.assignments.size(), 4U);  // neither the chosen one nor the nameless one
  EXPECT_THAT(all.notes, Note("learn-host-row", "sshd"));
  EXPECT_THAT(all.notes, Not(Note("learn-host-row", "nginx")));
}

TEST(Draft, TellsWhichContainersAreOne) {
  const Draft draft = Of(SeenBy()(By("shop-web-1", 3000))(By("shop-web-2", 3001)));
  ASSERT_EQ(draft.registry.assignments.size(), 1U);
  EXPECT_EQ(draft.registry.assignments[0].container, "shop-web");
  EXPECT_EQ(draft.registry.assignments[0].ports, (PortRange{3000, 3001}));
  EXPECT_THAT(draft.notes, Note("learn-one-name", "shop-web-1 and shop-web-2 are written as one container, shop-web"));
}

TEST(Draft, TakesNoPurposeFromWhoPublishesPorts) {
  const Draft draft = Of(SeenBy()(By("web", 4100), "docker-proxy"));
  EXPECT_EQ(draft.registry.assignments[0].purpose, "");
}

TEST(Observations, CountsButDoesNotKeepWhatThereIsNoRoomFor) {
  Observations observations;
  for (std::size_t i = 0; i < Observations::kMaxBinds + 5; ++i) {
    observations.Add(By("c" + std::to_string(i / 65535), static_cast<Port>(i % 65535 + 1)), "", {}, 2);
  }
  EXPECT_EQ(observations.binds().size(), Observations::kMaxBinds);
  EXPECT_EQ(observations.dropped(), 10U);
  observations.Add(By("c0", 1), "", {}, 1);
  EXPECT_EQ(observations.binds().at(By("c0", 1)).times, 3U);
  EXPECT_THAT(MakeDraft(observations, {}).notes, Note("learn-too-many", "10 further sightings"));
}

TEST(Observations, HoldsNoNameThatNoRegistryCouldHave) {
  Observations observations;
  observations.Add(By(std::string(70'000, 'x'), 4100), std::string(70'000, 'y'), {});
  ASSERT_EQ(observations.binds().size(), 1U);
  const auto& [bind, sightings] = *observations.binds().begin();
  EXPECT_EQ(bind.binder, Binder::kNameless);
  EXPECT_LE(bind.identity.name.size() + sightings.process.size(), 255U);
}

}  // namespace
}  // namespace portlaw::learn
