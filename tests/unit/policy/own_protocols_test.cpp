// SPDX-License-Identifier: Apache-2.0
#include "policy/decide/own_protocols.h"

#include <gmock/gmock.h>
#include <gtest/gtest.h>

namespace portlaw {
namespace {

using testing::ElementsAre;
using testing::IsEmpty;

TEST(OwnProtocols, AreThoseOfThePortThatWereNotAskedFor) {
  Registry registry;
  Assignment row;
  row.ports = {8125, 8125};
  row.protocol = Protocol::kUdp;
  row.container = "gauge";
  registry.assignments.push_back(row);
  row.ports = {8126, 8126};
  row.protocol = Protocol::kAny;
  registry.assignments.push_back(row);
  const auto policy = CompiledPolicy::Compile({registry}, {}, "box");
  const auto own = [&](const char* name, Port port, Protocol protocol) {
    return OwnProtocols(*policy, Resolve(*policy, {name, {}}), {port, protocol});
  };
  EXPECT_THAT(own("gauge", 8125, Protocol::kTcp), ElementsAre(Protocol::kUdp));
  EXPECT_THAT(own("gauge", 8125, Protocol::kUdp), IsEmpty());
  EXPECT_THAT(own("gauge", 8126, Protocol::kTcp), IsEmpty()) << "of any protocol";
  EXPECT_THAT(own("gauge", 8127, Protocol::kTcp), IsEmpty());
  EXPECT_THAT(own("gauge", 0, Protocol::kTcp), IsEmpty());
  EXPECT_THAT(own("stranger", 8125, Protocol::kTcp), IsEmpty());
}

}  // namespace
}  // namespace portlaw
