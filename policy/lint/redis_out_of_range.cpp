// SPDX-License-Identifier: Apache-2.0
#include "policy/lint/checks.h"
#include "policy/lint/report.h"

namespace portlaw::lint {

namespace {

constexpr int kLastDatabase = 15;  // redis.conf: "databases 16"

void CheckRedisOutOfRange(const std::vector<Registry>& registries, const LintCheck& check, Findings& findings) {
  for (const Registry& registry : registries) {
    for (const RedisDatabase& redis : registry.redis) {
      if (redis.db >= 0 && redis.db <= kLastDatabase) continue;
      Report(check, findings, redis.source,
             "Redis database " + std::to_string(redis.db) + " of " + redis.service +
                 " does not exist: Redis has 0 to 15 unless told otherwise");
    }
  }
}

}  // namespace

LintCheck RedisOutOfRange() {
  return {"redis-out-of-range",
          Severity::kError,
          "a Redis database past 15",
          "Redis has 16 databases by default; SELECT 16 fails with \"DB index is out of range\".",
          "Use a free database from 0 to 15, another Redis server, or raise `databases` in redis.conf.",
          CheckRedisOutOfRange};
}

}  // namespace portlaw::lint
