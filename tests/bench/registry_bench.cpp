// SPDX-License-Identifier: Apache-2.0
// What a registry costs, by its size: to read, to lint, to compile and to lower.
#include <benchmark/benchmark.h>

#include <string>

#include "agent/kernel/lower.h"
#include "policy/decide/policy.h"
#include "policy/lint/lint.h"
#include "policy/readers/reader.h"

namespace portlaw {
namespace {

constexpr int kPortsPerService = 10;
constexpr int kFirstPort = 1024;
constexpr int kServices = (65536 - kFirstPort) / kPortsPerService;

// A Markdown document with a section of ten assignments for each service. Past the number of ports that there are,
// services begin anew on another host.
std::string MakeDocument(int assignments) {
  std::string text = "# Ports\n\n| Service | Range |\n|---|---|\n| Tools | 1-99 |\n";
  for (int service = 0; service * kPortsPerService < assignments; ++service) {
    const std::string name = "svc" + std::to_string(service);
    const int first = kFirstPort + service % kServices * kPortsPerService;
    text +=
        "\n## " + name + " (" + std::to_string(first) + "-" + std::to_string(first + kPortsPerService - 1) + ")\n\n";
    text += "| Port | Service | Container | Purpose |\n|------|---------|-----------|---------|\n";
    for (int i = 0; i < kPortsPerService; ++i) {
      text += "| " + std::to_string(first + i) + " | Part " + std::to_string(i) + " | " + name + "-part" +
              std::to_string(i) + " | what it is for |\n";
    }
  }
  return text;
}

Registry Read(const std::string& text) { return ReadDocument(text, "ports.md", {})->registry; }

void BM_Read(benchmark::State& state) {
  const std::string text = MakeDocument(static_cast<int>(state.range(0)));
  if (Read(text).assignments.size() != static_cast<std::size_t>(state.range(0)))
    state.SkipWithError("rows are missing");
  for (auto _ : state) benchmark::DoNotOptimize(ReadDocument(text, "ports.md", {}));
  state.SetComplexityN(state.range(0));
}

void BM_Lint(benchmark::State& state) {
  const std::vector<Registry> registries{Read(MakeDocument(static_cast<int>(state.range(0))))};
  for (auto _ : state) benchmark::DoNotOptimize(Lint(registries));
  state.SetComplexityN(state.range(0));
}

void BM_Compile(benchmark::State& state) {
  const Registry registry = Read(MakeDocument(static_cast<int>(state.range(0))));
  for (auto _ : state) benchmark::DoNotOptimize(CompiledPolicy::Compile({registry}, Settings(), "host"));
  state.SetComplexityN(state.range(0));
}

void BM_ReadLintCompile(benchmark::State& state) {
  const std::string text = MakeDocument(static_cast<int>(state.range(0)));
  for (auto _ : state) {
    std::vector<Registry> registries{Read(text)};
    benchmark::DoNotOptimize(Lint(registries));
    benchmark::DoNotOptimize(CompiledPolicy::Compile(std::move(registries), Settings(), "host"));
  }
  state.SetComplexityN(state.range(0));
}

void BM_Evaluate(benchmark::State& state) {
  const auto policy =
      CompiledPolicy::Compile({Read(MakeDocument(static_cast<int>(state.range(0))))}, Settings(), "host");
  const Subject subject = Resolve(*policy, {"svc7-part3", {}});
  Port port = 0;
  for (auto _ : state) benchmark::DoNotOptimize(Evaluate(*policy, subject, {++port}));
}

// A row for each assignment's container: as if all of them ran here.
std::vector<kernel::NamedRow> EveryContainer(const CompiledPolicy& policy) {
  std::vector<kernel::NamedRow> rows;
  for (const Assignment& row : policy.registries().front().assignments) {
    const ContainerIdentity identity{row.container, {}};
    const kernel::Row number = kernel::kFirstNamedRow + static_cast<kernel::Row>(rows.size());
    rows.push_back({number, identity, Resolve(policy, identity), {}});
    if (rows.size() == 1000) break;
  }
  return rows;
}

// The pure part of a policy change: up to 1000 running containers, and the number of services that is given.
void BM_CompileAndLower(benchmark::State& state) {
  const Registry registry = Read(MakeDocument(static_cast<int>(state.range(0)) * kPortsPerService));
  for (auto _ : state) {
    const auto policy = CompiledPolicy::Compile({registry}, Settings(), "host");
    const auto image = kernel::TableImage::Build(*policy, {}, EveryContainer(*policy));
    if (!image) return state.SkipWithError(ToString(image.error()).c_str());
    benchmark::DoNotOptimize(image->UsedEntries());
  }
}

#define PORTLAW_SIZES Arg(1000)->Arg(10000)->Arg(50000)->Unit(benchmark::kMillisecond)
BENCHMARK(BM_Read)->PORTLAW_SIZES->Complexity();
BENCHMARK(BM_Lint)->PORTLAW_SIZES->Complexity();
BENCHMARK(BM_Compile)->PORTLAW_SIZES->Complexity();
BENCHMARK(BM_ReadLintCompile)->PORTLAW_SIZES->Complexity();
BENCHMARK(BM_CompileAndLower)->Arg(10)->Arg(2000)->Unit(benchmark::kMillisecond);
BENCHMARK(BM_Evaluate)->Arg(1000)->Arg(10000)->Arg(50000);

}  // namespace
}  // namespace portlaw

BENCHMARK_MAIN();
