// SPDX-License-Identifier: Apache-2.0
#include "agent/metrics/endpoint.h"

#include <arpa/inet.h>
#include <netinet/in.h>
#include <sys/epoll.h>
#include <sys/socket.h>
#include <unistd.h>

#include <array>
#include <cerrno>
#include <charconv>
#include <cstring>
#include <utility>

#include "policy/decide/sink_address.h"

namespace portlaw::metrics {

namespace {

constexpr std::string_view kEndOfHead = "\r\n\r\n";

struct Address {
  sockaddr_storage storage{};
  socklen_t size = 0;
};

std::optional<in_port_t> ParsePortNumber(std::string_view text) {
  in_port_t port = 0;
  const auto [stop, error] = std::from_chars(text.data(), text.data() + text.size(), port);
  if (text.empty() || error != std::errc() || stop != text.data() + text.size()) return std::nullopt;
  return port;
}

template <class Sockaddr>
Address AddressWith(const Sockaddr& address) {
  Address result;
  std::memcpy(&result.storage, &address, sizeof address);
  result.size = sizeof address;
  return result;
}

// "127.0.0.1:9911", "[::1]:9911"
std::optional<Address> ParseAddress(std::string_view text) {
  const std::size_t colon = text.rfind(':');
  if (colon == std::string_view::npos) return std::nullopt;
  const auto port = ParsePortNumber(text.substr(colon + 1));
  if (!port) return std::nullopt;
  std::string host(text.substr(0, colon));
  sockaddr_in ipv4{};
  ipv4.sin_family = AF_INET;
  ipv4.sin_port = htons(*port);
  if (inet_pton(AF_INET, host.c_str(), &ipv4.sin_addr) == 1) return AddressWith(ipv4);
  if (host.size() < 2 || host.front() != '[' || host.back() != ']') return std::nullopt;
  sockaddr_in6 ipv6{};
  ipv6.sin6_family = AF_INET6;
  ipv6.sin6_port = htons(*port);
  host = host.substr(1, host.size() - 2);
  if (inet_pton(AF_INET6, host.c_str(), &ipv6.sin6_addr) == 1) return AddressWith(ipv6);
  return std::nullopt;
}

Result<io::UniqueFd> ListenOn(const Address& address, const std::string& listen) {
  io::UniqueFd fd(socket(address.storage.ss_family, SOCK_STREAM | SOCK_CLOEXEC | SOCK_NONBLOCK, 0));
  const int on = 1;
  if (!fd.valid() || setsockopt(fd.get(), SOL_SOCKET, SO_REUSEADDR, &on, sizeof on) != 0 ||
      bind(fd.get(), reinterpret_cast<const sockaddr*>(&address.storage), address.size) != 0 ||
      ::listen(fd.get(), SOMAXCONN) != 0) {
    return Fail({"metrics.listen", 0}, "cannot listen on " + listen + ": " + std::strerror(errno),
                "choose another port or address");
  }
  return fd;
}

std::string Response(std::string_view status, std::string_view type, std::string_view body, bool with_body) {
  std::string text = "HTTP/1.1 " + std::string(status) + "\r\nContent-Type: " + std::string(type) +
                     "\r\nContent-Length: " + std::to_string(body.size()) + "\r\nConnection: close\r\n\r\n";
  if (with_body) text += body;
  return text;
}

constexpr std::string_view kPlain = "text/plain; charset=utf-8";

}  // namespace

std::string AnswerTo(std::string_view head, const MakeText& text) {
  const std::string_view line = head.substr(0, head.find("\r\n"));
  const std::size_t method_end = line.find(' ');
  const std::size_t path_end = method_end == std::string_view::npos ? method_end : line.find(' ', method_end + 1);
  if (path_end == std::string_view::npos || !line.substr(path_end + 1).starts_with("HTTP/1.")) {
    return Response("400 Bad Request", kPlain, "not understood\n", true);
  }
  const std::string_view method = line.substr(0, method_end);
  std::string_view path = line.substr(method_end + 1, path_end - method_end - 1);
  path = path.substr(0, path.find('?'));
  if (method != "GET" && method != "HEAD") return Response("405 Method Not Allowed", kPlain, "GET only\n", true);
  const bool with_body = method == "GET";
  if (path != "/metrics") return Response("404 Not Found", kPlain, "only /metrics is here\n", with_body);
  const auto metrics = text();
  if (!metrics) return Response("503 Service Unavailable", kPlain, "the agent's log says why\n", with_body);
  return Response("200 OK", "text/plain; version=0.0.4; charset=utf-8", *metrics, with_body);
}

Result<std::unique_ptr<Endpoint>> Endpoint::Make(io::EventLoop& loop, const std::string& listen, MakeText text) {
  std::unique_ptr<Endpoint> endpoint(new Endpoint(loop, std::move(text)));
  if (auto listening = endpoint->Listen(listen); !listening) return tl::make_unexpected(listening.error());
  auto watch = loop.OnIo(endpoint->fd(), EPOLLIN, [raw = endpoint.get()](std::uint32_t) { raw->Accept(); });
  if (!watch) return tl::make_unexpected(watch.error());
  endpoint->watch_ = std::move(*watch);
  return endpoint;
}

Result<void> Endpoint::Listen(const std::string& listen) {
  if (listen.starts_with(kUnixScheme)) {
    auto listener = control::Listener::Make(listen.substr(kUnixScheme.size()), std::nullopt);
    if (!listener) return tl::make_unexpected(listener.error());
    unix_.emplace(std::move(*listener));
    return {};
  }
  const auto address = ParseAddress(listen);
  if (!address) {
    return Fail({"metrics.listen", 0}, "\"" + listen + "\" is no address to listen on",
                "write 127.0.0.1:9911, [::1]:9911 or unix:/run/portlaw/metrics.sock");
  }
  auto fd = ListenOn(*address, listen);
  if (!fd) return tl::make_unexpected(fd.error());
  tcp_ = std::move(*fd);
  return {};
}

void Endpoint::Accept() {
  io::UniqueFd fd(accept4(this->fd(), nullptr, nullptr, SOCK_CLOEXEC | SOCK_NONBLOCK));
  if (!fd.valid() || clients_.size() >= kMaxClients) return;
  const auto client = clients_.emplace(clients_.end());
  client->fd = std::move(fd);
  auto watch = loop_.OnIo(client->fd.get(), EPOLLIN, [this, client](std::uint32_t) { Serve(client); });
  auto timeout = loop_.After(kPatience, [this, client] { clients_.erase(client); });
  if (!watch || !timeout) return void(clients_.erase(client));
  client->watch = std::move(*watch);
  client->timeout = std::move(*timeout);
}

void Endpoint::Serve(Clients::iterator client) {
  const bool more = client->output.empty() ? Read(*client) : Write(*client);
  if (!more) clients_.erase(client);
}

// False: the client is done with.
bool Endpoint::Read(Client& client) {
  std::array<char, 4096> buffer{};
  const ssize_t got = recv(client.fd.get(), buffer.data(), buffer.size(), 0);
  if (got < 0) return errno == EINTR || errno == EAGAIN;
  if (got == 0) return false;
  client.input.append(buffer.data(), static_cast<std::size_t>(got));
  if (client.input.find(kEndOfHead) == std::string::npos) return client.input.size() <= kMaxRequestBytes;
  client.output = AnswerTo(client.input, text_);
  client.watch.SetEvents(EPOLLOUT);
  return Write(client);
}

// False: the client is done with.
bool Endpoint::Write(Client& client) {
  const ssize_t sent = send(client.fd.get(), client.output.data(), client.output.size(), MSG_NOSIGNAL);
  if (sent < 0) return errno == EINTR || errno == EAGAIN;
  client.output.erase(0, static_cast<std::size_t>(sent));
  return !client.output.empty();
}

}  // namespace portlaw::metrics
