// SPDX-License-Identifier: Apache-2.0
#include "agent/io/event_loop.h"

#include <fcntl.h>
#include <gtest/gtest.h>
#include <sys/epoll.h>
#include <unistd.h>

#include <csignal>
#include <optional>
#include <stdexcept>

#include "agent/io/unique_fd.h"

namespace portlaw::io {
namespace {

using std::chrono::milliseconds;

class EventLoopTest : public testing::Test {
 protected:
  EventLoopTest() {
    int ends[2];
    EXPECT_EQ(pipe2(ends, O_CLOEXEC | O_NONBLOCK), 0);
    read_ = UniqueFd(ends[0]);
    write_ = UniqueFd(ends[1]);
    EXPECT_EQ(write(write_.get(), "x", 1), 1);
  }

  EventLoop loop_ = std::move(*EventLoop::Make());
  UniqueFd read_;
  UniqueFd write_;
};

TEST_F(EventLoopTest, ADescriptorIsReportedAsLongAsItIsWatched) {
  int calls = 0;
  std::optional<Watch> watch = std::move(*loop_.OnIo(read_.get(), EPOLLIN, [&](auto) { ++calls; }));
  EXPECT_TRUE(loop_.RunOnce(milliseconds(0)));
  EXPECT_TRUE(loop_.RunOnce(milliseconds(0)));
  watch.reset();
  EXPECT_FALSE(loop_.RunOnce(milliseconds(0)));
  EXPECT_EQ(calls, 2);
}

TEST_F(EventLoopTest, ACallbackMayEndItsOwnWatch) {
  Watch watch;
  int calls = 0;
  watch = std::move(*loop_.OnIo(read_.get(), EPOLLIN, [&](auto) {
    watch = Watch();
    ++calls;  // what the callback holds is still there
  }));
  EXPECT_TRUE(loop_.RunOnce(milliseconds(0)));
  EXPECT_FALSE(loop_.RunOnce(milliseconds(0)));
  EXPECT_EQ(calls, 1);
}

TEST_F(EventLoopTest, AnExceptionDoesNotEndTheLoop) {
  int calls = 0;
  const auto watch = loop_.OnIo(read_.get(), EPOLLIN, [&](auto) {
    ++calls;
    throw std::runtime_error("of a callback");
  });
  EXPECT_TRUE(loop_.RunOnce(milliseconds(0)));
  EXPECT_TRUE(loop_.RunOnce(milliseconds(0)));
  EXPECT_EQ(calls, 2);
}

TEST_F(EventLoopTest, TimersRunOnceOrAgainAndAgain) {
  int once = 0;
  int often = 0;
  const auto after = loop_.After(milliseconds(1), [&] { ++once; });
  const auto every = loop_.Every(milliseconds(1), [&] {
    if (++often == 5) loop_.Exit(7);
  });
  EXPECT_EQ(loop_.Run(), 7);
  EXPECT_EQ(once, 1);
  EXPECT_EQ(often, 5);
}

TEST_F(EventLoopTest, SignalsComeThroughTheLoop) {
  int calls = 0;
  const auto watch = loop_.OnSignal(SIGUSR2, [&] { ++calls; });
  raise(SIGUSR2);
  EXPECT_TRUE(loop_.RunOnce(milliseconds(1000)));
  EXPECT_EQ(calls, 1);
}

}  // namespace
}  // namespace portlaw::io
