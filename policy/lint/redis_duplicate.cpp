// SPDX-License-Identifier: Apache-2.0
#include <map>

#include "policy/lint/checks.h"
#include "policy/lint/names.h"
#include "policy/lint/report.h"

namespace portlaw::lint {

namespace {

void LookForRedisDuplicate(const Registry& registry, const LintCheck& check, Findings& findings) {
  std::map<int, const RedisDatabase*> owners;
  for (const RedisDatabase& redis : registry.redis) {
    const RedisDatabase& owner = *owners.try_emplace(redis.db, &redis).first->second;
    if (Folded(owner.service) == Folded(redis.service)) continue;
    Report(check, findings, redis.source,
           "Redis database " + std::to_string(redis.db) + " is given to " + redis.service + ", but " + owner.service +
               " has it already",
           {owner.source});
  }
}

void CheckRedisDuplicate(const std::vector<Registry>& registries, const LintCheck& check, Findings& findings) {
  for (const Registry& registry : registries) LookForRedisDuplicate(registry, check, findings);
}

}  // namespace

LintCheck RedisDuplicate() {
  return {"redis-duplicate",
          Severity::kError,
          "a Redis database given to two services",
          "They overwrite each other's keys, and FLUSHDB of one empties the other's data.",
          "Give one of them a database that is free, or a Redis server of its own.",
          CheckRedisDuplicate};
}

}  // namespace portlaw::lint
