// SPDX-License-Identifier: Apache-2.0
#include "agent/kernel/hook_guard.h"

#include <bpf/bpf.h>
#include <unistd.h>

#include "agent/kernel/system_error.h"

namespace portlaw::kernel {

namespace {

constexpr char kDetached[] = "was detached";
constexpr char kReplaced[] = "was given another program";
constexpr char kUnpinned[] = "was unpinned";

bool IsPinned(std::uint32_t link_id, const std::string& path) {
  const io::UniqueFd pinned = OpenPin(path);
  const auto about = pinned.valid() ? AboutLink(pinned.get()) : std::nullopt;
  return about && about->id == link_id;
}

HookState StateOf(const LoadedHook& hook, const std::string& why_not) {
  HookState state;
  state.name = hook.spec->name;
  state.required = hook.spec->required;
  state.refused = !hook.refusal.empty();
  state.attached = why_not.empty();
  if (!state.attached) state.lost = why_not + ": " + hook.spec->covers;
  return state;
}

}  // namespace

HookGuard::HookGuard(const std::vector<LoadedHook>& hooks, const Pins& pins) {
  for (const LoadedHook& hook : hooks) {
    Held held{hook, OpenPin(pins.Path(LinkName(*hook.spec))), {}};
    if (const auto about = AboutLink(held.link.get())) held.about = *about;
    held_.push_back(std::move(held));
  }
}

std::string HookGuard::WrongWith(const Held& held) {
  if (!held.hook.refusal.empty()) return held.hook.refusal;
  if (!held.link.valid()) return "was never attached";
  const auto now = AboutLink(held.link.get());
  if (!now || (held.hook.spec->kind == HookKind::kCgroup && now->cgroup == 0)) return kDetached;
  return now->program_id == held.about.program_id ? "" : kReplaced;
}

std::vector<HookState> HookGuard::Look() const {
  std::vector<HookState> states;
  for (const Held& held : held_) states.push_back(StateOf(held.hook, WrongWith(held)));
  return states;
}

Result<void> HookGuard::Restore(Held& held, const Pins& pins, int cgroup_fd) {
  const std::string path = pins.Path(LinkName(*held.hook.spec));
  const std::string wrong = WrongWith(held);
  if (wrong == kReplaced) {
    if (bpf_link_update(held.link.get(), held.hook.program_fd, nullptr) != 0)
      return FailWithErrno("our program cannot be put back");
  } else if (!wrong.empty()) {
    auto link = AttachLink(*held.hook.spec, held.hook.program_fd, cgroup_fd);
    if (!link) return tl::unexpected(link.error());
    held.link = std::move(*link);
  }
  held.about = AboutLink(held.link.get()).value_or(LinkAbout{});
  if (IsPinned(held.about.id, path)) return {};
  ::unlink(path.c_str());
  return MakePin(held.link.get(), path);
}

std::vector<Tampering> HookGuard::Mend(const Pins& pins, int cgroup_fd) {
  std::vector<Tampering> found;
  for (Held& held : held_) {
    if (!held.hook.refusal.empty()) continue;
    std::string wrong = WrongWith(held);
    if (wrong.empty() && !IsPinned(held.about.id, pins.Path(LinkName(*held.hook.spec)))) wrong = kUnpinned;
    if (wrong.empty()) continue;
    const auto restored = Restore(held, pins, cgroup_fd);
    found.push_back({std::string(held.hook.spec->name) + " " + wrong, restored ? "" : ToString(restored.error())});
  }
  return found;
}

std::set<std::uint32_t> HookGuard::Programs() const {
  std::set<std::uint32_t> programs;
  for (const Held& held : held_) programs.insert(held.about.program_id);
  return programs;
}

}  // namespace portlaw::kernel
