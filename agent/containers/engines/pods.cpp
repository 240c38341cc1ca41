// SPDX-License-Identifier: Apache-2.0
#include "agent/containers/engines/pods.h"

#include <utility>

namespace portlaw::containers {

void Pods::Ask(const std::string& id, Done done) {
  const auto [place, is_new] = questions_.try_emplace(id);
  place->second.next.push_back(std::move(done));
  if (is_new) Begin(id);
}

void Pods::Begin(const std::string& id) {
  Question& question = questions_.at(id);
  question.waiting = std::exchange(question.next, {});
  question.request = get_(id, question.body, [this, id](const Result<int>& status) { Finish(id, status); });
}

void Pods::Finish(const std::string& id, const Result<int>& status) {
  Question& question = questions_.at(id);
  std::optional<PodRecord> pod;
  if (status && *status == kHttpOk) {
    if (auto parsed = ParsePod(question.body); parsed && parsed->id == id) pod = std::move(*parsed);
  }
  const auto waiting = std::exchange(question.waiting, {});
  if (question.next.empty()) {
    questions_.erase(id);
  } else {
    Begin(id);
  }
  for (const Done& done : waiting) done(pod);
}

void Pods::Reset() {
  const auto questions = std::exchange(questions_, {});
  for (const auto& [id, question] : questions) {
    for (const auto* list : {&question.waiting, &question.next}) {
      for (const Done& done : *list) done(std::nullopt);
    }
  }
}

}  // namespace portlaw::containers
