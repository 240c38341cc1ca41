// SPDX-License-Identifier: Apache-2.0
#include "policy/readers/code_block.h"

#include <algorithm>
#include <string_view>

#include "policy/readers/bare_table.h"
#include "policy/readers/column_roles.h"
#include "policy/readers/data_reader.h"
#include "policy/readers/entries.h"
#include "policy/readers/env_file.h"
#include "policy/readers/env_line.h"
#include "policy/readers/fold.h"
#include "policy/readers/key_words.h"
#include "policy/readers/list_item.h"
#include "policy/readers/table.h"

namespace portlaw::readers {
namespace {

enum class Kind { kCommands, kYaml, kEnvironment, kText };

Kind KindOf(std::string_view language) {
  static constexpr std::string_view kYaml = "|yaml|yml|compose|docker-compose|";
  static constexpr std::string_view kEnvironment = "|env|dotenv|ini|properties|";
  static constexpr std::string_view kText = "||text|txt|plaintext|plain|none|md|markdown|ascii|";
  const std::string key = "|" + std::string(language) + "|";
  if (kYaml.find(key) != std::string_view::npos) return Kind::kYaml;
  if (kEnvironment.find(key) != std::string_view::npos) return Kind::kEnvironment;
  return kText.find(key) != std::string_view::npos ? Kind::kText : Kind::kCommands;
}

class CodeReader {
 public:
  CodeReader(const Piece& code, Context& context)
      : code_(code), context_(context), builder_(context.builder), kind_(KindOf(code.language)) {}

  void Read() {
    const Topic topic = context_.topic();
    const bool silent = topic == Topic::kHistory || topic == Topic::kExamples || topic == Topic::kCommands;
    if (kind_ == Kind::kYaml && (silent || ReadAsYaml())) return;
    if (kind_ == Kind::kText && IsPortMap()) strength_ = Strength::kList;
    const std::vector<StyledText> lines = code_.text.Lines();
    for (std::size_t i = 0; i < lines.size(); ++i) {
      if (kind_ == Kind::kText && !silent && ReadAsTable(lines, i)) continue;
      const StyledText& line = lines[i];
      if (ReadVariable(line) || silent || kind_ == Kind::kCommands || kind_ == Kind::kEnvironment) continue;
      ReadLine(line);
    }
  }

 private:
  bool ReadAsYaml() {
    const Result<DataNode> root = ParseYamlTree(code_.text.text(), "");
    if (!root) return false;
    ReadData(*root, code_.text.text(), code_.line, Strength::kCode, context_);
    return true;
  }

  // A table drawn with white space, from its header at line `i`; moves `i` to its last line.
  bool ReadAsTable(const std::vector<StyledText>& lines, std::size_t& i) {
    if (i < refused_end_) return false;
    std::size_t end = i;
    const auto table = ReadBareTable(lines, i, end);
    if (!table) return false;
    const std::vector<Column> columns = ColumnRoles(table->header, table->rows, context_.topic());
    if (std::none_of(columns.begin(), columns.end(), [](const Column& column) { return column.role == Role::kPort; })) {
      refused_end_ = end;
      return false;
    }
    ReadTable(*table, columns, context_);
    i = end - 1;
    return true;
  }

  // Whether most lines begin or end with a port: a map of ports drawn as text.
  bool IsPortMap() const {
    int lines = 0, ports = 0;
    for (const StyledText& line : code_.text.Lines()) {
      if (Words(line.text()).empty()) continue;
      ++lines;
      const Entries entries = ReadEntries(line, false);
      ports += !entries.entries.empty() && (entries.entries[0].port_first || entries.entries[0].tied);
    }
    return ports > 1 && ports * 5 >= lines * 3;
  }

  bool ReadVariable(const StyledText& line) {
    const auto variable = ParseEnvLine(line.text());
    if (!variable ||
        std::any_of(variable->name.begin(), variable->name.end(), [](char c) { return c >= 'a' && c <= 'z'; })) {
      return false;
    }
    builder_.AddVariable({variable->name, variable->value, builder_.At(line.line())}, "a variable in a block of code");
    AssignVariable(*variable, line.line());
    return true;
  }

  // "QUEUE_PORT=9094" where no other line gives 9094.
  void AssignVariable(const EnvLine& variable, int line) {
    const Topic topic = context_.topic();
    const bool listed = topic == Topic::kRegistry || topic == Topic::kVariables;
    const std::string service = ServiceOfVariable(variable.name);
    const std::vector<Mention> ports = FindPorts(variable.value);
    if (kind_ != Kind::kEnvironment || !listed || service.empty() || service == "app" || ports.size() != 1) return;
    if (!IsNothingBut(variable.value, ports[0]) || ports[0].kind != MentionKind::kPort) return;
    Assignment assignment;
    assignment.ports = ports[0].ports();
    assignment.label = variable.name;
    assignment.service = service;
    assignment.purpose = variable.comment;
    assignment.source = builder_.At(line);
    builder_.Assign(std::move(assignment), context_.section(), Strength::kProse, "a variable that names a port");
  }

  void ReadLine(const StyledText& line) {
    std::string_view text = line.text();
    if (IsConstant(text)) return PassAll(line, "a constant of a scheme");
    if (IsConnection(line)) return PassAll(line, "a connection in a diagram");
    const std::size_t comment = CommentAt(text);
    ReadListItem(line.Part(0, comment), strength_, context_);
  }

  // "BlockSize = 100": a number of the scheme; sizes, counts, ends of ranges.
  static bool IsConstant(std::string_view text) {
    const std::size_t equals = text.find('=');
    if (equals == std::string_view::npos) return false;
    const std::string_view name = Trim(text.substr(0, equals));
    if (name.empty() || name.find_first_of(" :|`") != std::string_view::npos) return false;
    const std::vector<std::string> words = Words(Fold(SplitKey(name)));
    static constexpr std::string_view kScheme = "|start|end|base|size|first|last|min|max|reserve|count|step|offset|";
    return words.size() > 1 && kScheme.find("|" + words.back() + "|") != std::string_view::npos;
  }

  // "-> gateway:8080 -> orders:3000": who reaches whom.
  static bool IsConnection(const StyledText& line) {
    const std::string_view text = line.text();
    const std::vector<Mention> ports = FindPorts(text);
    const bool named = std::any_of(ports.begin(), ports.end(), [](const Mention& mention) {
      return !mention.address.empty() && mention.address != "localhost" && IsAlpha(mention.address.front());
    });
    for (std::size_t i = 0; named && i < text.size(); ++i) {
      if (ArrowAt(text, i) > 0) return true;
    }
    return false;
  }

  void PassAll(const StyledText& line, const char* why) {
    for (const Mention& mention : FindPorts(line.text())) builder_.Pass(line.line(), ToString(mention.ports()), why);
  }

  // Where "# ..." begins; a comment that begins the line counts as text, since port maps are written so.
  static std::size_t CommentAt(std::string_view text) {
    const std::size_t at = std::min(text.find(" #"), text.find(" //"));
    if (at == std::string_view::npos || Trim(text.substr(0, at)).empty()) return text.size();
    return at;
  }

  const Piece& code_;
  Context& context_;
  RegistryBuilder& builder_;
  const Kind kind_;
  Strength strength_ = Strength::kCode;
  std::size_t refused_end_ = 0;  // where a table without ports ends: each of its rows may look like a header again
};

}  // namespace

void ReadCode(const Piece& code, Context& context) { CodeReader(code, context).Read(); }

}  // namespace portlaw::readers
