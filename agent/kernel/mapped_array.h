// SPDX-License-Identifier: Apache-2.0
// A BPF array map (BPF_F_MMAPABLE) as an array in memory: what is stored here, programs see at once.
#ifndef PORTLAW_AGENT_KERNEL_MAPPED_ARRAY_H_
#define PORTLAW_AGENT_KERNEL_MAPPED_ARRAY_H_

#include <bpf/bpf.h>
#include <sys/mman.h>

#include <cstddef>
#include <cstdint>
#include <string>
#include <type_traits>
#include <utility>

#include "agent/kernel/system_error.h"
#include "policy/model/result.h"

namespace portlaw::kernel {

template <class Value>
class MappedArray {
  static_assert(std::is_trivially_copyable_v<Value> && sizeof(Value) % 8 == 0, "elements of an array map are padded");

 public:
  // `fd` may be closed afterwards. Error: it is no such map.
  static Result<MappedArray> Map(int fd) {
    bpf_map_info about = {};
    std::uint32_t length = sizeof(about);
    if (bpf_obj_get_info_by_fd(fd, &about, &length) != 0) return FailWithErrno("cannot tell the size of a map");
    if (about.value_size != sizeof(Value))
      return Fail({}, "the map '" + std::string(about.name) + "' is not what it should be");
    void* memory = ::mmap(nullptr, about.max_entries * sizeof(Value), PROT_READ | PROT_WRITE, MAP_SHARED, fd, 0);
    if (memory == MAP_FAILED) return FailWithErrno("cannot map '" + std::string(about.name) + "' into memory");
    return MappedArray(static_cast<Value*>(memory), about.max_entries);
  }

  MappedArray(MappedArray&& other) noexcept
      : values_(std::exchange(other.values_, nullptr)), size_(std::exchange(other.size_, 0)) {}
  MappedArray& operator=(MappedArray&& other) noexcept {
    std::swap(values_, other.values_);
    std::swap(size_, other.size_);
    return *this;
  }
  ~MappedArray() {
    if (values_) ::munmap(values_, size_ * sizeof(Value));
  }

  std::size_t size() const { return size_; }
  Value& operator[](std::size_t index) { return values_[index]; }
  const Value& operator[](std::size_t index) const { return values_[index]; }

 private:
  MappedArray(Value* values, std::size_t size) : values_(values), size_(size) {}

  Value* values_;
  std::size_t size_;
};

}  // namespace portlaw::kernel

#endif  // PORTLAW_AGENT_KERNEL_MAPPED_ARRAY_H_
