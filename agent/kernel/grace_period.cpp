// SPDX-License-Identifier: Apache-2.0
#include "agent/kernel/grace_period.h"

#include <bpf/bpf.h>

#include <cstdint>

#include "agent/kernel/system_error.h"

namespace portlaw::kernel {

Result<GracePeriod> GracePeriod::Make() {
  constexpr std::uint32_t kIndexSize = sizeof(std::uint32_t);
  io::UniqueFd inner(bpf_map_create(BPF_MAP_TYPE_ARRAY, "portlaw_nothing", kIndexSize, kIndexSize, 1, nullptr));
  LIBBPF_OPTS(bpf_map_create_opts, options, .inner_map_fd = static_cast<std::uint32_t>(inner.get()));
  io::UniqueFd outer(bpf_map_create(BPF_MAP_TYPE_ARRAY_OF_MAPS, "portlaw_grace", kIndexSize, kIndexSize, 1, &options));
  if (!outer.valid()) return FailWithErrno("cannot make an array of maps");
  return GracePeriod(std::move(inner), std::move(outer));
}

Result<void> GracePeriod::Wait() const {
  const std::uint32_t first = 0;
  const int inner = inner_.get();
  if (bpf_map_update_elem(outer_.get(), &first, &inner, BPF_ANY) == 0) return {};
  return FailWithErrno("cannot wait until the kernel's programs have ended");
}

}  // namespace portlaw::kernel
