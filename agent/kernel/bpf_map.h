// SPDX-License-Identifier: Apache-2.0
// A BPF hash map with typed keys and values, by its descriptor, which somebody else owns.
#ifndef PORTLAW_AGENT_KERNEL_BPF_MAP_H_
#define PORTLAW_AGENT_KERNEL_BPF_MAP_H_

#include <bpf/bpf.h>

#include <cerrno>
#include <optional>
#include <string>
#include <type_traits>
#include <utility>
#include <vector>

#include "agent/kernel/system_error.h"
#include "policy/model/result.h"

namespace portlaw::kernel {

template <class Key, class Value>
class BpfMap {
  static_assert(std::is_trivially_copyable_v<Key> && std::is_trivially_copyable_v<Value>);

 public:
  // `name` is for errors.
  BpfMap(int fd, std::string name) : fd_(fd), name_(std::move(name)) {}

  int fd() const { return fd_; }

  std::optional<Value> Find(const Key& key) const {
    Value value;
    if (bpf_map_lookup_elem(fd_, &key, &value) != 0) return std::nullopt;
    return value;
  }

  Result<void> Put(const Key& key, const Value& value) {
    if (bpf_map_update_elem(fd_, &key, &value, BPF_ANY) == 0) return {};
    if (errno == E2BIG) return Fail({}, "the kernel map '" + name_ + "' is full");
    return FailWithErrno("cannot write to the kernel map '" + name_ + "'");
  }

  // Unless there is one; whether there was none.
  bool PutNew(const Key& key, const Value& value) { return bpf_map_update_elem(fd_, &key, &value, BPF_NOEXIST) == 0; }

  // Whether there was one.
  bool Erase(const Key& key) { return bpf_map_delete_elem(fd_, &key) == 0; }

  // Every pair, bucket by bucket (BPF_MAP_LOOKUP_BATCH, 5.6): what is neither made nor erased meanwhile is there
  // exactly once.
  Result<std::vector<std::pair<Key, Value>>> All() const {
    std::vector<std::pair<Key, Value>> all;
    std::vector<Key> keys(kBatch);
    std::vector<Value> values(kBatch);
    std::uint32_t position = 0;
    for (bool first = true;; first = false) {
      std::uint32_t count = static_cast<std::uint32_t>(keys.size());
      const int failed = bpf_map_lookup_batch(fd_, first ? nullptr : &position, &position, keys.data(), values.data(),
                                              &count, nullptr);
      if (failed != 0 && errno == ENOSPC) {  // a bucket longer than the batch
        keys.resize(keys.size() * 2);
        values.resize(keys.size());
        if (first) return Fail({}, "a bucket of the kernel map '" + name_ + "' is too long");
        continue;
      }
      if (failed != 0 && errno != ENOENT) return FailWithErrno("cannot read the kernel map '" + name_ + "'");
      for (std::uint32_t i = 0; i < count; ++i) all.emplace_back(keys[i], values[i]);
      if (failed != 0) return all;
    }
  }

 private:
  static constexpr std::size_t kBatch = 4096;

  int fd_;
  std::string name_;
};

}  // namespace portlaw::kernel

#endif  // PORTLAW_AGENT_KERNEL_BPF_MAP_H_
