// SPDX-License-Identifier: Apache-2.0
// What a fuzz target holds its subject to.
#ifndef PORTLAW_TESTS_FUZZ_REQUIRE_H_
#define PORTLAW_TESTS_FUZZ_REQUIRE_H_

#include <cstdlib>
#include <iostream>

#include "policy/naming/rules.h"
#include "policy/text/names.h"

namespace portlaw::fuzz {

inline void Require(bool condition, const char* what) {
  if (condition) return;
  std::cerr << "it does not keep: " << what << "\n";
  std::abort();
}

// Whatever others write, what the agent keeps of it fits into the kernel's map of names, or is one name alone.
inline void RequireBounded(const ContainerIdentity& identity) {
  std::size_t bytes = 0;
  for (const std::string& name : identity.names) {
    Require(!name.empty() && name.size() <= kMaxNameBytes, "a name is as long as a name may be");
    bytes += name.size() + 1;
  }
  Require(identity.name.size() <= kMaxNameBytes, "so is the engine's");
  Require(bytes <= naming::NameList::kMaxBytes, "all names together have room");
}

}  // namespace portlaw::fuzz

#endif  // PORTLAW_TESTS_FUZZ_REQUIRE_H_
