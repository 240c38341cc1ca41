// SPDX-License-Identifier: Apache-2.0
#include "policy/readers/document.h"

#include <algorithm>
#include <optional>
#include <span>
#include <utility>

#include "policy/readers/drawn.h"
#include "policy/readers/items.h"
#include "policy/readers/names.h"
#include "policy/readers/objects.h"
#include "policy/readers/path.h"
#include "policy/readers/roles.h"
#include "policy/readers/source/lines.h"
#include "policy/readers/source/source.h"
#include "policy/readers/statement.h"
#include "policy/readers/table.h"
#include "policy/text/unicode.h"

namespace portlaw::readers {
namespace {

class DocumentReader {
 public:
  DocumentReader(const Records& records, const std::string& file, RegistryBuilder& builder)
      : records_(records.all), file_(file), builder_(builder) {}

  void Read() {
    for (std::size_t i = 0; i < records_.size();) {
      builder_.Enter(records_[i].block);
      i = ReadAt(i);
    }
  }

 private:
  std::size_t ReadAt(std::size_t i) {
    const Record& record = records_[i];
    switch (record.shape) {
      case Shape::kHeading:
        ReadHeadingAt(record, record.level);
        return i + 1;
      case Shape::kItem:
        ReadItemAt(i);
        return i + 1;
      case Shape::kText:
        return ReadText(i);
      case Shape::kCode:
        return ReadCode(i);
      case Shape::kHeader:
      case Shape::kRow:
        return ReadRows(i);
      case Shape::kVariable:
        ReadVariableAt(i);
        return i + 1;
      case Shape::kComment:
        if (!record.trailing) ReadComment(record.text());
        return i + 1;
      default:
        return i + 1;
    }
  }

  // Where the records end that stand together with the one at `i` and are of its shape.
  std::size_t RunEnd(std::size_t i) const {
    std::size_t end = i + 1;
    while (end < records_.size() && records_[end].block == records_[i].block &&
           records_[end].shape == records_[i].shape) {
      ++end;
    }
    return end;
  }
  std::span<const Record> Run(std::size_t begin, std::size_t end) const {
    return std::span(records_).subspan(begin, end - begin);
  }

  // What the lines are, for the numbers in them that are not understood.
  void Place(const Record& first, const Text& last, std::string what) {
    const Heading* heading = path_.last();
    if (heading != nullptr && first.shape != Shape::kHeading) what += ", under '" + heading->text + "'";
    builder_.Place(first.line, std::max(first.line, last.styled.LineAt(last.str().size())), std::move(what));
  }

  // --- headings ---

  void ReadHeadingAt(const Record& record, int level) {
    Place(record, record.text(), "in a heading");
    Open(ReadHeading(record.text(), level));
    ReadPortOfHeading(record.text(), path_, builder_);
  }

  void Open(Heading heading) {
    path_.Close(heading.level);
    heading.section = OpenSection(heading);
    path_.Open(std::move(heading));
  }

  int OpenSection(const Heading& heading) {
    Section section;
    section.title = heading.text;
    section.name = heading.name.str();
    section.embedded_in = heading.embedded_in;
    section.parent = path_.section();
    section.host = heading.host;
    if (!section.host && path_.section() != kNoSection) section.host = builder_.section(path_.section()).host;
    section.line = heading.line;
    section.layer = heading.level == 1;
    section.level = heading.level;
    TakeRange(heading, section);
    return builder_.OpenSection(std::move(section));
  }

  // The heading's range, unless the heading reserves it.
  void TakeRange(const Heading& heading, Section& section) {
    for (const Number& number : heading.ranges) {
      const bool years = number.first >= 1990 && number.first <= 2035;
      if (number.IsPorts() && number.first > number.last && number.last > 99 && !years) {
        CheckPort(number, heading.line, builder_);
      }
      if (!number.Valid() || number.kind == NumberKind::kOpenEnd) continue;
      if (heading.state == State::kReserved || heading.state == State::kNever) {
        builder_.Reserve(
            {number.ports(), Protocol::kAny, heading.text, heading.reserved, std::nullopt, builder_.At(heading.line)},
            heading.state == State::kNever || !IsName(heading.name), "range in the heading '" + heading.text + "'");
      } else if (heading.state == State::kAssigned && !section.ports) {
        section.ports = number.ports();
        MarkLayers(heading.level);
      }
    }
  }

  // A range above a range is a layer of blocks.
  void MarkLayers(int level) {
    for (const Heading& above : path_.open()) {
      if (above.level >= level || above.section == kNoSection) continue;
      Section& section = builder_.section(above.section);
      if (section.ports) section.layer = true;
    }
  }

  // --- lines ---

  void ReadItemAt(std::size_t i) {
    const Record& item = records_[i];
    path_.Close(kItemLevel + item.level);
    Place(item, item.text(), "in a list item that ties no name to it");
    // A list right under a table says more about what the table gives.
    const bool remark = table_section_ != kNoSection && table_section_ == path_.section();
    ReadItem(item.text(),
             remark                              ? Strength::kCode
             : path_.state() == State::kRestated ? Strength::kProse
                                                 : Strength::kList,
             path_, builder_);
    if (!item.parent) return;
    Heading heading = ReadHeading(item.text(), kItemLevel + item.level);
    heading.ranges.clear();
    // "Sample Tracker", "Log Viewer": an item is what it is called.
    const bool words =
        heading.state == State::kExample || heading.state == State::kRemark || heading.state == State::kRestated;
    if (words) heading.state = State::kAssigned;
    Open(std::move(heading));
  }

  std::size_t ReadText(std::size_t i) {
    const std::size_t end = RunEnd(i);
    const Record& first = records_[i];
    if (first.level > 0 && end == i + 1 && !IsNamedPortLine(first.text())) {
      ReadHeadingAt(first, first.level);
      return end;
    }
    std::size_t begin = i;
    path_.Close(kItemLevel);
    for (std::size_t at = i; at < end;) {
      const auto table = at >= refused_end_ ? ReadDrawnTable(Run(at, end)) : std::nullopt;
      if (!table || (table->lines < end - at && !IsPlainText())) {
        ++at;
        continue;
      }
      if (at > begin) ReadLines(begin, at);
      ReadDrawnRows(table->records);
      begin = at += table->lines;
    }
    if (begin < end) ReadLines(begin, end);
    return end;
  }

  // In Markdown, only a whole paragraph is a table that is drawn.
  bool IsPlainText() const { return plain_; }

  void ReadLines(std::size_t begin, std::size_t end) {
    const Record& first = records_[begin];
    path_.Close(kCaptionLevel);
    Place(first, records_[end - 1].text(), "in running text, with no name tied to it");
    if (end == begin + 1 && IsCaption(first.text())) {
      Heading heading = ReadHeading(first.text(), kCaptionLevel);
      const bool about_all =
          heading.state == State::kReserved || heading.state == State::kNever || heading.state == State::kFree;
      const auto ports = std::count_if(first.text().numbers.begin(), first.text().numbers.end(),
                                       [](const Number& number) { return number.Valid(); });
      if (heading.ranges.empty() || about_all || static_cast<std::size_t>(ports) == heading.ranges.size()) {
        return Open(std::move(heading));
      }
    }
    ReadParagraph(Run(begin, end), path_, builder_);
  }

  // --- tables ---

  std::size_t ReadRows(std::size_t i) {
    std::size_t begin = i;
    path_.Close(kItemLevel);
    if (records_[i].shape == Shape::kHeader) {
      begin = i + 1;
      std::size_t end = begin;
      while (end < records_.size() && records_[end].shape == Shape::kRow && records_[end].block == records_[i].block)
        ++end;
      ReadTableAt(records_[i], Run(begin, end));
      return end;
    }
    const std::size_t end = RunEnd(i);
    if (GoesOn(Run(i, end))) {
      ReadTable(Run(i, end), columns_, path_, builder_);
      table_section_ = path_.section();
    }
    return end;
  }

  // Rows without a header of their own: as many cells as the last header has, and a port where it has one.
  bool GoesOn(std::span<const Record> rows) const {
    if (columns_.empty()) return false;
    return std::all_of(rows.begin(), rows.end(), [&](const Record& row) {
      if (columns_section_ == path_.section()) return true;
      if (row.fields.size() != columns_.size()) return false;
      for (std::size_t i = 0; i < columns_.size(); ++i) {
        const bool port = columns_[i].role == Role::kPort || columns_[i].role == Role::kRange;
        if (port && row.fields[i].value.numbers.empty()) return false;
      }
      return true;
    });
  }

  void ReadTableAt(const Record& header, std::span<const Record> rows) {
    if (const auto turned = TurnTable(header, rows, path_)) {
      columns_.clear();
      const std::span<const Record> row(&turned->row, 1);
      return ReadTable(row, ColumnRoles(turned->header, row, path_.state()), path_, builder_);
    }
    columns_ = ColumnRoles(header, rows, path_.state());
    columns_section_ = path_.section();
    ReadTable(rows, columns_, path_, builder_);
    table_section_ = path_.section();
  }

  void ReadDrawnRows(const Records& table) {
    const std::span<const Record> rows = std::span(table.all).subspan(1);
    ReadTableAt(table.all.front(), rows);
  }

  // --- code ---

  static bool IsData(std::string_view language) {
    return language == "yaml" || language == "yml" || language == "compose" || language == "docker-compose";
  }
  static bool IsPlain(std::string_view language) {
    return language.empty() || language == "text" || language == "txt" || language == "plaintext" ||
           language == "plain" || language == "none" || language == "md" || language == "markdown" ||
           language == "ascii";
  }

  std::size_t ReadCode(std::size_t i) {
    const std::size_t end = RunEnd(i);
    const Record& first = records_[i];
    Place(first, records_[end - 1].text(),
          first.language.empty() ? "in a block of code" : "in a block of " + first.language);
    const State state = path_.state();
    const bool silent = state == State::kGone || state == State::kExample || state == State::kRemark;
    if (IsData(first.language) && (silent || ReadData(i, end))) return end;
    Records lines;
    for (std::size_t at = i; at < end; ++at) {
      if (IsPlain(first.language) && !silent && at >= refused_end_) {
        if (auto table = ReadDrawnTable(Run(at, end))) {
          if (HasPortColumn(*table)) {
            ReadDrawnRows(table->records);
            at += table->lines - 1;
            continue;
          }
          refused_end_ = at + table->lines;  // each of its rows may look like a header again
        }
      }
      AddCodeLine(records_[at], lines);
    }
    Scan(lines);
    if (!lines.all.empty()) ReadCodeLines(lines.all, path_, builder_);
    return end;
  }

  bool HasPortColumn(const DrawnTable& table) const {
    const std::vector<Column> columns =
        ColumnRoles(table.records.all.front(), std::span(table.records.all).subspan(1), path_.state());
    return std::any_of(columns.begin(), columns.end(), [](const Column& column) { return column.role == Role::kPort; });
  }

  static void AddCodeLine(const Record& line, Records& lines) {
    const std::string& text = line.text().str();
    const auto variable = ParseVariable(text);
    const bool named = variable && std::none_of(variable->name.begin(), variable->name.end(), IsLower);
    if (named) {
      AddVariable(*variable, line.line, lines);
      if (lines.all.back().shape == Shape::kComment) lines.all.pop_back();
      lines.all.back().language = line.language;
    } else {
      lines.all.push_back(line);
    }
  }

  bool ReadData(std::size_t begin, std::size_t end) {
    std::string text(static_cast<std::size_t>(records_[begin].line - 1), '\n');
    for (const Record& line : Run(begin, end)) text += line.text().str() + "\n";
    Result<Records> data = YamlRecords(text, "");
    if (!data) return false;
    Scan(*data);
    ReadObjects(*data, Strength::kCode, path_, builder_);
    builder_.Enter(records_[begin].block);
    return true;
  }

  // --- variables ---

  void ReadVariableAt(std::size_t i) {
    const Record& record = records_[i];
    const Field& variable = record.fields.front();
    const bool remark = i + 1 < records_.size() && records_[i + 1].shape == Shape::kComment && records_[i + 1].trailing;
    const std::string name = Fold(file_.substr(file_.rfind('/') + 1));
    ReadVariable(*variable.key, variable.value, remark ? records_[i + 1].text().str() : comment_, record.line, true,
                 name.find("port") != std::string::npos, Strength::kTable, builder_);
  }

  // A comment names what follows, or a range: "# 4100-4199 Janua".
  void ReadComment(const Text& text) {
    if (text.str().find('=') != std::string::npos) return;
    comment_ = CleanName(Beginning(text.str(), kLongestShared));
    const Heading heading = ReadHeading(text, 2);
    for (const Number& number : heading.ranges) {
      if (!number.Valid() || number.kind != NumberKind::kRange || heading.name.str().empty()) continue;
      Statement statement;
      statement.number = number;
      statement.assignment.label = heading.name.str();
      statement.assignment.source = builder_.At(heading.line);
      statement.said.name = heading.name;
      statement.range = true;
      statement.strength = Strength::kProse;
      statement.why = "a comment that names a range";
      Tell(std::move(statement), path_, builder_);
    }
  }

  const std::vector<Record>& records_;
  const std::string& file_;
  RegistryBuilder& builder_;
  Path path_;
  bool plain_ = std::any_of(records_.begin(), records_.end(),
                            [](const Record& record) { return record.shape == Shape::kText && record.level > 0; });
  std::vector<Column> columns_;  // of the last table with a header
  int columns_section_ = kNoSection;
  int table_section_ = kNoSection;  // where the last table stood
  std::size_t refused_end_ = 0;
  std::string comment_;
};

bool IsOfData(const Records& records) {
  return std::any_of(records.all.begin(), records.all.end(), [](const Record& record) {
    return record.shape == Shape::kObject || record.shape == Shape::kKey;
  });
}

}  // namespace

void ReadRecords(const Records& records, const std::string& file, RegistryBuilder& builder) {
  if (IsOfData(records)) return ReadObjects(records, Strength::kTable, Path(), builder);
  DocumentReader(records, file, builder).Read();
}

}  // namespace portlaw::readers
