// SPDX-License-Identifier: Apache-2.0
#include "policy/guard/objections.h"

#include <nlohmann/json.hpp>
#include <utility>

#include "policy/scan/row_json.h"
#include "policy/scan/wording.h"
#include "policy/text/printable.h"

namespace portlaw {

namespace {

constexpr std::size_t kMaxRefusalsInJson = 100;

std::size_t RowsOf(const Registry& registry) {
  return registry.assignments.size() + registry.blocks.size() + registry.reserved.size();
}

std::vector<RowLoss> LossesOf(const std::vector<Registry>& after, const std::vector<Registry>& before,
                              const std::vector<std::string>& files) {
  std::vector<RowLoss> losses;
  for (std::size_t i = 0; i < before.size() && i < files.size(); ++i) {
    const std::size_t had = RowsOf(before[i]);
    const std::size_t has = i < after.size() ? RowsOf(after[i]) : 0;
    if (has * 2 < had) losses.push_back({files[i], had, has});
  }
  return losses;
}

bool Enforces(const CompiledPolicy& policy) { return policy.settings().mode == Mode::kEnforce; }

std::string Counted(std::size_t count) {
  return count == 1 ? "1 thing that runs" : std::to_string(count) + " things that run";
}

}  // namespace

Objections ObjectionsTo(const CompiledPolicy& candidate, const CompiledPolicy& in_force,
                        const std::vector<Listener>& listeners, const std::vector<std::string>& files) {
  Objections objections;
  // The same sockets make the same rows in both.
  ScanReport then = MakeScanReport(candidate, listeners, {});
  const ScanReport now = MakeScanReport(in_force, listeners, {});
  for (std::size_t i = 0; i < then.rows.size(); ++i) {
    const bool newly = then.rows[i].verdict.action == Action::kDeny && now.rows[i].verdict.action != Action::kDeny;
    if (newly) objections.refusals.push_back(std::move(then.rows[i]));
  }
  if (Enforces(candidate) || Enforces(in_force)) {
    objections.losses = LossesOf(candidate.registries(), in_force.registries(), files);
  }
  return objections;
}

std::string Sentence(const ScanRow& refusal) {
  const Listener& listener = refusal.listener;
  std::string text = std::to_string(listener.port) + "/" + std::string(ToString(listener.protocol)) + " of ";
  text += listener.container ? HolderWords(listener) : "the host";
  const std::string process = ProcessWords(listener);
  if (!process.empty()) text += ", " + process + ",";
  return text + " would be refused: " + RegistryWords(refusal);
}

std::string Sentence(const RowLoss& loss) {
  return Printable(loss.file) + " would lose " + std::to_string(loss.before - loss.after) + " of its " +
         std::to_string(loss.before) + " rows at once";
}

std::vector<std::string> Sentences(const Objections& objections, std::size_t limit) {
  std::vector<std::string> sentences;
  const auto add = [&](const auto& objection) {
    if (sentences.size() < limit) sentences.push_back(Sentence(objection));
  };
  for (const RowLoss& loss : objections.losses) add(loss);
  for (const ScanRow& refusal : objections.refusals) add(refusal);
  const std::size_t more = objections.losses.size() + objections.refusals.size() - sentences.size();
  if (more > 0) sentences.push_back("and " + std::to_string(more) + " more");
  return sentences;
}

std::string Summary(const Objections& objections) {
  std::string text;
  for (const RowLoss& loss : objections.losses) text += (text.empty() ? "" : "; ") + Sentence(loss);
  if (objections.refusals.empty()) return text;
  return text + (text.empty() ? "" : "; ") + Counted(objections.refusals.size()) + " would be refused";
}

nlohmann::ordered_json ToJson(const Objections& objections) {
  nlohmann::ordered_json refusals = nlohmann::ordered_json::array();
  for (const ScanRow& refusal : objections.refusals) {
    if (refusals.size() < kMaxRefusalsInJson) refusals.push_back(ScanRowJson(refusal));
  }
  nlohmann::ordered_json losses = nlohmann::ordered_json::array();
  for (const RowLoss& loss : objections.losses) {
    losses.push_back({{"file", loss.file}, {"before", loss.before}, {"after", loss.after}});
  }
  return {{"refused", objections.refusals.size()}, {"refusals", std::move(refusals)}, {"losses", std::move(losses)}};
}

}  // namespace portlaw
