// SPDX-License-Identifier: Apache-2.0
#include "tests/kernel/io_uring_bind.h"

#include <linux/io_uring.h>
#include <sys/mman.h>
#include <sys/syscall.h>
#include <unistd.h>

#include <vector>

namespace portlaw::kernel::test {

namespace {

constexpr std::uint8_t kOpBind = 56;  // IORING_OP_BIND

// A part of the ring's memory, for as long as the ring is.
void* Map(int ring, std::size_t bytes, off_t what) {
  return ::mmap(nullptr, bytes, PROT_READ | PROT_WRITE, MAP_SHARED | MAP_POPULATE, ring, what);
}

template <class T>
T* At(void* base, std::uint32_t offset) {
  return reinterpret_cast<T*>(static_cast<char*>(base) + offset);
}

}  // namespace

bool CanBindByIoUring() {
  io_uring_params parameters = {};
  const io::UniqueFd ring(static_cast<int>(::syscall(SYS_io_uring_setup, 1, &parameters)));
  if (!ring.valid()) return false;
  std::vector<std::uint64_t> space((sizeof(io_uring_probe) + 256 * sizeof(io_uring_probe_op)) / 8 + 1);
  auto* probe = reinterpret_cast<io_uring_probe*>(space.data());
  if (::syscall(SYS_io_uring_register, ring.get(), IORING_REGISTER_PROBE, probe, 256) != 0) return false;
  return probe->last_op >= kOpBind && (probe->ops[kOpBind].flags & IO_URING_OP_SUPPORTED) != 0;
}

int BindByIoUring(int fd, const Address& address) {
  io_uring_params parameters = {};
  const io::UniqueFd ring(static_cast<int>(::syscall(SYS_io_uring_setup, 1, &parameters)));
  if (!ring.valid() || !(parameters.features & IORING_FEAT_SINGLE_MMAP)) return ENOSYS;
  void* rings = Map(ring.get(), 4096, IORING_OFF_SQ_RING);
  auto* entry = static_cast<io_uring_sqe*>(Map(ring.get(), sizeof(io_uring_sqe), IORING_OFF_SQES));
  if (rings == MAP_FAILED || entry == MAP_FAILED) return ENOSYS;

  *entry = {};
  entry->opcode = kOpBind;
  entry->fd = fd;
  entry->addr = reinterpret_cast<std::uintptr_t>(&address.storage);
  entry->addr2 = address.length;
  *At<std::uint32_t>(rings, parameters.sq_off.array) = 0;
  *At<std::uint32_t>(rings, parameters.sq_off.tail) = 1;
  if (::syscall(SYS_io_uring_enter, ring.get(), 1, 1, IORING_ENTER_GETEVENTS, nullptr, 0) != 1) return ENOSYS;
  const int result = At<io_uring_cqe>(rings, parameters.cq_off.cqes)->res;
  ::munmap(rings, 4096);
  ::munmap(entry, sizeof(io_uring_sqe));
  return -result;
}

}  // namespace portlaw::kernel::test
