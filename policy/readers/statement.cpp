// SPDX-License-Identifier: Apache-2.0
#include "policy/readers/statement.h"

#include <algorithm>
#include <utility>

#include "policy/readers/names.h"

namespace portlaw::readers {
namespace {

std::string Under(const Ruling& ruling, const Path& path) {
  std::string why(ruling.why);
  if (ruling.id.starts_with("under-") && path.topic() != nullptr) {
    why += ", since it stands under '" + path.topic_text() + "'";
  }
  return why;
}

bool Reserve(Statement& statement, const Ruling& ruling, const Path& path, RegistryBuilder& builder) {
  const Heading* heading = path.reserved();
  const bool by_title = ruling.id.starts_with("under-");
  ReservedRange range;
  range.ports = statement.number.ports();
  range.protocol = statement.assignment.protocol;
  range.reason = statement.reason.empty() ? statement.assignment.label : statement.reason;
  range.kind = ruling.state == State::kFuture ? ReservedKind::kFuture : ReservedKind::kNever;
  if (by_title && heading != nullptr) range.kind = heading->reserved;
  range.host = statement.assignment.host;
  range.source = statement.assignment.source;
  const bool certain = !by_title || ruling.state == State::kNever || range.kind == ReservedKind::kFuture;
  std::string why = statement.why;
  if (by_title && heading != nullptr) {
    why += " under '" + heading->text + "'";
  } else {
    why += "; " + std::string(ruling.why);
  }
  builder.Reserve(std::move(range), certain && !statement.held_for_named, std::move(why),
                  by_title && heading != nullptr ? heading->line : 0);
  return true;
}

}  // namespace

bool Tell(Statement statement, const Path& path, RegistryBuilder& builder) {
  if (statement.number.kind == NumberKind::kOpenEnd && statement.range) {
    builder.Pass(statement.assignment.source.line, Written(statement.number), "from this port on, without an end",
                 "range");
    return false;
  }
  statement.said.section = statement.section.value_or(path.state());
  const Ruling ruling = StateOf(statement.said);
  Assignment& assignment = statement.assignment;
  const int line = assignment.source.line;
  switch (ruling.state) {
    case State::kNever:
    case State::kFuture:
    case State::kReserved:
      return Reserve(statement, ruling, path, builder);
    case State::kFree:
      builder.Pass(line, ToString(statement.number.ports()), Under(ruling, path), "free");
      return true;
    case State::kGone:
    case State::kExample:
    case State::kRemark:
    case State::kNobody:
      builder.Pass(line, ToString(statement.number.ports()), Under(ruling, path));
      return false;
    case State::kRestated:
      statement.strength = std::max(statement.strength, Strength::kProse);
      break;
    default:
      break;
  }
  if (statement.range) {
    builder.AddRange({statement.number.ports(), assignment.label, {}, assignment.host, assignment.source}, std::nullopt,
                     statement.strength, std::move(statement.why));
    return true;
  }
  assignment.ports = statement.number.ports();
  if (ruling.state == State::kDeprecated) {  // still its owner's, who is to leave it
    const Port port = assignment.ports.first;
    builder.Migrate({assignment.service.empty() ? assignment.label : assignment.service, {port}, {}, assignment.source},
                    std::string(ruling.why));
  }
  builder.Assign(std::move(assignment), path.section(), statement.strength, std::move(statement.why));
  return true;
}

bool CheckPort(const Number& number, int line, RegistryBuilder& builder) {
  if (!number.IsPorts()) return false;
  const std::string written =
      std::to_string(number.first) + (number.last != number.first ? "-" + std::to_string(number.last) : std::string());
  if (number.last > 65535) {
    builder.Fail(line, "port " + written + " is not a port", "use 1 to 65535");
  } else if (number.first > number.last) {
    builder.Fail(line, "the range " + written + " runs backwards", "write the lower port first");
  }
  return number.Valid();
}

bool IsForMany(const Number& number, Span name) {
  if (number.kind != NumberKind::kRange && number.kind != NumberKind::kWildcard) return false;
  if (number.protocol || number.container || name.str().find('{') != std::string_view::npos) return false;
  return !WithoutParenthesis(name).Says(Concept::kMedia, Concept::kTransport);
}

bool IsInsideNetwork(const Number& number) {
  const std::string_view name = std::string_view(number.address).substr(number.address.rfind('@') + 1);
  if (name.find(".svc") != std::string_view::npos || name.ends_with(".cluster.local")) return true;
  return !name.empty() && name != "localhost" && name.find_first_of(".*") == std::string_view::npos;
}

std::string Written(const Number& number) {
  if (number.kind == NumberKind::kOpenEnd) return std::to_string(number.first) + "+";
  if (number.first == number.last) return std::to_string(number.first);
  return std::to_string(number.first) + "-" + std::to_string(number.last);
}

}  // namespace portlaw::readers
