// SPDX-License-Identifier: Apache-2.0
#include <iterator>
#include <nlohmann/json.hpp>
#include <utility>

#include "policy/readers/source/data_tree.h"
#include "policy/text/unicode.h"

namespace portlaw::readers {
namespace {

// Where the parser reads, shared by the copies of its iterator.
struct Cursor {
  int line = 1;
  bool after_newline = false;  // the last character read was a newline
};

// An iterator over the text that counts the lines it passes, since nlohmann's events carry no places.
class CountingIterator {
 public:
  using iterator_category = std::input_iterator_tag;
  using value_type = char;
  using difference_type = std::ptrdiff_t;
  using pointer = const char*;
  using reference = const char&;

  CountingIterator(const char* at, Cursor* cursor) : at_(at), cursor_(cursor) {}
  reference operator*() const { return *at_; }
  CountingIterator& operator++() {
    cursor_->after_newline = *at_ == '\n';
    cursor_->line += cursor_->after_newline;
    ++at_;
    return *this;
  }
  CountingIterator operator++(int) {
    CountingIterator before = *this;
    ++*this;
    return before;
  }
  bool operator==(const CountingIterator& other) const { return at_ == other.at_; }
  bool operator!=(const CountingIterator& other) const { return at_ != other.at_; }

 private:
  const char* at_;
  Cursor* cursor_;
};

class JsonTreeBuilder : public nlohmann::json_sax<nlohmann::json> {
 public:
  JsonTreeBuilder(const Cursor& cursor, const std::string& file) : cursor_(cursor), file_(file) {}

  bool null() override { return Add(Make(DataKind::kNull, {})); }
  bool boolean(bool value) override { return Add(Make(DataKind::kScalar, value ? "true" : "false")); }
  bool number_integer(number_integer_t value) override { return Number(std::to_string(value)); }
  bool number_unsigned(number_unsigned_t value) override { return Number(std::to_string(value)); }
  bool number_float(number_float_t, const string_t& text) override { return Number(text); }
  bool string(string_t& value) override { return Add(Make(DataKind::kScalar, value)); }
  bool binary(binary_t&) override { return false; }
  bool start_object(std::size_t) override { return Open(DataKind::kMap); }
  bool end_object() override { return Close(); }
  bool start_array(std::size_t) override { return Open(DataKind::kList); }
  bool end_array() override { return Close(); }
  bool key(string_t& value) override {
    stack_.back().key = Beginning(value, kMaxKeyBytes);
    stack_.back().key_line = cursor_.line;
    return true;
  }
  bool parse_error(std::size_t, const std::string&, const nlohmann::detail::exception& error) override {
    if (!error_)
      error_ = Error{{file_, cursor_.line}, std::string("this is not valid JSON: ") + error.what(), "mend the syntax"};
    return false;
  }

  Result<DataNode> Take() {
    if (error_) return tl::make_unexpected(*error_);
    return std::move(root_);
  }

 private:
  struct Frame {
    DataNode node;
    std::string key;
    int key_line = 0;
  };

  // The parser reads one character past a number.
  bool Number(std::string text) {
    DataNode node = Make(DataKind::kScalar, std::move(text));
    if (cursor_.after_newline) node.line = node.key_line = cursor_.line - 1;
    return Add(std::move(node));
  }

  DataNode Make(DataKind kind, std::string scalar) {
    DataNode node;
    node.kind = kind;
    node.line = node.key_line = cursor_.line;
    node.scalar = std::move(scalar);
    return node;
  }

  bool Refuse(std::string what) {
    error_ = Error{{file_, cursor_.line}, std::move(what), "a registry needs less; split it"};
    return false;
  }

  bool Open(DataKind kind) {
    if (stack_.size() >= kMaxDataDepth) return Refuse("the document is nested too deep");
    stack_.push_back({Make(kind, {}), {}, 0});
    return true;
  }

  bool Close() {
    DataNode node = std::move(stack_.back().node);
    stack_.pop_back();
    return Add(std::move(node));
  }

  bool Add(DataNode node) {
    if (++nodes_ > kMaxDataNodes) return Refuse("the document has too many values");
    if (stack_.empty()) {
      root_ = std::move(node);
      return true;
    }
    Frame& frame = stack_.back();
    if (frame.node.IsMap()) {
      node.key = frame.key;
      node.key_line = frame.key_line;
    }
    frame.node.children.push_back(std::move(node));
    return true;
  }

  const Cursor& cursor_;
  const std::string& file_;
  std::vector<Frame> stack_;
  DataNode root_;
  std::size_t nodes_ = 0;
  std::optional<Error> error_;
};

}  // namespace

Result<DataNode> ParseJsonTree(std::string_view text, const std::string& file) {
  Cursor cursor;
  JsonTreeBuilder builder(cursor, file);
  const CountingIterator begin(text.data(), &cursor);
  const CountingIterator end(text.data() + text.size(), &cursor);
  nlohmann::json::sax_parse(begin, end, &builder, nlohmann::json::input_format_t::json, true, true);
  return builder.Take();
}

}  // namespace portlaw::readers
