// SPDX-License-Identifier: Apache-2.0
#include "policy/readers/document_checks.h"

#include <algorithm>
#include <utility>

#include "policy/readers/fold.h"
#include "policy/readers/reader.h"

namespace portlaw::readers {
namespace {

int LineOf(std::string_view text, std::size_t offset) {
  return 1 + static_cast<int>(std::count(text.begin(), text.begin() + offset, '\n'));
}

// The length of the well-formed UTF-8 sequence at `i` (RFC 3629: no overlong forms, no surrogates), 0 if there is none.
std::size_t SequenceAt(std::string_view text, std::size_t i) {
  const auto byte = [&](std::size_t k) { return static_cast<unsigned char>(i + k < text.size() ? text[i + k] : 0); };
  const auto tail = [&](std::size_t k) { return (byte(k) & 0xC0) == 0x80; };
  const unsigned char lead = byte(0);
  if (lead < 0x80) return 1;
  if (lead >= 0xC2 && lead <= 0xDF) return tail(1) ? 2 : 0;
  if (lead >= 0xE0 && lead <= 0xEF) {
    const bool overlong = lead == 0xE0 && byte(1) < 0xA0;
    const bool surrogate = lead == 0xED && byte(1) > 0x9F;
    return tail(1) && tail(2) && !overlong && !surrogate ? 3 : 0;
  }
  if (lead >= 0xF0 && lead <= 0xF4) {
    const bool overlong = lead == 0xF0 && byte(1) < 0x90;
    const bool beyond = lead == 0xF4 && byte(1) > 0x8F;
    return tail(1) && tail(2) && tail(3) && !overlong && !beyond ? 4 : 0;
  }
  return 0;
}

// The offset of the first byte that is no UTF-8, or npos.
std::size_t BrokenAt(std::string_view text) {
  for (std::size_t i = 0; i < text.size();) {
    const std::size_t length = SequenceAt(text, i);
    if (length == 0) return i;
    i += length;
  }
  return std::string_view::npos;
}

Errors One(const std::string& file, int line, std::string what, std::string advice) {
  Errors errors;
  errors.push_back({{file, line}, std::move(what), std::move(advice)});
  return errors;
}

}  // namespace

Errors CheckDocument(std::string_view text, const std::string& file) {
  constexpr std::size_t kMiB = 1024 * 1024;
  if (text.size() > kMaxDocumentBytes) {
    return One(file, 0, "the document is " + std::to_string(text.size() / kMiB) + " MiB long",
               "a registry may have at most " + std::to_string(kMaxDocumentBytes / kMiB) + " MiB");
  }
  if (Trim(text).empty()) return One(file, 0, "the document is empty", "give a registry that names ports");
  if (const std::size_t at = text.find('\0'); at != std::string_view::npos) {
    return One(file, LineOf(text, at), "the document is binary (it has a zero byte)", "give a text document");
  }
  if (const std::size_t at = BrokenAt(text); at != std::string_view::npos) {
    return One(file, LineOf(text, at), "the document is not valid UTF-8 here", "save it as UTF-8");
  }
  return {};
}

}  // namespace portlaw::readers
