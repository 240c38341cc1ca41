// SPDX-License-Identifier: Apache-2.0
// Whether words name somebody, and how a name looks without what stands around it.
#ifndef PORTLAW_POLICY_READERS_NAMES_H_
#define PORTLAW_POLICY_READERS_NAMES_H_

#include <cstddef>
#include <string>
#include <string_view>

#include "policy/readers/scan.h"

namespace portlaw::readers {

// What many rows have in common (a name above them, a remark for all of them) is kept for each: not more than this.
inline constexpr std::size_t kLongestShared = 400;

// `text` without decoration at its ends (quotes, colons, dashes, emoji), and without "1.", "Layer 2:" before it.
std::string_view CleanName(std::string_view text);
inline Span CleanName(Span text) { return text.At(CleanName(text.str())); }

// The same without the parenthesis or bracket that is around all of it: "(for tools)" is "for tools".
std::string_view Unwrapped(std::string_view text);

// Without a parenthesis at its end: "minio (Console)" is "minio".
std::string_view WithoutParenthesis(std::string_view name);
inline Span WithoutParenthesis(Span name) { return name.At(WithoutParenthesis(name.str())); }

// A name as a service is called by: without a parenthesis, and of a long one the words before the first clause ends.
std::string ServiceName(std::string_view name);

// "hostPort" and "host_port" are "host Port" and "host port".
std::string SplitKey(std::string_view key);

// How many words stand apart: "前端端口" is one.
std::size_t WordCount(Span text);

// Whether the text could name something that listens.
bool IsNameLike(Span text);
// A name of a kind ("Infrastructure", "Ports"), not of a thing.
bool IsCategory(Span text);
// "web/vite.config.js", ".env.dev"
bool IsFileName(std::string_view text);
bool HasSentenceWords(Span text);
// "API_PORT (in the script)"
bool IsVariableName(std::string_view text);

}  // namespace portlaw::readers

#endif  // PORTLAW_POLICY_READERS_NAMES_H_
