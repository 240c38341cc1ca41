// SPDX-License-Identifier: Apache-2.0
#include <algorithm>
#include <map>
#include <optional>
#include <string_view>

#include "policy/lint/checks.h"
#include "policy/lint/names.h"
#include "policy/lint/report.h"

namespace portlaw::lint {

namespace {

// The rows of a registry by every name that a variable could call them by.
using RowsByName = std::multimap<std::string, const Assignment*>;

// A port, and the names of who should have it: the first that the registry knows counts.
struct Endpoint {
  std::vector<std::string> names;
  Port port = 0;
};

RowsByName IndexNames(const Registry& registry) {
  RowsByName rows;
  for (const Assignment& row : registry.assignments) {
    const std::string container = Folded(row.container);
    const std::string label = Folded(row.label);
    const std::string service = Folded(row.service);
    rows.emplace(container, &row);
    if (label != container) rows.emplace(label, &row);
    if (service != label && service != container) rows.emplace(service, &row);
    if (!service.empty()) rows.emplace(service + label, &row);
  }
  return rows;
}

bool HasPort(const Assignment& row, Port port) {
  return row.ports.Contains(port) || (row.container_ports && row.container_ports->Contains(port));
}

// "JANUA_API_URL" -> "JANUA_API"
std::string Stem(const std::string& name) { return name.substr(0, name.rfind('_')); }

// "http://janua-api:4100/v1" -> janua-api, 4100 (RFC 3986; the user information is dropped). Behind "localhost" the
// variable's own name tells who is meant.
std::optional<Endpoint> UrlEndpoint(const Variable& variable) {
  const std::string_view value = variable.value;
  const std::size_t scheme = value.find("://");
  if (scheme == std::string_view::npos) return std::nullopt;
  std::string_view authority = value.substr(scheme + 3);
  authority = authority.substr(0, authority.find_first_of("/?#"));
  authority.remove_prefix(authority.rfind('@') + 1);
  const std::size_t colon = authority.rfind(':');
  if (colon == std::string_view::npos) return std::nullopt;
  const std::optional<Port> port = ParsePort(authority.substr(colon + 1));
  if (!port) return std::nullopt;
  return Endpoint{{std::string(authority.substr(0, colon)), Stem(variable.name)}, *port};
}

// FOO_PORT belongs to the value of FOO_HOST, else to FOO itself.
std::optional<Endpoint> VariableEndpoint(const Variable& variable, const std::map<std::string, std::string>& values) {
  if (!variable.name.ends_with("_PORT")) return UrlEndpoint(variable);
  const std::optional<Port> port = ParsePort(variable.value);
  if (!port) return std::nullopt;
  Endpoint endpoint{{Stem(variable.name)}, *port};
  const auto host = values.find(endpoint.names.front() + "_HOST");
  if (host != values.end()) endpoint.names.insert(endpoint.names.begin(), host->second);
  return endpoint;
}

void LookForVariableMismatch(const Variable& variable, const Endpoint& endpoint, const RowsByName& rows,
                             const LintCheck& check, Findings& findings) {
  for (const std::string& name : endpoint.names) {
    const std::string folded = Folded(name);
    const auto [begin, end] = rows.equal_range(folded);
    if (folded.empty() || begin == end) continue;
    const auto has_port = [&endpoint](const auto& entry) { return HasPort(*entry.second, endpoint.port); };
    if (std::any_of(begin, end, has_port)) return;
    const Assignment& row = *begin->second;
    return Report(
        check, findings, variable.source,
        variable.name + " says " + std::to_string(endpoint.port) + ", but the table has " + HolderAndPorts(row),
        {row.source});
  }
}

void CheckVariableMismatch(const std::vector<Registry>& registries, const LintCheck& check, Findings& findings) {
  for (const Registry& registry : registries) {
    if (registry.variables.empty()) continue;
    const RowsByName rows = IndexNames(registry);
    std::map<std::string, std::string> values;
    for (const Variable& variable : registry.variables) values.emplace(variable.name, variable.value);
    for (const Variable& variable : registry.variables) {
      const std::optional<Endpoint> endpoint = VariableEndpoint(variable, values);
      if (endpoint) LookForVariableMismatch(variable, *endpoint, rows, check, findings);
    }
  }
}

}  // namespace

LintCheck VariableMismatch() {
  return {"variable-mismatch",
          Severity::kWarning,
          "an environment variable whose port is not the one in the table",
          "Services are configured from the variable and enforced by the table: they connect to a port where nobody "
          "may listen.",
          "Correct the variable, or the table if the variable is right.",
          CheckVariableMismatch};
}

}  // namespace portlaw::lint
