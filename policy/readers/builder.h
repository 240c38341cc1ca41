// SPDX-License-Identifier: Apache-2.0
// Collects what the readers find in a document and settles what only the whole document can tell: restatements,
// whether a range is one service's block or a group, and what was passed over.
#ifndef PORTLAW_POLICY_READERS_BUILDER_H_
#define PORTLAW_POLICY_READERS_BUILDER_H_

#include <map>
#include <optional>
#include <set>
#include <string>
#include <string_view>
#include <utility>
#include <vector>

#include "policy/readers/path.h"
#include "policy/readers/reader.h"
#include "policy/readers/scan.h"

namespace portlaw::readers {

// How plainly the document states something; a weaker statement gives way to a stronger one about the same port.
enum class Strength { kTable = 0, kList = 1, kCode = 2, kProse = 3 };

// A heading with what the builder needs to know of it.
struct Section {
  std::string title;
  std::string name;
  std::optional<PortRange> ports;
  std::string embedded_in;
  bool layer = false;  // a title, or a heading with headings of ranges below it: never a block
  int parent = kNoSection;
  int level = 0;
  std::optional<std::string> host;
  int line = 0;
};

class RegistryBuilder {
 public:
  RegistryBuilder(std::string file, const ReadOptions& options) : file_(std::move(file)), options_(options) {}

  Source At(int line) const { return {file_, line}; }

  int OpenSection(Section section);
  Section& section(int id) { return sections_[static_cast<std::size_t>(id)]; }

  // The following add one statement; `why` tells the reader of `show --explain-reading` how it was recognised.
  void Assign(Assignment assignment, int section, Strength strength, std::string why);
  // A range that is a block or a group; `kind` where the document tells.
  void AddRange(Group range, std::optional<RangeKind> kind, Strength strength, std::string why);
  // `certain` is false where "reserved" may just mean "set aside for what is listed".
  // Uncertain ones under one heading (`heading_line`) stand or fall together.
  void Reserve(ReservedRange range, bool certain, std::string why, int heading_line = 0);
  void Migrate(Migration migration, std::string why);
  void AddOffset(Offset offset, std::string why);
  // False, and the document is refused, once there are more than any server has.
  bool AddRedis(RedisDatabase database, std::string why);
  void AddVariable(Variable variable, std::string why);

  // Says what the lines are, for the numbers in them that nobody speaks of: "in running text". In ascending order.
  void Place(int first_line, int last_line, std::string what);
  // A number that was looked at and is none of the above, for a reason.
  void Pass(int line, std::string text, std::string why, std::string taken = "passed over");
  // A number that looks like a port's and was not understood; `place` is the same for those that stand alike in the
  // rows of a block (record.h).
  void Miss(int line, std::string text, std::string why, std::string place);
  // What is added from now on is of this block.
  void Enter(int block) { block_ = block; }
  void Fail(int line, std::string what, std::string advice);
  void Remark(Severity severity, std::string code, std::string message, int line);

  // Settles everything. `text` is the whole document, for the numbers nobody looked at.
  ResultOfMany<Document> Finish(std::string_view text) &&;

 private:
  struct Stated {
    Assignment assignment;
    int section;
    Strength strength;
    std::string why;
  };
  struct StatedRange {
    Group range;
    std::optional<RangeKind> kind;
    Strength strength;
    std::string why;
    std::optional<PortRange> layer = std::nullopt;  // the range of the heading above that holds this one
  };
  struct StatedReserve {
    ReservedRange range;
    bool certain;
    std::string why;
    int heading_line;
  };

  class Layers;

  void Note(int line, std::string text, std::string taken, std::string why);
  void TakeReservedForAssigned();
  void SettleAssignments();
  void SettleSections();
  void SettleEmbedded();
  void SettleServices(int section, const std::string& service);
  void SettleRanges();
  void SettleKind(StatedRange& stated, const std::vector<std::size_t>& by_port);
  void RemarkKind(const Group& range, bool block, std::size_t named, std::size_t all);
  std::optional<PortRange> LayerOf(const Section& section) const;
  void SettleReserved();
  void SettleMigrations();
  void SettleHosts();
  void RemarkHosts();
  void RemarkUnread();
  void NoteTheRest(std::string_view text);
  std::string PlaceOf(int line, std::string_view text, const Number& number) const;
  std::optional<RangeKind> Override(PortRange ports) const;

  std::string file_;
  const ReadOptions& options_;
  Document document_;
  Errors errors_;
  std::vector<Section> sections_;
  std::vector<Stated> stated_;
  std::vector<std::vector<std::size_t>> rows_;  // by section: indices into stated_
  std::vector<StatedRange> ranges_;
  std::vector<StatedReserve> reserves_;
  struct PlacedLines {
    int first;
    int last;
    std::string what;
  };
  std::vector<PlacedLines> places_;
  std::vector<bool> noted_lines_;  // by line
  bool too_much_redis_ = false;

  struct Unread {
    std::string why;
    int line = 0;
    int last = 0;  // the line that was counted last
    std::size_t rows = 0;
  };
  int block_ = 0;
  std::set<int> read_blocks_;  // something of the block was taken, or explained
  std::map<std::pair<int, std::string>, Unread> unread_;
  std::map<int, std::set<int>> missed_lines_;  // by block
};

}  // namespace portlaw::readers

#endif  // PORTLAW_POLICY_READERS_BUILDER_H_
