// SPDX-License-Identifier: Apache-2.0
// Identity without an API: containerd, CRI-O, Kubernetes and Podman, by the files that they keep for each container.
#ifndef PORTLAW_AGENT_CONTAINERS_ENGINES_BUNDLES_H_
#define PORTLAW_AGENT_CONTAINERS_ENGINES_BUNDLES_H_

#include <memory>
#include <string>
#include <vector>

#include "agent/containers/engines/container_path.h"
#include "agent/containers/engines/container_record.h"
#include "agent/containers/identity_source.h"

namespace portlaw::containers {

inline constexpr std::string_view kBundles = "oci-bundles";

// A container whose cgroup's path holds its id, and which root's runtime made (IsCgroupOf). One whose id leads nowhere
// is nameless, and so is one that only calls itself so.
class Bundles : public IdentitySource {
 public:
  // `root` is put before every path; empty but in tests.
  explicit Bundles(std::string root = {}) : root_(std::move(root)) {}

  bool Configure(const Settings&) override { return false; }
  void Start(io::EventLoop&, IdentitySink&) override {}
  Answer Identify(const Cgroup& cgroup) override;
  std::vector<SourceStatus> Status() const override;

 private:
  std::optional<ContainerRecord> Find(const NamedContainer& container) const;
  std::optional<ContainerRecord> FindInContainerd(const std::string& id) const;
  std::optional<ContainerRecord> FindInStorage(const std::string& id) const;

  std::string root_;
  std::uint64_t found_ = 0;
  std::uint64_t nameless_ = 0;
};

std::unique_ptr<IdentitySource> MakeBundles();

}  // namespace portlaw::containers

#endif  // PORTLAW_AGENT_CONTAINERS_ENGINES_BUNDLES_H_
