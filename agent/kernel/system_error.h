// SPDX-License-Identifier: Apache-2.0
// Errors of system calls as values.
#ifndef PORTLAW_AGENT_KERNEL_SYSTEM_ERROR_H_
#define PORTLAW_AGENT_KERNEL_SYSTEM_ERROR_H_

#include <cerrno>
#include <cstring>
#include <string>

#include "policy/model/result.h"

namespace portlaw::kernel {

// "`what`: " and what `errno` says; EPERM and ENOMEM get the advice that fits nearly all of their causes.
inline tl::unexpected<Error> FailWithErrno(std::string what, std::string advice = {}) {
  const int error = errno;
  if (advice.empty() && error == EPERM)
    advice = "run as root with CAP_BPF, CAP_PERFMON and CAP_NET_ADMIN (or CAP_SYS_ADMIN)";
  if (advice.empty() && error == ENOMEM) advice = "free some memory, or raise the memory limit of this service";
  return Fail({}, std::move(what) + ": " + std::strerror(error), std::move(advice));
}

}  // namespace portlaw::kernel

#endif  // PORTLAW_AGENT_KERNEL_SYSTEM_ERROR_H_
