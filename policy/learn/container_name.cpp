// SPDX-License-Identifier: Apache-2.0
#include "policy/learn/container_name.h"

#include <algorithm>
#include <array>

namespace portlaw::learn {

namespace {

constexpr std::string_view kSeparators = "-_.";

// Words of containers' names that people write in capitals.
constexpr std::array<std::string_view, 16> kAbbreviations = {"api",  "cdn", "db",  "dns", "gpu", "grpc", "http", "mcp",
                                                             "mqtt", "rpc", "sql", "sse", "sso", "ui",   "ws",   "wss"};

bool IsSeparator(char c) { return c == '-' || c == '_'; }
char Upper(char c) { return c >= 'a' && c <= 'z' ? static_cast<char>(c - 'a' + 'A') : c; }

// Cuts "-1" off where something with a separator of its own is left: "shop-redis-1", but not "redis-7".
ContainerName WithoutReplica(std::string_view name) {
  const std::size_t end = name.find_last_not_of("0123456789");
  const bool numbered = end != std::string_view::npos && end > 0 && end + 1 < name.size() && IsSeparator(name[end]);
  const std::string_view base = numbered ? name.substr(0, end) : std::string_view();
  if (base.find_first_of("-_") == std::string_view::npos) return {std::string(name), ""};
  return {std::string(base), std::string(name.substr(end + 1))};
}

// Whether compose made the name: "project-service-1", "project_service_1".
bool IsComposes(std::string_view name, std::string_view project, std::string_view service) {
  if (project.empty() || !name.starts_with(project)) return false;
  name.remove_prefix(project.size());
  if (name.empty() || !IsSeparator(name.front())) return false;
  name.remove_prefix(1);
  if (!name.starts_with(service)) return false;
  name.remove_prefix(service.size());
  return name.size() > 1 && IsSeparator(name.front()) &&
         name.find_first_not_of("0123456789", 1) == std::string_view::npos;
}

// Whether the service's name says by itself what it belongs to.
bool Tells(std::string_view service, std::string_view project) {
  return service.find_first_of(kSeparators) != std::string_view::npos || service == project;
}

}  // namespace

ContainerName NameInRegistry(const ContainerIdentity& identity) {
  if (!identity.override_name.empty()) return {identity.override_name, ""};
  std::string_view name = identity.name;
  if (!name.empty() && name.front() == '/') name.remove_prefix(1);
  const std::string& service = identity.compose_service;
  if (service.empty()) return WithoutReplica(name);
  const std::string& project = identity.compose_project;
  if (!name.empty() && !IsComposes(name, project, service)) return {std::string(name), ""};
  const std::string replica(name.substr(std::min(name.size(), name.find_last_of("-_") + 1)));
  if (project.empty() || Tells(service, project)) return {service, replica};
  return {project + "-" + service, replica};
}

std::vector<std::string> NameWords(std::string_view name) {
  std::vector<std::string> words;
  while (!name.empty()) {
    const std::size_t end = std::min(name.find_first_of(kSeparators), name.size());
    if (end > 0) words.emplace_back(name.substr(0, end));
    name.remove_prefix(std::min(end + 1, name.size()));
  }
  return words;
}

std::string Title(const std::vector<std::string>& words) {
  std::string title;
  for (std::string word : words) {
    const bool abbreviation = std::find(kAbbreviations.begin(), kAbbreviations.end(), word) != kAbbreviations.end();
    const std::size_t upper = abbreviation ? word.size() : 1;
    std::transform(word.begin(), word.begin() + static_cast<std::ptrdiff_t>(upper), word.begin(), Upper);
    title += (title.empty() ? "" : " ") + word;
  }
  return title;
}

}  // namespace portlaw::learn
