// SPDX-License-Identifier: Apache-2.0
#include "agent/containers/engines/engine_client.h"

#include <spdlog/spdlog.h>

#include <algorithm>
#include <utility>

#include "agent/containers/engines/container_path.h"
#include "agent/io/unix_connect.h"
#include "policy/text/names.h"
#include "policy/text/printable.h"

namespace portlaw::containers {

namespace {

using std::chrono::milliseconds;
using std::chrono::seconds;

constexpr int kNotFound = 404;
constexpr std::size_t kParallelQuestions = 8;
constexpr milliseconds kPatience{10};  // between two questions about a container that is not there yet
constexpr seconds kSteady{10};         // a connection that lasted as long was a good one
constexpr std::size_t kPingBytes = 4096;
constexpr std::size_t kInfoBytes = 1024 * 1024;
constexpr seconds kInfoTime{60};
constexpr char kPodmanDirectory[] = "/var/lib/containers/storage/overlay-containers";
constexpr char kDockerDirectory[] = "/var/lib/docker/containers";

// {"type":["container"],"event":[...]}: health checks make execs by the thousand, so they are left out at the source.
constexpr std::string_view kFilters =
    "%7B%22type%22%3A%5B%22container%22%5D%2C%22event%22%3A%5B%22create%22%2C%22init%22%2C%22start%22%2C%22restart%22"
    "%2C%22die%22%2C%22stop%22%2C%22rename%22%2C%22update%22%2C%22destroy%22%2C%22remove%22%5D%7D";

std::string Now() {
  const auto now = std::chrono::system_clock::now().time_since_epoch();
  return std::to_string(std::chrono::duration_cast<seconds>(now).count());
}

}  // namespace

EngineClient::EngineClient(io::EventLoop& loop, HttpClient& http, EngineObserver& observer, std::string socket,
                           EngineLimits limits)
    : loop_(loop),
      http_(http),
      observer_(observer),
      socket_(std::move(socket)),
      limits_(limits),
      retry_(limits.first_retry),
      lines_(limits.event_bytes),
      images_([this](const std::string& target, std::string& body, auto done) {
        return GetWhole(target, limits_.answer, limits_.inspect_bytes, body, std::move(done));
      }),
      pods_([this](const std::string& id, std::string& body, auto done) {
        return GetWhole(OwnApi() + "/pods/" + id + "/json", limits_.answer, limits_.inspect_bytes, body,
                        std::move(done));
      }) {}

void EngineClient::Start() { Connect(); }

void EngineClient::Ask(const std::string& id, int patience) {
  if (following() && IsContainerId(id)) Enqueue(id, patience, patience > 0);
}

// ---- the connection -----------------------------------------------------------

void EngineClient::Connect() {
  phase_ = Phase::kConnecting;
  version_ = {};
  const auto listener = io::ConnectUnix(socket_);
  if (!listener) return Lose(listener.error().what);
  auto limits = observer_.OnListener(*this, listener->pid, listener->uid);
  if (!limits) return Lose(limits.error().what);
  limits_ = *limits;
  peer_ = listener->uid;
  Ping();
}

// Not /version: Podman runs the package manager several times to answer that, or /info.
void EngineClient::Ping() {
  const auto take_server = [this](std::string_view line) {
    constexpr std::string_view kServer = "server: ";
    if (line.size() < kServer.size() || !EqualIgnoringCase(line.substr(0, kServer.size()), kServer)) return;
    line.remove_prefix(kServer.size());
    version_ = ParseServer(line.substr(0, line.find('\r')));
  };
  const auto done = [this](const Result<int>& status) {
    if (!status) return Lose(status.error().what);
    if (*status != kHttpOk) return Lose("GET /_ping: HTTP status " + std::to_string(*status));
    observer_.OnConnected(*this);
    AskDirectory();
    Follow();
  };
  request_ = GetWhole("/_ping", limits_.answer, kPingBytes, body_, done, take_server);
}

void EngineClient::AskDirectory() {
  if (!containers_directory_.empty()) return;
  // The answer may take many seconds.
  containers_directory_ = version_.runtime == "podman" ? kPodmanDirectory : kDockerDirectory;
  observer_.OnDirectory(*this);
  info_ = GetWhole("/info", kInfoTime, kInfoBytes, info_body_, [this](const Result<int>& status) {
    std::string directory = status && *status == kHttpOk ? ParseContainersDirectory(info_body_, version_.runtime) : "";
    info_body_ = {};
    if (directory.empty() || directory == containers_directory_) return;
    containers_directory_ = std::move(directory);
    observer_.OnDirectory(*this);
  });
}

// The stream first, and then the listing: what happens between the two is in both.
void EngineClient::Follow() {
  lines_ = LineSplitter(limits_.event_bytes);
  timer_ = After(limits_.listing, [this] { Lose("the event stream does not begin"); });
  HttpHandlers handlers;
  handlers.on_start = [this](int status) {
    if (status == kHttpOk) List();
  };
  handlers.on_body = [this](std::string_view piece) { return OnEvents(piece); };
  handlers.on_done = [this](const Result<int>& status) {
    if (!status) return Lose("the event stream broke: " + status.error().what);
    Lose(*status == kHttpOk ? "the engine ended the event stream"
                            : "GET /events: HTTP status " + std::to_string(*status));
  };
  auto stream = http_.Get(
      {.socket = socket_, .target = "/events?since=" + Now() + "&filters=" + std::string(kFilters), .peer = peer_},
      std::move(handlers));
  if (!stream) return Lose(stream.error().what);
  stream_ = std::move(*stream);
}

void EngineClient::List() {
  phase_ = Phase::kFollowing;
  if (connected_ == std::chrono::steady_clock::time_point{}) connected_ = std::chrono::steady_clock::now();
  timer_ = {};
  request_ =
      GetWhole("/containers/json?all=1", limits_.listing, limits_.list_bytes, body_, [this](const Result<int>& status) {
        if (!status) return Lose("listing the containers: " + status.error().what);
        if (*status != kHttpOk) return Lose("GET /containers/json: HTTP status " + std::to_string(*status));
        TakeList(body_);
      });
}

void EngineClient::TakeList(const std::string& body) {
  auto list = ParseContainerList(body, limits_.containers);
  if (!list) return Lose("listing the containers: " + list.error().what);
  if (list->more) Complain(TooMany());
  body_ = {};
  if (!trouble_.empty()) spdlog::info("{}: following {} {}", socket_, version_.runtime, Printable(version_.version));
  trouble_.clear();
  const std::unordered_set<std::string> there(list->ids.begin(), list->ids.end());
  std::vector<std::string> gone;
  std::copy_if(known_.begin(), known_.end(), std::back_inserter(gone),
               [&](const std::string& id) { return !there.contains(id); });
  for (const std::string& id : gone) Enqueue(id, 0, false);  // asked, since it may be newer than the list
  const bool first = !listed_;
  for (const std::string& id : list->ids) {
    if (!first && known_.contains(id)) continue;
    if (first) listing_.insert(id);
    Enqueue(id, 0, false);
  }
  timer_ = After(limits_.relist, [this] { List(); });
  Settled();
}

// Everything is asked anew after the next connection; until then, what was known holds.
void EngineClient::Lose(const std::string& why) {
  const auto now = std::chrono::steady_clock::now();
  const bool was_good = connected_ != std::chrono::steady_clock::time_point{} && now - connected_ > kSteady;
  retry_ = was_good ? limits_.first_retry : std::min(retry_ * 2, limits_.last_retry);
  if (why != trouble_) spdlog::warn("{}: {}; trying again", socket_, Printable(why));
  trouble_ = why;
  phase_ = Phase::kIdle;
  connected_ = {};
  listed_ = false;
  listing_.clear();
  const auto unanswered = std::exchange(questions_, {});
  queue_.clear();
  under_way_ = 0;
  request_ = {};
  info_ = {};
  stream_ = {};
  timer_ = After(retry_, [this] { Connect(); });
  images_.Reset();
  pods_.Reset();
  for (const auto& [id, question] : unanswered) observer_.OnNoAnswer(*this, id);
}

void EngineClient::Complain(const std::string& what) {
  if (complaints_++ == 0) {
    spdlog::warn("{}: {}; further answers of this kind are only counted", socket_, Printable(what));
  }
}

// ---- events -------------------------------------------------------------------

bool EngineClient::OnEvents(std::string_view piece) {
  bool in_time = true;
  const bool short_enough = lines_.Feed(piece, [&](std::string_view line) {
    in_time = in_time && WithinRate();
    if (in_time) OnEventLine(line);
  });
  if (!short_enough) Complain("an event longer than " + std::to_string(limits_.event_bytes) + " bytes");
  if (!in_time) Complain("more than " + std::to_string(limits_.events_per_second) + " events in a second");
  return short_enough && in_time;
}

bool EngineClient::WithinRate() {
  const auto now = std::chrono::steady_clock::now();
  if (now - window_ >= seconds(1)) {
    window_ = now;
    window_events_ = 0;
  }
  return ++window_events_ <= limits_.events_per_second;
}

void EngineClient::OnEventLine(std::string_view line) {
  auto event = ParseEngineEvent(line, version_.runtime);
  if (!event) return Complain("an event that cannot be read: " + event.error().what);
  if (event->kind == EngineEventKind::kOther) return;
  // Gone or not: the engine's answer tells, and it may be newer than the event.
  const bool is_new = event->what == "create";
  Enqueue(event->id, 0, is_new);
  // Docker answers no question about a container that is being started: until it does, the event has to do.
  if (!is_new || known_.contains(event->id) || IsFull() || event->known.identity.name.empty()) return;
  known_.insert(event->id);
  ContainerRecord record;
  record.known = std::move(event->known);
  record.labels = std::move(event->labels);
  record.name_only = true;
  Confirm(std::move(record), true);
}

// ---- questions ------------------------------------------------------------------

void EngineClient::Enqueue(const std::string& id, int patience, bool fresh) {
  const auto asked = questions_.find(id);
  if (asked != questions_.end()) {
    asked->second.again = true;
    asked->second.fresh |= fresh;
    asked->second.patience = std::max(asked->second.patience, patience);
    return;
  }
  if (questions_.size() >= limits_.containers) {
    return Complain("more than " + std::to_string(limits_.containers) + " changes at once");
  }
  Question& question = questions_[id];
  question.patience = patience;
  question.fresh = fresh;
  queue_.push_back(id);
  Pump();
}

void EngineClient::Pump() {
  while (under_way_ < kParallelQuestions && !queue_.empty()) {
    const std::string id = std::move(queue_.front());
    queue_.pop_front();
    const auto question = questions_.find(id);
    if (question != questions_.end()) Begin(id, question->second);
  }
}

void EngineClient::Begin(const std::string& id, Question& question) {
  ++under_way_;
  question.again = false;
  question.request = GetWhole(OwnApi() + "/containers/" + id + "/json", limits_.answer, limits_.inspect_bytes,
                              question.body, [this, id](const Result<int>& status) { Finish(id, status); });
}

void EngineClient::Finish(const std::string& id, const Result<int>& status) {
  --under_way_;
  Question& question = questions_[id];
  if (!status) Complain("asking for a container: " + status.error().what);
  if (status && *status == kNotFound && question.patience > 0) {
    --question.patience;
    question.retry = After(kPatience, [this, id] {
      queue_.push_back(id);
      Pump();
    });
    return Pump();
  }
  const Question done = std::move(question);
  questions_.erase(id);
  if (status && *status == kHttpOk) {
    TakeContainer(id, done);
  } else if (status && *status == kNotFound) {
    Remove(id);
  } else {
    NoAnswer(id);
  }
  if (done.again) Enqueue(id, 0, done.fresh);
  Pump();
}

void EngineClient::TakeContainer(const std::string& id, const Question& question) {
  auto record = ParseContainer(question.body, version_.runtime);
  const std::string problem = !record ? "a container that cannot be read: " + record.error().what
                              : record->known.details.id != id
                                  ? "the answer is about another container than was asked for"
                              : !known_.contains(id) && IsFull() ? TooMany()
                                                                 : "";
  if (!problem.empty()) {
    Complain(problem);
    return NoAnswer(id);
  }
  known_.insert(id);
  Confirm(std::move(*record), question.fresh);
}

void EngineClient::NoAnswer(const std::string& id) {
  observer_.OnNoAnswer(*this, id);
  Answered(id);
}

// Tells of a container once it is known which of its labels are its own, and not its image's, and what pod it is in.
void EngineClient::Confirm(ContainerRecord record, bool fresh) {
  const std::string image = record.image_id.empty() ? record.known.details.image : record.image_id;
  const bool labelled = !record.labels.empty();
  const auto tell = [this, record = std::move(record), fresh](const std::optional<IdentityLabels>& of_image) {
    if (record.pod_id.empty()) return Confirmed(record, of_image, std::nullopt, fresh);
    pods_.Ask(record.pod_id, [this, record, of_image, fresh](std::optional<PodRecord> pod) {
      Confirmed(record, of_image, std::move(pod), fresh);
    });
  };
  if (!labelled) return tell(IdentityLabels{});
  images_.Ask(image, tell);
}

void EngineClient::Confirmed(ContainerRecord record, const std::optional<IdentityLabels>& of_image,
                             std::optional<PodRecord> pod, bool fresh) {
  Identify(record, of_image, pod);
  record.pod = std::move(pod);
  const std::string id = record.known.details.id;
  observer_.OnContainer(*this, std::move(record), fresh);
  Answered(id);
}

// Where the engine tells more of its own than Docker's API has words for: Podman, of pods.
std::string EngineClient::OwnApi() const {
  if (version_.runtime != "podman") return {};
  const bool plain = version_.version.find_first_not_of("0123456789.") == std::string::npos;
  return "/v" + (plain && !version_.version.empty() ? version_.version : "4.0.0") + "/libpod";
}

std::string EngineClient::TooMany() const {
  return "more than " + std::to_string(limits_.containers) + " containers: the rest is left out";
}

void EngineClient::Remove(const std::string& id) {
  known_.erase(id);
  observer_.OnRemoved(*this, id);
  Answered(id);
}

void EngineClient::Answered(const std::string& id) {
  if (listing_.erase(id) > 0) Settled();
}

void EngineClient::Settled() {
  if (listed_ || !listing_.empty()) return;
  listed_ = true;
  observer_.OnListed(*this);
}

// ---- small things -----------------------------------------------------------------

HttpRequest EngineClient::GetWhole(const std::string& target, milliseconds timeout, std::size_t max_bytes,
                                   std::string& body, std::function<void(const Result<int>&)> done,
                                   std::function<void(std::string_view)> on_header) {
  body.clear();
  HttpHandlers handlers;
  handlers.on_header = std::move(on_header);
  handlers.on_body = [&body, max_bytes](std::string_view piece) {
    if (body.size() + piece.size() > max_bytes) return false;
    body.append(piece);
    return true;
  };
  handlers.on_done = [done](const Result<int>& status) { done(status); };
  auto request =
      http_.Get({.socket = socket_, .target = target, .peer = peer_, .timeout = timeout}, std::move(handlers));
  if (request) return std::move(*request);
  // Without a request nothing else would go on; the loop's next turn is early enough.
  timer_ = After(limits_.first_retry, [this, why = request.error().what] { Lose(why); });
  return {};
}

io::Watch EngineClient::After(milliseconds delay, std::function<void()> callback) {
  auto watch = loop_.After(delay, std::move(callback));
  if (watch) return std::move(*watch);
  spdlog::error("{}: {}", socket_, ToString(watch.error()));
  return {};
}

}  // namespace portlaw::containers
