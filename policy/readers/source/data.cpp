// SPDX-License-Identifier: Apache-2.0
// YAML, JSON and TOML: a record for each map, below the keys that lead to it.
#include <algorithm>

#include "policy/readers/source/data_tree.h"
#include "policy/readers/source/lines.h"
#include "policy/readers/source/source.h"
#include "policy/text/unicode.h"

namespace portlaw::readers {
namespace {

class TreeWalker {
 public:
  Records Walk(const DataNode& root) {
    Visit(root, 1);
    return std::move(records_);
  }

 private:
  static bool IsListOfScalars(const DataNode& node) {
    return node.IsList() && std::all_of(node.children.begin(), node.children.end(),
                                        [](const DataNode& child) { return !child.IsMap() && !child.IsList(); });
  }

  static bool IsNested(const DataNode& node) { return node.IsMap() || (node.IsList() && !IsListOfScalars(node)); }

  void Visit(const DataNode& node, int level) {
    records_.Break();
    if (node.IsMap()) return VisitMap(node, level, false);
    if (!node.IsList()) return AddValue(records_.Add(Shape::kObject, node.line, level), nullptr, node);
    for (const DataNode& item : node.children) {
      if (item.IsMap()) {
        VisitMap(item, level, true);
      } else if (item.IsList()) {
        Visit(item, level);
      } else {
        Record& record = records_.Add(Shape::kObject, item.line, level);
        record.listed = true;
        AddValue(record, nullptr, item);
      }
    }
  }

  void VisitMap(const DataNode& map, int level, bool listed) {
    Record& object = records_.Add(Shape::kObject, map.line, level);
    object.listed = listed;
    for (const DataNode& child : map.children) AddField(object, child);
    for (const DataNode& child : map.children) {
      if (!IsNested(child)) continue;
      records_.Add(Shape::kKey, Text(child.key, child.key_line), level);
      Visit(child, level + 1);
    }
  }

  static void AddField(Record& object, const DataNode& child) {
    if (IsNested(child)) return;
    const auto key = std::make_shared<Text>(child.key, child.key_line);
    if (!child.IsList()) return AddValue(object, key, child);
    for (const DataNode& item : child.children) AddValue(object, key, item);
  }

  static void AddValue(Record& object, std::shared_ptr<Text> key, const DataNode& value) {
    object.fields.push_back({std::move(key), Text(value.scalar, value.line)});
  }

  Records records_;
};

// Where "# ..." begins in a line; its size if nowhere. One within quotes may be taken for one: it says no more than a
// remark does.
std::size_t CommentAt(std::string_view line) {
  const std::size_t first = std::min(line.find_first_not_of(" \t"), line.size());
  if (first < line.size() && line[first] == '#') return first;
  return std::min(line.find(" #"), line.size());
}

void AddComments(std::string_view text, Records& records) {
  int number = 0;
  for (std::string_view line : SplitLines(text)) {
    ++number;
    const std::size_t at = CommentAt(line);
    if (at >= line.size()) continue;
    const std::string_view comment = Trim(line.substr(at), "#");
    if (comment.empty()) continue;
    records.Add(Shape::kComment, Text(comment, number)).trailing = !Trim(line.substr(0, at)).empty();
  }
}

Result<Records> RecordsOf(Result<DataNode> root, std::string_view text, bool comments) {
  if (!root) return tl::make_unexpected(root.error());
  Records records;
  if (comments) AddComments(text, records);
  records.Append(TreeWalker().Walk(*root));
  return records;
}

}  // namespace

Result<Records> YamlRecords(std::string_view text, const std::string& file) {
  return RecordsOf(ParseYamlTree(text, file), text, true);
}

Result<Records> JsonRecords(std::string_view text, const std::string& file) {
  return RecordsOf(ParseJsonTree(text, file), text, false);
}

Result<Records> TomlRecords(std::string_view text, const std::string& file) {
  return RecordsOf(ParseTomlTree(text, file), text, true);
}

}  // namespace portlaw::readers
