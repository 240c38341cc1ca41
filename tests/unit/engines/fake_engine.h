// SPDX-License-Identifier: Apache-2.0
// An engine that does what a test says: HTTP over a real unix socket, from a thread of its own.
#ifndef PORTLAW_TESTS_UNIT_ENGINES_FAKE_ENGINE_H_
#define PORTLAW_TESTS_UNIT_ENGINES_FAKE_ENGINE_H_

#include <functional>
#include <map>
#include <mutex>
#include <set>
#include <string>
#include <thread>
#include <vector>

#include "agent/io/unique_fd.h"

namespace portlaw::containers {

class FakeEngine {
 public:
  // Begins to listen at `socket`.
  explicit FakeEngine(std::string socket);
  ~FakeEngine() { Stop(); }
  FakeEngine(const FakeEngine&) = delete;
  FakeEngine& operator=(const FakeEngine&) = delete;

  // A container's description, by id; the next answers have it. Without it, the engine answers 404.
  void Set(const std::string& id, const std::string& json);
  void Remove(const std::string& id);
  // Sends raw bytes to everybody who follows the events.
  void Send(const std::string& text);
  void SendEvent(const std::string& action, const std::string& id);
  // The whole answer to requests that begin with `target` (header and body); empty: none at all, for ever.
  void Answer(const std::string& target, const std::string& raw);
  void HangUp();  // on everybody
  void Stop();    // and the socket is gone

  int Asked(const std::string& target) const;  // how many requests began so
  int Followers() const;

 private:
  void Serve(std::stop_token stop);
  void Reply(int fd, const std::string& target);
  std::string ReplyTo(const std::string& target);

  std::string socket_;
  io::UniqueFd listener_;
  mutable std::mutex mutex_;
  std::map<std::string, std::string> containers_;
  std::map<std::string, std::string> answers_;
  std::vector<std::string> requests_;
  std::map<int, io::UniqueFd> clients_;
  std::set<int> followers_;
  std::jthread thread_;
};

}  // namespace portlaw::containers

#endif  // PORTLAW_TESTS_UNIT_ENGINES_FAKE_ENGINE_H_
