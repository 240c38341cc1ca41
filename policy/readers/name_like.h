// SPDX-License-Identifier: Apache-2.0
// Whether words found in running text can be the name of a service, or are a piece of a sentence.
#ifndef PORTLAW_POLICY_READERS_NAME_LIKE_H_
#define PORTLAW_POLICY_READERS_NAME_LIKE_H_

#include <string_view>

namespace portlaw::readers {

// Whether `name` tells of a conflict between two: "Ledger vs Harbor".
bool IsAboutConflict(std::string_view name);

// Whether a name found in running text can be one: short, and no sentence, instruction or path of a file.
bool IsNameLike(std::string_view name);

// "web/vite.config.js", ".env.dev", "compose.yaml": a place where a port is written, not who has it.
bool IsFileName(std::string_view name);

// Whether `text` has words that stand in sentences and in no name.
bool HasSentenceWords(std::string_view text);

}  // namespace portlaw::readers

#endif  // PORTLAW_POLICY_READERS_NAME_LIKE_H_
