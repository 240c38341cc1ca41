// SPDX-License-Identifier: Apache-2.0
#include "policy/check/interpolate.h"

#include <algorithm>
#include <cctype>
#include <optional>

namespace portlaw::check {

namespace {

constexpr int kMaxDepth = 8;

bool IsNameCharacter(char c, bool first) {
  const auto byte = static_cast<unsigned char>(c);
  return c == '_' || std::isalpha(byte) != 0 || (!first && std::isdigit(byte) != 0);
}

std::string_view TakeName(std::string_view& text) {
  std::size_t length = 0;
  while (length < text.size() && IsNameCharacter(text[length], length == 0)) ++length;
  const std::string_view name = text.substr(0, length);
  text.remove_prefix(length);
  return name;
}

// Where the "}" of a "${" stands whose content `text` begins with; npos if it never comes.
std::size_t FindClose(std::string_view text) {
  int depth = 1;
  for (std::size_t i = 0; i < text.size(); ++i) {
    if (text.substr(i, 2) == "${") ++depth;
    if (text[i] == '}' && --depth == 0) return i;
  }
  return std::string_view::npos;
}

class Interpolator {
 public:
  explicit Interpolator(const Variables& variables) : variables_(variables) {}

  std::string Expand(std::string_view text, int depth) {
    std::string expanded;
    while (!text.empty()) {
      const std::size_t dollar = text.find('$');
      expanded += text.substr(0, dollar);
      if (dollar == std::string_view::npos) break;
      text.remove_prefix(dollar + 1);
      expanded += AfterDollar(text, depth);
    }
    return expanded;
  }

  Interpolated Take(std::string text) {
    result_.text = std::move(text);
    return std::move(result_);
  }

 private:
  // Consumes what belongs to the dollar.
  std::string AfterDollar(std::string_view& text, int depth) {
    if (text.starts_with('$')) {
      text.remove_prefix(1);
      return "$";
    }
    if (!text.starts_with('{')) {
      const std::string_view name = TakeName(text);
      return name.empty() ? "$" : ValueOrNothing(name);
    }
    const std::size_t close = FindClose(text.substr(1));
    if (close == std::string_view::npos) {
      result_.malformed = true;
      text = {};
      return "";
    }
    const std::string_view inside = text.substr(1, close);
    text.remove_prefix(close + 2);
    return Braced(inside, depth);
  }

  std::string Braced(std::string_view inside, int depth) {
    const std::string_view name = TakeName(inside);
    if (name.empty() || depth >= kMaxDepth) return Malformed();
    if (inside.empty()) return ValueOrNothing(name);
    const bool or_empty = inside.starts_with(':');
    if (or_empty) inside.remove_prefix(1);
    if (inside.empty()) return Malformed();
    const char operation = inside.front();
    return Operate(name, operation, inside.substr(1), or_empty, depth);
  }

  std::string Operate(std::string_view name, char operation, std::string_view word, bool or_empty, int depth) {
    const std::optional<std::string> value = Value(name);
    const bool has = value && !(or_empty && value->empty());
    switch (operation) {
      case '-':
        return has ? *value : Expand(word, depth + 1);
      case '+':
        return has ? Expand(word, depth + 1) : "";
      case '?':
        if (!has) result_.refused.push_back(std::string(name) + (word.empty() ? "" : ": " + Expand(word, depth + 1)));
        return value.value_or("");
      default:
        return Malformed();
    }
  }

  std::string Malformed() {
    result_.malformed = true;
    return "";
  }

  std::optional<std::string> Value(std::string_view name) const {
    const auto found = variables_.find(std::string(name));
    return found == variables_.end() ? std::nullopt : std::optional(found->second);
  }

  std::string ValueOrNothing(std::string_view name) {
    const std::optional<std::string> value = Value(name);
    if (!value) result_.unset.emplace_back(name);
    return value.value_or("");
  }

  const Variables& variables_;
  Interpolated result_;
};

std::string_view Trimmed(std::string_view text) {
  while (!text.empty() && std::isspace(static_cast<unsigned char>(text.front())) != 0) text.remove_prefix(1);
  while (!text.empty() && std::isspace(static_cast<unsigned char>(text.back())) != 0) text.remove_suffix(1);
  return text;
}

std::string EnvValue(std::string_view value, const Variables& known) {
  if (value.starts_with('\'')) return std::string(value.substr(1, value.find('\'', 1) - 1));
  if (value.starts_with('"')) return Interpolate(value.substr(1, value.find('"', 1) - 1), known).text;
  return Interpolate(Trimmed(value.substr(0, value.find(" #"))), known).text;
}

}  // namespace

Interpolated Interpolate(std::string_view text, const Variables& variables) {
  Interpolator interpolator(variables);
  std::string expanded = interpolator.Expand(text, 0);
  return interpolator.Take(std::move(expanded));
}

Variables ParseEnvFile(std::string_view text, const Variables& outer) {
  Variables own;
  Variables known = outer;
  while (!text.empty()) {
    std::string_view line = Trimmed(text.substr(0, text.find('\n')));
    text.remove_prefix(std::min(text.find('\n'), text.size() - 1) + 1);
    if (line.starts_with("export ")) line = Trimmed(line.substr(7));
    const std::size_t equals = line.find('=');
    if (line.starts_with('#') || equals == std::string_view::npos) continue;
    const std::string name(Trimmed(line.substr(0, equals)));
    own[name] = EnvValue(Trimmed(line.substr(equals + 1)), known);
    known.insert({name, own[name]});  // what the environment has wins
  }
  return own;
}

}  // namespace portlaw::check
