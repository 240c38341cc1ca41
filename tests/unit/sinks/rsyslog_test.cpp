// SPDX-License-Identifier: Apache-2.0
// Debian's rsyslog reads what the sinks send: over a Unix socket, TCP and TLS.
#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include <csignal>
#include <fstream>
#include <mutex>
#include <nlohmann/json.hpp>
#include <optional>

#include "agent/sinks/sink_set.h"
#include "tests/unit/audit/sample_event.h"
#include "tests/unit/sinks/receiver.h"

namespace portlaw::sinks {
namespace {

using testing::HasSubstr;

class RsyslogTest : public testing::Test {
 protected:
  RsyslogTest() {
    std::signal(SIGPIPE, SIG_IGN);  // as the agent does
    for (const char* name : {"own", "other"}) MakeCertificate(name);
    std::ofstream(Path("conf")) << Configuration();
    rsyslog_.emplace(std::vector<std::string>{"rsyslogd", "-n", "-f", Path("conf"), "-i", Path("pid")}, Path("log"));
  }

  std::string Path(const std::string& name) const { return directory_.Path(name); }

  void MakeCertificate(const std::string& name) {
    ASSERT_EQ(RunToEnd({"openssl", "req", "-x509", "-newkey", "ec", "-pkeyopt", "ec_paramgen_curve:prime256v1",
                        "-nodes", "-keyout", Path(name + ".key"), "-out", Path(name + ".pem"), "-days", "2", "-subj",
                        "/CN=127.0.0.1", "-addext", "subjectAltName=IP:127.0.0.1"},
                       Path("openssl")),
              0)
        << Content(Path("openssl"));
  }

  // It writes the parts of each message as it has understood them.
  std::string Configuration() const {
    const std::string tcp = R"(input(type="imtcp" address="127.0.0.1" ruleset="keep" port=")";
    return R"(global(workDirectory=")" + Path("") + R"(")
module(load="imuxsock" SysSock.Use="off")
module(load="imtcp")
template(name="parts" type="string" string="%pri%|%app-name%|%msgid%|%structured-data%|%msg%\n")
ruleset(name="keep") { action(type="omfile" file=")" +
           Path("out") + R"(" template="parts") }
input(type="imuxsock" UseSpecialParser="off" RateLimit.Interval="0" ruleset="keep" Socket=")" +
           Path("socket") + R"(")
)" + tcp + std::to_string(plain_port_) +
           "\")\n" + tcp + std::to_string(tls_port_) +
           R"(" StreamDriver.Name="gtls" StreamDriver.Mode="1" StreamDriver.AuthMode="anon" StreamDriver.CAFile=")" +
           Path("own.pem") + R"(" StreamDriver.CertFile=")" + Path("own.pem") + R"(" StreamDriver.KeyFile=")" +
           Path("own.key") + "\")\n";
  }

  SinkSettings Syslog(const std::string& address) const {
    SinkSettings settings;
    settings.address = address;
    return settings;
  }

  // Sends `count` events; whether rsyslog comes to have them.
  bool Arrive(const SinkSettings& settings, std::size_t count) {
    set_.Configure({settings});
    for (const EventPointer& event : Events(count)) set_.sinks()[0]->Write(*event);
    return Eventually([&] { return CountOf(Content(Path("out")), "\n") == count; });
  }

  std::vector<std::string> told() const {
    const std::lock_guard lock(mutex_);
    return told_;
  }

  const std::uint16_t plain_port_ = FreePort();
  const std::uint16_t tls_port_ = FreePort();
  TemporaryDirectory directory_;
  std::optional<Program> rsyslog_;
  mutable std::mutex mutex_;
  std::vector<std::string> told_;
  SinkSet set_{[this](const std::string& text) {
    const std::lock_guard lock(mutex_);
    told_.push_back(text);
  }};
};

constexpr char kParts[] =
    "84|portlaw|foreign|[portlaw@32473 action=\"deny\" reason=\"foreign\" port=\"1\" protocol=\"tcp\" pid=\"77\" "
    "uid=\"1000\" comm=\"node\" container=\"grove-api\" service=\"Grove\" owner=\"orchard-api\" "
    "rule=\"ports.md:57\"]|{\"time\":\"2026-11-01T00:00:01.000000042Z\",\"action\":\"deny\",";

TEST_F(RsyslogTest, ReadsFromItsSocket) {
  EXPECT_TRUE(Arrive(Syslog("unix:" + Path("socket")), 100)) << Content(Path("log"));
  EXPECT_THAT(Content(Path("out")), testing::StartsWith(kParts));
}

TEST_F(RsyslogTest, ReadsOverTcp) {
  EXPECT_TRUE(Arrive(Syslog("tcp://127.0.0.1:" + std::to_string(plain_port_)), 1000)) << Content(Path("log"));
  EXPECT_THAT(Content(Path("out")), testing::StartsWith(kParts));
}

TEST_F(RsyslogTest, ReadsOverTls) {
  SinkSettings settings = Syslog("tls://127.0.0.1:" + std::to_string(tls_port_));
  settings.ca = Path("own.pem");
  settings.format = EventFormat::kCef;
  EXPECT_TRUE(Arrive(settings, 1000)) << Content(Path("log"));
  EXPECT_THAT(Content(Path("out")), HasSubstr("]|CEF:0|portlaw|portlaw|"));
}

TEST_F(RsyslogTest, NothingIsSentToWhoseCertificateIsNotBelieved) {
  const std::string address = "tls://127.0.0.1:" + std::to_string(tls_port_);
  const std::string of_other_name = "tls://localhost:" + std::to_string(tls_port_);
  SinkSettings other_ca = Syslog(address);
  other_ca.ca = Path("other.pem");
  SinkSettings other_name = Syslog(of_other_name);
  other_name.ca = Path("own.pem");
  ASSERT_TRUE(Arrive(Syslog("tcp://127.0.0.1:" + std::to_string(plain_port_)), 1));  // it runs
  for (const SinkSettings& settings : {Syslog(address), other_ca, other_name}) {
    set_.Configure({settings});
    set_.sinks()[0]->Write(audit::SampleEvent());
    const std::string name = set_.sinks()[0]->Name();
    EXPECT_TRUE(Eventually([&] {
      for (const std::string& text : told()) {
        if (text.starts_with("sink " + name + ": ") && text.find("SSL") != std::string::npos) return true;
      }
      return false;
    })) << name
        << ": " << testing::PrintToString(told());
  }
  EXPECT_EQ(CountOf(Content(Path("out")), "\n"), 1u);
}

}  // namespace
}  // namespace portlaw::sinks
