// SPDX-License-Identifier: Apache-2.0
#include "policy/readers/reader.h"

#include <algorithm>
#include <optional>
#include <utility>

#include "policy/readers/builder.h"
#include "policy/readers/document.h"
#include "policy/readers/form.h"
#include "policy/readers/source/source.h"
#include "policy/text/unicode.h"

namespace portlaw {
namespace readers {
namespace {

template <Result<Records> (*Source)(std::string_view, const std::string&)>
ResultOfMany<Document> ReadFrom(std::string_view text, const std::string& file, const ReadOptions& options) {
  const std::string plain = WithoutWidth(text);
  Result<Records> records = Source(plain, file);
  if (!records) return tl::make_unexpected(Errors(1, records.error()));
  Scan(*records);
  RegistryBuilder builder(file, options);
  ReadRecords(*records, file, builder);
  return std::move(builder).Finish(plain);
}

bool EndsWithOneOf(std::string_view file, std::initializer_list<std::string_view> endings) {
  const std::string name = Fold(file);
  return std::any_of(endings.begin(), endings.end(),
                     [&](std::string_view ending) { return name.size() > ending.size() && name.ends_with(ending); });
}

std::string BaseName(std::string_view file) {
  const std::string name = Fold(file);
  const std::size_t slash = name.rfind('/');
  return name.substr(slash == std::string::npos ? 0 : slash + 1);
}

int MarkdownClaims(std::string_view text, std::string_view file) {
  if (EndsWithOneOf(file, {".md", ".markdown", ".mdx", ".mkd"})) return 90;
  const auto has = [text](std::string_view what) { return text.find(what) != std::string_view::npos; };
  if (has("|--") || has("| --") || has("|:-") || has("| :-")) return 70;
  return text.starts_with("# ") || has("\n# ") || has("\n## ") ? 45 : 10;
}

int YamlClaims(std::string_view text, std::string_view file) {
  if (EndsWithOneOf(file, {".yaml", ".yml"})) return 90;
  return text.starts_with("---\n") ? 30 : 0;
}

int JsonClaims(std::string_view text, std::string_view file) {
  if (EndsWithOneOf(file, {".json"})) return 90;
  const std::string_view trimmed = Trim(text);
  return !trimmed.empty() && trimmed.front() == '{' && trimmed.back() == '}' ? 80 : 0;
}

int TomlClaims(std::string_view, std::string_view file) { return EndsWithOneOf(file, {".toml"}) ? 90 : 0; }

int CsvClaims(std::string_view, std::string_view file) { return EndsWithOneOf(file, {".csv", ".tsv"}) ? 90 : 0; }

int EnvClaims(std::string_view, std::string_view file) {
  const std::string base = BaseName(file);
  return base.starts_with(".env") || base.ends_with(".env") || base.ends_with(".properties") ? 95 : 0;
}

int TextClaims(std::string_view text, std::string_view file) {
  const bool adoc = EndsWithOneOf(file, {".adoc", ".asciidoc"}) || text.find("\n|===") != std::string_view::npos;
  return adoc ? 85 : EndsWithOneOf(file, {".txt", ".text"}) ? 60 : 20;
}

Errors One(const std::string& file, int line, std::string what, std::string advice) {
  Errors errors;
  errors.push_back({{file, line}, std::move(what), std::move(advice)});
  return errors;
}

// What no format can bear.
Errors CheckDocument(std::string_view text, const std::string& file) {
  constexpr std::size_t kMiB = 1024 * 1024;
  const auto line_of = [text](std::size_t at) {
    return 1 + static_cast<int>(std::count(text.begin(), text.begin() + static_cast<std::ptrdiff_t>(at), '\n'));
  };
  if (text.size() > kMaxDocumentBytes) {
    return One(file, 0, "the document is " + std::to_string(text.size() / kMiB) + " MiB long",
               "a registry may have at most " + std::to_string(kMaxDocumentBytes / kMiB) + " MiB");
  }
  if (Trim(text).empty()) return One(file, 0, "the document is empty", "give a registry that names ports");
  if (const std::size_t at = text.find('\0'); at != std::string_view::npos) {
    return One(file, line_of(at), "the document is binary (it has a zero byte)", "give a text document");
  }
  if (const std::size_t at = FirstBroken(text); at != std::string_view::npos) {
    return One(file, line_of(at), "the document is not valid UTF-8 here", "save it as UTF-8");
  }
  return {};
}

constexpr Reader kReaders[] = {
    {"portlaw", OwnFormClaims, ReadOwnForm},          {"markdown", MarkdownClaims, ReadFrom<MarkdownRecords>},
    {"yaml", YamlClaims, ReadFrom<YamlRecords>},      {"json", JsonClaims, ReadFrom<JsonRecords>},
    {"toml", TomlClaims, ReadFrom<TomlRecords>},      {"csv", CsvClaims, ReadFrom<CsvRecords>},
    {"environment", EnvClaims, ReadFrom<EnvRecords>}, {"text", TextClaims, ReadFrom<TextRecords>},
};

}  // namespace
}  // namespace readers

std::span<const Reader> Readers() { return readers::kReaders; }

ResultOfMany<Document> ReadDocument(std::string_view text, const std::string& file, const ReadOptions& options) {
  if (text.starts_with("\xEF\xBB\xBF")) text.remove_prefix(3);  // a byte order mark says nothing in UTF-8
  Errors errors = readers::CheckDocument(text, file);
  if (!errors.empty()) return tl::make_unexpected(std::move(errors));
  const Reader* best =
      std::max_element(std::begin(readers::kReaders), std::end(readers::kReaders),
                       [&](const Reader& a, const Reader& b) { return a.claims(text, file) < b.claims(text, file); });
  return best->read(text, file, options);
}

}  // namespace portlaw
