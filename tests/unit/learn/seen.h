// SPDX-License-Identifier: Apache-2.0
// Sightings, in few words.
#ifndef PORTLAW_TESTS_UNIT_LEARN_SEEN_H_
#define PORTLAW_TESTS_UNIT_LEARN_SEEN_H_

#include <string>
#include <utility>

#include "policy/learn/observations.h"

namespace portlaw::learn {

inline ObservedBind By(std::string container, Port port, Protocol protocol = Protocol::kTcp,
                       Scope scope = Scope::kHost) {
  ObservedBind bind;
  bind.identity.name = std::move(container);
  bind.port = port;
  bind.protocol = protocol;
  bind.scope = scope;
  return bind;
}

class SeenBy {
 public:
  SeenBy& operator()(const ObservedBind& bind, const std::string& process = "node", std::uint64_t times = 1) {
    observations_.Add(bind, process, {"audit.jsonl", ++line_}, times);
    return *this;
  }
  const Observations& all() const { return observations_; }

 private:
  Observations observations_;
  int line_ = 0;
};

}  // namespace portlaw::learn

#endif  // PORTLAW_TESTS_UNIT_LEARN_SEEN_H_
