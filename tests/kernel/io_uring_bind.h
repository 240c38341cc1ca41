// SPDX-License-Identifier: Apache-2.0
// bind() by io_uring (kernel 6.11), without liburing and without headers that know of it.
#ifndef PORTLAW_TESTS_KERNEL_IO_URING_BIND_H_
#define PORTLAW_TESTS_KERNEL_IO_URING_BIND_H_

#include "tests/kernel/support.h"

namespace portlaw::kernel::test {

bool CanBindByIoUring();

// errno of the bind, 0 if it worked; ENOSYS where there is no ring to be had.
int BindByIoUring(int fd, const Address& address);

}  // namespace portlaw::kernel::test

#endif  // PORTLAW_TESTS_KERNEL_IO_URING_BIND_H_
