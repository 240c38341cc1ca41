// SPDX-License-Identifier: Apache-2.0
#include "agent/containers/engines/http_client.h"

#include <sys/epoll.h>
#include <sys/socket.h>

#include <array>
#include <cstring>
#include <utility>

#include "agent/io/unix_connect.h"

namespace portlaw::containers {

struct HttpRequest::State {
  CURLM* multi = nullptr;
  CURL* easy = nullptr;
  std::string where;
  uid_t peer = 0;
  io::UniqueFd place;   // of the socket, until it is connected
  int connection = -1;  // that this request has made; another was looked at when it was made
  HttpHandlers handlers;
  std::weak_ptr<State> self;
  bool started = false;
  bool refused = false;  // on_body has had enough
  std::array<char, CURL_ERROR_SIZE> error{};

  State() = default;
  State(const State&) = delete;
  State& operator=(const State&) = delete;
  ~State() {
    if (easy == nullptr) return;
    curl_multi_remove_handle(multi, easy);
    curl_easy_cleanup(easy);
  }

  long Status() const {
    long status = 0;
    curl_easy_getinfo(easy, CURLINFO_RESPONSE_CODE, &status);
    return status;
  }

  void Start() {
    if (std::exchange(started, true) || !handlers.on_start) return;
    handlers.on_start(static_cast<int>(Status()));
  }

  static std::size_t OnBody(char* data, std::size_t, std::size_t size, void* state) {
    auto& self = *static_cast<State*>(state);
    if (self.handlers.on_body({data, size})) return size;
    self.refused = true;
    return CURL_WRITEFUNC_ERROR;
  }

  // The empty line ends the headers.
  static std::size_t OnHeader(char* data, std::size_t, std::size_t size, void* state) {
    auto& self = *static_cast<State*>(state);
    const std::string_view line(data, size);
    if (!self.IsPeer()) return 0;
    if (self.handlers.on_header) self.handlers.on_header(line);
    if (line == "\r\n") self.Start();
    return size;
  }

  // What stands at the path may be another's than it was a moment ago. Who it is can be told once it is connected.
  bool IsPeer() {
    const int fd = std::exchange(connection, -1);
    if (fd < 0) return true;
    place = {};
    if (io::PeerOf(fd) == peer) return true;
    refused = true;
    return false;
  }

  Result<int> Outcome(CURLcode code) const {
    if (refused) return Fail({where, 0}, "the answer is longer or worse than it may be");
    if (code == CURLE_OK) return static_cast<int>(Status());
    return Fail({where, 0}, error[0] != 0 ? error.data() : curl_easy_strerror(code));
  }
};

Result<std::unique_ptr<HttpClient>> HttpClient::Make(io::EventLoop& loop) {
  if (curl_global_init(CURL_GLOBAL_DEFAULT) != CURLE_OK) return Fail({}, "libcurl could not start");
  std::unique_ptr<HttpClient> client(new HttpClient(loop));
  client->multi_.reset(curl_multi_init());
  if (client->multi_ == nullptr) return Fail({}, "libcurl could not start");
  CURLM* multi = client->multi_.get();
  curl_multi_setopt(multi, CURLMOPT_SOCKETFUNCTION, OnSocket);
  curl_multi_setopt(multi, CURLMOPT_SOCKETDATA, client.get());
  curl_multi_setopt(multi, CURLMOPT_TIMERFUNCTION, OnTimer);
  curl_multi_setopt(multi, CURLMOPT_TIMERDATA, client.get());
  return client;
}

HttpClient::~HttpClient() { multi_.reset(); }

Result<HttpRequest> HttpClient::Get(HttpGet get, HttpHandlers handlers) {
  HttpRequest request;
  request.state_ = std::make_shared<HttpRequest::State>();
  HttpRequest::State& state = *request.state_;
  CURL* easy = curl_easy_init();
  if (easy == nullptr) return Fail({get.socket, 0}, "libcurl has no handle to give");
  state.multi = multi_.get();
  state.easy = easy;
  state.where = get.socket;
  state.peer = get.peer;
  state.handlers = std::move(handlers);
  state.self = request.state_;
  curl_easy_setopt(easy, CURLOPT_UNIX_SOCKET_PATH, get.socket.c_str());
  curl_easy_setopt(easy, CURLOPT_URL, ("http://localhost" + get.target).c_str());
  curl_easy_setopt(easy, CURLOPT_OPENSOCKETFUNCTION, OnOpen);
  curl_easy_setopt(easy, CURLOPT_OPENSOCKETDATA, &state);
  curl_easy_setopt(easy, CURLOPT_PROTOCOLS_STR, "http");
  curl_easy_setopt(easy, CURLOPT_PROXY, "");  // none, whatever the environment says
  curl_easy_setopt(easy, CURLOPT_NOSIGNAL, 1L);
  curl_easy_setopt(easy, CURLOPT_CONNECTTIMEOUT_MS, static_cast<long>(get.connect_timeout.count()));
  curl_easy_setopt(easy, CURLOPT_TIMEOUT_MS, static_cast<long>(get.timeout.count()));
  curl_easy_setopt(easy, CURLOPT_WRITEFUNCTION, HttpRequest::State::OnBody);
  curl_easy_setopt(easy, CURLOPT_WRITEDATA, &state);
  curl_easy_setopt(easy, CURLOPT_HEADERFUNCTION, HttpRequest::State::OnHeader);
  curl_easy_setopt(easy, CURLOPT_HEADERDATA, &state);
  curl_easy_setopt(easy, CURLOPT_ERRORBUFFER, state.error.data());
  curl_easy_setopt(easy, CURLOPT_PRIVATE, &state);
  if (inside_) {
    waiting_.push_back(request.state_);
  } else if (curl_multi_add_handle(multi_.get(), easy) != CURLM_OK) {
    return Fail({get.socket, 0}, "libcurl took no request");
  }
  return request;
}

void HttpClient::AddWaiting() {
  for (const auto& waiting : std::exchange(waiting_, {})) {
    const auto state = waiting.lock();
    if (!state || curl_multi_add_handle(multi_.get(), state->easy) == CURLM_OK) continue;
    state->handlers.on_done(Fail({state->where, 0}, "libcurl took no request"));
  }
}

// libcurl connects to the address that is put here.
curl_socket_t HttpClient::OnOpen(void* data, curlsocktype, curl_sockaddr* address) {
  auto& state = *static_cast<HttpRequest::State*>(data);
  auto located = io::LocateUnix(state.where);
  if (!located) return CURL_SOCKET_BAD;
  std::memcpy(&address->addr, &located->address, sizeof(located->address));  // it has room for any address
  address->addrlen = sizeof(located->address);
  state.place = std::move(located->place);
  state.connection = socket(AF_UNIX, SOCK_STREAM | SOCK_CLOEXEC | SOCK_NONBLOCK, 0);
  return state.connection;
}

int HttpClient::OnSocket(CURL*, curl_socket_t fd, int what, void* data, void*) {
  auto& self = *static_cast<HttpClient*>(data);
  self.watches_.erase(fd);
  if (what == CURL_POLL_REMOVE) return 0;
  const std::uint32_t events = (what & CURL_POLL_IN ? EPOLLIN : 0U) | (what & CURL_POLL_OUT ? EPOLLOUT : 0U);
  auto watch = self.loop_.OnIo(fd, events, [&self, fd](std::uint32_t ready) {
    self.Act(fd, (ready & EPOLLIN ? CURL_CSELECT_IN : 0) | (ready & EPOLLOUT ? CURL_CSELECT_OUT : 0) |
                     (ready & (EPOLLERR | EPOLLHUP) ? CURL_CSELECT_IN | CURL_CSELECT_ERR : 0));
  });
  if (!watch) return -1;
  self.watches_[fd] = std::move(*watch);
  return 0;
}

int HttpClient::OnTimer(CURLM*, long milliseconds, void* data) {
  auto& self = *static_cast<HttpClient*>(data);
  self.timer_ = {};
  if (milliseconds < 0) return 0;
  auto timer = self.loop_.After(std::chrono::milliseconds(milliseconds), [&self] { self.Act(CURL_SOCKET_TIMEOUT, 0); });
  if (!timer) return -1;
  self.timer_ = std::move(*timer);
  return 0;
}

void HttpClient::Act(curl_socket_t fd, int events) {
  int running = 0;
  inside_ = true;
  curl_multi_socket_action(multi_.get(), fd, events, &running);
  inside_ = false;
  AddWaiting();
  Finish();
}

void HttpClient::Finish() {
  int left = 0;
  while (CURLMsg* message = curl_multi_info_read(multi_.get(), &left)) {
    if (message->msg != CURLMSG_DONE) continue;
    const CURLcode code = message->data.result;
    HttpRequest::State* state = nullptr;
    curl_easy_getinfo(message->easy_handle, CURLINFO_PRIVATE, &state);
    const auto alive = state->self.lock();  // the callback may destroy the request
    curl_multi_remove_handle(multi_.get(), state->easy);
    if (alive) alive->handlers.on_done(alive->Outcome(code));
  }
}

}  // namespace portlaw::containers
