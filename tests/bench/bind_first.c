/* SPDX-License-Identifier: Apache-2.0 */
/* usage: bind_first PORT
   A container's program whose first deed is a bind of a TCP port. */
#include <arpa/inet.h>
#include <stdio.h>
#include <stdlib.h>
#include <sys/socket.h>

int main(int argc, char** argv) {
  const struct sockaddr_in address = {.sin_family = AF_INET, .sin_port = htons(argc > 1 ? atoi(argv[1]) : 0)};
  if (bind(socket(AF_INET, SOCK_STREAM, 0), (const struct sockaddr*)&address, sizeof(address)) == 0) return 0;
  perror("bind");
  return 1;
}
