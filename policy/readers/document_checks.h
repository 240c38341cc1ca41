// SPDX-License-Identifier: Apache-2.0
// What is wrong with a document before anybody reads it: empty, too long, binary, not UTF-8.
#ifndef PORTLAW_POLICY_READERS_DOCUMENT_CHECKS_H_
#define PORTLAW_POLICY_READERS_DOCUMENT_CHECKS_H_

#include <string>
#include <string_view>

#include "policy/model/result.h"

namespace portlaw::readers {

// The mistakes, each with its line; none for a document that can be read.
Errors CheckDocument(std::string_view text, const std::string& file);

}  // namespace portlaw::readers

#endif  // PORTLAW_POLICY_READERS_DOCUMENT_CHECKS_H_
