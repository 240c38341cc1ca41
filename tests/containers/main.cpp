// SPDX-License-Identifier: Apache-2.0
#include <gtest/gtest.h>
#include <unistd.h>

#include <iostream>

#include "tests/containers/sandbox.h"

int main(int argc, char** argv) {
  testing::InitGoogleTest(&argc, argv);
  if (GTEST_FLAG_GET(list_tests)) return RUN_ALL_TESTS();
  if (geteuid() != 0) {
    std::cerr << "these tests start container engines: run them as root\n";
    return 2;
  }
  return portlaw::testing::RunInSandbox([] { return RUN_ALL_TESTS(); });
}
