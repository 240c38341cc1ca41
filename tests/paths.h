// SPDX-License-Identifier: Apache-2.0
// Where the tests find what they test. In one place, so that nothing else is compiled anew in another clone.
#ifndef PORTLAW_TESTS_PATHS_H_
#define PORTLAW_TESTS_PATHS_H_

#include <string>

// A path in the tree, absolute; of "" the tree itself.
std::string SourcePath(const std::string& relative);
// The program that was built.
std::string PortlawBinary();

#endif  // PORTLAW_TESTS_PATHS_H_
