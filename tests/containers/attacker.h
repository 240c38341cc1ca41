// SPDX-License-Identifier: Apache-2.0
// An ordinary user of the host, without capabilities, groups or anybody's trust.
#ifndef PORTLAW_TESTS_CONTAINERS_ATTACKER_H_
#define PORTLAW_TESTS_CONTAINERS_ATTACKER_H_

#include <grp.h>
#include <sys/wait.h>
#include <unistd.h>

#include <functional>
#include <string>

#include "tests/containers/sandbox.h"

namespace portlaw::testing {

inline constexpr uid_t kAttacker = 54321;

// Runs `body` as the attacker, in `cgroup`; its result.
inline int AsAttacker(const std::string& cgroup, const std::function<int()>& body) {
  const pid_t child = fork();
  if (child == 0) {
    WriteFile(cgroup + "/cgroup.procs", "0");
    if (setgroups(0, nullptr) != 0 || setresgid(kAttacker, kAttacker, kAttacker) != 0 ||
        setresuid(kAttacker, kAttacker, kAttacker) != 0) {
      _exit(127);
    }
    _exit(body());
  }
  int status = 0;
  waitpid(child, &status, 0);
  return WIFEXITED(status) ? WEXITSTATUS(status) : -1;
}

}  // namespace portlaw::testing

#endif  // PORTLAW_TESTS_CONTAINERS_ATTACKER_H_
