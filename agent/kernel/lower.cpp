// SPDX-License-Identifier: Apache-2.0
#include "agent/kernel/lower.h"

#include <algorithm>
#include <cerrno>
#include <cstring>
#include <functional>
#include <string>
#include <utility>

namespace portlaw::kernel {

namespace {

constexpr std::uint32_t kPortsPerPage = PORTLAW_PORTS_PER_PAGE;

static_assert(static_cast<int>(Protocol::kAny) == PORTLAW_SLOT_OTHER);
static_assert(static_cast<int>(Protocol::kTcp) == PORTLAW_SLOT_TCP);
static_assert(static_cast<int>(Protocol::kUdp) == PORTLAW_SLOT_UDP);
static_assert(static_cast<int>(Protocol::kSctp) == PORTLAW_SLOT_SCTP);
static_assert(static_cast<int>(Action::kAllow) == PORTLAW_ACTION_ALLOW);
static_assert(static_cast<int>(Action::kWarn) == PORTLAW_ACTION_WARN);
static_assert(static_cast<int>(Action::kDeny) == PORTLAW_ACTION_DENY);
static_assert(static_cast<int>(Action::kWouldDeny) == PORTLAW_ACTION_WOULD_DENY);
static_assert(static_cast<int>(Reason::kContested) == PORTLAW_REASON_CONTESTED);
static_assert(static_cast<int>(Reason::kUnallocated) == PORTLAW_REASON_UNALLOCATED);
static_assert(static_cast<int>(Reason::kPending) == PORTLAW_REASON_PENDING);
static_assert(static_cast<int>(Reason::kPortInUse) == PORTLAW_REASON_PORT_IN_USE);
static_assert(static_cast<int>(Reason::kEphemeral) == PORTLAW_REASON_EPHEMERAL);
static_assert(kHostRow == PORTLAW_ROW_HOST && kUnregisteredRow == PORTLAW_ROW_UNREGISTERED);
static_assert(kPendingRow == PORTLAW_ROW_PENDING && kUnattendedRow == PORTLAW_ROW_UNATTENDED);
static_assert(kFirstNamedRow == PORTLAW_ROW_FIRST_NAMED);

using Slots = std::array<std::uint16_t, PORTLAW_SLOTS>;
using CarryFunction = std::function<Decision(const Judgement&, Protocol, Scope, bool chosen)>;

std::uint8_t VerdictByte(const Decision& decision, bool chosen_passes) {
  return PORTLAW_VERDICT(static_cast<int>(decision.action), static_cast<int>(decision.reason), chosen_passes);
}

// One subject's verdicts, segment by segment of the policy.
class Lowered {
 public:
  // `by_protocol`: `carry` may give different answers for different protocols.
  Lowered(const CompiledPolicy& policy, Subject subject, CarryFunction carry, bool by_protocol,
          std::uint16_t dynamic_listen)
      : policy_(policy),
        subject_(std::move(subject)),
        carry_(std::move(carry)),
        by_protocol_(by_protocol),
        dynamic_listen_(dynamic_listen) {}

  // The page of ports 128 * number and on.
  portlaw_page Page(std::uint32_t number) const {
    portlaw_page page = {};
    const std::uint32_t begin = number * kPortsPerPage;
    const std::uint32_t end = begin + kPortsPerPage;
    const std::vector<std::uint32_t>& boundaries = policy_.Boundaries();
    auto next = std::upper_bound(boundaries.begin(), boundaries.end(), begin);
    for (std::uint32_t port = begin; port < end; ++next) {
      const std::uint32_t run_end = next == boundaries.end() ? end : std::min(*next, end);
      const Slots slots = SlotsOf(next - boundaries.begin() - 1);
      for (; port < run_end; ++port) Put(page, port - begin, slots);
      if (next == boundaries.end()) break;
    }
    if (number == 0) page.words[0] = page.words[1] = page.words[2] = page.words[3] = dynamic_listen_;
    return page;
  }

  std::uint16_t Cell(Port port, Protocol protocol) const {
    const std::vector<std::uint32_t>& boundaries = policy_.Boundaries();
    return CellOf(std::upper_bound(boundaries.begin(), boundaries.end(), port) - boundaries.begin() - 1, protocol);
  }

 private:
  static void Put(portlaw_page& page, std::uint32_t offset, const Slots& slots) {
    std::copy(slots.begin(), slots.end(), page.words + offset * PORTLAW_SLOTS);
  }

  Slots SlotsOf(std::size_t segment) const {
    Slots slots;
    if (by_protocol_ || DependsOnProtocol(policy_, subject_, segment)) {
      for (Protocol protocol : kAllProtocols) slots[static_cast<int>(protocol)] = CellOf(segment, protocol);
    } else {
      slots.fill(CellOf(segment, Protocol::kAny));
    }
    return slots;
  }

  std::uint16_t CellOf(std::size_t segment, Protocol protocol) const {
    const Judgement host = Judge(policy_, subject_, segment, protocol, Scope::kHost);
    const bool differs = DependsOnScope(policy_, subject_, segment);
    const Judgement inside = differs ? Judge(policy_, subject_, segment, protocol, Scope::kPrivate) : host;
    return Byte(host, protocol, Scope::kHost) | Byte(inside, protocol, Scope::kPrivate) << 8;
  }

  // That a chosen port is refused less strictly than one asked for is the header's business, for it holds everywhere.
  std::uint8_t Byte(const Judgement& judgement, Protocol protocol, Scope scope) const {
    const bool chosen_passes =
        carry_(judgement, protocol, scope, true) == Decision{Action::kAllow, Reason::kUnallocated};
    return VerdictByte(carry_(judgement, protocol, scope, false), chosen_passes);
  }

  const CompiledPolicy& policy_;
  Subject subject_;
  CarryFunction carry_;
  bool by_protocol_;
  std::uint16_t dynamic_listen_;
};

Lowered Lower(const CompiledPolicy& policy, const Subject& subject, const Column& column) {
  const auto byte = [&](Scope scope) { return VerdictByte(CarryDynamicListen(policy, column, scope), false); };
  const std::uint16_t dynamic_listen = byte(Scope::kHost) | byte(Scope::kPrivate) << 8;
  return {policy, subject,
          [&policy, column](const Judgement& judgement, Protocol protocol, Scope scope, bool chosen) {
            return Carry(policy, column, judgement, protocol, scope, chosen);
          },
          DependsOnProtocol(column), dynamic_listen};
}

// Not cryptographic: pages of equal hash are compared.
std::uint64_t Hash(const portlaw_page& page) {
  std::uint64_t hash = 0xcbf29ce484222325;
  for (std::size_t i = 0; i < PORTLAW_PAGE_WORDS; i += 4) {
    std::uint64_t word;
    std::memcpy(&word, page.words + i, sizeof word);
    hash = (hash ^ word) * 0x9e3779b97f4a7c15;
    hash ^= hash >> 29;
  }
  return hash;
}

}  // namespace

TableImage::TableImage(std::shared_ptr<const CompiledPolicy> policy, const TableParameters& parameters)
    : policy_(std::move(policy)), parameters_(parameters) {
  parameters_.max_entries = std::min(parameters_.max_entries, kMaxTableEntries);
}

Result<TableImage> TableImage::Build(const CompiledPolicy& policy, const TableParameters& parameters,
                                     const std::vector<NamedRow>& named) {
  TableImage image(policy.shared_from_this(), parameters);
  image.WriteHeader();
  if (auto added = image.AddClassRows(); !added) return tl::make_unexpected(added.error());
  for (const NamedRow& row : named) {
    if (auto added = image.AddRow(row); !added) return tl::make_unexpected(added.error());
  }
  return image;
}

void TableImage::WriteHeader() {
  const RateLimit& limit = policy_->settings().rate_limit;
  portlaw_header header = parameters_.header;
  header.rate_window_ns = limit.window.count();
  header.rate_burst = limit.burst;
  header.chosen_denied = static_cast<std::uint32_t>(policy_->settings().chosen_ports);
  header.refuse_errno = policy_->settings().refuse_with == RefuseWith::kInUse ? EADDRINUSE : 0;
  header.rows = parameters_.rows;
  std::memcpy(&DirectoryAt(PORTLAW_ROW_NONE), &header, sizeof header);
}

Result<void> TableImage::AddClassRows() {
  for (const Subject& subject : {HostSubject(), UnregisteredSubject()}) {
    const auto base = BaseOf(ColumnOf(*policy_, subject));
    if (!base) return tl::make_unexpected(base.error());
    const Row row = subject.kind == SubjectKind::kHost ? kHostRow : kUnregisteredRow;
    std::copy((*base)->begin(), (*base)->end(), DirectoryAt(row).words);
  }
  if (auto added = AddPendingRow(kPendingRow, policy_->settings().pending); !added) return added;
  return AddPendingRow(kUnattendedRow, policy_->settings().pending_without_agent);
}

Result<void> TableImage::AddPendingRow(Row row, PendingPolicy rule) {
  portlaw_page directory = DirectoryAt(kUnregisteredRow);
  if (rule != PendingPolicy::kUnregistered) {
    // Word 0 of the unregistered row's first page: nobody knows yet who listens there either.
    const std::uint16_t dynamic_listen = Cell(kUnregisteredRow, PORTLAW_DYNAMIC_LISTEN_PORT, Protocol::kAny);
    const auto carry = [this, rule](const Judgement& judgement, Protocol protocol, Scope scope, bool chosen) {
      return CarryPending(*policy_, rule, judgement, protocol, scope, chosen);
    };
    const Lowered pending(*policy_, UnregisteredSubject(), carry, false, dynamic_listen);
    for (std::uint32_t number = 0; number < PORTLAW_PAGE_WORDS; ++number) {
      const auto page = Intern(pending.Page(number));
      if (!page) return tl::make_unexpected(page.error());
      directory.words[number] = *page;
    }
  }
  DirectoryAt(row) = directory;
  return {};
}

Result<const TableImage::Pages*> TableImage::BaseOf(const Column& column) {
  const auto known = bases_.find(column);
  if (known != bases_.end()) return &known->second;
  Subject nobody;
  nobody.kind = column.kind;
  const Lowered lowered = Lower(*policy_, nobody, column);
  Pages pages;
  for (std::uint32_t number = 0; number < PORTLAW_PAGE_WORDS; ++number) {
    const auto page = Intern(lowered.Page(number));
    if (!page) return tl::make_unexpected(page.error());
    pages[number] = *page;
  }
  return &bases_.emplace(column, pages).first->second;
}

Result<std::vector<std::uint32_t>> TableImage::AddRow(const NamedRow& row) {
  if (row.row < kFirstNamedRow || row.row >= parameters_.rows) {
    return Fail(
        {},
        "the policy table has no row " + std::to_string(row.row) + " (it has " + std::to_string(parameters_.rows) + ")",
        "stop containers that are not needed");
  }
  const std::size_t pages_before = pages_.size();
  const auto pages = PagesOf(row);
  if (!pages) {
    ForgetPagesFrom(pages_before);
    return tl::make_unexpected(pages.error());
  }
  std::copy(pages->begin(), pages->end(), DirectoryAt(row.row).words);
  std::vector<std::uint32_t> changed;
  for (std::size_t i = pages_before; i < pages_.size(); ++i) changed.push_back(parameters_.rows + i);
  changed.push_back(row.row);
  return changed;
}

Result<TableImage::Pages> TableImage::PagesOf(const NamedRow& row) {
  Column column = ColumnOf(*policy_, row.subject);
  if (row.audit) column.service_mode = Mode::kAudit;
  // An engine publishes ports by their numbers: one that the kernel chose for a listener is its own affair.
  if (std::holds_alternative<EngineIdentity>(row.key))
    column.actions[static_cast<int>(Reason::kDynamicListen)] = AnyProtocol(Action::kAllow);
  const auto base = BaseOf(column);
  if (!base) return tl::make_unexpected(base.error());
  Pages pages = **base;
  const Lowered lowered = Lower(*policy_, row.subject, column);
  for (PortRange range : OwnRanges(*policy_, row.subject)) {
    for (std::uint32_t number = range.first / kPortsPerPage; number <= range.last / kPortsPerPage; ++number) {
      const auto page = Intern(lowered.Page(number));
      if (!page) return tl::make_unexpected(page.error());
      pages[number] = *page;
    }
  }
  for (const BorrowedPort& port : row.borrowed) {
    if (const auto lent = Lend(port, pages); !lent) return tl::make_unexpected(lent.error());
  }
  return pages;
}

Result<void> TableImage::Lend(const BorrowedPort& port, Pages& pages) {
  if (port.port == PORTLAW_DYNAMIC_LISTEN_PORT) return {};
  const Lowered lowered = Lower(*policy_, port.subject, ColumnOf(*policy_, port.subject));
  std::uint16_t& number = pages[port.port / kPortsPerPage];
  portlaw_page page = Entry(number);
  const std::uint32_t word = port.port % kPortsPerPage * PORTLAW_SLOTS + static_cast<int>(port.protocol);
  page.words[word] = lowered.Cell(port.port, port.protocol);
  const auto interned = Intern(page);
  if (!interned) return tl::make_unexpected(interned.error());
  number = *interned;
  return {};
}

void TableImage::ForgetPagesFrom(std::size_t first) {
  std::erase_if(pages_by_hash_, [&](const auto& entry) { return entry.second - parameters_.rows >= first; });
  pages_.resize(first);
  bases_.clear();
}

Result<std::uint16_t> TableImage::Intern(const portlaw_page& page) {
  const std::uint64_t hash = Hash(page);
  const auto [begin, end] = pages_by_hash_.equal_range(hash);
  for (auto place = begin; place != end; ++place) {
    const portlaw_page& known = pages_[place->second - parameters_.rows];
    if (std::memcmp(&known, &page, sizeof page) == 0) return place->second;
  }
  const std::size_t index = parameters_.rows + pages_.size();
  if (index >= parameters_.max_entries) {
    return Fail(
        {},
        "the policy needs more than the " + std::to_string(parameters_.max_entries) + " entries of the kernel's table",
        "load fewer registries, or stop containers that are not needed");
  }
  pages_.push_back(page);
  pages_by_hash_.emplace(hash, static_cast<std::uint16_t>(index));
  return static_cast<std::uint16_t>(index);
}

portlaw_page& TableImage::DirectoryAt(Row row) {
  if (row >= directories_.size()) directories_.resize(row + 1, portlaw_page{});
  return directories_[row];
}

std::vector<std::uint32_t> TableImage::UsedEntries() const {
  std::vector<std::uint32_t> entries;
  for (std::uint32_t row = 0; row < directories_.size(); ++row) {
    if (row == PORTLAW_ROW_NONE || directories_[row].words[0] != 0) entries.push_back(row);
  }
  for (std::uint32_t i = 0; i < pages_.size(); ++i) entries.push_back(parameters_.rows + i);
  return entries;
}

const portlaw_page& TableImage::Entry(std::uint32_t index) const {
  static const portlaw_page kUnused = {};
  if (index < directories_.size()) return directories_[index];
  const std::uint32_t page = index - parameters_.rows;
  return index >= parameters_.rows && page < pages_.size() ? pages_[page] : kUnused;
}

std::uint16_t TableImage::Cell(Row row, Port port, Protocol slot) const {
  const std::uint16_t page = Entry(row).words[port / kPortsPerPage];
  if (row == PORTLAW_ROW_NONE || page == 0) return 0;
  return Entry(page).words[port % kPortsPerPage * PORTLAW_SLOTS + static_cast<int>(slot)];
}

Decision TableImage::DecisionAt(Row row, const BindRequest& request) const {
  const std::uint16_t cell = Cell(row, request.port, request.protocol);
  const int verdict = request.scope == Scope::kHost ? cell & 0xff : cell >> 8;
  if (request.chosen && (verdict & PORTLAW_CHOSEN_PASSES) != 0) return {Action::kAllow, Reason::kUnallocated};
  auto action = static_cast<Action>(PORTLAW_ACTION(verdict));
  const bool refused = action == Action::kDeny || action == Action::kWouldDeny;
  if (request.chosen && refused && policy_->settings().chosen_ports != Action::kDeny)
    action = policy_->settings().chosen_ports;
  return {action, static_cast<Reason>(PORTLAW_REASON(verdict))};
}

}  // namespace portlaw::kernel
