// SPDX-License-Identifier: Apache-2.0
#include "agent/kernel/birth_map.h"

#include <cstring>

namespace portlaw::kernel {

namespace {

constexpr std::string_view kDigits = "0123456789abcdef";

std::optional<portlaw_container_id> KeyOf(const std::string& id) {
  portlaw_container_id key = {};
  if (id.size() != 2 * sizeof(key.bytes)) return std::nullopt;
  for (std::size_t i = 0; i < id.size(); ++i) {
    const auto digit = kDigits.find(id[i]);
    if (digit == std::string_view::npos) return std::nullopt;
    key.bytes[i / 2] = static_cast<std::uint8_t>(key.bytes[i / 2] << 4 | digit);
  }
  return key;
}

std::string TextOf(const portlaw_container_id& key) {
  std::string id;
  for (const std::uint8_t byte : key.bytes) {
    id += kDigits[byte >> 4];
    id += kDigits[byte & 15];
  }
  return id;
}

}  // namespace

Result<void> BirthMap::Set(const Birth& birth) {
  const auto key = KeyOf(birth.id);
  portlaw_birth value = {};
  if (!key) return Fail({}, "a container's id has 64 hexadecimal digits");
  if (birth.engine.size() >= sizeof(value.engine)) return Fail({}, "the path of the engine's socket is too long");
  value.row = birth.row;
  value.uid = birth.uid;
  std::memcpy(value.engine, birth.engine.data(), birth.engine.size());
  return births_.Put(*key, value);
}

void BirthMap::Remove(const std::string& id) {
  const auto key = KeyOf(id);
  if (!key) return;
  births_.Erase(*key);
  born_.Erase(*key);
}

Result<std::vector<Birth>> BirthMap::All() const {
  const auto all = births_.All();
  if (!all) return tl::unexpected(all.error());
  std::vector<Birth> births;
  for (const auto& [key, value] : *all) {
    const std::string engine(value.engine, ::strnlen(value.engine, sizeof(value.engine)));
    births.push_back({TextOf(key), value.row, value.uid, engine});
  }
  return births;
}

void BirthMap::NoteBorn(const std::string& id, CgroupId cgroup) {
  if (const auto key = KeyOf(id)) born_.PutNew(*key, cgroup);
}

}  // namespace portlaw::kernel
