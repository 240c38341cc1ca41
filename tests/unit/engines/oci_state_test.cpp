// SPDX-License-Identifier: Apache-2.0
#include "agent/containers/oci_state.h"

#include <gtest/gtest.h>

#include <string>

namespace portlaw::containers {
namespace {

TEST(OciState, HasIdPidAndBundle) {
  const auto state =
      ParseOciState(R"({"ociVersion":"1.0.2","id":"abc","status":"created","pid":77,"bundle":"/run/b"})");
  ASSERT_TRUE(state);
  EXPECT_EQ(state->id, "abc");
  EXPECT_EQ(state->pid, 77);
  EXPECT_EQ(state->bundle, "/run/b");
}

TEST(OciState, SaysWhatIsMissing) {
  for (const char* text : {"", "{", "[]", "{}", R"({"id":"abc"})", R"({"id":"abc","pid":0})",
                           R"({"id":"abc","pid":-1})", R"({"id":7,"pid":7})"}) {
    const auto state = ParseOciState(text);
    ASSERT_FALSE(state) << text;
    EXPECT_FALSE(state.error().what.empty());
  }
}

}  // namespace
}  // namespace portlaw::containers
