// SPDX-License-Identifier: Apache-2.0
// usage: binder PORT          binds TCP PORT on 0.0.0.0; exits with 0 where it is bound, 1 where it is refused
//        binder OWN FOREIGN   binds both over and over until SIGTERM; exits with 0 where OWN was always bound and
//                             FOREIGN never; says when it has begun, and at the end how often
// What the tests in shell bind ports with; linked statically, since a container image has no library.
#include <netinet/in.h>
#include <sys/socket.h>
#include <unistd.h>

#include <cerrno>
#include <csignal>
#include <cstdio>
#include <cstdlib>
#include <cstring>

namespace {

volatile std::sig_atomic_t stopped = 0;

// Whether it could be bound; what cannot be told from a verdict ends the program.
bool Binds(const char* port) {
  const int fd = socket(AF_INET, SOCK_STREAM, 0);
  sockaddr_in address{};
  address.sin_family = AF_INET;
  address.sin_port = htons(static_cast<in_port_t>(std::atoi(port)));
  const bool bound = bind(fd, reinterpret_cast<const sockaddr*>(&address), sizeof address) == 0;
  if (!bound && errno != EPERM) {
    std::fprintf(stderr, "port %s: %s\n", port, std::strerror(errno));
    std::exit(2);
  }
  close(fd);
  return bound;
}

int BindUntilStopped(const char* own, const char* foreign) {
  std::signal(SIGTERM, [](int) { stopped = 1; });
  long rounds = 0;
  long refused = 0;
  long passed = 0;
  for (; stopped == 0; ++rounds) {
    refused += Binds(own) ? 0 : 1;
    passed += Binds(foreign) ? 1 : 0;
    if (rounds == 0) {
      std::puts("binding");
      std::fflush(stdout);
    }
    usleep(1000);  // leaves the processor to those whom it is to disturb
  }
  std::printf("%ld rounds: %ld times its own port was refused, %ld times a foreign one passed\n", rounds, refused,
              passed);
  return rounds > 0 && refused == 0 && passed == 0 ? 0 : 1;
}

}  // namespace

int main(int argc, char** argv) {
  if (argc == 3) return BindUntilStopped(argv[1], argv[2]);
  if (argc != 2) return 2;
  const bool bound = Binds(argv[1]);
  std::puts(bound ? "bound" : "refused");
  return bound ? 0 : 1;
}
