// SPDX-License-Identifier: Apache-2.0
#define TOML_EXCEPTIONS 0
#include <toml++/toml.h>

#include <algorithm>
#include <optional>

#include "policy/readers/data_tree.h"

namespace portlaw::readers {
namespace {

// What toml++ 3.3 does not bound itself: it makes a table of each part of a dotted key and takes them apart by
// recursion, and it looks for a dotted key among all those before it.
constexpr int kMaxDotsInKey = 16;
constexpr int kMaxDottedKeys = 20'000;

Error TooDeep(const std::string& file, int line) {
  return {{file, line}, "the document is nested too deep", "a registry needs less; split it"};
}

// Passes over a document as TOML's grammar divides it: comments, strings and the rest.
class KeyScanner {
 public:
  KeyScanner(std::string_view text, const std::string& file) : text_(text), file_(file) {}

  std::optional<Error> Check() {
    while (pos_ < text_.size()) {
      const char c = text_[pos_];
      if (c == '#') {
        pos_ = std::min(text_.find('\n', pos_), text_.size());
      } else if (c == '"' || c == '\'') {
        SkipString(c);
      } else {
        if (!Count(c)) return TooDeep(file_, line_);
        ++pos_;
      }
    }
    return std::nullopt;
  }

 private:
  bool Count(char c) {
    if (c == '.') return ++dots_ <= kMaxDotsInKey;
    if (c == '\n') ++line_;
    if (c == '=' && dots_ > 0 && ++dotted_keys_ > kMaxDottedKeys) return false;
    if (std::string_view("\n=,[]{}").find(c) != std::string_view::npos) dots_ = 0;
    return true;
  }

  // One that is not closed ends with its line, or with the document if it may have several lines.
  void SkipString(char quote) {
    const std::string triple(3, quote);
    const bool lines = text_.substr(pos_, 3) == triple;
    const std::string_view end = lines ? std::string_view(triple) : std::string_view(triple).substr(0, 1);
    for (pos_ += end.size(); pos_ < text_.size() && text_.substr(pos_, end.size()) != end; ++pos_) {
      if (text_[pos_] == '\n' && !lines) return;
      if (text_[pos_] == '\\' && quote == '"') ++pos_;
      line_ += pos_ < text_.size() && text_[pos_] == '\n';
    }
    pos_ = std::min(pos_ + end.size(), text_.size());
    // Up to two quotes right before the closing three belong to the string.
    for (int more = 0; lines && more < 2 && pos_ < text_.size() && text_[pos_] == quote; ++more) ++pos_;
  }

  std::string_view text_;
  const std::string& file_;
  std::size_t pos_ = 0;
  int line_ = 1;
  int dots_ = 0;
  int dotted_keys_ = 0;
};

int LineOf(const toml::node& node) { return static_cast<int>(node.source().begin.line); }

class Converter {
 public:
  DataNode Convert(const toml::node& node, int depth = 0) {
    DataNode result;
    result.line = result.key_line = LineOf(node);
    if (depth > kMaxDataDepth) {
      too_deep_at = result.line;
    } else if (const toml::table* table = node.as_table()) {
      ConvertTable(*table, depth, result);
    } else if (const toml::array* array = node.as_array()) {
      result.kind = DataKind::kList;
      for (const toml::node& value : *array) result.children.push_back(Convert(value, depth + 1));
    } else {
      result.kind = DataKind::kScalar;
      result.scalar = Scalar(node);
    }
    return result;
  }

  std::optional<int> too_deep_at;  // the line

 private:
  void ConvertTable(const toml::table& table, int depth, DataNode& result) {
    result.kind = DataKind::kMap;
    for (const auto& [key, value] : table) {
      DataNode child = Convert(value, depth + 1);
      child.key = std::string(key.str());
      child.key_line = static_cast<int>(key.source().begin.line);
      result.children.push_back(std::move(child));
    }
    // toml++ sorts tables by key; the document's order is that of the lines.
    std::stable_sort(result.children.begin(), result.children.end(),
                     [](const DataNode& a, const DataNode& b) { return a.key_line < b.key_line; });
  }

  static std::string Scalar(const toml::node& node) {
    if (const auto text = node.value_exact<std::string>()) return *text;
    if (const auto number = node.value_exact<std::int64_t>()) return std::to_string(*number);
    if (const auto flag = node.value_exact<bool>()) return *flag ? "true" : "false";
    return {};
  }
};

}  // namespace

Result<DataNode> ParseTomlTree(std::string_view text, const std::string& file) {
  if (auto error = KeyScanner(text, file).Check()) return tl::make_unexpected(std::move(*error));
  const toml::parse_result parsed = toml::parse(text);
  if (!parsed) {
    return Fail({file, static_cast<int>(parsed.error().source().begin.line)},
                "this is not valid TOML: " + std::string(parsed.error().description()), "mend the syntax");
  }
  Converter converter;
  DataNode root = converter.Convert(parsed.table());
  if (converter.too_deep_at) return tl::make_unexpected(TooDeep(file, *converter.too_deep_at));
  return root;
}

}  // namespace portlaw::readers
