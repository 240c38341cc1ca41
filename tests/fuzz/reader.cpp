// SPDX-License-Identifier: Apache-2.0
// One reader on any bytes, and all that is done with a registry after it was read.
#include "policy/readers/reader.h"

#include <algorithm>
#include <cstdint>
#include <cstdlib>
#include <iostream>
#include <string_view>

#include "policy/decide/policy.h"
#include "policy/lint/lint.h"

namespace portlaw {
namespace {

const Reader& ReaderUnderTest() {
  for (const Reader& reader : Readers()) {
    if (reader.format == PORTLAW_FUZZ_FORMAT) return reader;
  }
  std::cerr << "there is no reader of format " PORTLAW_FUZZ_FORMAT "\n";
  std::exit(1);
}

void Require(bool condition, const char* what) {
  if (condition) return;
  std::cerr << "not kept by the reader: " << what << "\n";
  std::abort();
}

template <class Rows>
void CheckRows(const Rows& rows, int lines) {
  for (const auto& row : rows) {
    Require(row.ports.first >= 1 && row.ports.first <= row.ports.last, "a range begins at 1 or above and goes up");
    Require(row.source.line >= 1 && row.source.line <= lines, "a row has a line of the document");
  }
}

void CheckModel(const Registry& registry, std::string_view text) {
  const int lines = static_cast<int>(std::count(text.begin(), text.end(), '\n')) + 1;
  CheckRows(registry.assignments, lines);
  CheckRows(registry.blocks, lines);
  CheckRows(registry.groups, lines);
  CheckRows(registry.reserved, lines);
}

void Decide(const Registry& registry) {
  const auto policy = CompiledPolicy::Compile({registry}, Settings(), "host");
  for (std::size_t i = 0; i < registry.assignments.size() && i < 8; ++i) {
    const Assignment& row = registry.assignments[i];
    const Subject subject = Resolve(*policy, {row.container.empty() ? row.service : row.container, {}});
    (void)Evaluate(*policy, subject, {row.ports.first});
    (void)OwnRanges(*policy, subject);
  }
}

}  // namespace
}  // namespace portlaw

extern "C" int LLVMFuzzerTestOneInput(const std::uint8_t* data, std::size_t size) {
  using namespace portlaw;
  static const Reader& reader = ReaderUnderTest();
  const std::string_view text(reinterpret_cast<const char*>(data), size);
  (void)ReadDocument(text, "registry", {});
  (void)reader.claims(text, "registry");
  const ResultOfMany<Document> document = reader.read(text, "registry", {});
  if (!document) {
    Require(!document.error().empty(), "a failure names an error");
    return 0;
  }
  CheckModel(document->registry, text);
  (void)Lint({document->registry, document->registry});
  Decide(document->registry);
  return 0;
}
