// SPDX-License-Identifier: Apache-2.0
// OTLP over HTTP, to a server of Python's.
#include "agent/sinks/http_delivery.h"

#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include <fstream>
#include <nlohmann/json.hpp>
#include <optional>

#include "agent/sinks/queued_sink.h"
#include "tests/unit/sinks/receiver.h"

namespace portlaw::sinks {
namespace {

// Keeps each body as a line of `bodies`; answers with the statuses of the command line, the last one for ever.
constexpr char kServer[] = R"(
import http.server, sys
port, bodies, answer, statuses = int(sys.argv[1]), sys.argv[2], sys.argv[3], [int(s) for s in sys.argv[4:]]
class Handler(http.server.BaseHTTPRequestHandler):
    protocol_version = "HTTP/1.1"
    def do_POST(self):
        body = self.rfile.read(int(self.headers["Content-Length"]))
        status = statuses.pop(0) if len(statuses) > 1 else statuses[0]
        with open(bodies, "ab") as out:
            out.write(b"%d %s %s %s\n" % (status, self.path.encode(), self.headers["Content-Type"].encode(), body))
        self.send_response(status)
        self.send_header("Content-Length", str(len(answer)))
        self.end_headers()
        self.wfile.write(answer.encode())
    def log_message(self, *ignored): pass
http.server.HTTPServer(("127.0.0.1", port), Handler).serve_forever()
)";

class HttpDeliveryTest : public testing::Test {
 protected:
  void Serve(const std::vector<std::string>& statuses, const std::string& answer = "{}") {
    std::vector<std::string> arguments = {"python3", "-c", kServer, std::to_string(port_), Bodies(), answer};
    arguments.insert(arguments.end(), statuses.begin(), statuses.end());
    server_.emplace(arguments, directory_.Path("log"));
  }

  std::string Bodies() const { return directory_.Path("bodies"); }

  QueuedSink& sink() {
    if (!sink_) {
      const std::string url = "http://127.0.0.1:" + std::to_string(port_) + "/v1/logs";
      sink_.emplace("otlp", std::make_unique<HttpDelivery>(url, TlsFiles{}), [](const std::string&) {});
    }
    return *sink_;
  }

  void WriteEvents(std::size_t count) {
    for (const EventPointer& event : Events(count)) sink().Write(event);
  }

  // The records of all requests that were answered with `status`.
  std::size_t Records(const std::string& status) {
    std::ifstream lines(Bodies());
    std::size_t records = 0;
    for (std::string line; std::getline(lines, line);) {
      const std::string head = status + " /v1/logs application/json ";
      if (!line.starts_with(head)) continue;
      const auto body = nlohmann::json::parse(line.substr(head.size()));
      records += body.at("resourceLogs").at(0).at("scopeLogs").at(0).at("logRecords").size();
    }
    return records;
  }

  const std::uint16_t port_ = FreePort();
  TemporaryDirectory directory_;
  std::optional<Program> server_;
  std::optional<QueuedSink> sink_;
};

TEST_F(HttpDeliveryTest, PostsEveryEventInBatches) {
  Serve({"200"});
  WriteEvents(2000);
  EXPECT_TRUE(Eventually([&] { return sink().Sent() == 2000; })) << Content(directory_.Path("log"));
  EXPECT_EQ(Records("200"), 2000u);
  EXPECT_LE(CountOf(Content(Bodies()), "\n"), 20u);
  EXPECT_EQ(sink().Lost(), 0u);
}

TEST_F(HttpDeliveryTest, TriesAgainWhereTheServerIsBusy) {
  Serve({"503", "429", "200"});
  WriteEvents(1);
  EXPECT_TRUE(Eventually([&] { return sink().Sent() == 1; }));
  EXPECT_EQ(CountOf(Content(Bodies()), "\n"), 3u);
  EXPECT_EQ(sink().Lost(), 0u);
}

TEST_F(HttpDeliveryTest, ARefusalIsALossAndIsNotTriedAgain) {
  Serve({"400", "200"});
  WriteEvents(1);
  ASSERT_TRUE(Eventually([&] { return sink().Lost() == 1; }));
  WriteEvents(1);
  EXPECT_TRUE(Eventually([&] { return sink().Sent() == 1; }));
  EXPECT_EQ(CountOf(Content(Bodies()), "\n"), 2u);
}

TEST_F(HttpDeliveryTest, CountsWhatTheServerTookInPartOnly) {
  Serve({"200"}, R"({"partialSuccess":{"rejectedLogRecords":"1"}})");
  WriteEvents(1);
  EXPECT_TRUE(Eventually([&] { return sink().Lost() == 1; }));
  EXPECT_EQ(sink().Sent(), 0u);
}

TEST_F(HttpDeliveryTest, WaitsForAServerThatIsStartedLater) {
  WriteEvents(10);
  Serve({"200"});
  EXPECT_TRUE(Eventually([&] { return sink().Sent() == 10; }));
  EXPECT_EQ(sink().Lost(), 0u);
}

}  // namespace
}  // namespace portlaw::sinks
