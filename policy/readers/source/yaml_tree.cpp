// SPDX-License-Identifier: Apache-2.0
#include <yaml-cpp/anchor.h>
#include <yaml-cpp/eventhandler.h>
#include <yaml-cpp/exceptions.h>
#include <yaml-cpp/mark.h>
#include <yaml-cpp/parser.h>

#include <algorithm>
#include <istream>
#include <map>
#include <streambuf>
#include <unordered_set>
#include <utility>

#include "policy/readers/source/data_tree.h"
#include "policy/text/unicode.h"
#include "policy/text/yaml_text.h"

namespace portlaw::readers {
namespace {

// A stream over memory that is not copied.
class ViewBuffer : public std::streambuf {
 public:
  explicit ViewBuffer(std::string_view text) {
    char* begin = const_cast<char*>(text.data());  // streambuf's get area is never written to
    setg(begin, begin, begin + text.size());
  }
};

// Thrown inside of this file only, to leave yaml-cpp's parser.
struct TooMuch {
  int line;
  std::string what;
};

// Builds the tree from the parser's events, without recursion and without yaml-cpp's own node graph.
class YamlTreeBuilder : public YAML::EventHandler {
 public:
  void OnDocumentStart(const YAML::Mark&) override {}
  void OnDocumentEnd() override {}

  void OnNull(const YAML::Mark& mark, YAML::anchor_t anchor) override {
    DataNode node = Make(DataKind::kNull, mark);
    Remember(anchor, node, 1);
    Add(std::move(node));
  }

  void OnScalar(const YAML::Mark& mark, const std::string& tag, YAML::anchor_t anchor,
                const std::string& value) override {
    const bool plain = tag == "?";
    const bool null = plain && (value.empty() || value == "null" || value == "~" || value == "Null");
    DataNode node = Make(null && !ExpectsKey() ? DataKind::kNull : DataKind::kScalar, mark);
    node.scalar = value;
    const std::size_t weight = value.size() / kBytesOfAValue;
    Count(weight, mark);
    Remember(anchor, node, weight + 1);
    Add(std::move(node));
  }

  void OnAlias(const YAML::Mark& mark, YAML::anchor_t anchor) override {
    const auto found = anchors_.find(anchor);
    if (found == anchors_.end()) return Add(Make(DataKind::kNull, mark));
    Count(found->second.second, mark);
    Add(DataNode(found->second.first));
  }

  void OnSequenceStart(const YAML::Mark& mark, const std::string&, YAML::anchor_t anchor,
                       YAML::EmitterStyle::value) override {
    Open(DataKind::kList, mark, anchor);
  }
  void OnSequenceEnd() override { Close(); }
  void OnMapStart(const YAML::Mark& mark, const std::string&, YAML::anchor_t anchor,
                  YAML::EmitterStyle::value) override {
    Open(DataKind::kMap, mark, anchor);
  }
  void OnMapEnd() override { Close(); }

  std::vector<DataNode> Take() { return std::move(documents_); }

 private:
  static constexpr std::size_t kBytesOfAValue = 64;  // a longer scalar counts as several, since an alias repeats it

  struct Frame {
    DataNode node;
    YAML::anchor_t anchor;
    std::size_t nodes_before;
    bool has_key = false;
    std::string key;
    int key_line = 0;
    std::unordered_set<std::string> keys;  // of the node, from its first merge on
  };

  static int LineOf(const YAML::Mark& mark) { return mark.line + 1; }

  void Count(std::size_t nodes, const YAML::Mark& mark) {
    nodes_ += nodes;
    if (nodes_ > kMaxDataNodes) throw TooMuch{LineOf(mark), "the document has too many values"};
  }

  DataNode Make(DataKind kind, const YAML::Mark& mark) {
    Count(1, mark);
    DataNode node;
    node.kind = kind;
    node.line = node.key_line = LineOf(mark);
    return node;
  }

  void Remember(YAML::anchor_t anchor, const DataNode& node, std::size_t nodes) {
    if (anchor != YAML::NullAnchor) anchors_[anchor] = {node, nodes};
  }

  bool ExpectsKey() const { return !stack_.empty() && stack_.back().node.IsMap() && !stack_.back().has_key; }

  void Open(DataKind kind, const YAML::Mark& mark, YAML::anchor_t anchor) {
    if (stack_.size() >= kMaxDataDepth) throw TooMuch{LineOf(mark), "the document is nested too deep"};
    DataNode node = Make(kind, mark);
    stack_.push_back({std::move(node), anchor, nodes_, false, {}, 0, {}});
  }

  void Close() {
    Frame frame = std::move(stack_.back());
    stack_.pop_back();
    if (frame.anchor != YAML::NullAnchor) anchors_[frame.anchor] = {frame.node, nodes_ - frame.nodes_before + 1};
    Add(std::move(frame.node));
  }

  void Add(DataNode node) {
    if (stack_.empty()) return documents_.push_back(std::move(node));
    Frame& frame = stack_.back();
    if (frame.node.IsList()) return frame.node.children.push_back(std::move(node));
    if (!frame.has_key) {
      frame.has_key = true;
      frame.key = Beginning(node.scalar, kMaxKeyBytes);
      frame.key_line = node.line;
      return;
    }
    frame.has_key = false;
    if (frame.key == "<<" && node.IsMap()) return Merge(frame, node);
    if (!frame.keys.empty()) frame.keys.insert(frame.key);
    node.key = std::move(frame.key);
    node.key_line = frame.key_line;
    frame.node.children.push_back(std::move(node));
  }

  // "<<: *defaults": the keys that the map has not set itself.
  static void Merge(Frame& into, DataNode& from) {
    if (into.keys.empty()) {
      for (const DataNode& child : into.node.children) into.keys.insert(child.key);
    }
    for (DataNode& child : from.children) {
      if (into.keys.insert(child.key).second) into.node.children.push_back(std::move(child));
    }
  }

  std::vector<DataNode> documents_;
  std::vector<Frame> stack_;
  std::map<YAML::anchor_t, std::pair<DataNode, std::size_t>> anchors_;
  std::size_t nodes_ = 0;
};

}  // namespace

Result<DataNode> ParseYamlTree(std::string_view text, const std::string& file) {
  if (const auto checked = CheckYamlText(text, file); !checked) return tl::make_unexpected(checked.error());
  // yaml-cpp 0.7 can loop for ever on a control character within braces.
  for (std::size_t i = 0; i < text.size(); ++i) {
    const auto c = static_cast<unsigned char>(text[i]);
    if ((c >= 0x20 && c != 0x7F) || c == '\t' || c == '\n' || c == '\r') continue;
    const int line = 1 + static_cast<int>(std::count(text.begin(), text.begin() + i, '\n'));
    return Fail({file, line}, "there is a control character here", "remove it");
  }
  ViewBuffer buffer(text);
  std::istream stream(&buffer);
  YamlTreeBuilder builder;
  try {
    YAML::Parser parser(stream);
    while (parser.HandleNextDocument(builder)) {
    }
  } catch (const YAML::Exception& error) {
    return Fail({file, error.mark.is_null() ? 0 : error.mark.line + 1}, "this is not valid YAML: " + error.msg,
                "mend the syntax");
  } catch (const TooMuch& error) {
    return Fail({file, error.line}, error.what, "a registry needs less; split it or write it without aliases");
  }
  std::vector<DataNode> documents = builder.Take();
  if (documents.size() == 1) return std::move(documents.front());
  DataNode list;
  list.kind = DataKind::kList;
  list.line = 1;
  list.children = std::move(documents);
  return list;
}

}  // namespace portlaw::readers
