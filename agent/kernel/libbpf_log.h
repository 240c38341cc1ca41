// SPDX-License-Identifier: Apache-2.0
// What libbpf and the verifier say, kept for the one error that it explains; libbpf prints nothing itself.
#ifndef PORTLAW_AGENT_KERNEL_LIBBPF_LOG_H_
#define PORTLAW_AGENT_KERNEL_LIBBPF_LOG_H_

#include <string>

namespace portlaw::kernel {

// Collects from construction to destruction. One at a time, in one thread: libbpf has one printer for all.
class LibbpfLog {
 public:
  LibbpfLog();
  ~LibbpfLog();
  LibbpfLog(const LibbpfLog&) = delete;
  LibbpfLog& operator=(const LibbpfLog&) = delete;

  // The last `lines` lines that say something, joined with " | ".
  std::string Tail(int lines = 6) const;
};

}  // namespace portlaw::kernel

#endif  // PORTLAW_AGENT_KERNEL_LIBBPF_LOG_H_
