// SPDX-License-Identifier: Apache-2.0
#include "agent/metrics/endpoint.h"

#include <gmock/gmock.h>
#include <gtest/gtest.h>
#include <sys/socket.h>

#include <string>
#include <vector>

#include "agent/control/listener.h"
#include "tests/unit/temporary_directory.h"

namespace portlaw::metrics {
namespace {

using std::chrono::milliseconds;
using ::testing::EndsWith;
using ::testing::HasSubstr;
using ::testing::StartsWith;

std::optional<std::string> OneMetric() { return "up 1\n"; }

TEST(AnswerTo, GivesTheMetrics) {
  const std::string answer = AnswerTo("GET /metrics HTTP/1.1\r\nHost: x\r\n\r\n", OneMetric);
  EXPECT_THAT(answer, StartsWith("HTTP/1.1 200 OK\r\n"));
  EXPECT_THAT(answer, HasSubstr("Content-Type: text/plain; version=0.0.4"));
  EXPECT_THAT(answer, HasSubstr("Content-Length: 5\r\n"));
  EXPECT_THAT(answer, EndsWith("\r\n\r\nup 1\n"));
  EXPECT_THAT(AnswerTo("GET /metrics?x=y HTTP/1.0\r\n\r\n", OneMetric), StartsWith("HTTP/1.1 200 OK"));
}

TEST(AnswerTo, GivesNoBodyToHead) {
  const std::string answer = AnswerTo("HEAD /metrics HTTP/1.1\r\n\r\n", OneMetric);
  EXPECT_THAT(answer, HasSubstr("Content-Length: 5\r\n"));
  EXPECT_THAT(answer, EndsWith("\r\n\r\n"));
}

TEST(AnswerTo, RefusesAllElseWithoutMakingTheMetrics) {
  const MakeText never = []() -> std::optional<std::string> {
    ADD_FAILURE() << "nobody asked for them";
    return std::nullopt;
  };
  EXPECT_THAT(AnswerTo("GET / HTTP/1.1\r\n\r\n", never), StartsWith("HTTP/1.1 404"));
  EXPECT_THAT(AnswerTo("GET /metricsx HTTP/1.1\r\n\r\n", never), StartsWith("HTTP/1.1 404"));
  EXPECT_THAT(AnswerTo("POST /metrics HTTP/1.1\r\n\r\n", never), StartsWith("HTTP/1.1 405"));
  for (const char* head : {"\r\n\r\n", "GET\r\n\r\n", "GET /metrics\r\n\r\n", "GET /metrics SMTP\r\n\r\n"}) {
    EXPECT_THAT(AnswerTo(head, never), StartsWith("HTTP/1.1 400")) << head;
  }
}

TEST(AnswerTo, SaysWhenThereAreNone) {
  EXPECT_THAT(AnswerTo("GET /metrics HTTP/1.1\r\n\r\n", [] { return std::optional<std::string>(); }),
              StartsWith("HTTP/1.1 503"));
}

class EndpointTest : public testing::Test {
 protected:
  void SetUp() override {
    auto made = Endpoint::Make(loop_, "unix:" + path_, [this] { return std::optional<std::string>(text_); });
    ASSERT_TRUE(made) << ToString(made.error());
    endpoint_ = std::move(*made);
  }

  io::UniqueFd Connect() const {
    return std::move(control::ConnectTo(path_, SOCK_STREAM | SOCK_CLOEXEC | SOCK_NONBLOCK).value());
  }

  static void Send(const io::UniqueFd& client, const std::string& bytes) {
    ASSERT_EQ(send(client.get(), bytes.data(), bytes.size(), MSG_NOSIGNAL), static_cast<ssize_t>(bytes.size()));
  }

  // Everything until the endpoint closes; "(open)" at the end where it does not.
  std::string Receive(const io::UniqueFd& client) {
    std::string all;
    for (int idle = 0; idle < 5;) {
      if (!loop_.RunOnce(milliseconds(20))) ++idle;
      char buffer[65536];
      ssize_t got = 0;
      while ((got = recv(client.get(), buffer, sizeof buffer, 0)) > 0)
        all.append(buffer, static_cast<std::size_t>(got));
      if (got == 0 || errno == ECONNRESET) return all;
    }
    return all + "(open)";
  }

  io::EventLoop loop_ = std::move(io::EventLoop::Make().value());
  std::string text_ = "up 1\n";
  test::TemporaryDirectory directory_;
  std::string path_ = directory_.Path("metrics.sock");
  std::unique_ptr<Endpoint> endpoint_;
};

TEST_F(EndpointTest, AnswersARequestThatComesInPieces) {
  const io::UniqueFd client = Connect();
  Send(client, "GET /metr");
  EXPECT_EQ(Receive(client), "(open)");
  Send(client, "ics HTTP/1.1\r\nHost: x\r\n\r\n");
  EXPECT_THAT(Receive(client), EndsWith("\r\n\r\nup 1\n"));
}

TEST_F(EndpointTest, HandsOutMoreThanASocketTakesAtOnce) {
  text_ = std::string(4 * 1024 * 1024, 'x');
  const io::UniqueFd client = Connect();
  Send(client, "GET /metrics HTTP/1.1\r\n\r\n");
  EXPECT_THAT(Receive(client), EndsWith(std::string(1024, 'x')));
}

TEST_F(EndpointTest, ClosesARequestWithoutEnd) {
  const io::UniqueFd client = Connect();
  Send(client, std::string(Endpoint::kMaxRequestBytes + 1, 'x'));
  EXPECT_EQ(Receive(client), "");
}

TEST_F(EndpointTest, ServesSoManyAtOnceAndNoMore) {
  std::vector<io::UniqueFd> idle;
  for (std::size_t i = 0; i < Endpoint::kMaxClients; ++i) idle.push_back(Connect());
  const io::UniqueFd client = Connect();
  EXPECT_EQ(Receive(client), "") << "closed at once";
  idle.pop_back();
  EXPECT_EQ(Receive(idle.back()), "(open)");
  const io::UniqueFd next = Connect();
  Send(next, "GET /metrics HTTP/1.1\r\n\r\n");
  EXPECT_THAT(Receive(next), EndsWith("up 1\n"));
}

TEST_F(EndpointTest, SaysWhereItCannotListen) {
  for (const std::string listen : {"", "9911", "localhost:9911", "127.0.0.1:", "127.0.0.1:99999", "::1:9911"}) {
    const auto made = Endpoint::Make(loop_, listen, OneMetric);
    ASSERT_FALSE(made) << listen;
    EXPECT_THAT(ToString(made.error()), HasSubstr("is no address to listen on"));
  }
  EXPECT_TRUE(Endpoint::Make(loop_, "127.0.0.1:0", OneMetric));
  EXPECT_FALSE(Endpoint::Make(loop_, "192.0.2.1:9911", OneMetric)) << "no address of this host";
}

}  // namespace
}  // namespace portlaw::metrics
