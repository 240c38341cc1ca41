// SPDX-License-Identifier: Apache-2.0
// Podman's pods, asked of an engine: their names, and what is in them.
#ifndef PORTLAW_AGENT_CONTAINERS_ENGINES_PODS_H_
#define PORTLAW_AGENT_CONTAINERS_ENGINES_PODS_H_

#include <functional>
#include <map>
#include <optional>
#include <string>
#include <vector>

#include "agent/containers/engines/container_record.h"
#include "agent/containers/engines/http_client.h"

namespace portlaw::containers {

// Loop thread only. Nothing is remembered, since what is in a pod changes; but who asks while an answer is under way
// waits for the next one with all others.
class Pods {
 public:
  // A GET of what there is to know of the pod `id`, whose whole answer goes to `body`.
  using Get = std::function<HttpRequest(const std::string& id, std::string& body,
                                        std::function<void(const Result<int>& status)> done)>;
  // Nothing where the engine does not tell.
  using Done = std::function<void(std::optional<PodRecord> pod)>;

  explicit Pods(Get get) : get_(std::move(get)) {}

  // `id` is an id, and nothing else (IsContainerId).
  void Ask(const std::string& id, Done done);
  // Everything that is still asked gets no answer.
  void Reset();

 private:
  struct Question {
    std::vector<Done> waiting;
    std::vector<Done> next;  // came while the answer was under way
    std::string body;
    HttpRequest request;
  };
  void Begin(const std::string& id);
  void Finish(const std::string& id, const Result<int>& status);

  Get get_;
  std::map<std::string, Question> questions_;
};

}  // namespace portlaw::containers

#endif  // PORTLAW_AGENT_CONTAINERS_ENGINES_PODS_H_
