// SPDX-License-Identifier: Apache-2.0
// The formats: each makes records of a text and knows no word of any language.
#ifndef PORTLAW_POLICY_READERS_SOURCE_SOURCE_H_
#define PORTLAW_POLICY_READERS_SOURCE_SOURCE_H_

#include <string>
#include <string_view>

#include "policy/model/result.h"
#include "policy/readers/record.h"

namespace portlaw::readers {

// Errors name the line at which the text is no such document, or is more than a parser can bear.
Result<Records> MarkdownRecords(std::string_view text, const std::string& file);
Result<Records> TextRecords(std::string_view text, const std::string& file);
Result<Records> YamlRecords(std::string_view text, const std::string& file);
Result<Records> JsonRecords(std::string_view text, const std::string& file);
Result<Records> TomlRecords(std::string_view text, const std::string& file);
Result<Records> CsvRecords(std::string_view text, const std::string& file);
Result<Records> EnvRecords(std::string_view text, const std::string& file);

}  // namespace portlaw::readers

#endif  // PORTLAW_POLICY_READERS_SOURCE_SOURCE_H_
