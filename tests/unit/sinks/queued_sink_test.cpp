// SPDX-License-Identifier: Apache-2.0
#include "agent/sinks/queued_sink.h"

#include <gmock/gmock.h>
#include <gtest/gtest.h>
#include <poll.h>
#include <sys/socket.h>
#include <sys/un.h>

#include <array>
#include <mutex>
#include <thread>

#include "agent/sinks/datagram_delivery.h"
#include "agent/sinks/sink_set.h"
#include "agent/sinks/stream_delivery.h"
#include "tests/unit/audit/sample_event.h"
#include "tests/unit/sinks/receiver.h"

namespace portlaw::sinks {
namespace {

using testing::ElementsAre;
using testing::HasSubstr;

std::string PortOf(const audit::AuditEvent& event) { return std::to_string(event.port); }

// What a receiver told; from the sink's thread.
class Told {
 public:
  QueuedSink::Report report() {
    return [this](const std::string& text) {
      const std::lock_guard lock(mutex_);
      texts_.push_back(text);
    };
  }
  std::vector<std::string> texts() const {
    const std::lock_guard lock(mutex_);
    return texts_;
  }

 private:
  mutable std::mutex mutex_;
  std::vector<std::string> texts_;
};

void Unheard(const std::string&) {}

void WriteAll(QueuedSink& sink, std::size_t count) {
  for (const EventPointer& event : Events(count)) sink.Write(event);
}

// A socket that datagrams come to.
class Inbox {
 public:
  explicit Inbox(const std::string& path) : fd_(socket(AF_UNIX, SOCK_DGRAM | SOCK_CLOEXEC | SOCK_NONBLOCK, 0)) {
    sockaddr_un address{};
    address.sun_family = AF_UNIX;
    path.copy(address.sun_path, sizeof address.sun_path - 1);
    EXPECT_EQ(bind(fd_.get(), reinterpret_cast<const sockaddr*>(&address), sizeof address), 0);
  }
  // What comes until there is a pause, oldest first.
  std::vector<std::string> Take() {
    std::vector<std::string> datagrams;
    std::array<char, 65536> buffer{};
    pollfd readable{.fd = fd_.get(), .events = POLLIN, .revents = 0};
    while (poll(&readable, 1, 20) > 0) {
      const ssize_t got = recv(fd_.get(), buffer.data(), buffer.size(), 0);
      if (got >= 0) datagrams.emplace_back(buffer.data(), static_cast<std::size_t>(got));
    }
    return datagrams;
  }

 private:
  io::UniqueFd fd_;
};

// ---- the queue ------------------------------------------------------------------------------------------------------

TEST(QueuedSink, LosesExactlyWhatFindsTheQueueFull) {
  TemporaryDirectory directory;
  Told told;
  const std::string path = directory.Path("log");  // nobody is there
  QueuedSink sink("s", std::make_unique<DatagramDelivery>(path, PortOf), told.report());
  WriteAll(sink, QueuedSink::kMaxQueued + 100);
  EXPECT_EQ(sink.Lost(), 100u);
  EXPECT_EQ(sink.Sent(), 0u);
  EXPECT_TRUE(Eventually([&] { return told.texts().size() == 1; }));

  Inbox inbox(path);  // now somebody is
  std::vector<std::string> got;
  EXPECT_TRUE(Eventually([&] {
    for (std::string& datagram : inbox.Take()) got.push_back(std::move(datagram));
    return got.size() == QueuedSink::kMaxQueued;
  }));
  for (std::size_t i = 0; i < got.size(); ++i) ASSERT_EQ(got[i], std::to_string(i + 1));
  EXPECT_EQ(sink.Lost(), 100u);
  EXPECT_TRUE(Eventually([&] { return told.texts().size() == 2; }));
  EXPECT_THAT(told.texts(), ElementsAre(HasSubstr("sink s: " + path + ": No such file"), "sink s works again"));
}

TEST(QueuedSink, CountsWhatItCannotSendWhenItEnds) {
  TemporaryDirectory directory;
  QueuedSink sink("s", std::make_unique<DatagramDelivery>(directory.Path("log"), PortOf), Unheard);
  WriteAll(sink, 7);
  sink.Close();
  EXPECT_TRUE(Eventually([&] { return sink.Finished(); }));
  EXPECT_EQ(sink.Lost(), 7u);
  WriteAll(sink, 1);
  EXPECT_EQ(sink.Lost(), 8u);
}

TEST(QueuedSink, SendsWhatItHasBeforeItEnds) {
  TemporaryDirectory directory;
  Inbox inbox(directory.Path("log"));
  {
    QueuedSink sink("s", std::make_unique<DatagramDelivery>(directory.Path("log"), PortOf), Unheard);
    WriteAll(sink, 5);
  }
  EXPECT_THAT(inbox.Take(), ElementsAre("1", "2", "3", "4", "5"));
}

TEST(QueuedSink, FindsAReceiverThatWasStartedAnew) {
  TemporaryDirectory directory;
  Told told;
  const std::string path = directory.Path("log");
  auto inbox = std::make_unique<Inbox>(path);
  QueuedSink sink("s", std::make_unique<DatagramDelivery>(path, PortOf), told.report());
  WriteAll(sink, 1);
  ASSERT_TRUE(Eventually([&] { return sink.Sent() == 1; }));
  inbox.reset();
  unlink(path.c_str());
  WriteAll(sink, 2);
  ASSERT_TRUE(Eventually([&] { return !told.texts().empty(); }));
  inbox = std::make_unique<Inbox>(path);
  EXPECT_TRUE(Eventually([&] { return sink.Sent() == 3; }));
  EXPECT_THAT(inbox->Take(), ElementsAre("1", "2"));
  EXPECT_EQ(sink.Lost(), 0u);
}

// ---- a peer that takes the connection and then does not read
// ------------------------------------------------------------

// Reads all there is until the other side closes; the messages, by their lengths.
std::vector<std::string> ReadFrames(int fd) {
  std::string bytes;
  std::array<char, 65536> buffer{};
  for (ssize_t got; (got = recv(fd, buffer.data(), buffer.size(), 0)) > 0;) {
    bytes.append(buffer.data(), static_cast<std::size_t>(got));
  }
  std::vector<std::string> frames;
  for (std::string_view rest = bytes; !rest.empty();) {
    const std::size_t space = rest.find(' ');
    if (space == std::string_view::npos) break;
    const std::size_t size = std::stoul(std::string(rest.substr(0, space)));
    if (rest.size() < space + 1 + size) break;
    frames.emplace_back(rest.substr(space + 1, size));
    rest.remove_prefix(space + 1 + size);
  }
  return frames;
}

std::string LongText(const audit::AuditEvent& event) { return PortOf(event) + std::string(4000, '.'); }

TEST(StreamDelivery, AStalledPeerCostsExactlyWhatIsCountedAsLost) {
  constexpr std::size_t kWritten = 20'000;
  const Listener listener = ListenTcp();
  auto sink = std::make_unique<QueuedSink>(
      "s", std::make_unique<StreamDelivery>("tcp://127.0.0.1:" + std::to_string(listener.port), TlsFiles{}, LongText),
      Unheard);
  WriteAll(*sink, kWritten);
  ASSERT_GT(sink->Lost(), 0u);
  const io::UniqueFd peer(accept(listener.fd.get(), nullptr, nullptr));
  std::vector<std::string> frames;
  std::thread reader([&] { frames = ReadFrames(peer.get()); });
  EXPECT_TRUE(Eventually([&] { return sink->Sent() + sink->Lost() == kWritten; }));
  const std::uint64_t lost = sink->Lost();
  sink.reset();
  reader.join();
  EXPECT_EQ(frames.size() + lost, kWritten);
}

TEST(StreamDelivery, DoesNotWaitForAStalledPeerWhenItEnds) {
  const Listener listener = ListenTcp();
  const auto begin = std::chrono::steady_clock::now();
  std::uint64_t lost = 0;
  std::uint64_t sent = 0;
  {
    QueuedSink sink("s",
                    std::make_unique<StreamDelivery>("tcp://127.0.0.1:" + std::to_string(listener.port), TlsFiles{},
                                                     [](const auto&) { return std::string(100'000, 'x'); }),
                    Unheard);
    WriteAll(sink, 1000);
    sink.Close();
    EXPECT_TRUE(Eventually([&] { return sink.Finished(); }));
    lost = sink.Lost();
    sent = sink.Sent();
  }
  EXPECT_GT(lost, 0u);
  EXPECT_EQ(lost + sent, 1000u);
  EXPECT_LT(std::chrono::steady_clock::now() - begin, QueuedSink::kFarewell + std::chrono::seconds(8));
}

TEST(StreamDelivery, SendsAMessageAnewThatALostConnectionCutOff) {
  const Listener listener = ListenTcp();
  auto sink = std::make_unique<QueuedSink>(
      "s",
      std::make_unique<StreamDelivery>("tcp://127.0.0.1:" + std::to_string(listener.port), TlsFiles{},
                                       [](const auto&) { return std::string(20'000'000, 'x'); }),
      Unheard);
  WriteAll(*sink, 1);
  {
    const io::UniqueFd first(accept(listener.fd.get(), nullptr, nullptr));
    std::array<char, 1000> part{};
    ASSERT_GT(recv(first.get(), part.data(), part.size(), 0), 0);
  }
  const io::UniqueFd second(accept(listener.fd.get(), nullptr, nullptr));
  std::vector<std::string> frames;
  std::thread reader([&] { frames = ReadFrames(second.get()); });
  EXPECT_TRUE(Eventually([&] { return sink->Sent() == 1; }));
  sink.reset();
  reader.join();
  ASSERT_EQ(frames.size(), 1u);
  EXPECT_EQ(frames[0].size(), 20'000'000u);
}

// ---- the settings ---------------------------------------------------------------------------------------------------

SinkSettings Journald(const std::string& path) {
  SinkSettings settings;
  settings.type = SinkType::kJournald;
  settings.address = "unix:" + path;
  return settings;
}

TEST(SinkSet, ChangesWithTheSettingsWithoutLoss) {
  TemporaryDirectory directory;
  Inbox one(directory.Path("one"));
  Inbox two(directory.Path("two"));
  SinkSet set(Unheard);
  set.Configure({Journald(directory.Path("one"))});
  const auto first = set.sinks().at(0);
  for (int i = 0; i < 100; ++i) first->Write(audit::SampleEvent());

  set.Configure({Journald(directory.Path("two")), Journald(directory.Path("one")), Journald(directory.Path("two"))});
  ASSERT_EQ(set.sinks().size(), 2u);
  EXPECT_EQ(set.sinks()[1], first);  // goes on, with its queue
  EXPECT_EQ(set.sinks()[0]->Name(), "journald unix:" + directory.Path("two"));
  for (int i = 0; i < 100; ++i) set.sinks()[0]->Write(audit::SampleEvent());

  set.Configure({});  // both send what they have
  EXPECT_TRUE(set.sinks().empty());
  std::size_t got_one = 0;
  std::size_t got_two = 0;
  EXPECT_TRUE(Eventually([&] {
    got_one += one.Take().size();
    got_two += two.Take().size();
    return got_one == 100 && got_two == 100;
  }));
  EXPECT_EQ(first->Lost(), 0u);
}

}  // namespace
}  // namespace portlaw::sinks
