// SPDX-License-Identifier: Apache-2.0
#include "policy/readers/table.h"

#include <algorithm>
#include <optional>

#include "policy/readers/entries.h"
#include "policy/readers/fold.h"
#include "policy/readers/markers.h"
#include "policy/readers/name_like.h"
#include "policy/readers/port_text.h"
#include "policy/readers/table_layout.h"

namespace portlaw::readers {
namespace {

class TableReader {
 public:
  TableReader(const Piece& table, const std::vector<Column>& columns, Context& context)
      : table_(table), columns_(columns), context_(context), builder_(context.builder), layout_(table, columns) {}

  void Read() {
    const Topic topic = context_.topic();
    if (topic == Topic::kHistory || topic == Topic::kExamples) {
      return PassAll(DescribeTopic(topic) + ", since it stands under '" + context_.topic_text() + "'");
    }
    if (First(Role::kOffset) >= 0) return ReadOffsetsAndPorts();
    if (First(Role::kRedisDatabase) >= 0) return ReadRedis();
    if (First(Role::kOldPort) >= 0) return ReadMoves();
    if (const char* why = layout_.WhyNoRegistry()) return PassAll(why);
    if (First(Role::kRange) >= 0) return ReadRangesAndPorts();
    layout_.ChoosePorts();
    layout_.ChooseNames();
    if (const char* why = layout_.WhyNobodys()) return PassAll(why);
    for (const Row& row : table_.rows) ReadRow(row);
  }

 private:
  int First(Role role) const { return layout_.First(role); }
  static std::string_view Text(const Row& row, int column) { return TableLayout::Text(row, column); }
  std::string Cell(const Row& row, Role role) const { return std::string(Text(row, First(role))); }

  // How a port of the column was recognised.
  const std::string& Why(std::size_t column) {
    why_.resize(columns_.size());
    if (why_[column].empty()) {
      std::string header;
      for (const Column& other : columns_) header += (header.empty() ? "" : "|") + other.header;
      why_[column] = "column '" + columns_[column].header + "' of a table with header ";
      why_[column] += Beginning(header);
    }
    return why_[column];
  }

  // --- rows ------------------------------------------------------------------------------------------------------

  void PassAll(const std::string& why) {
    for (const Row& row : table_.rows) {
      for (const StyledText& cell : row.cells) PassCell(row.line, cell.text(), why);
    }
  }

  void PassCell(int line, std::string_view text, const std::string& why) {
    for (const Mention& mention : FindMentions(text)) {
      if (mention.first >= 1 && mention.first <= 65535) {
        builder_.Pass(line, std::string(text.substr(mention.begin, mention.end - mention.begin)),
                      mention.why_not != nullptr ? mention.why_not : why);
      }
    }
  }

  // The row's name. A blank one before the ports is the one above, in a row that says anything else; one after them is
  // what the row says instead.
  void Enter(const Row& row) {
    row_internal_.reset();
    row_name_ = Text(row, layout_.name);
    if (layout_.name < 0) return;
    const std::string folded = Fold(row_name_);
    static constexpr std::string_view kSame = "|〃|同上|\"|ditto|idem|same|↑|''|то же|";
    const bool same = folded.empty() ? IsBlankForAbove(row) : kSame.find("|" + folded + "|") != std::string_view::npos;
    if (same && !name_above_.empty()) {
      row_name_ = name_above_;
    } else if (folded.empty()) {
      row_name_ = Text(row, First(Role::kPurpose));
    } else {
      name_above_ = Beginning(row_name_);
    }
  }

  bool IsBlankForAbove(const Row& row) const {
    if (layout_.ports.empty() || layout_.name > static_cast<int>(layout_.ports.front())) return false;
    for (std::size_t i = 0; i < row.cells.size(); ++i) {
      const bool port = std::find(layout_.ports.begin(), layout_.ports.end(), i) != layout_.ports.end();
      if (!port && static_cast<int>(i) != layout_.container &&
          MarkerOf(Text(row, static_cast<int>(i))) == Marker::kName)
        return true;
    }
    return false;
  }

  void ReadRow(const Row& row) {
    Enter(row);
    bool any = false;
    for (std::size_t column : layout_.ports) any |= ReadPorts(row, column);
    if (!any && layout_.container >= 0) any = ReadInternal(row);
    for (std::size_t i = 0; i < row.cells.size(); ++i) {
      const bool read = std::find(layout_.ports.begin(), layout_.ports.end(), i) != layout_.ports.end();
      if (read || static_cast<int>(i) == layout_.container) continue;
      PassCell(row.cells[i].line(), row.cells[i].text(),
               i < columns_.size() ? "column '" + columns_[i].header + "' is not for this row's port" : "no column");
    }
  }

  // "-" in the host's column and a port in the container's.
  bool ReadInternal(const Row& row) {
    layout_.internal = true;
    const bool any = ReadPorts(row, static_cast<std::size_t>(layout_.container));
    layout_.internal = false;
    return any;
  }

  // All ports in one cell. False if there is none.
  bool ReadPorts(const Row& row, std::size_t column) {
    if (column >= row.cells.size()) return false;
    const StyledText cell = row.cells[column].WithoutStruck();
    PassStruck(row, row.cells[column]);
    const Column& of = columns_[column];
    const Entries entries = ReadEntries(cell, of.mapping && !context_.IsAboutMoves());
    for (const LeftOut& left : entries.left_out) CheckLeftOut(row, cell, left);
    for (const Entry& entry : entries.entries) {
      const bool listed = layout_.url_only && layout_.name >= 0 && layout_.name == First(Role::kName);
      if (of.role == Role::kUrl && IsInsideNetwork(entry.mention) && !listed) {
        builder_.Pass(row.line, ToString(entry.mention.ports()), "an address in a container network");
      } else {
        AddEntry(row, column, entry, entries.entries.size() == 1);
      }
    }
    return !entries.entries.empty();
  }

  // "http://api:8000", "postgres:5432": names that only containers resolve.
  static bool IsInsideNetwork(const Mention& mention) {
    const std::string_view name = std::string_view(mention.address).substr(mention.address.rfind('@') + 1);
    return !name.empty() && name != "localhost" && name.find_first_of(".*") == std::string_view::npos;
  }

  void PassStruck(const Row& row, const StyledText& cell) {
    if (cell.HasStruck()) PassCell(row.line, cell.text(), "struck through");
  }

  // A cell of a port column that holds nothing but a number must hold a port.
  void CheckLeftOut(const Row& row, const StyledText& cell, const LeftOut& left) {
    const Mention& mention = left.mention;
    const std::string written = cell.text().substr(mention.begin, mention.end - mention.begin);
    const bool alone = IsNothingBut(cell.text(), mention);
    if (alone && mention.IsPorts() && mention.last > 65535) {
      builder_.Fail(row.line, "port " + written + " is not a port", "use 1 to 65535");
    } else if (alone && mention.kind == MentionKind::kRange && mention.first > mention.last) {
      builder_.Fail(row.line, "the range " + written + " runs backwards", "write the lower port first");
    } else {
      builder_.Pass(row.line, written, left.why);
    }
  }

  void AddEntry(const Row& row, std::size_t column, const Entry& entry, bool alone) {
    const int line = row.cells[column].line();
    const PortRange ports = entry.mention.ports();
    const std::string text = ToString(ports);
    if (IsNoPortVariable()) return builder_.Pass(line, text, "the value of a variable for something else");
    // "target group 2"
    if (ports.last < 20 && !entry.mention.protocol && !IsNothingBut(row.cells[column].text(), entry.mention)) {
      return builder_.Pass(line, text, "too low for a port");
    }
    Assignment assignment;
    assignment.ports = ports;
    assignment.source = builder_.At(line);
    Names(row, column, entry, alone, assignment);
    assignment.purpose = Purpose(row);
    if (!alone) assignment.purpose.resize(Beginning(assignment.purpose).size());
    const Marker marker = RowMarker(row, assignment.label);
    if (First(Role::kRange) >= 0 && entry.mention.kind == MentionKind::kRange && !entry.mention.protocol) {
      return AddPartOfRange(assignment, entry.mention, marker, column);
    }
    if (marker != Marker::kName) return Unassigned(row, ports, marker, column);
    if (const Heading* reserved = context_.reserved(); reserved != nullptr && (reserved->never || !IsInventory())) {
      return Reserve(row, ports, *reserved, assignment.label, column);
    }
    if (context_.topic() == Topic::kFree) return builder_.Pass(line, text, "listed as free", "free");
    assignment.protocol = ProtocolOf(row, entry);
    const bool inside = columns_[column].role == Role::kUrl && IsInsideNetwork(entry.mention);
    assignment.exposure = inside || IsInternal(row) ? Exposure::kInternal : Exposure::kHost;
    assignment.container_ports = entry.mention.container;
    if (!assignment.container_ports) assignment.container_ports = ContainerPorts(row);
    assignment.host = HostOf(row, column);
    builder_.Assign(std::move(assignment), context_.section(), StrengthOf(column, entry), Why(column));
  }

  // "HTTP_TIMEOUT_MS" among variables some of which are for ports.
  bool IsNoPortVariable() {
    if (layout_.name < 0 || layout_.name != First(Role::kVariable)) return false;
    const auto of_port = [](std::string_view name) { return Fold(name).find("port") != std::string::npos; };
    if (!port_variables_) {
      port_variables_ = std::any_of(table_.rows.begin(), table_.rows.end(),
                                    [&](const Row& row) { return of_port(Text(row, layout_.name)); });
    }
    return *port_variables_ && !of_port(row_name_);
  }

  // "Track | 5000-5099 | Frontend: 5000-5009": a part of the row's range.
  void AddPartOfRange(const Assignment& assignment, const Mention& mention, Marker marker, std::size_t column) {
    if (marker != Marker::kName)
      return builder_.Pass(assignment.source.line, ToString(mention.ports()), "nobody's", "free");
    std::string name = assignment.service;
    if (assignment.label != name) name += " " + assignment.label;
    builder_.AddRange({mention.ports(), std::move(name), {}, std::nullopt, assignment.source}, RangeKind::kGroup,
                      Strength::kTable, Why(column));
  }

  // A URL beside a service's name gives its port; one with a path, or beside anything else, tells where to look.
  Strength StrengthOf(std::size_t column, const Entry& entry) const {
    if (columns_[column].role != Role::kUrl) return Strength::kTable;
    return First(Role::kName) == layout_.name && layout_.name >= 0 && !entry.mention.path ? Strength::kList
                                                                                          : Strength::kCode;
  }

  // The names of one port: the row's, and in a cell of several pairs the pair's.
  void Names(const Row& row, std::size_t column, const Entry& entry, bool alone, Assignment& assignment) {
    assignment.container = Cell(row, Role::kContainer);
    if (MarkerOf(assignment.container) == Marker::kNothing) assignment.container.clear();
    const std::string name(Beginning(row_name_));
    const std::string owner(Beginning(Text(row, layout_.owner)));
    assignment.label = name;
    assignment.service = ShortName(layout_.owner_is_service && !owner.empty() ? owner : name);
    const Column& of = columns_[column];
    const bool pair = !entry.name.empty() && !Has(ConceptsOf(entry.name), kWordVariable) && entry.name != name;
    if (layout_.transposed) {
      assignment.label = assignment.service = of.label;
      return;
    }
    if (of.named && !entry.mention.address.empty()) {
      assignment.label = assignment.container = entry.mention.address;
    } else if (of.role == Role::kRolePort && pair && IsPairName(entry.name)) {
      assignment.label = entry.name;
    } else if (of.role == Role::kRolePort) {
      assignment.label = of.label;
    } else if (pair && !(alone && entry.port_first && !name.empty()) && IsPairName(entry.name)) {
      assignment.label = entry.name;
    } else if (!alone && IsPairName(entry.role)) {
      assignment.label = entry.role;
    }
    if (const std::string part_of = Cell(row, Role::kOwner); !part_of.empty()) assignment.service = part_of;
    if (assignment.label.empty()) assignment.label = context_.name();
    if (assignment.service.empty()) assignment.service = context_.name();
  }

  // "DDS discovery - of no use today: it does not cross" is "DDS discovery".
  static std::string ShortName(const std::string& name) {
    constexpr std::size_t kLongName = 48;
    std::size_t end = name.size();
    for (std::size_t i = 1; name.size() > kLongName && i < end; ++i) {
      const bool dash = name[i - 1] == ' ' && (DashAt(name, i) > 0 || name.compare(i, 2, "- ") == 0);
      const bool clause =
          (name[i] == ':' || name[i] == ';' || name[i] == '.') && i + 1 < name.size() && name[i + 1] == ' ';
      if (dash || clause) end = i;
    }
    return WithoutParenthesis(Trim(std::string_view(name).substr(0, end)));
  }

  static bool IsPairName(const std::string& name) {
    constexpr Concepts kSides = kWordOutside | kWordInside | kWordHost | kWordContainer | kWordPort;
    return IsNameLike(name) && MarkerOf(name) == Marker::kName && !FindProtocol(name) && !AllWordsAre(name, kSides);
  }

  std::string Purpose(const Row& row) const {
    for (Role role : {Role::kPurpose, Role::kText, Role::kStatus}) {
      const int column = First(role);
      if (column >= 0 && column != layout_.name && !Text(row, column).empty()) return std::string(Text(row, column));
    }
    return {};
  }

  // What the row's name, or the words in its place, say.
  Marker RowMarker(const Row& row, const std::string& label) const {
    const std::string_view name = row_name_;
    Marker marker = MarkerOf(label.empty() ? name : std::string_view(label));
    if (layout_.name >= 0 && name != label) {
      if (const Marker named = MarkerOf(name); named != Marker::kName) marker = named;
    }
    if (marker == Marker::kName) return StatusMarker(row);
    if (marker == Marker::kNever || marker == Marker::kReserved) return marker;
    for (Role role : {Role::kStatus, Role::kPurpose, Role::kText, Role::kContainer, Role::kProject}) {
      const int column = First(role);
      if (column < 0 || column == layout_.name) continue;
      const Marker other = MarkerOf(Text(row, column));
      if (other == Marker::kReserved || other == Marker::kNever) return other;
      if (marker == Marker::kNothing && other == Marker::kFree) marker = other;
    }
    // "-" for a name and a purpose in words: the purpose names it.
    return marker;
  }

  // Columns that only what is in use has.
  bool IsInventory() const {
    return First(Role::kVariable) >= 0 || First(Role::kContainer) >= 0 || First(Role::kContainerPort) >= 0 ||
           HasStates();
  }

  // A column of states, none of which is "reserved": "planned", "running", "placeholder".
  bool HasStates() const {
    const int column = First(Role::kStatus);
    return column >= 0 && std::none_of(table_.rows.begin(), table_.rows.end(), [&](const Row& row) {
             return Has(ConceptsOf(Text(row, column)), kWordReserved | kWordNever);
           });
  }

  // A port that a status column says is gone, or is to be left alone.
  Marker StatusMarker(const Row& row) const {
    if (Has(ConceptsOf(Text(row, First(Role::kStatus))), kWordNever)) return Marker::kNever;
    for (Role role : {Role::kPurpose, Role::kText}) {
      const std::string remark = Fold(Text(row, First(role)).substr(0, 24));
      for (std::string_view gone : {"gone", "free again", "removed", "retired", "dropped", "no longer"}) {
        if (First(role) != layout_.name && remark.starts_with(gone)) return Marker::kFree;
      }
    }
    const std::string status = Fold(Text(row, First(Role::kStatus)));
    for (std::string_view gone :
         {"removed", "retired", "decommission", "deleted", "freed", "released", "下线", "下線", "停用", "退役", "废弃",
          "廃止", "폐기", "отключен", "abgeschaltet", "desactivad", "desligad"}) {
      if (status.find(gone) != std::string::npos) return Marker::kFree;
    }
    return Marker::kName;
  }

  void Unassigned(const Row& row, PortRange ports, Marker marker, std::size_t column) {
    const std::string text = ToString(ports);
    if (marker == Marker::kReserved || marker == Marker::kNever) {
      ReservedRange range{
          ports, Protocol::kAny, Reason(row), ReservedKind::kFuture, HostOf(row, column), builder_.At(row.line)};
      if (marker == Marker::kNever) range.kind = ReservedKind::kNever;
      return builder_.Reserve(std::move(range), true, Why(column) + "; its name says that it is reserved");
    }
    builder_.Pass(row.line, text, marker == Marker::kFree ? "the row says that it is free" : "the row names nobody",
                  marker == Marker::kFree ? "free" : "passed over");
  }

  // A row under a heading such as "Reserved ports".
  void Reserve(const Row& row, PortRange ports, const Heading& heading, std::string reason, std::size_t column) {
    builder_.Reserve(
        {ports, Protocol::kAny, std::move(reason), heading.reserved, HostOf(row, column), builder_.At(row.line)},
        heading.never, Why(column) + " under '" + heading.text + "'", heading.line);
  }

  // The words of the row that say why: the purpose where there is one, else the name.
  std::string Reason(const Row& row) const {
    for (Role role : {Role::kPurpose, Role::kText}) {
      const int column = First(role);
      if (column == layout_.name) continue;
      if (MarkerOf(Text(row, column)) != Marker::kNothing) return std::string(Text(row, column));
    }
    const std::string name = Unwrapped(Text(row, layout_.name));
    return name.empty() ? std::string(Text(row, First(Role::kStatus))) : name;
  }

  Protocol ProtocolOf(const Row& row, const Entry& entry) const {
    if (entry.mention.protocol) return *entry.mention.protocol;
    if (const auto protocol = FindProtocol(entry.role)) return *protocol;
    if (const auto protocol = FindProtocol(Text(row, First(Role::kProtocol)))) return *protocol;
    return context_.protocol().value_or(Protocol::kAny);
  }

  bool IsInternal(const Row& row) {
    if (layout_.internal || context_.internal()) return true;
    if (!row_internal_) {
      row_internal_ = std::any_of(row.cells.begin(), row.cells.end(),
                                  [](const StyledText& cell) { return SaysInternalOnly(cell.text()); });
    }
    return *row_internal_;
  }

  std::optional<PortRange> ContainerPorts(const Row& row) const {
    if (layout_.container < 0 || layout_.internal) return std::nullopt;
    const std::vector<Mention> ports = FindPorts(Text(row, layout_.container));
    if (ports.size() != 1) return std::nullopt;
    builder_.Pass(
        row.cells[static_cast<std::size_t>(layout_.container)].line(), ToString(ports[0].ports()),
        "column '" + columns_[static_cast<std::size_t>(layout_.container)].header + "': the port inside the container",
        "container port");
    return ports[0].ports();
  }

  std::optional<std::string> HostOf(const Row& row, std::size_t column) const {
    if (layout_.transposed) return std::string(row_name_);
    if (columns_[column].role == Role::kEnvironmentPort) return columns_[column].label;
    for (Role role : {Role::kHost, Role::kEnvironment}) {
      const std::string_view host = Text(row, First(role));
      if (First(role) != layout_.name && MarkerOf(host) == Marker::kName && !IsEverywhere(host))
        return std::string(host);
    }
    return std::nullopt;
  }

  static bool IsEverywhere(std::string_view host) {
    static constexpr std::string_view kAll =
        "|all|any|every|both|everywhere|*|todos|all hosts|all environments|все|全部|";
    const std::string folded = Fold(host);
    return kAll.find("|" + folded + "|") != std::string_view::npos || folded.substr(0, 4) == "all " || host.size() > 60;
  }

  // --- other kinds of table --------------------------------------------------------------------------------------

  // "Team | Offset | Web | API": the ports that the offset gives stand beside it.
  void ReadOffsetsAndPorts() {
    ReadOffsets();
    layout_.ChoosePorts();
    const auto pure =
        std::count_if(layout_.ports.begin(), layout_.ports.end(), [&](std::size_t i) { return columns_[i].pure; });
    if (pure < 2) return;
    layout_.ChooseNames();
    for (const Row& row : table_.rows) {
      Enter(row);
      for (std::size_t column : layout_.ports) ReadPorts(row, column);
    }
  }

  void ReadOffsets() {
    const std::size_t column = static_cast<std::size_t>(First(Role::kOffset));
    for (const Row& row : table_.rows) {
      std::string purpose = Cell(row, Role::kPurpose);
      if (purpose.empty()) purpose = Cell(row, Role::kName);
      if (purpose.empty()) purpose = Cell(row, Role::kText);
      for (const Mention& mention : FindMentions(Text(row, static_cast<int>(column)))) {
        if (mention.kind == MentionKind::kNoPort || mention.last > 9999) continue;
        builder_.AddOffset(
            {static_cast<int>(mention.first), static_cast<int>(mention.last), purpose, builder_.At(row.line)},
            Why(column));
      }
      for (std::size_t i = 0; i < row.cells.size(); ++i) {
        if (i != column) PassCell(row.line, row.cells[i].text(), "an example in a table of offsets");
      }
    }
  }

  void ReadRedis() {
    const std::size_t column = static_cast<std::size_t>(First(Role::kRedisDatabase));
    layout_.ChooseNames();
    for (const Row& row : table_.rows) {
      for (const Mention& mention : FindMentions(Text(row, static_cast<int>(column)))) {
        if (!mention.IsPorts() || mention.last > 9999) continue;
        for (long db = mention.first; db <= std::min(mention.last, mention.first + 255); ++db) {
          if (!builder_.AddRedis(
                  {static_cast<int>(db), std::string(Text(row, layout_.name)), Purpose(row), builder_.At(row.line)},
                  Why(column))) {
            return;
          }
        }
        break;
      }
    }
  }

  void ReadMoves() {
    layout_.ChooseNames();
    const int from = First(Role::kOldPort);
    const int to = First(Role::kNewPort);
    const bool ahead = context_.topic() == Topic::kMigration;
    for (const Row& row : table_.rows) {
      Migration migration{std::string(Text(row, layout_.name)), {}, {}, builder_.At(row.line)};
      for (const Mention& mention : FindPorts(Text(row, from))) migration.from.push_back(mention.ports().first);
      for (const Mention& mention : FindPorts(Text(row, to))) migration.to.push_back(mention.ports().first);
      if (ahead && !migration.from.empty() && !migration.to.empty() && migration.from != migration.to) {
        builder_.Migrate(std::move(migration), "table of moves");
      } else {
        PassCell(row.line, Text(row, from), "a port of the past");
      }
      for (std::size_t i = 0; i < columns_.size(); ++i) {
        const bool now = columns_[i].role == Role::kNewPort || columns_[i].role == Role::kRolePort;
        if (now) AddMoved(row, i, ahead ? Strength::kCode : Strength::kTable);
      }
    }
  }

  // The new port of a move is an assignment; that of one still to be made, unless the document gives it elsewhere.
  void AddMoved(const Row& row, std::size_t to, Strength strength) {
    for (const Mention& mention : FindPorts(Text(row, static_cast<int>(to)))) {
      Assignment assignment;
      assignment.ports = mention.ports();
      assignment.label = std::string(Text(row, layout_.name));
      assignment.service = WithoutParenthesis(assignment.label);
      assignment.purpose = Purpose(row);
      assignment.source = builder_.At(row.line);
      if (MarkerOf(assignment.label) != Marker::kName) continue;
      builder_.Assign(std::move(assignment), context_.section(), strength, Why(to));
    }
  }

  // "Project | Range | Web | API": a block, and the ports in it by what they are for.
  void ReadRangesAndPorts() {
    for (std::size_t i = 0; i < columns_.size(); ++i) {
      if (IsPortBesideRange(columns_[i])) layout_.ports.push_back(i);
    }
    ReadRanges();
    for (const Row& row : table_.rows) {
      Enter(row);
      for (std::size_t column : layout_.ports) ReadPorts(row, column);
    }
  }

  static bool IsPortBesideRange(const Column& column) {
    return column.role == Role::kRolePort || column.role == Role::kEnvironmentPort;
  }

  void ReadRanges() {
    const std::size_t column = static_cast<std::size_t>(First(Role::kRange));
    layout_.ChooseNames();
    int services = -1;
    for (std::size_t i = 0; i < columns_.size(); ++i) {
      if (columns_[i].role == Role::kName && columns_[i].plural) services = static_cast<int>(i);
    }
    if (services >= 0 && First(Role::kLayer) >= 0) layout_.name = First(Role::kLayer);
    for (const Row& row : table_.rows) ReadRangeRow(row, column, services);
  }

  void ReadRangeRow(const Row& row, std::size_t column, int services) {
    if (column >= row.cells.size()) return;
    Enter(row);
    const StyledText cell = row.cells[column].WithoutStruck();
    PassStruck(row, row.cells[column]);
    for (const Mention& mention : FindMentions(cell.text())) {
      if (!mention.Valid()) {
        CheckLeftOut(row, cell, {mention, mention.why_not != nullptr ? mention.why_not : "no range of ports"});
        continue;
      }
      AddRange(row, column, services, mention);
    }
    const std::vector<Mention> ranges = FindPorts(cell.text());
    for (std::size_t i = 0; i < row.cells.size(); ++i) {
      if (i == column || (i < columns_.size() && IsPortBesideRange(columns_[i]))) continue;
      if (ranges.size() != 1 || !ReadMembers(row, row.cells[i], ranges[0].ports())) {
        PassCell(row.line, row.cells[i].text(), "a remark in a table of ranges");
      }
    }
  }

  // "API (4100), Live events (+20)" beside a range: ports of the range, some by their offset.
  bool ReadMembers(const Row& row, const StyledText& cell, PortRange range) {
    StyledText text;
    text.set_line(row.line);
    std::vector<std::size_t> derived;  // where ports stand that were offsets
    std::size_t at = 0;
    for (const Mention& mention : FindMentions(cell.text())) {
      if (mention.kind != MentionKind::kOffset || mention.first != mention.last) continue;
      text.Append(cell.Part(at, mention.begin));
      derived.push_back(text.text().size());
      text.Append(std::to_string(range.first + mention.first), kPlain);
      at = mention.end;
    }
    text.Append(cell.Part(at, cell.text().size()));
    bool any = false;
    for (const Entry& entry : ReadEntries(text, false).entries) {
      const bool offset = std::binary_search(derived.begin(), derived.end(), entry.offset);
      any |= AddMember(row, entry, offset, range);
    }
    return any;
  }

  bool AddMember(const Row& row, const Entry& entry, bool offset, PortRange range) {
    const Mention& mention = entry.mention;
    const bool one = mention.kind == MentionKind::kPort || mention.kind == MentionKind::kOpenEnd;
    if (!one || mention.first > 65535 || !range.Contains(static_cast<Port>(mention.first))) return false;
    if (!IsPairName(entry.name) || entry.shared_name || (entry.port_first && !offset)) return false;
    Assignment assignment;
    assignment.ports = {static_cast<Port>(mention.first), static_cast<Port>(mention.first)};
    assignment.label = entry.name;
    assignment.service = WithoutParenthesis(Text(row, layout_.name));
    assignment.purpose = entry.role;
    assignment.protocol = mention.protocol.value_or(Protocol::kAny);
    assignment.source = builder_.At(row.line);
    builder_.Assign(std::move(assignment), context_.section(), Strength::kList, "named beside the range it lies in");
    return true;
  }

  void AddRange(const Row& row, std::size_t column, int services, const Mention& mention) {
    const PortRange ports = mention.ports();
    std::string name(Text(row, layout_.name));
    Marker marker = RowMarker(row, name);
    const Heading* reserved = context_.reserved();
    if (marker == Marker::kName && reserved != nullptr) {
      ReservedRange range{ports,        mention.protocol.value_or(Protocol::kAny),
                          name,         reserved->reserved,
                          std::nullopt, builder_.At(row.line)};
      return builder_.Reserve(std::move(range), reserved->never, Why(column) + " under '" + reserved->text + "'",
                              reserved->line);
    }
    if (marker == Marker::kReserved || marker == Marker::kNever) {
      std::string reason(Text(row, services));
      if (reason.empty()) reason = Reason(row);
      ReservedRange range{ports, Protocol::kAny, reason, ReservedKind::kFuture, std::nullopt, builder_.At(row.line)};
      if (marker == Marker::kNever) range.kind = ReservedKind::kNever;
      return builder_.Reserve(std::move(range), true, Why(column) + "; its name says that it is reserved");
    }
    if (marker != Marker::kName) return builder_.Pass(row.line, ToString(ports), "nobody's", "free");
    if (mention.kind == MentionKind::kPort) return AddSingle(row, column, mention, name);
    if (mention.kind == MentionKind::kOpenEnd) {
      return builder_.Pass(row.line, std::to_string(mention.first) + "+", "from this port on, without an end", "range");
    }
    builder_.AddRange({ports, name, Listed(Text(row, services)), HostOf(row, column), builder_.At(row.line)},
                      std::nullopt, Strength::kTable, Why(column));
  }

  // A lone port among ranges: the row's, if the document does not give it elsewhere.
  void AddSingle(const Row& row, std::size_t column, const Mention& mention, const std::string& name) {
    Assignment assignment;
    assignment.ports = mention.ports();
    assignment.protocol = mention.protocol.value_or(Protocol::kAny);
    assignment.label = name.empty() ? context_.name() : name;
    assignment.service = WithoutParenthesis(assignment.label);
    assignment.source = builder_.At(row.line);
    builder_.Assign(std::move(assignment), context_.section(), Strength::kCode, Why(column) + "; one port");
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

  const Piece& table_;
  const std::vector<Column>& columns_;
  Context& context_;
  RegistryBuilder& builder_;
  TableLayout layout_;
  std::vector<std::string> why_;  // by column, made when first needed
  std::string_view row_name_, name_above_;
  std::optional<bool> port_variables_;  // whether some of the names are of variables for ports
  std::optional<bool> row_internal_;    // of the row that is read, found out for its first port
};

}  // namespace

void ReadTable(const Piece& table, const std::vector<Column>& columns, Context& context) {
  TableReader(table, columns, context).Read();
}

}  // namespace portlaw::readers
