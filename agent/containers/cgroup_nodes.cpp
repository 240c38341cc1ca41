// SPDX-License-Identifier: Apache-2.0
#include "agent/containers/cgroup_nodes.h"

#include <algorithm>
#include <utility>

namespace portlaw::containers {

namespace {

constexpr std::size_t kMaxMemories = 8192;

std::string LeafOf(const std::string& path) { return path.substr(path.find_last_of('/') + 1); }

}  // namespace

Node* CgroupNodes::Find(CgroupId cgroup) {
  const auto found = nodes_.find(cgroup);
  return found == nodes_.end() ? nullptr : &found->second;
}

Node* CgroupNodes::Insert(const Cgroup& cgroup) {
  const bool is_root = nodes_.empty();
  Node* parent = Find(cgroup.parent);
  if (!is_root && parent == nullptr) return nullptr;
  Node node;
  node.id = cgroup.id;
  node.made_ns = cgroup.made_ns;
  node.parent = is_root ? 0 : cgroup.parent;
  node.leaf = is_root ? cgroup.path : LeafOf(cgroup.path);
  if (is_root) root_ = cgroup.id;
  if (parent != nullptr) parent->children.push_back(cgroup.id);
  return &nodes_.emplace(cgroup.id, std::move(node)).first->second;
}

void CgroupNodes::Remove(CgroupId cgroup, const std::function<void(Node&)>& forget) {
  Node* top = Find(cgroup);
  if (top == nullptr) return;
  if (Node* parent = Find(top->parent)) std::erase(parent->children, cgroup);
  std::vector<CgroupId> waiting{cgroup};
  while (!waiting.empty()) {
    const auto node = nodes_.find(waiting.back());
    waiting.pop_back();
    if (node == nodes_.end()) continue;
    waiting.insert(waiting.end(), node->second.children.begin(), node->second.children.end());
    forget(node->second);
    memories_.push_back({node->first, PathOf(node->first), node->second.container, Clock::now()});
    if (memories_.size() > kMaxMemories) memories_.pop_front();
    nodes_.erase(node);
  }
}

void CgroupNodes::Descend(CgroupId cgroup, const std::function<bool(Node&)>& visit) {
  std::vector<CgroupId> waiting{cgroup};
  for (std::size_t i = 0; i < waiting.size(); ++i) {
    Node* node = Find(waiting[i]);
    if (node == nullptr || !visit(*node)) continue;
    waiting.insert(waiting.end(), node->children.begin(), node->children.end());
  }
}

void CgroupNodes::ForEach(const std::function<void(const Node&)>& visit) const {
  for (const auto& [id, node] : nodes_) visit(node);
}

const CgroupNodes::Memory* CgroupNodes::Remembered(CgroupId cgroup) const {
  const auto memory = std::find_if(memories_.rbegin(), memories_.rend(),
                                   [&](const Memory& candidate) { return candidate.cgroup == cgroup; });
  return memory == memories_.rend() ? nullptr : &*memory;
}

std::string CgroupNodes::PathOf(CgroupId cgroup) const {
  const Node* node = Find(cgroup);
  if (node == nullptr) {
    const Memory* memory = Remembered(cgroup);
    return memory == nullptr ? std::string() : memory->path;
  }
  std::string path;
  for (; node != nullptr && node->id != root_; node = Find(node->parent)) path = "/" + node->leaf + path;
  const Node* root = Find(root_);
  if (root == nullptr || root->leaf == "/") return path.empty() ? "/" : path;
  return root->leaf + path;
}

std::shared_ptr<const KnownContainer> CgroupNodes::ContainerAt(CgroupId cgroup) const {
  if (const Node* node = Find(cgroup)) return node->container;
  const Memory* memory = Remembered(cgroup);
  return memory == nullptr ? nullptr : memory->container;
}

void CgroupNodes::BeginWalk() {
  for (auto& [id, node] : nodes_) node.seen = false;
}

std::vector<CgroupId> CgroupNodes::Unseen() const {
  std::vector<CgroupId> unseen;
  for (const auto& [id, node] : nodes_) {
    if (!node.seen && id != root_) unseen.push_back(id);
  }
  return unseen;
}

void CgroupNodes::ForgetGoneBefore(Clock::time_point before) {
  while (!memories_.empty() && memories_.front().gone <= before) memories_.pop_front();
}

}  // namespace portlaw::containers
