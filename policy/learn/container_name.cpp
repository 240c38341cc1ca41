// SPDX-License-Identifier: Apache-2.0
#include "policy/learn/container_name.h"

#include <algorithm>
#include <array>

#include "policy/text/names.h"

namespace portlaw::learn {

namespace {

constexpr std::string_view kSeparators = "-_.";

// Words of containers' names that people write in capitals.
constexpr std::array<std::string_view, 16> kAbbreviations = {"api",  "cdn", "db",  "dns", "gpu", "grpc", "http", "mcp",
                                                             "mqtt", "rpc", "sql", "sse", "sso", "ui",   "ws",   "wss"};

char Upper(char c) { return c >= 'a' && c <= 'z' ? static_cast<char>(c - 'a' + 'A') : c; }

// Cuts "-1" off where something with a separator of its own is left: "shop-redis-1", but not "redis-7".
std::string_view WithoutReplica(std::string_view name) {
  const std::string_view base = WithoutIndex(name);
  return base.find_first_of("-_") == std::string_view::npos ? name : base;
}

// Whether the name is another of `names` with a replica's number.
bool IsReplica(std::string_view name, const std::vector<std::string>& names) {
  const std::string base = NameKey(WithoutIndex(name));
  return !base.empty() &&
         std::any_of(names.begin(), names.end(), [&](const std::string& other) { return NameKey(other) == base; });
}

}  // namespace

std::string NameInRegistry(const ContainerIdentity& identity) {
  for (const std::string& name : identity.names) {
    if (!IsReplica(name, identity.names)) return name;
  }
  std::string_view name = identity.name;
  if (!name.empty() && name.front() == '/') name.remove_prefix(1);
  return std::string(WithoutReplica(name));
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
