// SPDX-License-Identifier: Apache-2.0
#include "agent/kernel/hooks.h"

#include <bpf/bpf.h>
#include <linux/bpf.h>
#include <unistd.h>

#include <algorithm>
#include <cstdio>
#include <cstring>

#include "agent/kernel/link.h"
#include "agent/kernel/system_error.h"

namespace portlaw::kernel {

namespace {

// Undoes, in reverse order, what has been done so far, unless all of it succeeded.
class Transaction {
 public:
  ~Transaction() {
    if (!kept_) std::for_each(undo_.rbegin(), undo_.rend(), [](const auto& undo) { undo(); });
  }
  void OnFailure(std::function<void()> undo) { undo_.push_back(std::move(undo)); }
  void OnSuccess(std::function<void()> finish) { finish_.push_back(std::move(finish)); }
  void Keep() {
    kept_ = true;
    for (const auto& finish : finish_) finish();
  }

 private:
  std::vector<std::function<void()>> undo_;
  std::vector<std::function<void()>> finish_;
  bool kept_ = false;
};

Result<void> AttachAndPin(const LoadedHook& hook, const std::string& path, int cgroup_fd, Transaction& transaction) {
  const auto link = AttachLink(*hook.spec, hook.program_fd, cgroup_fd);
  if (!link) return tl::unexpected(link.error());
  if (const auto pinned = MakePin(link->get(), path); !pinned) return pinned;
  transaction.OnFailure([path] { RemoveLink(path); });
  return {};
}

std::string Beside(const std::string& path) { return path + "_new"; }

// A cgroup link takes another program in place (5.7). A tracing link cannot: the new one is attached beside the old,
// and its pin then takes the old one's name, which detaches the old.
Result<void> Replace(const LoadedHook& hook, const std::string& path, int link_fd, const LinkAbout& about,
                     int cgroup_fd, Transaction& transaction) {
  if (hook.spec->kind != HookKind::kCgroup) {
    if (const auto attached = AttachAndPin(hook, Beside(path), cgroup_fd, transaction); !attached) return attached;
    transaction.OnSuccess([path] { ::rename(Beside(path).c_str(), path.c_str()); });
    return {};
  }
  if (bpf_link_update(link_fd, hook.program_fd, nullptr) != 0)
    return FailWithErrno(std::string("the kernel refuses to replace the program at ") + hook.spec->name);
  transaction.OnFailure([path, old = about.program_id] {
    const io::UniqueFd link = OpenPin(path);
    const io::UniqueFd program(bpf_prog_get_fd_by_id(old));
    bpf_link_update(link.get(), program.get(), nullptr);
  });
  return {};
}

Result<void> AttachHook(const LoadedHook& hook, const Pins& pins, int cgroup_fd, Transaction& transaction) {
  const std::string path = pins.Path(LinkName(*hook.spec));
  RemoveLink(Beside(path));  // of an agent that died while it replaced the program
  const io::UniqueFd pinned = OpenPin(path);
  const auto about = pinned.valid() ? AboutLink(pinned.get()) : std::nullopt;
  const bool cgroup_is_gone = about && hook.spec->kind == HookKind::kCgroup && about->cgroup == 0;
  if (!about || cgroup_is_gone) {
    ::unlink(path.c_str());
    return AttachAndPin(hook, path, cgroup_fd, transaction);
  }
  if (IsSameProgram(about->program_id, hook.program_fd)) return {};
  return Replace(hook, path, pinned.get(), *about, cgroup_fd, transaction);
}

// What an earlier agent was asked for, and this one is not.
void RemoveUnwanted(const std::vector<LoadedHook>& hooks, const Pins& pins) {
  for (const HookSpec& spec : HookSpecs()) {
    const bool wanted =
        std::any_of(hooks.begin(), hooks.end(), [&](const LoadedHook& hook) { return hook.spec == &spec; });
    if (!wanted) RemoveLink(pins.Path(LinkName(spec)));
  }
}

}  // namespace

std::string LinkName(const HookSpec& spec) { return std::string(kLinkPrefix) + spec.program; }

Result<void> AttachHooks(std::vector<LoadedHook>& hooks, const Pins& pins, int cgroup_fd,
                         const std::function<Result<void>()>& between) {
  Transaction transaction;
  bool at_cgroups = false;
  for (LoadedHook& hook : hooks) {
    if (hook.spec->kind == HookKind::kCgroup && !std::exchange(at_cgroups, true))
      if (const auto done = between(); !done) return tl::unexpected(done.error());
    if (hook.program_fd < 0) continue;
    const auto attached = AttachHook(hook, pins, cgroup_fd, transaction);
    if (!attached && hook.spec->required) return attached;
    hook.refusal = attached ? "" : attached.error().what;
  }
  transaction.Keep();
  RemoveUnwanted(hooks, pins);
  return {};
}

Result<void> CheckPinnedCgroup(const Pins& pins, CgroupId cgroup) {
  for (const HookSpec& spec : HookSpecs()) {
    if (spec.kind != HookKind::kCgroup) continue;
    const io::UniqueFd link = OpenPin(pins.Path(LinkName(spec)));
    const auto about = link.valid() ? AboutLink(link.get()) : std::nullopt;
    if (about && about->cgroup != 0 && about->cgroup != cgroup)
      return Fail({pins.root(), 0},
                  "what is pinned here is attached to another cgroup (id " + std::to_string(about->cgroup) +
                      ") than the one asked for",
                  "give the --cgroup-root of then, another --pin-root, or run 'portlaw unload' first");
  }
  return {};
}

}  // namespace portlaw::kernel
