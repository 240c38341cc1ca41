// SPDX-License-Identifier: Apache-2.0
#include "agent/kernel/engine_programs.h"

#include <algorithm>

namespace portlaw::kernel {

namespace {

portlaw_program KeyOf(const EngineProgram& program) {
  return {program.inode, program.device, program.cgroup, program.uid, 0};
}

bool Same(const portlaw_program& a, const portlaw_program& b) {
  return a.inode == b.inode && a.device == b.device && a.cgroup == b.cgroup && a.uid == b.uid;
}

}  // namespace

Result<void> EnginePrograms::Set(const std::vector<EngineProgram>& programs) {
  for (const EngineProgram& program : programs) {
    if (auto put = programs_.Put(KeyOf(program), program.row); !put) return put;
  }
  const auto known = programs_.All();
  if (!known) return tl::unexpected(known.error());
  for (const auto& [key, row] : *known) {
    const bool kept = std::any_of(programs.begin(), programs.end(),
                                  [&, file = key](const EngineProgram& program) { return Same(file, KeyOf(program)); });
    if (!kept) programs_.Erase(key);
  }
  portlaw_engine_filter filter = {};
  for (const EngineProgram& program : programs)
    filter.bits[PORTLAW_ENGINE_WORD(program.inode)] |= PORTLAW_ENGINE_BIT(program.inode);
  return filter_.Put(0, filter);
}

}  // namespace portlaw::kernel
