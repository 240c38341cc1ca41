// SPDX-License-Identifier: Apache-2.0
#include "policy/readers/table.h"

#include <algorithm>
#include <optional>
#include <utility>

#include "policy/readers/layout.h"
#include "policy/readers/lines.h"
#include "policy/readers/names.h"
#include "policy/readers/statement.h"
#include "policy/text/unicode.h"

namespace portlaw::readers {
namespace {

std::string Shared(Span text) { return std::string(Beginning(text.str(), kLongestShared)); }

class TableReader {
 public:
  TableReader(std::span<const Record> rows, const std::vector<Column>& columns, const Path& path,
              RegistryBuilder& builder)
      : rows_(rows), columns_(columns), path_(path), builder_(builder), layout_(rows, columns) {}

  void Read() {
    const State state = path_.state();
    if (state == State::kGone || state == State::kExample) {
      return PassAll(
          std::string(state == State::kGone ? "tells what was or is disputed" : "an example, or not in force") +
          ", since it stands under '" + path_.topic_text() + "'");
    }
    if (const char* why = layout_.WhyNoRegistry()) return PassAll(why);
    if (First(Role::kOffset) >= 0) return ReadOffsetsAndPorts();
    if (First(Role::kRedisDatabase) >= 0) return ReadRedis();
    if (First(Role::kOldPort) >= 0) return ReadMoves();
    if (First(Role::kRange) >= 0) return ReadRangesAndPorts();
    layout_.ChoosePorts();
    layout_.ChooseNames();
    if (const char* why = layout_.WhyNobodys()) return MissAll(why);
    for (const Record& row : rows_) ReadRow(row);
  }

 private:
  int First(Role role) const { return layout_.First(role); }
  static Span Cell(const Record& row, int column) { return Layout::Cell(row, column); }
  Span Cell(const Record& row, Role role) const { return Cell(row, First(role)); }
  bool IsPort(std::size_t column) const {
    return std::find(layout_.ports.begin(), layout_.ports.end(), column) != layout_.ports.end();
  }

  // How a port of the column was recognised.
  const std::string& Why(std::size_t column) {
    why_.resize(columns_.size());
    if (why_[column].empty()) {
      std::string header;
      for (const Column& other : columns_) header += (header.empty() ? "" : "|") + other.header;
      why_[column] = "column '" + columns_[column].header + "' of a table with header ";
      why_[column] += Beginning(header, kLongestShared);
    }
    return why_[column];
  }

  // --- what is not taken ---

  void PassCell(const Record& row, Span cell, const std::string& why) {
    for (const Number& number : cell.numbers()) {
      if (!number.InPortRange()) continue;
      builder_.Pass(row.line, std::string(cell.whole().substr(number.begin, number.end - number.begin)),
                    number.why_not != nullptr ? number.why_not : why);
    }
  }

  void PassAll(const std::string& why) {
    for (const Record& row : rows_) {
      for (const Field& field : row.fields) PassCell(row, field.value, why);
    }
  }

  // Numbers that look like ports in a table that gives none to anybody.
  void MissAll(const std::string& why) {
    for (const Record& row : rows_) {
      for (std::size_t i = 0; i < row.fields.size(); ++i) {
        const Span cell = row.fields[i].value;
        const bool ignored = i < columns_.size() && columns_[i].role == Role::kIgnored;
        for (const Number& number : cell.numbers()) {
          if (!number.Valid() || number.first < 20 || number.yearlike || number.counted || ignored) continue;
          builder_.Miss(row.line, Written(number), why, "column " + std::to_string(i));
        }
      }
    }
  }

  // A cell of a port column that holds nothing but a number must hold a port.
  void CheckLeftOut(const Record& row, Span cell, const LeftOut& left) {
    const Number& number = left.number;
    if (IsNothingBut(cell, number) && number.IsPorts() && !number.Valid() && number.first > 0) {
      CheckPort(number, row.line, builder_);
      return;
    }
    builder_.Pass(row.line, std::string(cell.whole().substr(number.begin, number.end - number.begin)), left.why);
  }

  // --- rows ---

  // The row's name. A blank one before the ports is the one above, in a row that says anything else; one after them is
  // what the row says instead.
  void Enter(const Record& row) {
    row_internal_.reset();
    row_name_ = Cell(row, layout_.name);
    if (layout_.name < 0) return;
    const bool blank = row_name_.empty();
    const bool sign =
        row_name_.str() == "〃" || row_name_.str() == "\"" || row_name_.str() == "''" || row_name_.str() == "↑";
    const bool same = blank ? IsBlankForAbove(row) : sign || row_name_.AllWordsAre(Concept::kSame);
    if (same && !name_above_.empty()) {
      row_name_ = name_above_;
    } else if (blank) {
      row_name_ = Cell(row, Role::kPurpose);
    } else {
      name_above_ = row_name_.At(Beginning(row_name_.str(), kLongestShared));
    }
  }

  bool IsBlankForAbove(const Record& row) const {
    if (layout_.ports.empty() || layout_.name > static_cast<int>(layout_.ports.front())) return false;
    for (std::size_t i = 0; i < row.fields.size(); ++i) {
      if (!IsPort(i) && static_cast<int>(i) != layout_.container && IsName(Cell(row, static_cast<int>(i)))) return true;
    }
    return false;
  }

  void ReadRow(const Record& row) {
    Enter(row);
    bool any = false;
    for (std::size_t column : layout_.ports) any |= ReadPorts(row, column);
    if (!any && layout_.container >= 0) any = ReadInternal(row);
    if (any && path_.state() == State::kAssigned) ReadMoveInStatus(row);
    for (std::size_t i = 0; i < row.fields.size(); ++i) {
      if (IsPort(i) || static_cast<int>(i) == layout_.container) continue;
      PassCell(row, row.fields[i].value,
               i < columns_.size() ? "column '" + columns_[i].header + "' is not for this row's port" : "no column");
    }
  }

  // "-" in the host's column and a port in the container's.
  bool ReadInternal(const Record& row) {
    layout_.internal = true;
    const bool any = ReadPorts(row, static_cast<std::size_t>(layout_.container));
    layout_.internal = false;
    return any;
  }

  // "on 3120 -> to 8120" in a cell for states: the row's port is where it is to go.
  void ReadMoveInStatus(const Record& row) {
    const Span status = Cell(row, Role::kStatus).empty() ? Cell(row, Role::kPurpose) : Cell(row, Role::kStatus);
    if (!HasArrow(status.str()) || row_ports_.empty() || !status.Says(Concept::kMove)) return;
    Migration migration{ServiceName(row_name_.str()), {}, {}, builder_.At(row.line)};
    for (const Number& number : status.numbers()) {
      const bool known = std::find(row_ports_.begin(), row_ports_.end(), number.first) != row_ports_.end();
      const bool one = number.Valid() && number.kind == NumberKind::kPort && number.first > 99;
      if (one && !known) migration.from.push_back(static_cast<Port>(number.first));
    }
    if (migration.from.empty()) return;
    for (long port : row_ports_) migration.to.push_back(static_cast<Port>(port));
    builder_.Migrate(std::move(migration), "an arrow in a cell for the state");
  }

  // Where a proxy sends the requests for a path.
  static bool IsRoute(const Record& row) {
    return !row.fields.empty() && Trim(Span(row.fields.front().value).str(), "`").starts_with('/');
  }

  // All ports in one cell. False if there is none.
  bool ReadPorts(const Record& row, std::size_t column) {
    if (column >= row.fields.size()) return false;
    if (column == layout_.ports.front()) row_ports_.clear();
    const Text& text = row.fields[column].value;
    const auto kept = WithoutStruck(text);
    if (kept) PassCell(row, text, "struck through");
    const Span cell = kept ? Span(*kept) : Span(text);
    const Column& of = columns_[column];
    const Entries entries = ReadEntries(cell, of.mapping && path_.state() != State::kMoved);
    for (const LeftOut& left : entries.left_out) CheckLeftOut(row, cell, left);
    for (const Entry& entry : entries.entries) {
      const bool listed = layout_.url_only && layout_.name >= 0 && layout_.name == First(Role::kName);
      const bool inside = of.role == Role::kUrl && !listed && IsInsideNetwork(entry.number);
      if (inside || (IsRoute(row) && (IsInsideNetwork(entry.number) || !entry.name.empty()))) {
        builder_.Pass(row.line, ToString(entry.number.ports()), "an address in a container network");
      } else {
        AddEntry(row, column, cell, entry, entries.entries.size() == 1);
      }
      row_ports_.push_back(entry.number.first);
    }
    return !entries.entries.empty();
  }

  void AddEntry(const Record& row, std::size_t column, Span cell, const Entry& entry, bool alone) {
    const Number& number = entry.number;
    const std::string text = ToString(number.ports());
    if (IsNoPortVariable()) return builder_.Pass(row.line, text, "the value of a variable for something else");
    // "target group 2"
    if (number.last < 20 && !number.protocol && !IsNothingBut(cell, number)) {
      return builder_.Pass(row.line, text, "too low for a port");
    }
    Statement statement;
    statement.number = number;
    const int line = row.fields[column].value.styled.line();
    statement.assignment.source = builder_.At(line > 0 ? line : row.line);
    // Rules and hints are written in sentences, not in tables.
    if (path_.state() == State::kRemark) statement.section = State::kAssigned;
    Name(row, column, entry, alone, statement);
    Describe(row, column, alone, statement);
    const bool part = First(Role::kRange) >= 0 && number.kind == NumberKind::kRange && !number.protocol;
    if (part) return AddPartOfRange(statement);
    statement.assignment.protocol = ProtocolOf(row, entry);
    const bool inside = columns_[column].role == Role::kUrl && IsInsideNetwork(number);
    if (inside || IsInternal(row)) statement.assignment.exposure = Exposure::kInternal;
    statement.assignment.container_ports = number.container ? number.container : ContainerPorts(row);
    statement.strength = StrengthOf(column, entry);
    Tell(std::move(statement), path_, builder_);
  }

  // What the row says of its port besides who has it.
  void Describe(const Record& row, std::size_t column, bool alone, Statement& statement) {
    Assignment& assignment = statement.assignment;
    assignment.purpose = Purpose(row);
    if (!alone) assignment.purpose.resize(Beginning(assignment.purpose, kLongestShared).size());
    assignment.host = HostOf(row, column);
    Said& said = statement.said;
    // A row whose name says that it is free is free, whatever stands beside the port.
    if (!row_name_.empty() && !IsName(row_name_) && layout_.name >= 0) said.name = row_name_;
    said.status = StatusOf(row);
    said.remark = RemarkOf(row);
    said.inventory = IsInventory();
    statement.why = Why(column);
    statement.reason = Reason(row, said);
  }

  // A status, and where names are missing whatever stands in their place.
  Span StatusOf(const Record& row) const {
    const Span status = Cell(row, Role::kStatus);
    if (!status.empty() && First(Role::kStatus) != layout_.name) return status;
    if (IsName(row_name_)) return {};
    for (Role role : {Role::kPurpose, Role::kText, Role::kContainer, Role::kProject, Role::kEnvironment}) {
      const int column = First(role);
      if (column >= 0 && column != layout_.name && !IsName(Cell(row, column)) && !IsNothing(Cell(row, column))) {
        return Cell(row, column);
      }
    }
    return {};
  }

  Span RemarkOf(const Record& row) const {
    for (Role role : {Role::kPurpose, Role::kText}) {
      if (First(role) != layout_.name && !Cell(row, role).empty()) return Cell(row, role);
    }
    return {};
  }

  // The words of the row that say why it is reserved: those that do, where its name does not.
  std::string Reason(const Record& row, const Said& said) const {
    for (Span text : {RemarkOf(row)}) {
      if (!text.empty() && !IsNothing(text) && !IsName(row_name_)) return std::string(text.str());
    }
    const std::string name(Unwrapped(row_name_.str()));
    return name.empty() || IsNothing(row_name_) ? std::string(said.status.str()) : name;
  }

  // "HTTP_TIMEOUT_MS" among variables some of which are for ports.
  bool IsNoPortVariable() {
    if (layout_.name < 0 || layout_.name != First(Role::kVariable)) return false;
    const auto of_port = [](Span name) {
      return name.Says(Concept::kPort, Concept::kPorts) || Fold(name.str()).find("port") != std::string::npos;
    };
    if (!port_variables_) {
      port_variables_ =
          std::any_of(rows_.begin(), rows_.end(), [&](const Record& row) { return of_port(Cell(row, layout_.name)); });
    }
    return *port_variables_ && !of_port(row_name_);
  }

  // "Track | 5000-5099 | Frontend: 5000-5009": a part of the row's range.
  void AddPartOfRange(Statement& statement) {
    Assignment& of = statement.assignment;
    if (of.label != of.service) of.label = of.service + " " + of.label;
    const State state = StateOf(statement.said).state;
    if (state != State::kAssigned)
      return builder_.Pass(of.source.line, ToString(statement.number.ports()), "nobody's", "free");
    builder_.AddRange({statement.number.ports(), of.label, {}, std::nullopt, of.source}, RangeKind::kGroup,
                      Strength::kTable, statement.why);
  }

  // A URL beside a service's name gives its port; one with a path, or beside anything else, tells where to look.
  Strength StrengthOf(std::size_t column, const Entry& entry) const {
    if (columns_[column].role != Role::kUrl) return Strength::kTable;
    return First(Role::kName) == layout_.name && layout_.name >= 0 && !entry.number.path ? Strength::kList
                                                                                         : Strength::kCode;
  }

  // The names of one port: the row's, and in a cell of several pairs the pair's.
  void Name(const Record& row, std::size_t column, const Entry& entry, bool alone, Statement& statement) {
    Assignment& assignment = statement.assignment;
    const Span container = Cell(row, Role::kContainer);
    if (IsName(container)) assignment.container = container.str();
    const Span owner = Cell(row, layout_.owner);
    const Column& of = columns_[column];
    assignment.label = Shared(row_name_);
    statement.said.name = row_name_;
    assignment.service = ServiceName(layout_.owner_is_service && !owner.empty() ? Shared(owner) : assignment.label);
    if (layout_.transposed) {
      assignment.label = assignment.service = of.label;
      statement.said.name = {};
      header_name_ = Scanned(of.label);
      statement.said.name = header_name_;
      return;
    }
    const bool pair =
        !entry.name.empty() && !entry.name.Says(Concept::kVariable) && entry.name.str() != row_name_.str();
    Span label;
    if (of.named && !entry.number.address.empty()) {
      assignment.label = assignment.container = entry.number.address;
    } else if (pair && IsPairName(entry.name) &&
               (of.role == Role::kRolePort || !alone || !entry.port_first || row_name_.empty())) {
      label = entry.name;
    } else if (of.role == Role::kRolePort) {
      assignment.label = of.label;
    } else if (!alone && IsPairName(entry.role)) {
      label = entry.role;
    }
    if (!label.empty()) {
      assignment.label = Shared(label);
      statement.said.name = label;
    }
    if (const Span part_of = Cell(row, Role::kOwner); !part_of.empty()) assignment.service = part_of.str();
    const Span title = path_.name();
    if (assignment.label.empty()) {
      assignment.label = title.str();
      statement.said.name = title;
    }
    if (assignment.service.empty()) assignment.service = title.str();
  }

  static bool IsPairName(Span name) {
    constexpr Concepts kSides = Of(Concept::kOutside, Concept::kInside, Concept::kHost, Concept::kContainer,
                                   Concept::kPort, Concept::kPorts, Concept::kServices);
    return IsNameLike(name) && IsName(name) && !TransportIn(name) && !name.AllWordsAre(kSides);
  }

  std::string Purpose(const Record& row) const {
    for (Role role : {Role::kPurpose, Role::kText, Role::kStatus}) {
      const int column = First(role);
      if (column >= 0 && column != layout_.name && !Cell(row, column).empty())
        return std::string(Cell(row, column).str());
    }
    return {};
  }

  // Columns that only what is in use has, or a column of states none of which is "reserved".
  bool IsInventory() {
    if (!inventory_) {
      const int states = First(Role::kStatus);
      const bool plain = states >= 0 && std::none_of(rows_.begin(), rows_.end(), [&](const Record& row) {
                           return Cell(row, states).Says(Concept::kReserved, Concept::kNever);
                         });
      inventory_ =
          plain || First(Role::kVariable) >= 0 || First(Role::kContainer) >= 0 || First(Role::kContainerPort) >= 0;
    }
    return *inventory_;
  }

  Protocol ProtocolOf(const Record& row, const Entry& entry) const {
    if (entry.number.protocol) return *entry.number.protocol;
    if (const auto protocol = TransportIn(entry.role)) return *protocol;
    if (const auto protocol = TransportIn(entry.name)) return *protocol;
    if (const auto protocol = TransportIn(Cell(row, Role::kProtocol))) return *protocol;
    return path_.protocol().value_or(Protocol::kAny);
  }

  bool IsInternal(const Record& row) {
    if (layout_.internal || path_.internal()) return true;
    if (!row_internal_) {
      row_internal_ = std::any_of(row.fields.begin(), row.fields.end(),
                                  [](const Field& field) { return Span(field.value).Says(Concept::kInternalOnly); });
    }
    return *row_internal_;
  }

  std::optional<PortRange> ContainerPorts(const Record& row) const {
    if (layout_.container < 0 || layout_.internal) return std::nullopt;
    const Span cell = Cell(row, layout_.container);
    const Number* only = nullptr;
    for (const Number& number : cell.numbers()) {
      if (!number.Valid()) continue;
      if (only != nullptr) return std::nullopt;
      only = &number;
    }
    if (only == nullptr) return std::nullopt;
    builder_.Pass(
        row.line, ToString(only->ports()),
        "column '" + columns_[static_cast<std::size_t>(layout_.container)].header + "': the port inside the container",
        "container port");
    return only->ports();
  }

  std::optional<std::string> HostOf(const Record& row, std::size_t column) const {
    if (layout_.transposed) return std::string(row_name_.str());
    if (columns_[column].role == Role::kEnvironmentPort) return columns_[column].label;
    constexpr std::size_t kLongestHost = 60;
    for (Role role : {Role::kHost, Role::kEnvironment}) {
      const Span host = Cell(row, role);
      const bool everywhere = host.str().size() > kLongestHost || host.str() == "*" ||
                              (host.HasWords() && Has(host.words()[0].concepts, Concept::kAll, Concept::kVerbOrName,
                                                      Concept::kAnd, Concept::kCount));
      if (First(role) != layout_.name && IsName(host) && !everywhere) return std::string(host.str());
    }
    return std::nullopt;
  }

  // --- other kinds of table ---

  // "Team | Offset | Web | API": the ports that the offset gives stand beside it.
  void ReadOffsetsAndPorts() {
    ReadOffsets();
    layout_.ChoosePorts();
    const auto pure =
        std::count_if(layout_.ports.begin(), layout_.ports.end(), [&](std::size_t i) { return columns_[i].pure; });
    if (pure < 2) return;
    layout_.ChooseNames();
    for (const Record& row : rows_) {
      Enter(row);
      for (std::size_t column : layout_.ports) ReadPorts(row, column);
    }
  }

  void ReadOffsets() {
    const auto column = static_cast<std::size_t>(First(Role::kOffset));
    for (const Record& row : rows_) {
      Span purpose = Cell(row, Role::kPurpose);
      if (purpose.empty()) purpose = Cell(row, Role::kName);
      if (purpose.empty()) purpose = Cell(row, Role::kText);
      for (const Number& number : Cell(row, static_cast<int>(column)).numbers()) {
        if (number.kind == NumberKind::kNoPort || number.last > 9999) continue;
        builder_.AddOffset({static_cast<int>(number.first), static_cast<int>(number.last), std::string(purpose.str()),
                            builder_.At(row.line)},
                           Why(column));
      }
      for (std::size_t i = 0; i < row.fields.size(); ++i) {
        if (i != column) PassCell(row, row.fields[i].value, "an example in a table of offsets");
      }
    }
  }

  void ReadRedis() {
    const auto column = static_cast<std::size_t>(First(Role::kRedisDatabase));
    layout_.ChooseNames();
    for (const Record& row : rows_) {
      for (const Number& number : Cell(row, static_cast<int>(column)).numbers()) {
        if (!number.IsPorts() || number.last > 9999) continue;
        for (long db = number.first; db <= std::min(number.last, number.first + 255); ++db) {
          if (!builder_.AddRedis({static_cast<int>(db), std::string(Cell(row, layout_.name).str()), Purpose(row),
                                  builder_.At(row.line)},
                                 Why(column))) {
            return;
          }
        }
        break;
      }
    }
  }

  std::vector<Port> PortsIn(Span cell) const {
    std::vector<Port> ports;
    for (const Number& number : cell.numbers()) {
      if (number.Valid()) ports.push_back(static_cast<Port>(number.first));
    }
    return ports;
  }

  void ReadMoves() {
    layout_.ChooseNames();
    const bool ahead = path_.state() == State::kMoved;
    for (const Record& row : rows_) {
      Enter(row);
      Migration migration{std::string(row_name_.str()), PortsIn(Cell(row, Role::kOldPort)),
                          PortsIn(Cell(row, Role::kNewPort)), builder_.At(row.line)};
      if (ahead && !migration.from.empty() && !migration.to.empty() && migration.from != migration.to) {
        builder_.Migrate(std::move(migration), "table of moves");
      } else {
        PassCell(row, Cell(row, Role::kOldPort), "a port of the past");
      }
      for (std::size_t i = 0; i < columns_.size(); ++i) {
        if (columns_[i].role == Role::kNewPort || columns_[i].role == Role::kRolePort) AddMoved(row, i, ahead);
      }
    }
  }

  // The new port of a move is an assignment; that of one still to be made, unless the document gives it elsewhere.
  void AddMoved(const Record& row, std::size_t to, bool ahead) {
    for (const Number& number : Cell(row, static_cast<int>(to)).numbers()) {
      if (!number.Valid()) continue;
      Statement statement;
      statement.number = number;
      statement.assignment.label = row_name_.str();
      statement.assignment.service = ServiceName(row_name_.str());
      statement.assignment.purpose = Purpose(row);
      statement.assignment.source = builder_.At(row.line);
      statement.said.name = row_name_;
      statement.strength = ahead ? Strength::kCode : Strength::kTable;
      statement.why = Why(to);
      Tell(std::move(statement), path_, builder_);
    }
  }

  static bool IsPortBesideRange(const Column& column) {
    return column.role == Role::kRolePort || column.role == Role::kEnvironmentPort;
  }

  // "Project | Range | Web | API": a block, and the ports in it by what they are for.
  void ReadRangesAndPorts() {
    for (std::size_t i = 0; i < columns_.size(); ++i) {
      if (IsPortBesideRange(columns_[i])) layout_.ports.push_back(i);
    }
    ReadRanges();
    for (const Record& row : rows_) {
      Enter(row);
      for (std::size_t column : layout_.ports) ReadPorts(row, column);
    }
  }

  void ReadRanges() {
    const auto column = static_cast<std::size_t>(First(Role::kRange));
    layout_.ChooseNames();
    int services = -1;
    for (std::size_t i = 0; i < columns_.size(); ++i) {
      if (columns_[i].role == Role::kName && columns_[i].plural) services = static_cast<int>(i);
    }
    if (services >= 0 && First(Role::kLayer) >= 0) layout_.name = First(Role::kLayer);
    for (const Record& row : rows_) ReadRangeRow(row, column, services);
  }

  void ReadRangeRow(const Record& row, std::size_t column, int services) {
    if (column >= row.fields.size()) return;
    Enter(row);
    const Text& text = row.fields[column].value;
    const auto kept = WithoutStruck(text);
    if (kept) PassCell(row, text, "struck through");
    const Span cell = kept ? Span(*kept) : Span(text);
    const Number* range = nullptr;
    int valid = 0;
    for (const Number& number : cell.numbers()) {
      if (!number.Valid()) {
        CheckLeftOut(row, cell, {number, number.why_not != nullptr ? number.why_not : "no range of ports"});
        continue;
      }
      AddRange(row, column, services, number);
      range = &number;
      ++valid;
    }
    for (std::size_t i = 0; i < row.fields.size(); ++i) {
      if (i == column || (i < columns_.size() && IsPortBesideRange(columns_[i]))) continue;
      if (valid != 1 || !ReadMembers(row, row.fields[i].value, range->ports())) {
        PassCell(row, row.fields[i].value, "a remark in a table of ranges");
      }
    }
  }

  // "API (4100), Live events (+20)" beside a range: ports of the range, some by their offset.
  bool ReadMembers(const Record& row, const Text& cell, PortRange range) {
    StyledText written;
    written.set_line(row.line);
    std::vector<std::size_t> derived;  // where ports stand that were offsets
    std::size_t at = 0;
    for (const Number& number : cell.numbers) {
      if (number.kind != NumberKind::kOffset || number.first != number.last) continue;
      written.Append(cell.styled.Part(at, number.begin));
      derived.push_back(written.text().size());
      written.Append(std::to_string(range.first + number.first), kPlain);
      at = number.end;
    }
    std::optional<Text> with_ports;
    if (!derived.empty()) {
      written.Append(cell.styled.Part(at, cell.str().size()));
      with_ports.emplace(std::move(written));
      Scan(*with_ports);
    }
    bool any = false;
    for (const Entry& entry : ReadEntries(with_ports ? *with_ports : cell, false).entries) {
      any |= AddMember(row, entry, std::binary_search(derived.begin(), derived.end(), entry.number.begin), range);
    }
    return any;
  }

  bool AddMember(const Record& row, const Entry& entry, bool offset, PortRange range) {
    const Number& number = entry.number;
    const bool one = number.kind == NumberKind::kPort || number.kind == NumberKind::kOpenEnd;
    if (!one || number.first > 65535 || !range.Contains(static_cast<Port>(number.first))) return false;
    if (!IsPairName(entry.name) || entry.shared_name || (entry.port_first && !offset)) return false;
    Statement statement;
    statement.number = number;
    statement.number.kind = NumberKind::kPort;
    statement.assignment.label = entry.name.str();
    statement.assignment.service = WithoutParenthesis(row_name_.str());
    statement.assignment.purpose = entry.role.str();
    statement.assignment.protocol = number.protocol.value_or(Protocol::kAny);
    statement.assignment.source = builder_.At(row.line);
    statement.said.name = entry.name;
    statement.strength = Strength::kList;
    statement.why = "named beside the range it lies in";
    return Tell(std::move(statement), path_, builder_);
  }

  void AddRange(const Record& row, std::size_t column, int services, const Number& number) {
    Statement statement;
    statement.number = number;
    statement.assignment.source = builder_.At(row.line);
    statement.assignment.label = row_name_.str();
    statement.said.name = row_name_;
    Describe(row, column, true, statement);
    if (!IsName(row_name_) && services >= 0 && !Cell(row, services).empty())
      statement.reason = Cell(row, services).str();
    statement.said.name = row_name_;
    statement.assignment.protocol = Protocol::kAny;
    const bool single = number.kind == NumberKind::kPort;
    if (single || !IsName(row_name_) || path_.reserved() != nullptr) {
      statement.strength = Strength::kCode;
      statement.why += single ? "; one port" : "";
      statement.assignment.service = ServiceName(row_name_.str());
      statement.assignment.protocol = number.protocol.value_or(Protocol::kAny);
      statement.range = !single;
      Tell(std::move(statement), path_, builder_);
      return;
    }
    if (number.kind == NumberKind::kOpenEnd) {
      return builder_.Pass(row.line, Written(number), "from this port on, without an end", "range");
    }
    builder_.AddRange({number.ports(), statement.assignment.label, Listed(Cell(row, services).str()),
                       statement.assignment.host, statement.assignment.source},
                      std::nullopt, Strength::kTable, statement.why);
  }

  static std::vector<std::string> Listed(std::string_view text) {
    std::vector<std::string> names;
    int depth = 0;
    std::string name;
    const auto close = [&] {
      if (!Trim(name).empty()) names.emplace_back(Trim(name));
      name.clear();
    };
    for (char c : text) {
      if (c == '(') ++depth;
      if (c == ')') --depth;
      if (depth <= 0 && (c == ',' || c == ';')) {
        close();
      } else {
        name += c;
      }
    }
    close();
    return names;
  }

  std::span<const Record> rows_;
  const std::vector<Column>& columns_;
  const Path& path_;
  RegistryBuilder& builder_;
  Layout layout_;
  std::vector<std::string> why_;  // by column, made when first needed
  Span row_name_, name_above_;
  Text header_name_;  // of a transposed table
  std::vector<long> row_ports_;
  std::optional<bool> port_variables_;  // whether some of the names are of variables for ports
  std::optional<bool> row_internal_;    // of the row that is read, found out for its first port
  std::optional<bool> inventory_;
};

// --- tables of one service -------------------------------------------------------------------------------------------

bool IsPortAttribute(const Record& row) {
  const Span value = row.fields[1].value;
  return Span(row.fields[0].value).Says(Concept::kPort, Concept::kPorts) &&
         std::any_of(value.numbers().begin(), value.numbers().end(), [](const Number& one) { return one.Valid(); });
}

bool IsAttribute(const Record& row) {
  return Span(row.fields[0].value)
      .AllWordsAre(Of(Concept::kService, Concept::kContainer, Concept::kProtocol, Concept::kPurpose, Concept::kUrl,
                      Concept::kStatus, Concept::kHost, Concept::kEnvironment, Concept::kProject, Concept::kRole,
                      Concept::kCommand, Concept::kLayer));
}

bool IsVertical(const Record& header, std::span<const Record> rows) {
  if (header.fields.size() != 2 || rows.size() < 2 || rows.size() > 40) return false;
  for (const Field& field : header.fields) {
    if (Span(field.value).Says(Concept::kPort, Concept::kPorts, Concept::kRange, Concept::kServices)) return false;
    if (Fold(Trim(field.value.str())) != "item" && Span(field.value).Says(Concept::kService)) return false;
  }
  if (std::any_of(rows.begin(), rows.end(), [](const Record& row) { return row.fields.size() != 2; })) return false;
  return std::any_of(rows.begin(), rows.end(), IsPortAttribute) &&
         std::any_of(rows.begin(), rows.end(),
                     [](const Record& row) { return IsAttribute(row) && !IsPortAttribute(row); });
}

}  // namespace

void ReadTable(std::span<const Record> rows, const std::vector<Column>& columns, const Path& path,
               RegistryBuilder& builder) {
  TableReader(rows, columns, path, builder).Read();
}

std::optional<TurnedTable> TurnTable(const Record& header, std::span<const Record> rows, const Path& path) {
  if (!IsVertical(header, rows)) return std::nullopt;
  TurnedTable turned{header, header};
  turned.header.fields.clear();
  turned.row.fields.clear();
  turned.row.shape = Shape::kRow;
  turned.row.line = std::find_if(rows.begin(), rows.end(), IsPortAttribute)->line;
  const Heading* heading = path.last();
  const bool named =
      heading != nullptr && heading->level > 1 && heading->level < kCaptionLevel && !heading->name.str().empty();
  if (named) {
    turned.header.fields.push_back({nullptr, Scanned("Service", header.line)});
    turned.row.fields.push_back({nullptr, Scanned(heading->name.str(), turned.row.line)});
  }
  for (const Record& attribute : rows) {
    const Span key = attribute.fields[0].value;
    const bool container = named && key.Says(Concept::kService) && !key.Says(Concept::kPort, Concept::kUrl);
    turned.header.fields.push_back(
        {nullptr, container ? Scanned("Container", attribute.line) : attribute.fields[0].value});
    turned.row.fields.push_back({nullptr, attribute.fields[1].value});
  }
  return turned;
}

}  // namespace portlaw::readers
