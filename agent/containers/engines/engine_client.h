// SPDX-License-Identifier: Apache-2.0
// One Docker-compatible engine, followed over its socket: what containers it has, and every change of that.
#ifndef PORTLAW_AGENT_CONTAINERS_ENGINES_ENGINE_CLIENT_H_
#define PORTLAW_AGENT_CONTAINERS_ENGINES_ENGINE_CLIENT_H_

#include <chrono>
#include <cstdint>
#include <deque>
#include <functional>
#include <string>
#include <unordered_map>
#include <unordered_set>

#include "agent/containers/engines/container_record.h"
#include "agent/containers/engines/http_client.h"
#include "agent/containers/engines/image_labels.h"
#include "agent/containers/engines/line_splitter.h"
#include "agent/containers/engines/pods.h"

namespace portlaw::containers {

// What an engine may cost. What is past a bound is logged once and left out.
struct EngineLimits {
  std::size_t containers = 16384;
  std::size_t list_bytes = 32 * 1024 * 1024;
  std::size_t inspect_bytes = 4 * 1024 * 1024;
  std::size_t event_bytes = 256 * 1024;
  std::uint32_t events_per_second = 5000;
  std::chrono::milliseconds answer{5000};    // to an inspect or a version
  std::chrono::milliseconds listing{15000};  // to a listing, and to the beginning of the event stream
  std::chrono::milliseconds first_retry{250};
  std::chrono::milliseconds last_retry{10000};
  std::chrono::milliseconds relist{60000};  // a listing now and then finds whatever was missed
};

class EngineClient;

// What a client tells. Called from the loop; a callback must not destroy the client.
class EngineObserver {
 public:
  virtual ~EngineObserver() = default;
  // Somebody listens at the socket: the process `pid` of user `uid`. What the engine may cost; an error (why) where it
  // is not to be followed.
  virtual Result<EngineLimits> OnListener(EngineClient& engine, std::int64_t pid, std::uint32_t uid) = 0;
  // The socket answers, and this is who it is.
  virtual void OnConnected(EngineClient& engine) = 0;
  // It is known where the engine makes its containers' directories (containers_directory).
  virtual void OnDirectory(EngineClient& engine) = 0;
  // A container is new or may have changed. `fresh`: it was made while the client watched.
  virtual void OnContainer(EngineClient& engine, ContainerRecord record, bool fresh) = 0;
  // The engine knows no such container (any more).
  virtual void OnRemoved(EngineClient& engine, const std::string& id) = 0;
  // The engine was asked about `id` (Ask) and gave no answer that is one; the connection may be lost.
  virtual void OnNoAnswer(EngineClient& engine, const std::string& id) = 0;
  // All containers that there were at the connection have been told.
  virtual void OnListed(EngineClient& engine) = 0;
};

class EngineClient {
 public:
  // `loop`, `http` and `observer` outlive the client.
  EngineClient(io::EventLoop& loop, HttpClient& http, EngineObserver& observer, std::string socket,
               EngineLimits limits = {});
  EngineClient(const EngineClient&) = delete;
  EngineClient& operator=(const EngineClient&) = delete;

  // Connects now, and from then on whenever the connection is lost, with a delay that grows.
  void Start();

  // Asks about a container: OnContainer or OnRemoved follow. `patience`: how often to ask anew when the engine does
  // not know it (yet).
  void Ask(const std::string& id, int patience = 0);

  const std::string& socket() const { return socket_; }
  const EngineVersion& version() const { return version_; }
  // Where the engine makes a directory for each new container; empty where that is not known.
  const std::string& containers_directory() const { return containers_directory_; }
  bool following() const { return phase_ == Phase::kFollowing; }
  // Connecting, or listing for the first time: more will be known soon.
  bool busy() const { return phase_ != Phase::kIdle && !listed_; }
  const std::string& trouble() const { return trouble_; }  // why it is not following; empty where it is
  std::chrono::milliseconds next_try() const { return retry_; }
  std::uint64_t complaints() const { return complaints_; }  // answers that were no good

 private:
  enum class Phase { kIdle, kConnecting, kFollowing };

  // A container that the engine is to be asked about, or is being asked about.
  struct Question {
    int patience = 0;
    bool fresh = false;
    bool again = false;  // it changed while the answer was under way
    HttpRequest request;
    std::string body;
    io::Watch retry;
  };

  void Connect();
  void Ping();
  void AskDirectory();
  void Follow();
  void List();
  void TakeList(const std::string& body);
  bool OnEvents(std::string_view piece);
  void OnEventLine(std::string_view line);
  bool WithinRate();

  void Enqueue(const std::string& id, int patience, bool fresh);
  void Pump();
  void Begin(const std::string& id, Question& question);
  void Finish(const std::string& id, const Result<int>& status);
  void TakeContainer(const std::string& id, const Question& question);
  void Confirm(ContainerRecord record, bool fresh);
  void Confirmed(ContainerRecord record, const std::optional<IdentityLabels>& of_image, std::optional<PodRecord> pod,
                 bool fresh);
  std::string OwnApi() const;
  bool IsFull() const { return known_.size() >= limits_.containers; }
  std::string TooMany() const;
  void Remove(const std::string& id);
  void NoAnswer(const std::string& id);
  void Answered(const std::string& id);
  void Settled();

  void Lose(const std::string& why);
  void Complain(const std::string& what);
  // A GET whose whole answer goes to `body`, which must outlive the request; `done` gets its status.
  HttpRequest GetWhole(const std::string& target, std::chrono::milliseconds timeout, std::size_t max_bytes,
                       std::string& body, std::function<void(const Result<int>&)> done,
                       std::function<void(std::string_view)> on_header = {});
  io::Watch After(std::chrono::milliseconds delay, std::function<void()> callback);

  io::EventLoop& loop_;
  HttpClient& http_;
  EngineObserver& observer_;
  std::string socket_;
  EngineLimits limits_;

  Phase phase_ = Phase::kIdle;
  uid_t peer_ = 0;
  EngineVersion version_;
  std::string containers_directory_;
  std::string trouble_ = "not connected yet";
  std::chrono::milliseconds retry_;
  std::chrono::steady_clock::time_point connected_{};
  io::Watch timer_;      // the next connection, the end of patience with this one, or the next listing
  HttpRequest request_;  // the version or a listing
  std::string body_;
  HttpRequest info_;
  std::string info_body_;
  HttpRequest stream_;
  LineSplitter lines_;
  std::chrono::steady_clock::time_point window_{};
  std::uint32_t window_events_ = 0;

  bool listed_ = false;
  std::unordered_set<std::string> known_;    // told to the observer, not removed
  std::unordered_set<std::string> listing_;  // of the first listing: not answered yet
  std::unordered_map<std::string, Question> questions_;
  ImageLabels images_;
  Pods pods_;
  std::deque<std::string> queue_;  // those of questions_ that have not been asked yet
  std::size_t under_way_ = 0;
  std::uint64_t complaints_ = 0;
};

}  // namespace portlaw::containers

#endif  // PORTLAW_AGENT_CONTAINERS_ENGINES_ENGINE_CLIENT_H_
