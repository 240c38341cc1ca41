// SPDX-License-Identifier: Apache-2.0
// What may stand as the value of a setting. Each kind knows how it is read, how it is written, what people call it and
// its JSON Schema.
#ifndef PORTLAW_POLICY_DECIDE_SETTING_VALUES_H_
#define PORTLAW_POLICY_DECIDE_SETTING_VALUES_H_

#include <yaml-cpp/yaml.h>

#include <chrono>
#include <cstdint>
#include <optional>
#include <span>
#include <string>
#include <string_view>
#include <type_traits>
#include <vector>

#include "policy/decide/setting.h"

namespace portlaw {

template <class T>
struct PlainOf {
  using Type = T;
};
template <class T>
struct PlainOf<std::optional<T>> {
  using Type = T;
};

// One of some words; the field is an enum (or an optional one) whose values are in the order of the words.
class Words {
 public:
  // `first`: the enum's value for the first word.
  constexpr explicit Words(std::span<const std::string_view> words, int first = 0) : words_(words), first_(first) {}

  template <class T>
  void Read(const SettingPlace& place, const YAML::Node& node, T& field) const {
    if (const auto word = Find(place, node)) field = static_cast<typename PlainOf<T>::Type>(*word + first_);
  }
  template <class T>
  std::string Write(const T& field) const {
    return std::string(words_[static_cast<int>(field) - first_]);
  }
  template <class T>
  std::string Write(const std::optional<T>& field) const {
    return field ? Write(*field) : std::string();
  }
  std::string Syntax() const;
  std::string Schema() const;

 private:
  // The place of the word in `words_`.
  std::optional<int> Find(const SettingPlace& place, const YAML::Node& node) const;

  std::span<const std::string_view> words_;
  int first_;
};

// A text that is not empty; the field is a string or an optional one.
struct Text {
  std::string_view name;  // what it is, in capitals: "NAME"

  void Read(const SettingPlace& place, const YAML::Node& node, std::string& field) const;
  void Read(const SettingPlace& place, const YAML::Node& node, std::optional<std::string>& field) const;
  std::string Write(const std::string& field) const { return field; }
  std::string Write(const std::optional<std::string>& field) const { return field.value_or(""); }
  std::string Syntax() const { return std::string(name); }
  std::string Schema() const;
};

// The path of a Unix socket, from the root.
struct SocketPath {
  void Read(const SettingPlace& place, const YAML::Node& node, std::string& field) const;
  std::string Syntax() const { return "PATH"; }
  std::string Schema() const;
};

// A whole number.
struct Number {
  std::int64_t least;
  std::int64_t most;
  std::string_view what;  // "events"

  template <class T>
  void Read(const SettingPlace& place, const YAML::Node& node, T& field) const {
    if (const auto number = Find(place, node)) field = static_cast<T>(*number);
  }
  template <class T>
  std::string Write(const T& field) const {
    return std::to_string(field);
  }
  std::string Syntax() const;
  std::string Schema() const;

 private:
  std::optional<std::int64_t> Find(const SettingPlace& place, const YAML::Node& node) const;
};

// A length of time from 1ms to 1h: "500ms", "1s", "5m".
struct Duration {
  void Read(const SettingPlace& place, const YAML::Node& node, std::chrono::nanoseconds& field) const;
  std::string Write(std::chrono::nanoseconds field) const;
  std::string Syntax() const { return "TIME"; }
  std::string Schema() const;
};

// A list of values; the field is a vector.
template <class Value>
struct ListOf {
  Value value;

  template <class T>
  void Read(const SettingPlace& place, const YAML::Node& node, std::vector<T>& field) const;
  template <class T>
  std::string Write(const std::vector<T>&) const {
    return {};
  }
  std::string Syntax() const { return "[" + value.Syntax() + ", ...]"; }
  std::string Schema() const { return R"({"type":"array","items":)" + value.Schema() + "}"; }
};

// The items of `node`; an error where it is neither a list nor left empty.
std::vector<YAML::Node> ItemsOf(const SettingPlace& place, const YAML::Node& node);

template <class Value>
template <class T>
void ListOf<Value>::Read(const SettingPlace& place, const YAML::Node& node, std::vector<T>& field) const {
  for (const YAML::Node& item : ItemsOf(place, node)) value.Read(place, item, field.emplace_back());
}

}  // namespace portlaw

#endif  // PORTLAW_POLICY_DECIDE_SETTING_VALUES_H_
