// SPDX-License-Identifier: Apache-2.0
#include "agent/containers/publish/local_ports.h"

#include <gtest/gtest.h>

namespace portlaw::containers {
namespace {

constexpr char kTable[] =
    "  sl  local_address rem_address   st tx_queue rx_queue\n"
    "   0: 00000000:1005 00000000:0000 0A 00000000:00000000 00:00000000 00000000     0        0 1 1\n"
    "   1: 0100007F:1006 0100007F:1005 01 00000000:00000000 00:00000000 00000000     0        0 2 1\n";

TEST(HoldsPort, WantsAListenerOrAnyUdpSocket) {
  EXPECT_TRUE(HoldsPort(kTable, {0x1005, Protocol::kTcp}));
  EXPECT_FALSE(HoldsPort(kTable, {0x1006, Protocol::kTcp}));
  EXPECT_TRUE(HoldsPort(kTable, {0x1006, Protocol::kUdp}));
  EXPECT_FALSE(HoldsPort(kTable, {0x0005, Protocol::kTcp}));
  EXPECT_FALSE(HoldsPort("", {0x1005, Protocol::kTcp}));
}

}  // namespace
}  // namespace portlaw::containers
