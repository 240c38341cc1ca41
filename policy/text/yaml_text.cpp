// SPDX-License-Identifier: Apache-2.0
#include "policy/text/yaml_text.h"

#include <yaml-cpp/anchor.h>
#include <yaml-cpp/eventhandler.h>
#include <yaml-cpp/exceptions.h>
#include <yaml-cpp/mark.h>
#include <yaml-cpp/parser.h>

#include <sstream>

#include "policy/text/printable.h"

namespace portlaw {

namespace {

bool IsYamlCharacter(char32_t code) {
  if (code < 0x20) return code == U'\t' || code == U'\n' || code == U'\r';
  return code != 0x7f && (code < 0x80 || code >= 0xa0 || code == 0x85);
}

// Thrown inside of this file only, to leave yaml-cpp's parser.
struct TooManyValues {
  int line;
};

class ValueCounter : public YAML::EventHandler {
 public:
  explicit ValueCounter(std::size_t max) : left_(max) {}

  void OnDocumentStart(const YAML::Mark&) override {}
  void OnDocumentEnd() override {}
  void OnNull(const YAML::Mark& mark, YAML::anchor_t) override { Count(mark); }
  void OnAlias(const YAML::Mark& mark, YAML::anchor_t) override { Count(mark); }
  void OnScalar(const YAML::Mark& mark, const std::string&, YAML::anchor_t, const std::string&) override {
    Count(mark);
  }
  void OnSequenceStart(const YAML::Mark& mark, const std::string&, YAML::anchor_t, YAML::EmitterStyle::value) override {
    Count(mark);
  }
  void OnSequenceEnd() override {}
  void OnMapStart(const YAML::Mark& mark, const std::string&, YAML::anchor_t, YAML::EmitterStyle::value) override {
    Count(mark);
  }
  void OnMapEnd() override {}

 private:
  void Count(const YAML::Mark& mark) {
    if (left_ == 0) throw TooManyValues{mark.line + 1};
    --left_;
  }

  std::size_t left_;
};

}  // namespace

Result<void> CheckYamlSize(std::string_view text, const std::string& file, std::size_t max_values) {
  std::istringstream stream{std::string(text)};
  ValueCounter counter(max_values);
  try {
    YAML::Parser parser(stream);
    while (parser.HandleNextDocument(counter)) {
    }
  } catch (const TooManyValues& too_many) {
    return Fail({file, too_many.line}, "has too many values, or a brace or bracket that is not closed",
                "close it, or keep the document under " + std::to_string(max_values) + " values");
  } catch (const YAML::Exception&) {
    return {};
  }
  return {};
}

Result<void> CheckYamlText(std::string_view text, const std::string& file) {
  int line = 1;
  while (!text.empty()) {
    const Utf8Character character = FirstCharacter(text);
    if (!character.valid) return Fail({file, line}, "is not valid UTF-8 here", "save it as UTF-8");
    if (!IsYamlCharacter(character.code)) {
      return Fail({file, line}, "has the control character " + Printable(text.substr(0, character.bytes)),
                  "YAML allows none but tab and line breaks; remove it");
    }
    line += character.code == U'\n' ? 1 : 0;
    text.remove_prefix(character.bytes);
  }
  return {};
}

}  // namespace portlaw
