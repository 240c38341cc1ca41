// SPDX-License-Identifier: Apache-2.0
#include "tests/unit/engines/fake_engine.h"

#include <poll.h>
#include <sys/socket.h>
#include <sys/un.h>
#include <unistd.h>

#include <algorithm>
#include <array>
#include <cstring>
#include <stdexcept>

namespace portlaw::containers {

namespace {

std::string Http(int status, const std::string& body) {
  return "HTTP/1.1 " + std::to_string(status) +
         " X\r\nContent-Type: application/json\r\nContent-Length: " + std::to_string(body.size()) + "\r\n\r\n" + body;
}

std::string Chunk(const std::string& text) {
  std::array<char, 16> size{};
  std::snprintf(size.data(), size.size(), "%zx\r\n", text.size());
  return size.data() + text + "\r\n";
}

void Write(int fd, const std::string& text) {
  for (std::size_t done = 0; done < text.size();) {
    const auto sent = send(fd, text.data() + done, text.size() - done, MSG_NOSIGNAL);
    if (sent <= 0) return;
    done += static_cast<std::size_t>(sent);
  }
}

}  // namespace

FakeEngine::FakeEngine(std::string socket) : socket_(std::move(socket)) {
  sockaddr_un address{};
  address.sun_family = AF_UNIX;
  std::strncpy(address.sun_path, socket_.c_str(), sizeof(address.sun_path) - 1);
  unlink(socket_.c_str());
  listener_ = io::UniqueFd(::socket(AF_UNIX, SOCK_STREAM | SOCK_CLOEXEC, 0));
  if (bind(listener_.get(), reinterpret_cast<sockaddr*>(&address), sizeof(address)) != 0 ||
      listen(listener_.get(), 16) != 0) {
    throw std::runtime_error("the fake engine cannot listen at " + socket_);
  }
  thread_ = std::jthread([this](std::stop_token stop) { Serve(stop); });
}

void FakeEngine::Stop() {
  thread_ = {};
  HangUp();
  listener_ = {};
  unlink(socket_.c_str());
}

void FakeEngine::Set(const std::string& id, const std::string& json) {
  const std::lock_guard lock(mutex_);
  containers_[id] = json;
}

void FakeEngine::Remove(const std::string& id) {
  const std::lock_guard lock(mutex_);
  containers_.erase(id);
}

void FakeEngine::Send(const std::string& text) {
  const std::lock_guard lock(mutex_);
  for (const int fd : followers_) Write(fd, Chunk(text));
}

void FakeEngine::SendEvent(const std::string& action, const std::string& id) {
  Send(R"({"Type":"container","Action":")" + action + R"(","Actor":{"ID":")" + id + "\"}}\n");
}

void FakeEngine::Answer(const std::string& target, const std::string& raw) {
  const std::lock_guard lock(mutex_);
  answers_[target] = raw;
}

void FakeEngine::HangUp() {
  const std::lock_guard lock(mutex_);
  followers_.clear();
  clients_.clear();
}

int FakeEngine::Asked(const std::string& target) const {
  const std::lock_guard lock(mutex_);
  return static_cast<int>(std::count_if(requests_.begin(), requests_.end(),
                                        [&](const std::string& request) { return request.starts_with(target); }));
}

int FakeEngine::Followers() const {
  const std::lock_guard lock(mutex_);
  return static_cast<int>(followers_.size());
}

void FakeEngine::Serve(std::stop_token stop) {
  while (!stop.stop_requested()) {
    std::vector<pollfd> fds{{listener_.get(), POLLIN, 0}};
    {
      const std::lock_guard lock(mutex_);
      for (const auto& [fd, owner] : clients_) fds.push_back({fd, POLLIN, 0});
    }
    poll(fds.data(), fds.size(), 5);
    const std::lock_guard lock(mutex_);
    for (const pollfd& ready : fds) {
      if (ready.revents == 0) continue;
      if (ready.fd == listener_.get()) {
        io::UniqueFd client(accept4(ready.fd, nullptr, nullptr, SOCK_CLOEXEC));
        const int fd = client.get();
        clients_[fd] = std::move(client);
        continue;
      }
      if (!clients_.contains(ready.fd)) continue;
      std::array<char, 8192> buffer{};
      const auto size = recv(ready.fd, buffer.data(), buffer.size(), MSG_DONTWAIT);
      if (size <= 0) {
        followers_.erase(ready.fd);
        clients_.erase(ready.fd);
        continue;
      }
      const std::string text(buffer.data(), static_cast<std::size_t>(size));
      const auto begin = text.find(' ') + 1;
      Reply(ready.fd, text.substr(begin, text.find(' ', begin) - begin));
    }
  }
}

void FakeEngine::Reply(int fd, const std::string& target) {
  requests_.push_back(target);
  for (const auto& [prefix, raw] : answers_) {
    if (target.starts_with(prefix)) return Write(fd, raw);
  }
  if (target.starts_with("/events")) {
    Write(fd, "HTTP/1.1 200 OK\r\nTransfer-Encoding: chunked\r\n\r\n");
    followers_.insert(fd);
    return;
  }
  Write(fd, ReplyTo(target));
}

std::string FakeEngine::ReplyTo(const std::string& target) {
  if (target == "/_ping") return "HTTP/1.1 200 OK\r\nServer: Docker/1.2.3 (linux)\r\nContent-Length: 2\r\n\r\nOK";
  if (target.starts_with("/containers/json")) {
    std::string list;
    for (const auto& [id, json] : containers_) list += (list.empty() ? "" : ",") + (R"({"Id":")" + id + "\"}");
    return Http(200, "[" + list + "]");
  }
  const std::string prefix = "/containers/";
  if (!target.starts_with(prefix)) return Http(404, "{}");
  const auto found = containers_.find(target.substr(prefix.size(), target.rfind('/') - prefix.size()));
  return found == containers_.end() ? Http(404, "{}") : Http(200, found->second);
}

}  // namespace portlaw::containers
