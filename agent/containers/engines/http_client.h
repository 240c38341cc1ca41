// SPDX-License-Identifier: Apache-2.0
// HTTP GET over unix sockets, on the agent's loop: libcurl's multi interface with the loop's watches. No threads, and
// nothing here blocks.
#ifndef PORTLAW_AGENT_CONTAINERS_ENGINES_HTTP_CLIENT_H_
#define PORTLAW_AGENT_CONTAINERS_ENGINES_HTTP_CLIENT_H_

#include <curl/curl.h>
#include <sys/types.h>

#include <chrono>
#include <functional>
#include <memory>
#include <optional>
#include <string>
#include <string_view>
#include <unordered_map>
#include <vector>

#include "agent/io/event_loop.h"
#include "policy/model/result.h"

namespace portlaw::containers {

inline constexpr int kHttpOk = 200;

struct HttpGet {
  std::string socket;  // path of the unix socket
  std::string target;  // "/containers/json?all=1", escaped already
  uid_t peer = 0;      // who must listen there: another's answer is not asked for
  std::chrono::milliseconds connect_timeout{2000};
  std::chrono::milliseconds timeout{0};  // for all of it; 0: none, a stream
};

// The parts of an answer, in order. None of them is called after the request is destroyed. Of the three, only on_done
// may destroy a request: the others run inside libcurl.
struct HttpHandlers {
  std::function<void(std::string_view line)> on_header;  // with its line end; may be empty
  std::function<void(int status)> on_start;              // the headers are complete; may be empty
  std::function<bool(std::string_view chunk)> on_body;   // false: that is enough, the request fails
  std::function<void(Result<int> status)> on_done;       // the status of an answer that came whole, or why it did not
};

class HttpClient;

// A request under way. It ends with this.
class HttpRequest {
 public:
  HttpRequest() = default;
  explicit operator bool() const { return state_ != nullptr; }

 private:
  friend class HttpClient;
  struct State;
  std::shared_ptr<State> state_;
};

class HttpClient {
 public:
  static Result<std::unique_ptr<HttpClient>> Make(io::EventLoop& loop);
  ~HttpClient();
  HttpClient(const HttpClient&) = delete;
  HttpClient& operator=(const HttpClient&) = delete;

  // Begins the request, from within a handler too. The client outlives it.
  Result<HttpRequest> Get(HttpGet get, HttpHandlers handlers);

 private:
  struct MultiCleanup {
    void operator()(CURLM* multi) const { curl_multi_cleanup(multi); }
  };
  explicit HttpClient(io::EventLoop& loop) : loop_(loop) {}
  static curl_socket_t OnOpen(void* state, curlsocktype purpose, curl_sockaddr* address);
  static int OnSocket(CURL* easy, curl_socket_t fd, int what, void* self, void* unused);
  static int OnTimer(CURLM* multi, long milliseconds, void* self);
  void Act(curl_socket_t fd, int events);
  void AddWaiting();
  void Finish();

  io::EventLoop& loop_;
  std::unique_ptr<CURLM, MultiCleanup> multi_;
  std::unordered_map<curl_socket_t, io::Watch> watches_;
  io::Watch timer_;
  bool inside_ = false;  // libcurl runs: it takes no new request now
  std::vector<std::weak_ptr<HttpRequest::State>> waiting_;
};

}  // namespace portlaw::containers

#endif  // PORTLAW_AGENT_CONTAINERS_ENGINES_HTTP_CLIENT_H_
