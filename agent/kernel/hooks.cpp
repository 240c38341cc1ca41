// SPDX-License-Identifier: Apache-2.0
#include "agent/kernel/hooks.h"

#include <bpf/bpf.h>
#include <linux/bpf.h>
#include <unistd.h>

#include <algorithm>
#include <array>
#include <cstdio>
#include <cstring>

#include "agent/kernel/system_error.h"

namespace portlaw::kernel {

namespace {

// clang-format off
constexpr HookSpec kHooks[] = {
    {"tp_btf/cgroup_mkdir", "cgroup_mkdir", HookKind::kTracing, 0, true,
     "new cgroups would have no subject"},
    {"tp_btf/cgroup_rmdir", "cgroup_rmdir", HookKind::kTracing, 0, true,
     "the subjects of dead cgroups would never be removed"},
    {"tp_btf/inet_sock_set_state", "inet_sock_set_state", HookKind::kTracing, 0, false,
     "TCP listeners on ports that nobody chose (dynamic-listen) are not logged"},
    {"cgroup/post_bind4", "post_bind4", HookKind::kCgroup, BPF_CGROUP_INET4_POST_BIND, true,
     "IPv4 ports that the kernel chose would not be decided"},
    {"cgroup/post_bind6", "post_bind6", HookKind::kCgroup, BPF_CGROUP_INET6_POST_BIND, true,
     "IPv6 ports that the kernel chose would not be decided"},
    {"cgroup/bind4", "bind4", HookKind::kCgroup, BPF_CGROUP_INET4_BIND, true,
     "IPv4 binds would not be decided"},
    {"cgroup/bind6", "bind6", HookKind::kCgroup, BPF_CGROUP_INET6_BIND, true,
     "IPv6 binds would not be decided"},
    {"cgroup/bind4 (port-in-use)", "in_use4", HookKind::kCgroup, BPF_CGROUP_INET4_BIND, false,
     "IPv4 binds of ports in use (EADDRINUSE) are not logged", true},
    {"cgroup/bind6 (port-in-use)", "in_use6", HookKind::kCgroup, BPF_CGROUP_INET6_BIND, false,
     "IPv6 binds of ports in use (EADDRINUSE) are not logged", true},
};
// clang-format on

std::string LinkName(const HookSpec& spec) { return std::string("link_") + spec.program; }

struct LinkAbout {
  std::uint32_t program_id = 0;
  std::uint64_t cgroup = 0;  // 0: not a cgroup link, or its cgroup is gone
};

std::optional<LinkAbout> AboutLink(int fd) {
  bpf_link_info info = {};
  std::uint32_t length = sizeof(info);
  if (bpf_obj_get_info_by_fd(fd, &info, &length) != 0) return std::nullopt;
  return LinkAbout{info.prog_id, info.type == BPF_LINK_TYPE_CGROUP ? info.cgroup.cgroup_id : 0};
}

// What makes two programs the same: their instructions and the maps they use.
struct ProgramIdentity {
  std::array<std::uint8_t, BPF_TAG_SIZE> tag = {};
  std::vector<std::uint32_t> maps;

  bool operator==(const ProgramIdentity&) const = default;
};

std::optional<ProgramIdentity> IdentityOf(int program_fd) {
  ProgramIdentity identity;
  identity.maps.resize(64);
  bpf_prog_info info = {};
  info.nr_map_ids = static_cast<std::uint32_t>(identity.maps.size());
  info.map_ids = reinterpret_cast<std::uintptr_t>(identity.maps.data());
  std::uint32_t length = sizeof(info);
  if (bpf_obj_get_info_by_fd(program_fd, &info, &length) != 0) return std::nullopt;
  std::copy_n(info.tag, identity.tag.size(), identity.tag.begin());
  identity.maps.resize(std::min<std::size_t>(info.nr_map_ids, identity.maps.size()));
  std::sort(identity.maps.begin(), identity.maps.end());
  return identity;
}

bool RunsSameProgram(const LinkAbout& link, int program_fd) {
  const io::UniqueFd attached(bpf_prog_get_fd_by_id(link.program_id));
  return attached.valid() && IdentityOf(attached.get()) == IdentityOf(program_fd);
}

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

io::UniqueFd AttachAnew(const LoadedHook& hook, int cgroup_fd) {
  if (hook.spec->kind == HookKind::kTracing)
    return io::UniqueFd(bpf_raw_tracepoint_open(nullptr, hook.program_fd));  // its BTF id says which
  return io::UniqueFd(
      bpf_link_create(hook.program_fd, cgroup_fd, static_cast<bpf_attach_type>(hook.spec->attach_type), nullptr));
}

Result<void> AttachAndPin(const LoadedHook& hook, const std::string& path, int cgroup_fd, Transaction& transaction) {
  const io::UniqueFd link = AttachAnew(hook, cgroup_fd);
  if (!link.valid()) return FailWithErrno(std::string("the kernel refuses to attach ") + hook.spec->name);
  if (const auto pinned = MakePin(link.get(), path); !pinned) return pinned;
  transaction.OnFailure([path] { RemoveLink(path); });
  return {};
}

std::string Beside(const std::string& path) { return path + "_new"; }

// A cgroup link takes another program in place (5.7). A tracing link cannot: the new one is attached beside the old,
// and its pin then takes the old one's name, which detaches the old.
Result<void> Replace(const LoadedHook& hook, const std::string& path, int link_fd, const LinkAbout& about,
                     int cgroup_fd, Transaction& transaction) {
  if (hook.spec->kind == HookKind::kTracing) {
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
  if (RunsSameProgram(*about, hook.program_fd)) return {};
  return Replace(hook, path, pinned.get(), *about, cgroup_fd, transaction);
}

HookState StateOf(const LoadedHook& hook, bool attached, const std::string& why) {
  HookState state;
  state.name = hook.spec->name;
  state.required = hook.spec->required;
  state.attached = attached;
  if (!attached) state.lost = (why.empty() ? "" : why + ": ") + hook.spec->covers;
  return state;
}

// What an earlier agent was asked for, and this one is not.
void RemoveUnwanted(const std::vector<LoadedHook>& hooks, const Pins& pins) {
  for (const HookSpec& spec : kHooks) {
    const bool wanted =
        std::any_of(hooks.begin(), hooks.end(), [&](const LoadedHook& hook) { return hook.spec == &spec; });
    if (!wanted) RemoveLink(pins.Path(LinkName(spec)));
  }
}

}  // namespace

std::span<const HookSpec> HookSpecs() { return kHooks; }

Result<std::vector<HookState>> AttachHooks(const std::vector<LoadedHook>& hooks, const Pins& pins, int cgroup_fd,
                                           const std::function<Result<void>()>& between) {
  std::vector<HookState> states;
  Transaction transaction;
  bool at_cgroups = false;
  for (const LoadedHook& hook : hooks) {
    if (hook.spec->kind == HookKind::kCgroup && !std::exchange(at_cgroups, true))
      if (const auto done = between(); !done) return tl::unexpected(done.error());
    if (hook.program_fd < 0) {
      states.push_back(StateOf(hook, false, hook.refusal));
      continue;
    }
    const auto attached = AttachHook(hook, pins, cgroup_fd, transaction);
    if (!attached && hook.spec->required) return tl::unexpected(attached.error());
    states.push_back(StateOf(hook, attached.has_value(), attached ? "" : attached.error().what));
  }
  transaction.Keep();
  RemoveUnwanted(hooks, pins);
  return states;
}

std::vector<HookState> LookAtHooks(const std::vector<LoadedHook>& hooks, const Pins& pins) {
  std::vector<HookState> states;
  for (const LoadedHook& hook : hooks)
    states.push_back(StateOf(hook, OpenPin(pins.Path(LinkName(*hook.spec))).valid(), hook.refusal));
  return states;
}

Result<void> CheckPinnedCgroup(const Pins& pins, CgroupId cgroup) {
  for (const HookSpec& spec : kHooks) {
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
