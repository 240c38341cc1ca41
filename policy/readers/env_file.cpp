// SPDX-License-Identifier: Apache-2.0
#include "policy/readers/env_file.h"

#include <algorithm>
#include <utility>
#include <vector>

#include "policy/readers/env_line.h"
#include "policy/readers/fold.h"
#include "policy/readers/heading.h"
#include "policy/readers/key_words.h"
#include "policy/readers/port_text.h"
#include "policy/readers/registry_builder.h"

namespace portlaw::readers {
namespace {

// The file's name without its folder, folded.
std::string BaseName(std::string_view file) {
  const std::string name = Fold(file);
  return name.substr(name.rfind('/') == std::string::npos ? 0 : name.rfind('/') + 1);
}

class EnvReader {
 public:
  // `all_ports`: the file says that it is about ports, so that a variable need not.
  EnvReader(RegistryBuilder& builder, bool all_ports) : builder_(builder), all_ports_(all_ports) {}

  void ReadLine(std::string_view line, int number) {
    if (const auto variable = ParseEnvLine(line)) return ReadVariable(*variable, number);
    line = Trim(line);
    if (!line.empty() && line.front() == '#') ReadComment(StyledText(Trim(line, "#=-"), number));
  }

 private:
  // A comment names what follows, or a range: "# 4100-4199 Janua".
  void ReadComment(const StyledText& text) {
    if (text.text().find('=') != std::string::npos) return;
    heading_ = CleanName(Beginning(text.text()));
    for (const Mention& mention : FindPorts(text.text())) {
      if (mention.kind != MentionKind::kRange) continue;
      const Heading heading = ReadHeading(text, 1);
      if (heading.name.empty()) continue;
      builder_.AddRange({mention.ports(), heading.name, {}, std::nullopt, builder_.At(text.line())}, std::nullopt,
                        Strength::kProse, "a comment that names a range");
    }
  }

  void ReadVariable(const EnvLine& variable, int number) {
    builder_.AddVariable({variable.name, variable.value, builder_.At(number)}, "a variable");
    std::string service = ServiceOfVariable(variable.name);
    if (service.empty() && all_ports_ && LooksLikePort(variable)) service = ServiceOfVariable(variable.name + "_PORT");
    if (service.empty()) return;
    const std::vector<Mention> mentions = FindMentions(variable.value);
    if (mentions.size() != 1 || !IsNothingBut(variable.value, mentions[0]) || !mentions[0].IsPorts()) return;
    if (mentions[0].last > 65535) {
      return builder_.Fail(number, "port " + variable.value + " is not a port", "use 1 to 65535");
    }
    if (!mentions[0].Valid()) return;
    Assignment assignment;
    assignment.ports = mentions[0].ports();
    assignment.label = variable.name;
    assignment.service = service;
    assignment.purpose = variable.comment.empty() ? heading_ : variable.comment;
    assignment.container_ports = mentions[0].container;
    assignment.source = builder_.At(number);
    builder_.Assign(std::move(assignment), kNoSection, Strength::kTable, "a variable that names a port");
  }

  // "HERDER=28080", not "TIMEOUT=30000" or "WORKERS=8".
  static bool IsMeasure(const std::string& name) {
    static constexpr std::string_view kUnits = "|mb|gb|kb|max|min|size|days|ms|seconds|year|since|timeout|interval|";
    const std::string last = Fold(name.substr(name.rfind('_') + 1));
    return kUnits.find("|" + last + "|") != std::string_view::npos;
  }

  static bool LooksLikePort(const EnvLine& variable) {
    const std::vector<Mention> mentions = FindPorts(variable.value);
    return mentions.size() == 1 && mentions[0].first >= 1024 && !mentions[0].url && !mentions[0].yearlike &&
           !IsMeasure(variable.name) && !Has(ConceptsOf(SplitKey(variable.name)), kWordCount | kWordHistory);
  }

  RegistryBuilder& builder_;
  const bool all_ports_;
  std::string heading_;
};

}  // namespace

std::string ServiceOfVariable(std::string_view name) {
  std::vector<std::string> parts;
  bool port = false;
  std::string part;
  const auto close = [&] {
    const std::string folded = Fold(part);
    part.clear();
    if (folded == "port" || folded == "ports" || folded == "httpport" || folded == "webport" || folded == "apiport" ||
        folded == "nodeport" || folded == "hostport") {
      port = true;
    } else if (!folded.empty() && folded != "host" && folded != "external" && folded != "published") {
      parts.push_back(folded);
    }
  };
  for (char c : name) {
    if (c == '_') {
      close();
    } else {
      part += c;
    }
  }
  close();
  if (!port) return {};
  std::string service;
  for (const std::string& word : parts) service += (service.empty() ? "" : "-") + word;
  return service.empty() ? "app" : service;
}

int EnvFileClaims(std::string_view, std::string_view file) {
  const std::string base = BaseName(file);
  return base.substr(0, 4) == ".env" || base.ends_with(".env") || base.ends_with(".properties") ? 95 : 0;
}

ResultOfMany<Document> ReadEnvFile(std::string_view text, const std::string& file, const ReadOptions& options) {
  RegistryBuilder builder(file, options);
  EnvReader reader(builder, BaseName(file).find("port") != std::string::npos);
  int number = 0;
  for (std::size_t begin = 0; begin <= text.size();) {
    const std::size_t end = std::min(text.find('\n', begin), text.size());
    reader.ReadLine(text.substr(begin, end - begin), ++number);
    begin = end + 1;
  }
  return std::move(builder).Finish(text);
}

}  // namespace portlaw::readers
