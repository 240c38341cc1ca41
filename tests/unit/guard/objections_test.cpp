// SPDX-License-Identifier: Apache-2.0
#include "policy/guard/objections.h"

#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include <nlohmann/json.hpp>

#include "tests/unit/guard/guard_sample.h"

namespace portlaw::guard_test {
namespace {

using testing::ElementsAre;
using testing::HasSubstr;
using testing::IsEmpty;

const std::vector<std::string> kFiles = {"yard.md"};

Settings Audit() {
  Settings settings;
  settings.mode = Mode::kAudit;
  return settings;
}

TEST(Objections, ArePortsThatRunAndWouldNewlyBeRefused) {
  const auto before = Compile(Yard(4199));
  const auto after = Compile(Yard(4149));
  const std::vector<Listener> listeners = {ContainerListener("harbor-web", 4150), ContainerListener("harbor-api", 4100),
                                           ContainerListener("quarry-api", 4200), HostListener(4151)};
  const Objections objections = ObjectionsTo(*after, *before, listeners, kFiles);
  ASSERT_EQ(objections.refusals.size(), 1U);
  EXPECT_EQ(objections.refusals[0].listener.port, 4150);
  EXPECT_EQ(objections.refusals[0].verdict.action, Action::kDeny);
  EXPECT_EQ(objections.refusals[0].verdict.owner, "Quarry");
  EXPECT_THAT(objections.losses, IsEmpty());
  EXPECT_EQ(Summary(objections), "1 thing that runs would be refused");
  const std::string sentence = Sentence(objections.refusals[0]);
  EXPECT_THAT(sentence, HasSubstr("4150/tcp of container harbor-web, node (pid 12), would be refused: "));
  EXPECT_THAT(sentence, HasSubstr("(yard.md:2)"));
}

TEST(Objections, NotToWhatIsRefusedAlready) {
  const auto before = Compile(Yard(4149));
  const auto after = Compile(Yard(4139));
  EXPECT_TRUE(ObjectionsTo(*after, *before, {ContainerListener("harbor-web", 4150)}, kFiles).empty());
}

TEST(Objections, NotWhereWhatWasRefusedIsNowAllowed) {
  EXPECT_TRUE(ObjectionsTo(*Compile(Yard(4199)), *Compile(Yard(4149)), {ContainerListener("harbor-web", 4150)}, kFiles)
                  .empty());
}

TEST(Objections, AuditRefusesNothingAndEnforcingAfterItDoes) {
  const std::vector<Listener> listeners = {ContainerListener("harbor-web", 4200)};
  EXPECT_TRUE(ObjectionsTo(*Compile(Yard(4149), Audit()), *Compile(Yard(4199)), listeners, kFiles).empty());
  EXPECT_EQ(ObjectionsTo(*Compile(Yard(4199)), *Compile(Yard(4199), Audit()), listeners, kFiles).refusals.size(), 1U);
}

TEST(Objections, TheHostsOwnAreToldAsSuch) {
  Settings strict;
  strict.verdicts.Set(SubjectKind::kHost, Reason::kForeign, Action::kDeny);
  const Objections objections =
      ObjectionsTo(*Compile(Yard(4199), strict), *Compile(Yard(4199)), {HostListener(4100)}, kFiles);
  ASSERT_EQ(objections.refusals.size(), 1U);
  EXPECT_THAT(Sentence(objections.refusals[0]), HasSubstr("4100/tcp of the host, node (pid 12), would be refused: "));
}

TEST(Objections, ARegistryThatLosesMoreThanHalfOfItsRows) {
  Registry half = Yard(4199);
  half.blocks.clear();  // two rows of four are left
  EXPECT_TRUE(ObjectionsTo(*Compile(half), *Compile(Yard(4199)), {}, kFiles).empty());
  half.assignments.pop_back();
  const Objections objections = ObjectionsTo(*Compile(half), *Compile(Yard(4199)), {}, kFiles);
  ASSERT_EQ(objections.losses.size(), 1U);
  EXPECT_EQ(Summary(objections), "yard.md would lose 3 of its 4 rows at once");
  EXPECT_TRUE(ObjectionsTo(*Compile(half, Audit()), *Compile(Yard(4199), Audit()), {}, kFiles).empty());
  EXPECT_FALSE(ObjectionsTo(*Compile(half), *Compile(Yard(4199), Audit()), {}, kFiles).empty());
}

TEST(Objections, SentencesAreBoundedAndSayHowManyAreLeftOut) {
  std::vector<Listener> listeners;
  for (Port port = 4150; port < 4160; ++port) listeners.push_back(ContainerListener("harbor-web", port));
  const Objections objections = ObjectionsTo(*Compile(Yard(4149)), *Compile(Yard(4199)), listeners, kFiles);
  EXPECT_EQ(objections.refusals.size(), 10U);
  const std::vector<std::string> sentences = Sentences(objections, 3);
  ASSERT_EQ(sentences.size(), 4U);
  EXPECT_EQ(sentences.back(), "and 7 more");
  EXPECT_EQ(Sentences(objections, 10).size(), 10U);
}

TEST(Objections, HostileNamesAreEscaped) {
  const Objections objections =
      ObjectionsTo(*Compile(Yard(4149)), *Compile(Yard(4199)), {ContainerListener("harbor-\x1b[31m\n", 4150)}, kFiles);
  ASSERT_EQ(objections.refusals.size(), 1U);
  EXPECT_EQ(Sentence(objections.refusals[0]).find_first_of("\x1b\n"), std::string::npos);
}

TEST(Objections, AsJson) {
  const Objections objections =
      ObjectionsTo(*Compile(Yard(4149)), *Compile(Yard(4199)), {ContainerListener("harbor-web", 4150)}, kFiles);
  const nlohmann::ordered_json json = ToJson(objections);
  EXPECT_EQ(json["refused"], 1);
  EXPECT_EQ(json["refusals"][0]["container"]["name"], "harbor-web");
  EXPECT_EQ(json["refusals"][0]["source"]["line"], 2);
  EXPECT_TRUE(json["losses"].empty());
}

}  // namespace
}  // namespace portlaw::guard_test
