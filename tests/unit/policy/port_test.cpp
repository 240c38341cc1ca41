// SPDX-License-Identifier: Apache-2.0
#include "policy/model/port.h"

#include <gtest/gtest.h>

#include "policy/model/parse_port_range.h"

namespace portlaw {
namespace {

TEST(ParsePort, TakesWholeNumbersInRangeOnly) {
  EXPECT_EQ(ParsePort("1"), Port{1});
  EXPECT_EQ(ParsePort("65535"), Port{65535});
  for (const char* text : {"", "0", "65536", "70000", "-1", "+1", " 80", "80 ", "8o", "99999999999999999999"}) {
    EXPECT_EQ(ParsePort(text), std::nullopt) << text;
  }
}

TEST(ParsePortRange, ReadsPortsAndRanges) {
  EXPECT_EQ(ParsePortRange("4100"), (PortRange{4100, 4100}));
  EXPECT_EQ(ParsePortRange("4100-4199"), (PortRange{4100, 4199}));
  for (const char* text : {"", "-", "4100-", "-4100", "0", "70000", "4199-4100", "x"})
    EXPECT_FALSE(ParsePortRange(text)) << text;
}

TEST(ParseProtocol, IgnoresCaseAndRefusesOtherWords) {
  EXPECT_EQ(ParseProtocol("TCP"), Protocol::kTcp);
  EXPECT_EQ(ParseProtocol("any"), Protocol::kAny);
  EXPECT_EQ(ParseProtocol("http"), std::nullopt);
}

TEST(PortRange, PrintsOnePortAsOneNumber) {
  EXPECT_EQ(ToString(PortRange{4100, 4100}), "4100");
  EXPECT_EQ(ToString(PortRange{5810, 5819}), "5810-5819");
}

}  // namespace
}  // namespace portlaw
