// SPDX-License-Identifier: Apache-2.0
#include <algorithm>

#include "policy/readers/data_reader.h"
#include "policy/readers/document_checks.h"
#include "policy/readers/env_file.h"
#include "policy/readers/markdown.h"
#include "policy/readers/own_form.h"
#include "policy/readers/plain_text.h"
#include "policy/readers/reader.h"

namespace portlaw {
namespace {

constexpr Reader kReaders[] = {
    {"portlaw", readers::OwnFormClaims, readers::ReadOwnForm},
    {"markdown", readers::MarkdownClaims, readers::ReadMarkdown},
    {"yaml", readers::YamlClaims, readers::ReadYaml},
    {"json", readers::JsonClaims, readers::ReadJson},
    {"toml", readers::TomlClaims, readers::ReadToml},
    {"environment", readers::EnvFileClaims, readers::ReadEnvFile},
    {"text", readers::PlainTextClaims, readers::ReadPlainText},
};

}  // namespace

std::span<const Reader> Readers() { return kReaders; }

ResultOfMany<Document> ReadDocument(std::string_view text, const std::string& file, const ReadOptions& options) {
  if (text.substr(0, 3) == "\xEF\xBB\xBF") text.remove_prefix(3);  // a byte order mark says nothing in UTF-8
  Errors errors = readers::CheckDocument(text, file);
  if (!errors.empty()) return tl::make_unexpected(std::move(errors));
  const Reader* best =
      std::max_element(std::begin(kReaders), std::end(kReaders),
                       [&](const Reader& a, const Reader& b) { return a.claims(text, file) < b.claims(text, file); });
  return best->read(text, file, options);
}

}  // namespace portlaw
