// SPDX-License-Identifier: Apache-2.0
#include "agent/containers/engines/api_engines.h"

#include <gtest/gtest.h>
#include <stdlib.h>
#include <unistd.h>

#include <chrono>
#include <filesystem>
#include <fstream>
#include <map>
#include <optional>

#include "tests/unit/engines/fake_engine.h"

namespace portlaw::containers {
namespace {

using std::chrono::milliseconds;

const std::string kApi = std::string(64, 'a');
const std::string kWeb = std::string(64, 'b');

std::string Json(const std::string& id, const std::string& name, const std::string& more = "") {
  return R"({"Id":")" + id + R"(","Name":"/)" + name + R"(","Config":{"Image":"img:1"})" + more + "}";
}

std::string Publishing(const std::string& port) {
  return R"(,"HostConfig":{"PortBindings":{"80/tcp":[{"HostPort":")" + port + R"("}]}})";
}

class Recorder : public IdentitySink {
 public:
  void Answered(std::string_view, CgroupId cgroup, Answer answer) override { answers[cgroup] = std::move(answer); }
  void EngineFound(std::string_view, EngineProcesses) override {}
  void Published(std::string_view, std::vector<PublishedPort> ports) override {
    published.clear();
    for (const PublishedPort& port : ports) {
      published[port.port] = port.container.identity.name;
      binders[port.port] = port.container.pod;
    }
  }
  void Exposed(CgroupId, const PublishedPort& port, bool chosen) override { exposed[port.port] = chosen; }
  void EngineGone(std::string_view) override { published.clear(); }
  void HasContainer(std::string_view, const KnownContainer& container) override {
    had[container.details.id] = container.identity.name;
  }
  void HasContainerNoMore(std::string_view, const std::string& id) override { had.erase(id); }
  void HasNoOthers(std::string_view) override { had_when_all_told = had; }
  void TrustsUsers(const std::set<std::uint32_t>& users) override { trusted = users; }

  std::map<CgroupId, Answer> answers;
  std::map<Port, std::string> published;
  std::map<Port, std::vector<ContainerIdentity>> binders;  // for whom else they are published
  std::map<Port, bool> exposed;
  std::map<std::string, std::string> had;  // names of all containers, by id
  std::optional<std::map<std::string, std::string>> had_when_all_told;
  std::set<std::uint32_t> trusted;
};

std::string NameOf(const Answer& answer) {
  const auto* known = std::get_if<KnownContainer>(&answer);
  return known == nullptr ? "" : known->identity.name;
}

class ApiEnginesTest : public testing::Test {
 protected:
  ApiEnginesTest() : loop_(std::move(*io::EventLoop::Make())) {
    std::string pattern = "/tmp/portlaw-engines-XXXXXX";
    directory_ = mkdtemp(pattern.data());
    limits_.first_retry = milliseconds(5);
    limits_.last_retry = milliseconds(20);
    limits_.listing = milliseconds(300);
    limits_.answer = milliseconds(300);
  }
  ~ApiEnginesTest() override { std::filesystem::remove_all(directory_); }

  std::string Socket() const { return directory_ + "/engine.sock"; }

  void Start() {
    Settings settings;
    settings.engines.find = false;
    settings.engines.sockets = {Socket()};
    engines_ = std::make_unique<ApiEngines>(limits_);
    engines_->Configure(settings);
    engines_->Start(loop_, sink_);
  }

  // Runs the loop until `done`; false if that takes more than ten seconds.
  template <class Done>
  bool Until(const Done& done) {
    const auto deadline = std::chrono::steady_clock::now() + std::chrono::seconds(10);
    while (!done()) {
      if (std::chrono::steady_clock::now() > deadline) return false;
      loop_.RunOnce(milliseconds(5));
    }
    return true;
  }

  bool Connected() const { return engines_->Status().at(0).connected; }
  std::string Detail() const { return engines_->Status().at(0).detail; }
  bool UntilAnswered(CgroupId cgroup) {
    return Until([&] { return sink_.answers.contains(cgroup); });
  }

  std::string directory_;
  io::EventLoop loop_;
  EngineLimits limits_;
  Recorder sink_;
  std::unique_ptr<ApiEngines> engines_;
};

TEST_F(ApiEnginesTest, KnowsAtOnceWhatRanAtTheStart) {
  FakeEngine engine(Socket());
  engine.Set(kApi, Json(kApi, "janua-api"));
  Start();
  EXPECT_EQ(NameOf(engines_->Identify({7, 1, "/docker/" + kApi})), "janua-api");
  EXPECT_TRUE(std::holds_alternative<NotMine>(engines_->Identify({8, 1, "/system.slice/sshd.service"})));
  EXPECT_TRUE(std::holds_alternative<NotMine>(engines_->Identify({9, 7, "/docker/" + kApi + "/" + kWeb})));
}

TEST_F(ApiEnginesTest, AsksAboutWhatItHasNotSeen) {
  FakeEngine engine(Socket());
  Start();
  engine.Set(kApi, Json(kApi, "janua-api"));
  EXPECT_TRUE(std::holds_alternative<Later>(engines_->Identify({7, 1, "/docker/" + kApi})));
  ASSERT_TRUE(UntilAnswered(7));
  EXPECT_EQ(NameOf(sink_.answers[7]), "janua-api");
  EXPECT_TRUE(std::holds_alternative<Later>(engines_->Identify({8, 1, "/docker/" + kWeb})));
  ASSERT_TRUE(UntilAnswered(8));
  EXPECT_TRUE(std::holds_alternative<NotMine>(sink_.answers[8]));
}

TEST_F(ApiEnginesTest, FollowsCreateRenameAndRemove) {
  FakeEngine engine(Socket());
  Start();
  engine.Set(kApi, Json(kApi, "janua-api", Publishing("4101")));
  engine.SendEvent("create", kApi);
  ASSERT_TRUE(Until([&] { return !std::holds_alternative<Later>(engines_->Identify({7, 1, "/docker/" + kApi})); }));
  EXPECT_EQ(NameOf(engines_->Identify({7, 1, "/docker/" + kApi})), "janua-api");
  engine.Set(kApi, Json(kApi, "other", Publishing("4101")));
  engine.SendEvent("rename", kApi);
  ASSERT_TRUE(Until([&] { return NameOf(sink_.answers[7]) == "other"; }));
  engine.Remove(kApi);
  engine.SendEvent("destroy", kApi);
  EXPECT_TRUE(Until([&] { return Detail().find(" 0 containers") != std::string::npos; }));
}

TEST_F(ApiEnginesTest, TellsOfAllContainersWhetherTheyRunOrNot) {
  using Names = std::map<std::string, std::string>;
  FakeEngine engine(Socket());
  engine.Set(kApi, Json(kApi, "janua-api"));
  Start();
  ASSERT_TRUE(Until([&] { return sink_.had_when_all_told.has_value(); }));
  EXPECT_EQ(*sink_.had_when_all_told, (Names{{kApi, "janua-api"}}));
  engine.Set(kWeb, Json(kWeb, "web"));
  engine.SendEvent("create", kWeb);
  EXPECT_TRUE(Until([&] { return sink_.had == Names{{kApi, "janua-api"}, {kWeb, "web"}}; }));
  engine.Set(kWeb, Json(kWeb, "shop"));
  engine.SendEvent("rename", kWeb);
  EXPECT_TRUE(Until([&] { return sink_.had[kWeb] == "shop"; }));
  engine.Remove(kWeb);
  engine.SendEvent("destroy", kWeb);
  EXPECT_TRUE(Until([&] { return sink_.had == Names{{kApi, "janua-api"}}; }));
}

TEST_F(ApiEnginesTest, ConnectsToAnEngineThatComesLater) {
  Start();
  EXPECT_TRUE(std::holds_alternative<NotMine>(engines_->Identify({7, 1, "/docker/" + kApi})));
  FakeEngine engine(Socket());
  engine.Set(kApi, Json(kApi, "janua-api"));
  ASSERT_TRUE(UntilAnswered(7));
  EXPECT_EQ(NameOf(sink_.answers[7]), "janua-api");
}

TEST_F(ApiEnginesTest, LosesNothingWhenTheEngineRestarts) {
  auto engine = std::make_unique<FakeEngine>(Socket());
  engine->Set(kApi, Json(kApi, "janua-api"));
  Start();
  engine = nullptr;
  ASSERT_TRUE(Until([&] { return !Connected(); }));
  EXPECT_EQ(NameOf(engines_->Identify({7, 1, "/docker/" + kApi})), "janua-api");
  engine = std::make_unique<FakeEngine>(Socket());
  engine->Set(kWeb, Json(kWeb, "web"));  // made, and the other removed, while nobody looked
  ASSERT_TRUE(Until([&] { return NameOf(engines_->Identify({8, 1, "/docker/" + kWeb})) == "web"; }));
  EXPECT_TRUE(Until([&] { return NameOf(engines_->Identify({7, 1, "/docker/" + kApi})).empty(); }));
}

TEST_F(ApiEnginesTest, ComesBackAfterAHangUpInMidStream) {
  FakeEngine engine(Socket());
  Start();
  engine.HangUp();
  engine.Set(kApi, Json(kApi, "janua-api"));
  EXPECT_TRUE(Until([&] { return NameOf(engines_->Identify({7, 1, "/docker/" + kApi})) == "janua-api"; }));
}

TEST_F(ApiEnginesTest, LivesWithGarbageInTheStream) {
  FakeEngine engine(Socket());
  engine.Set(kApi, Json(kApi, "janua-api"));
  Start();
  ASSERT_TRUE(Until([&] { return engine.Followers() == 1; }));
  engine.Send("\x01\x02 not json\n{\"Type\":\"container\",\"Action\":\"start\",\"Actor\":{\"ID\":\"../x\"}}\n");
  engine.Set(kWeb, Json(kWeb, "web"));
  engine.SendEvent("start", kWeb);
  ASSERT_TRUE(Until([&] { return NameOf(engines_->Identify({8, 1, "/docker/" + kWeb})) == "web"; }));
  EXPECT_NE(Detail().find("2 bad answers"), std::string::npos) << Detail();
}

TEST_F(ApiEnginesTest, DropsAStreamWithAnEndlessLine) {
  limits_.event_bytes = 1000;
  FakeEngine engine(Socket());
  Start();
  ASSERT_TRUE(Until([&] { return engine.Followers() == 1; }));
  engine.Send(std::string(2000, 'x'));
  EXPECT_TRUE(Until([&] { return engine.Asked("/events") >= 2 && Connected(); }));
}

TEST_F(ApiEnginesTest, DropsAnEngineThatFloods) {
  limits_.events_per_second = 50;
  FakeEngine engine(Socket());
  Start();
  ASSERT_TRUE(Until([&] { return engine.Followers() == 1; }));
  for (int i = 0; i < 100; ++i) engine.SendEvent("start", kWeb);
  EXPECT_TRUE(Until([&] { return engine.Asked("/events") >= 2; }));
  EXPECT_LT(engine.Asked("/containers/" + kWeb), 60);
}

TEST_F(ApiEnginesTest, KeepsTryingAnEngineThatNeverAnswers) {
  FakeEngine engine(Socket());
  engine.Answer("/_ping", "");
  Start();
  EXPECT_TRUE(Until([&] { return engine.Asked("/_ping") >= 2; }));
  EXPECT_FALSE(Connected());
  EXPECT_TRUE(std::holds_alternative<NotMine>(engines_->Identify({7, 1, "/docker/" + kApi})));
}

TEST_F(ApiEnginesTest, TakesTheNameFromTheEventWhileTheEngineIsBusyStartingTheContainer) {
  limits_.answer = milliseconds(60000);
  FakeEngine engine(Socket());
  engine.Answer("/containers/" + kApi, "");
  Start();
  ASSERT_TRUE(Until([&] { return engine.Followers() == 1; }));
  engine.Send(R"({"Type":"container","Action":"create","Actor":{"ID":")" + kApi +
              R"(","Attributes":{"name":"janua-api"}}})" + "\n");
  EXPECT_TRUE(Until([&] { return NameOf(engines_->Identify({7, 1, "/docker/" + kApi})) == "janua-api"; }));
}

TEST_F(ApiEnginesTest, TakesPortsFromTheDiskWhileTheEngineIsBusyStartingTheContainer) {
  if (geteuid() != 0) GTEST_SKIP() << "only files of root's engines are read";
  limits_.answer = milliseconds(60000);
  const std::string place = directory_ + "/containers/" + kApi;
  std::filesystem::create_directories(place);
  std::ofstream(place + "/hostconfig.json") << R"({"PortBindings":{"80/tcp":[{"HostPort":"4101"}]}})";
  FakeEngine engine(Socket());
  const std::string info = R"({"DockerRootDir":")" + directory_ + "\"}";
  engine.Answer("/info", "HTTP/1.1 200 OK\r\nContent-Length: " + std::to_string(info.size()) + "\r\n\r\n" + info);
  engine.Answer("/containers/" + kApi, "");
  Start();
  ASSERT_TRUE(Until([&] { return engine.Followers() == 1 && engine.Asked("/info") == 1; }));
  for (int i = 0; i < 10; ++i) loop_.RunOnce(milliseconds(2));  // its answer is there: take it
  engine.Send(R"({"Type":"container","Action":"create","Actor":{"ID":")" + kApi +
              R"(","Attributes":{"name":"janua-api"}}})" + "\n");
  ASSERT_TRUE(Until([&] { return sink_.published.contains(4101); }));
  EXPECT_EQ(sink_.published[4101], "janua-api");
}

TEST_F(ApiEnginesTest, GivesUpOnAQuestionThatIsNeverAnswered) {
  FakeEngine engine(Socket());
  engine.Answer("/containers/" + kApi, "");
  Start();
  EXPECT_TRUE(std::holds_alternative<Later>(engines_->Identify({7, 1, "/docker/" + kApi})));
  ASSERT_TRUE(UntilAnswered(7));
  EXPECT_TRUE(std::holds_alternative<NotMine>(sink_.answers[7]));
}

TEST_F(ApiEnginesTest, RefusesAListThatIsNone) {
  FakeEngine engine(Socket());
  engine.Answer("/containers/json", "HTTP/1.1 200 OK\r\nContent-Length: 2\r\n\r\n{}");
  Start();
  EXPECT_TRUE(Until([&] { return engine.Asked("/containers/json") >= 2; }));
}

TEST_F(ApiEnginesTest, BoundsTheNumberOfContainers) {
  limits_.containers = 10;
  FakeEngine engine(Socket());
  for (char c = 'a'; c <= 'f'; ++c) {
    for (char d = 'a'; d <= 'f'; ++d) {
      const std::string id = std::string(63, c) + d;
      engine.Set(id, Json(id, "many"));
    }
  }
  Start();
  EXPECT_TRUE(Until([&] { return Detail().find(" 10 containers, 1 bad answers") != std::string::npos; })) << Detail();
}

TEST_F(ApiEnginesTest, BelievesNoAnswerAboutAnother) {
  FakeEngine engine(Socket());
  engine.Set(kApi, Json(kWeb, "web"));
  Start();
  EXPECT_TRUE(NameOf(engines_->Identify({7, 1, "/docker/" + kApi})).empty());
  EXPECT_TRUE(NameOf(engines_->Identify({8, 1, "/docker/" + kWeb})).empty());
}

TEST_F(ApiEnginesTest, SpeaksForNoCgroupOfAnotherUser) {
  FakeEngine engine(Socket());
  engine.Set(kApi, Json(kApi, "janua-api"));
  Start();
  const std::string stolen = "/user.slice/user-1000.slice/user@1000.service/docker-" + kApi + ".scope";
  EXPECT_TRUE(std::holds_alternative<NotMine>(engines_->Identify({7, 1, stolen})));
  EXPECT_EQ(NameOf(engines_->Identify({8, 1, "/docker/" + kApi})), "janua-api");
}

// ---- whose word counts ------------------------------------------------------------

constexpr uid_t kStranger = 54321;

// An engine of an ordinary user.
class UsersEngineTest : public ApiEnginesTest {
 protected:
  void SetUp() override {
    if (geteuid() != 0) GTEST_SKIP() << "needs a second user";
    std::filesystem::permissions(directory_, std::filesystem::perms::all);
    ASSERT_EQ(seteuid(kStranger), 0);
    engine_ = std::make_unique<FakeEngine>(Socket());
    ASSERT_EQ(seteuid(0), 0);
    engine_->Set(kApi, Json(kApi, "janua-api", Publishing("4101")));
  }

  void StartTrusting(const std::vector<std::string>& users) {
    Settings settings = SettingsFor(users);
    engines_ = std::make_unique<ApiEngines>(limits_);
    engines_->Configure(settings);
    engines_->Start(loop_, sink_);
  }
  Settings SettingsFor(const std::vector<std::string>& users) {
    Settings settings;
    settings.engines.find = false;
    settings.engines.sockets = {Socket()};
    settings.trust.users = users;
    return settings;
  }

  const std::string own_ = "/user.slice/user-54321.slice/user@54321.service/app.slice/libpod-" + kApi + ".scope";
  std::unique_ptr<FakeEngine> engine_;
};

TEST_F(UsersEngineTest, IsNotEvenAskedUnlessTheSettingsListTheUser) {
  StartTrusting({});
  EXPECT_FALSE(Connected());
  EXPECT_NE(Detail().find("user 54321, whom the settings do not list"), std::string::npos) << Detail();
  EXPECT_TRUE(std::holds_alternative<NotMine>(engines_->Identify({7, 1, own_, 0, kStranger})));
  EXPECT_TRUE(std::holds_alternative<NotMine>(engines_->Identify({8, 1, "/docker/" + kApi})));
  EXPECT_TRUE(sink_.published.empty());
  EXPECT_EQ(engine_->Asked("/"), 0);
}

TEST_F(UsersEngineTest, SpeaksForTheUsersOwnCgroupsAlone) {
  StartTrusting({"54321"});
  ASSERT_TRUE(Connected()) << Detail();
  EXPECT_EQ(sink_.trusted, std::set<std::uint32_t>{54321});
  EXPECT_EQ(NameOf(engines_->Identify({7, 1, own_, 0, kStranger})), "janua-api");
  EXPECT_EQ(sink_.published[4101], "janua-api");
  engines_->Gone(7);
  EXPECT_TRUE(NameOf(engines_->Identify({8, 1, "/docker/" + kApi, 0, 0})).empty()) << "a cgroup of root's";
  EXPECT_TRUE(NameOf(engines_->Identify({9, 1, own_, 0, 1000})).empty()) << "somebody else made it";
  EXPECT_EQ(engine_->Asked("/info"), 1);
  EXPECT_TRUE(engines_->Configure(SettingsFor({})));
  EXPECT_TRUE(engines_->Status().empty() || !Connected());
  EXPECT_TRUE(sink_.trusted.empty());
  EXPECT_TRUE(sink_.published.empty());
}

TEST_F(UsersEngineTest, IsKnownByItsSocketNotByItsPlace) {
  Start();
  EXPECT_FALSE(Connected());
  engine_ = nullptr;
  FakeEngine roots(Socket());
  roots.Set(kWeb, Json(kWeb, "web"));
  ASSERT_TRUE(Until([&] { return Connected(); })) << Detail();
  roots.Stop();
  ASSERT_EQ(seteuid(kStranger), 0);
  FakeEngine thief(Socket());
  ASSERT_EQ(seteuid(0), 0);
  thief.Set(kWeb, Json(kWeb, "janua-api"));
  ASSERT_TRUE(Until([&] { return Detail().find("user 54321") != std::string::npos; })) << Detail();
  EXPECT_NE(NameOf(engines_->Identify({8, 1, "/docker/" + kWeb})), "janua-api");
}

TEST_F(ApiEnginesTest, ANameIsNoProof) {
  FakeEngine engine(Socket());
  engine.Set(kApi, Json(kApi, "janua-api"));
  Start();
  EXPECT_TRUE(NameOf(engines_->Identify({7, 1, "/mine/" + kApi, 0, kStranger})).empty()) << "not root's engine made it";
  EXPECT_EQ(NameOf(engines_->Identify({8, 1, "/docker/" + kApi})), "janua-api");
  EXPECT_TRUE(NameOf(engines_->Identify({9, 1, "/other/" + kApi})).empty()) << "one live cgroup for a container";
  engines_->Gone(8);
  EXPECT_EQ(NameOf(engines_->Identify({9, 1, "/other/" + kApi})), "janua-api");
}

TEST_F(ApiEnginesTest, AContainerIsWhereItsProcessIs) {
  FakeEngine engine(Socket());
  const std::string running = R"(,"State":{"Running":true,"Pid":)" + std::to_string(getpid()) + "}";
  engine.Set(kApi, Json(kApi, "janua-api", running));
  Start();
  EXPECT_TRUE(NameOf(engines_->Identify({7, 1, "/docker/" + kApi})).empty()) << "the engine's pid is elsewhere";
}

TEST_F(ApiEnginesTest, LabelsOfAnImageNameNobody) {
  FakeEngine engine(Socket());
  const std::string labelled = R"(,"Image":"sha256:1","Config":{"Image":"img:1","Labels":{"portlaw.container":"x"}})";
  engine.Set(kApi, R"({"Id":")" + kApi + R"(","Name":"/janua-api")" + labelled + "}");
  engine.Set(kWeb,
             R"({"Id":")" + kWeb + R"(","Name":"/web","Config":{"Image":"img:2","Labels":{"portlaw.container":"y"}}})");
  const auto image = [](const std::string& json) {
    return "HTTP/1.1 200 OK\r\nContent-Length: " + std::to_string(json.size()) + "\r\n\r\n" + json;
  };
  engine.Answer("/images/sha256:1/json", image(R"({"Config":{"Labels":{"portlaw.container":"x"}}})"));
  engine.Answer("/images/img:2/json", image(R"({"Config":{"Labels":{}}})"));
  Start();
  const auto override_of = [&](CgroupId cgroup, const std::string& id) {
    return std::get<KnownContainer>(engines_->Identify({cgroup, 1, "/docker/" + id})).identity.names;
  };
  EXPECT_EQ(override_of(7, kApi), std::vector<std::string>{});
  EXPECT_EQ(override_of(8, kWeb), std::vector<std::string>{"y"});
}

// While it starts a container, Docker answers no question about it: its event has to do, with the labels in it.
TEST_F(ApiEnginesTest, TakesLabelsFromTheEventOfAContainerThatIsBeingStarted) {
  FakeEngine engine(Socket());
  engine.Answer("/images/img:1/json", "HTTP/1.1 200 OK\r\nContent-Length: 2\r\n\r\n{}");
  engine.Answer("/containers/" + kApi, "");
  Start();
  engine.Send(R"({"Type":"container","Action":"create","Actor":{"ID":")" + kApi +
              R"(","Attributes":{"name":"made_up","image":"img:1","portlaw.container":"janua-api"}}})" + "\n");
  ASSERT_TRUE(Until([&] { return sink_.had.contains(kApi); }));
  const Answer answer = engines_->Identify({7, 1, "/docker/" + kApi});
  ASSERT_TRUE(std::holds_alternative<KnownContainer>(answer));
  EXPECT_EQ(std::get<KnownContainer>(answer).identity.names, std::vector<std::string>{"janua-api"});
}

// What is in a pod changes after its infra container was made, which publishes for all of it.
TEST_F(ApiEnginesTest, AsksPodmanForItsPods) {
  const std::string pod(64, 'e');
  const std::string api = "/v4.3.1/libpod";
  const auto ok = [](const std::string& json, const std::string& head = "") {
    return "HTTP/1.1 200 OK\r\n" + head + "Content-Length: " + std::to_string(json.size()) + "\r\n\r\n" + json;
  };
  const auto tell_pod = [&](FakeEngine& engine, const std::string& containers) {
    engine.Answer(api + "/pods/" + pod + "/json",
                  ok(R"({"Id":")" + pod + R"(","Name":"janua","InfraContainerID":")" + kApi +
                     R"(","Containers":[{"Id":")" + kApi + "\"}" + containers + "]}"));
  };
  const std::string in_pod = R"(,"Pod":")" + pod + "\"";
  FakeEngine engine(Socket());
  engine.Answer("/_ping", ok("OK", "Server: Libpod/4.3.1 (linux)\r\n"));
  engine.Set(kApi, "");
  engine.Answer(api + "/containers/" + kApi, ok(Json(kApi, "eeee-infra", in_pod + Publishing("4101"))));
  engine.Answer(api + "/containers/" + kWeb, ok(Json(kWeb, "web", in_pod)));
  tell_pod(engine, "");
  Start();
  EXPECT_EQ(sink_.published, (std::map<Port, std::string>{{4101, "janua"}}));
  EXPECT_TRUE(sink_.binders.at(4101).empty());
  engine.Set(kWeb, "");
  tell_pod(engine, R"(,{"Id":"2","Name":"web"})");
  engine.SendEvent("create", kWeb);
  ASSERT_TRUE(Until([&] { return !sink_.binders.at(4101).empty(); }));
  EXPECT_EQ(sink_.binders.at(4101), std::vector{IdentityOf({"web", {}, "janua"})});
  const auto answer = engines_->Identify({7, 1, "/libpod_parent/" + pod + "/libpod-" + kWeb});
  EXPECT_EQ(std::get<KnownContainer>(answer).identity, IdentityOf({"web", {}, "janua"}));
}

TEST_F(ApiEnginesTest, TellsOfPortsThatNoBindWasDecidedFor) {
  FakeEngine engine(Socket());
  engine.Set(kApi, Json(kApi, "janua-api",
                        R"(,"State":{"Running":true},"HostConfig":{"PortBindings":{"80/tcp":[{"HostPort":"1"}],
                           "81/tcp":[{"HostPort":""}]}},"NetworkSettings":{"Ports":{"80/tcp":[{"HostPort":"1"}],
                           "81/tcp":[{"HostPort":"2"}]}})"));
  Start();
  engines_->Identify({7, 1, "/docker/" + kApi});
  EXPECT_EQ(sink_.published, (std::map<Port, std::string>{{1, "janua-api"}, {2, "janua-api"}}));
  EXPECT_EQ(sink_.exposed, (std::map<Port, bool>{{1, false}, {2, true}})) << "nobody listens at port 1: DNAT alone";
}

TEST_F(ApiEnginesTest, StopsFollowingWhatTheSettingsDropped) {
  FakeEngine engine(Socket());
  Start();
  Settings settings;
  settings.engines.find = false;
  EXPECT_TRUE(engines_->Configure(settings));
  EXPECT_TRUE(engines_->Status().empty());
  EXPECT_FALSE(engines_->Configure(settings));
}

}  // namespace
}  // namespace portlaw::containers
