// SPDX-License-Identifier: Apache-2.0
#include "policy/yaml_text.h"

#include "policy/printable.h"

namespace portlaw {

namespace {

bool IsYamlCharacter(char32_t code) {
  if (code < 0x20) return code == U'\t' || code == U'\n' || code == U'\r';
  return code != 0x7f && (code < 0x80 || code >= 0xa0 || code == 0x85);
}

}  // namespace

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
