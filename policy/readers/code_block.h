// SPDX-License-Identifier: Apache-2.0
// Blocks of code in a document: variables, compose snippets, port maps drawn as text; and commands, which say nothing.
#ifndef PORTLAW_POLICY_READERS_CODE_BLOCK_H_
#define PORTLAW_POLICY_READERS_CODE_BLOCK_H_

#include "policy/readers/context.h"
#include "policy/readers/outline.h"

namespace portlaw::readers {

void ReadCode(const Piece& code, Context& context);

}  // namespace portlaw::readers

#endif  // PORTLAW_POLICY_READERS_CODE_BLOCK_H_
