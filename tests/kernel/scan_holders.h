// SPDX-License-Identifier: Apache-2.0
// The less common ways to hold a port: by a connection, by a descriptor that somebody else passed on, by a bind alone.
#ifndef PORTLAW_TESTS_KERNEL_SCAN_HOLDERS_H_
#define PORTLAW_TESTS_KERNEL_SCAN_HOLDERS_H_

#include <gtest/gtest.h>
#include <sys/socket.h>
#include <sys/utsname.h>
#include <unistd.h>

#include <cstdio>
#include <cstdlib>
#include <cstring>

#include "agent/io/unique_fd.h"
#include "tests/kernel/sandbox.h"
#include "tests/kernel/scan_sockets.h"

namespace portlaw::scan {

// Kernel 6.8 was the first to list TCP sockets that are bound and neither listen nor connect.
inline bool KernelShowsBoundSockets() {
  utsname kernel{};
  int major = 0, minor = 0;
  EXPECT_EQ(::uname(&kernel), 0);
  EXPECT_EQ(std::sscanf(kernel.release, "%d.%d", &major, &minor), 2);
  return major > 6 || (major == 6 && minor >= 8);
}

struct Connection {
  io::UniqueFd listener;
  io::UniqueFd client;
  io::UniqueFd accepted;  // closed before the client is, it leaves TIME_WAIT on the port
};

// A listener on loopback, which is put up for it, and an accepted connection. The caller has a network namespace of its
// own.
inline Connection ConnectionOn(Port port) {
  EXPECT_EQ(std::system("ip link set lo up"), 0);
  Connection connection;
  connection.listener = Open(AF_INET, SOCK_STREAM, "127.0.0.1", port);
  connection.client = io::UniqueFd(::socket(AF_INET, SOCK_STREAM | SOCK_CLOEXEC, 0));
  sockaddr_in to{};
  to.sin_family = AF_INET;
  to.sin_port = htons(port);
  to.sin_addr.s_addr = htonl(INADDR_LOOPBACK);
  EXPECT_EQ(::connect(connection.client.get(), reinterpret_cast<sockaddr*>(&to), sizeof(to)), 0);
  connection.accepted = io::UniqueFd(::accept4(connection.listener.get(), nullptr, nullptr, SOCK_CLOEXEC));
  EXPECT_TRUE(connection.accepted.valid());
  return connection;
}

// A process in `cgroup` that is handed `socket` over a unix socket (SCM_RIGHTS) and keeps it until it is destroyed. The
// test keeps its own.
class PassedTo {
 public:
  PassedTo(const kernel::test::ScopedCgroup& cgroup, io::UniqueFd socket)
      : socket_(std::move(socket)), pair_(MakePair()), child_(cgroup, [this] { return Keep(); }) {
    Send();
    char byte = 0;
    EXPECT_EQ(::read(pair_.ours.get(), &byte, 1), 1) << "the other process did not get the socket";
  }

  pid_t pid() const { return child_.pid(); }

 private:
  struct Pair {
    io::UniqueFd ours;
    io::UniqueFd theirs;
  };

  static Pair MakePair() {
    int fds[2] = {-1, -1};
    EXPECT_EQ(::socketpair(AF_UNIX, SOCK_STREAM | SOCK_CLOEXEC, 0, fds), 0);
    return {io::UniqueFd(fds[0]), io::UniqueFd(fds[1])};
  }

  // In the other process, which has let go of the descriptor that it was born with.
  int Keep() {
    socket_ = {};
    pair_.ours = {};
    char byte = 0;
    iovec part{&byte, 1};
    alignas(cmsghdr) char control[CMSG_SPACE(sizeof(int))];
    msghdr message{};
    message.msg_iov = &part;
    message.msg_iovlen = 1;
    message.msg_control = control;
    message.msg_controllen = sizeof(control);
    if (::recvmsg(pair_.theirs.get(), &message, MSG_CMSG_CLOEXEC) != 1 || CMSG_FIRSTHDR(&message) == nullptr) return 1;
    if (::write(pair_.theirs.get(), "x", 1) != 1) return 1;
    for (;;) ::pause();
  }

  void Send() {
    char byte = 'x';
    iovec part{&byte, 1};
    alignas(cmsghdr) char control[CMSG_SPACE(sizeof(int))] = {};
    msghdr message{};
    message.msg_iov = &part;
    message.msg_iovlen = 1;
    message.msg_control = control;
    message.msg_controllen = sizeof(control);
    cmsghdr* header = CMSG_FIRSTHDR(&message);
    header->cmsg_level = SOL_SOCKET;
    header->cmsg_type = SCM_RIGHTS;
    header->cmsg_len = CMSG_LEN(sizeof(int));
    const int fd = socket_.get();
    std::memcpy(CMSG_DATA(header), &fd, sizeof(fd));
    EXPECT_EQ(::sendmsg(pair_.ours.get(), &message, 0), 1);
    pair_.theirs = {};  // so that the read that follows ends where the other process does
  }

  io::UniqueFd socket_;
  Pair pair_;
  kernel::test::Child child_;
};

}  // namespace portlaw::scan

#endif  // PORTLAW_TESTS_KERNEL_SCAN_HOLDERS_H_
