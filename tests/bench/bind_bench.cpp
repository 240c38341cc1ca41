// SPDX-License-Identifier: Apache-2.0
// What portlaw costs a bind(), by the kernel's own clock, and what a new policy, an event and the agent cost.
// Everything is measured on this machine in this run, in turns, and the best of several rounds counts: other
// processes can only make a round slower.
#include <bpf/bpf.h>
#include <fcntl.h>
#include <sys/socket.h>
#include <unistd.h>

#include <algorithm>
#include <array>
#include <chrono>
#include <cstdio>
#include <cstdlib>
#include <cstring>
#include <fstream>
#include <string>
#include <vector>

#include "agent/kernel/cgroup_tree.h"
#include "agent/kernel/features.h"
#include "agent/kernel/kernel.h"
#include "agent/kernel/pins.h"
#include "bind_bench.skel.h"
#include "tests/kernel/sandbox.h"

namespace portlaw::kernel::test {
namespace {

using Clock = std::chrono::steady_clock;

constexpr int kRounds = 40;
constexpr int kBinds = 2000;  // in a round: short, so that some round is not interrupted
constexpr Port kFirstPort = 2000;
constexpr Port kNobodysPort = kFirstPort - 1;  // a host process on somebody's would be told of

[[noreturn]] void GiveUp(const std::string& why) {
  std::fprintf(stderr, "bind_bench: %s\n", why.c_str());
  std::exit(2);
}

template <class T>
T Need(Result<T> result) {
  if (!result) GiveUp(ToString(result.error()));
  if constexpr (!std::is_void_v<T>) return std::move(*result);
}

double MillisecondsSince(Clock::time_point start) {
  return std::chrono::duration<double, std::milli>(Clock::now() - start).count();
}

// `services` blocks of equal size from kFirstPort on, each with one container on its first port.
Registry ServicesOf(int services) {
  Registry registry;
  const int size = std::min(100, 60000 / services);
  for (int i = 0; i < services; ++i) {
    const auto first = static_cast<Port>(kFirstPort + i * size);
    const std::string service = "service" + std::to_string(i);
    Block block;
    block.ports = {first, static_cast<Port>(first + size - 1)};
    block.service = service;
    block.source = {"registry", i + 1};
    registry.blocks.push_back(block);
    Assignment assignment;
    assignment.ports = {first, first};
    assignment.label = "API";
    assignment.container = service + "-api";
    assignment.service = service;
    assignment.source = {"registry", i + 1};
    registry.assignments.push_back(assignment);
  }
  return registry;
}

std::vector<NamedRow> RowsOf(const CompiledPolicy& policy, int services) {
  std::vector<NamedRow> rows;
  for (int i = 0; i < services; ++i) {
    ContainerIdentity identity;
    identity.name = "service" + std::to_string(i) + "-api";
    rows.push_back({kFirstNamedRow + static_cast<Row>(i), identity, Resolve(policy, identity), {}});
  }
  return rows;
}

// ---- what a program costs ----------------------------------------------------

struct RunTime {
  std::uint64_t nanoseconds = 0;
  std::uint64_t runs = 0;
};

RunTime RunTimeOf(std::uint32_t program_id) {
  const io::UniqueFd fd(bpf_prog_get_fd_by_id(program_id));
  bpf_prog_info info = {};
  std::uint32_t length = sizeof(info);
  if (bpf_obj_get_info_by_fd(fd.get(), &info, &length) != 0) GiveUp("cannot read a program's run time");
  return {info.run_time_ns, info.run_cnt};
}

// At bind4, attached to the cgroup or inherited.
std::uint32_t ProgramAt(const std::string& cgroup) {
  const io::UniqueFd directory(::open(cgroup.c_str(), O_RDONLY | O_DIRECTORY | O_CLOEXEC));
  std::array<std::uint32_t, 4> programs = {};
  std::uint32_t count = programs.size();
  if (bpf_prog_query(directory.get(), BPF_CGROUP_INET4_BIND, BPF_F_QUERY_EFFECTIVE, nullptr, programs.data(), &count) !=
          0 ||
      count != 1)
    GiveUp("there should be one program at " + cgroup);
  return programs[0];
}

// Binds the port again and again; nanoseconds that bind() took on average, by the process's clock. A socket closes late
// where somebody walks /proc/PID/fd just then: that bind is made again.
int BindAgain(SharedNumbers& result, Port port) {
  const Address address = AnyAddress(AF_INET, port);
  std::chrono::nanoseconds spent(0);
  for (int bound = 0, late = 0; bound < kBinds;) {
    const io::UniqueFd fd(::socket(AF_INET, SOCK_DGRAM, 0));
    const auto start = Clock::now();
    const int error = BindErrno(fd.get(), address);
    if (error == EADDRINUSE && ++late < kBinds) continue;
    if (error != 0) return 1;
    spent += Clock::now() - start;
    ++bound;
  }
  result[0] = static_cast<std::int32_t>(spent.count() * 10 / kBinds);
  return 0;
}

// Programs' run times are counted while one of these lives, which costs every run two looks at the clock.
io::UniqueFd CountRunTimes() {
  io::UniqueFd statistics(bpf_enable_stats(BPF_STATS_RUN_TIME));
  if (!statistics.valid()) GiveUp("the kernel keeps no run times (kernel.bpf_stats_enabled)");
  return statistics;
}

// One of the things compared: a cgroup with a program at bind4, or without one.
struct Contender {
  std::string name;
  const ScopedCgroup* cgroup;
  bool has_program;
  Port port = kFirstPort;
  double program_ns = 1e9;
  double bind_ns = 1e9;

  // bind() as it is, then with the run times counted.
  void Round() {
    bind_ns = std::min(bind_ns, Bind());
    if (!has_program) return;
    const std::uint32_t program = ProgramAt(cgroup->path());
    const io::UniqueFd statistics = CountRunTimes();
    const RunTime before = RunTimeOf(program);
    Bind();
    const RunTime after = RunTimeOf(program);
    program_ns = std::min(program_ns, static_cast<double>(after.nanoseconds - before.nanoseconds) /
                                          static_cast<double>(after.runs - before.runs));
  }

 private:
  double Bind() const {
    SharedNumbers result(1);
    if (Child(*cgroup, [&] { return BindAgain(result, port); }).Wait() != 0) GiveUp("a bind was refused");
    return result[0] / 10.0;
  }
};

// A cgroup with programs of the benchmark's own.
class Rival {
 public:
  Rival(const ScopedCgroup& root, const std::string& name, int rules) : cgroup_(root.Nested(name)) {
    skeleton_ = bind_bench_bpf::open();
    if (!skeleton_ || bpf_map__set_max_entries(skeleton_->maps.deny, std::max(rules, 1)) != 0 ||
        bind_bench_bpf::load(skeleton_) != 0)
      GiveUp("the kernel refuses the programs of the benchmark");
    for (int i = 0; i < rules; ++i) {  // of TCP and UDP ports that nobody here binds
      const std::uint32_t rule[] = {0, 0, static_cast<std::uint32_t>(1 | (100 + i) << 16)};
      if (bpf_map_update_elem(bpf_map__fd(skeleton_->maps.deny), &i, rule, BPF_ANY) != 0) GiveUp("cannot write a rule");
    }
    if (rules > 0) {
      Attach(skeleton_->progs.deny4);
    } else {
      Attach(skeleton_->progs.empty4);
      Attach(skeleton_->progs.empty_post4);
    }
  }
  Rival(const Rival&) = delete;
  Rival& operator=(const Rival&) = delete;
  ~Rival() {
    for (bpf_link* link : links_) bpf_link__destroy(link);
    bind_bench_bpf::destroy(skeleton_);
  }

  const ScopedCgroup& cgroup() const { return cgroup_; }

 private:
  void Attach(bpf_program* program) {
    const io::UniqueFd directory(::open(cgroup_.path().c_str(), O_RDONLY | O_DIRECTORY | O_CLOEXEC));
    bpf_link* link = bpf_program__attach_cgroup(program, directory.get());
    if (!link) GiveUp("cannot attach to " + cgroup_.path());
    links_.push_back(link);
  }

  ScopedCgroup cgroup_;
  bind_bench_bpf* skeleton_ = nullptr;
  std::vector<bpf_link*> links_;
};

// ---- the silent path alone ------------------------------------------------------

// Nanoseconds of a run of `program` in this process, of many in one system call: nothing that it looks at has left the
// caches or the TLB meanwhile, as it has in a bind() on processors whose page tables are isolated (PTI).
double WarmRun(const bpf_program* program) {
  std::array<char, 64> packet = {};
  LIBBPF_OPTS(bpf_test_run_opts, run, .data_in = packet.data(), .data_size_in = packet.size(), .repeat = 1'000'000);
  if (bpf_prog_test_run_opts(bpf_program__fd(program), &run) != 0)
    GiveUp(std::string("a program cannot be run alone: ") + std::strerror(errno));
  if (run.retval != 1) GiveUp("the silent path was not taken");
  return run.duration;
}

// Its difference to a program that does nothing, in `cgroup`, by the maps that are pinned for the agent there.
double WarmDecision(const ScopedCgroup& cgroup) {
  SharedNumbers result(1);
  const std::string pins = SandboxPins();  // of this process
  const auto measure = [&] {
    bind_bench_bpf* skeleton = bind_bench_bpf::open();
    skeleton->rodata->features = TryFeatures();
    bpf_map* map = nullptr;
    bpf_object__for_each_map(map, skeleton->obj) {
      const std::string pin = Pins::PathBelow(pins, bpf_map__name(map));
      const io::UniqueFd pinned = OpenPin(pin);
      if (pinned.valid() && bpf_map__reuse_fd(map, pinned.get()) != 0) GiveUp("cannot use " + pin);
    }
    if (bind_bench_bpf::load(skeleton) != 0) GiveUp("the kernel refuses the programs of the benchmark");
    double decision = 1e9;
    double empty = 1e9;
    for (int round = 0; round < kRounds; ++round) {
      decision = std::min(decision, WarmRun(skeleton->progs.warm));
      empty = std::min(empty, WarmRun(skeleton->progs.warm_empty));
    }
    bind_bench_bpf::destroy(skeleton);
    result[0] = static_cast<std::int32_t>((decision - empty) * 10);
    return 0;
  };
  if (Child(cgroup, measure).Wait() != 0) GiveUp("the silent path cannot be run alone");
  return result[0] / 10.0;
}

// ---- an agent of the benchmark's own ------------------------------------------

struct Agent {
  Agent(const ScopedCgroup& root, int services, Settings settings = {})
      : cgroup(root.Nested("portlaw")), services(services) {
    KernelOptions options;
    options.cgroup_root = cgroup.path();
    options.pin_root = SandboxPins();
    kernel = std::make_unique<Kernel>(Need(Kernel::Open(options)));
    settings.mode = Mode::kEnforce;
    policy = CompiledPolicy::Compile({ServicesOf(services)}, settings, "host");
    Need(kernel->InstallPolicy(*policy, 1, RowsOf(*policy, services)));
    Need(kernel->SetSubject({cgroup.id(), kFirstNamedRow, cgroup.id(), false, false}));
    Need(kernel->Attach());
  }
  ~Agent() {
    kernel.reset();
    Need(Kernel::Unload(SandboxPins()));
  }

  // A cgroup of the host's processes, on a host that has a container engine.
  ScopedCgroup HostSubject() {
    ScopedCgroup host = cgroup.Nested("host");
    Need(kernel->SetSubject({host.id(), kHostRow, host.id(), false, true}));
    Need(kernel->SetEnginePrograms({{1, 1, 0, 0, kFirstNamedRow}}));
    return host;
  }

  // Cgroups that do not exist, spread over the services.
  void AddSubjects(int count) {
    for (; subjects < count; ++subjects) {
      const CgroupId id = (1ull << 40) + subjects;
      Need(kernel->SetSubject({id, kFirstNamedRow + static_cast<Row>(subjects % services), id, false, false}));
    }
  }

  ScopedCgroup cgroup;
  int services;
  int subjects = 1;
  std::unique_ptr<Kernel> kernel;
  std::shared_ptr<const CompiledPolicy> policy;
};

void Print(const Contender& it, const Contender& empty) {
  std::printf("  %-42s", it.name.c_str());
  if (it.has_program)
    std::printf(" %9.0f %+9.0f", it.program_ns, it.program_ns - empty.program_ns);
  else
    std::printf(" %9s %9s", "", "");
  std::printf(" %9.0f %+8.1f%%\n", it.bind_ns, (it.bind_ns / empty.bind_ns - 1) * 100);
}

void MeasureBinds(const ScopedCgroup& root) {
  const ScopedCgroup none(root.Nested("none"));
  const Rival empty(root, "empty", 0), two(root, "two", 2), ten(root, "ten", 10), many(root, "many", 128);
  std::printf("%-44s %9s %9s %9s %9s\n", "an allowed UDP bind (best of rounds)", "bind4 ns", "to empty", "bind() ns",
              "to empty");
  for (const int services : {10, 2000}) {
    Agent agent(root, services);
    const ScopedCgroup host = agent.HostSubject();
    for (const int subjects : {1, 1000, 100000}) {
      agent.AddSubjects(subjects);
      Contender contenders[] = {{"no program", &none, false},
                                {"empty programs at bind4 and post_bind4", &empty.cgroup(), true},
                                {"portlaw, a container", &agent.cgroup, true},
                                {"portlaw, a host process beside engines", &host, true, kNobodysPort},
                                {"SocketBindDeny, 2 rules", &two.cgroup(), true},
                                {"SocketBindDeny, 10 rules", &ten.cgroup(), true},
                                {"SocketBindDeny, 128 rules", &many.cgroup(), true}};
      for (int round = 0; round < kRounds; ++round)
        for (Contender& contender : contenders) contender.Round();
      std::printf("%d services, %d subjects\n", services, subjects);
      for (const Contender& contender : contenders) Print(contender, contenders[1]);
      std::printf("  %-42s %9s %+9.0f\n", "portlaw's silent path, warm", "", WarmDecision(agent.cgroup));
    }
  }
  std::printf(
      "bind4: the program's own time by kernel.bpf_stats_enabled, which adds its own cost to each alike. bind(): by "
      "the\n"
      "process's clock with the statistics off, all that is attached included (portlaw: post_bind4 too). warm: a "
      "million\n"
      "runs in one system call.\n\n");
}

// ---- a new policy, events, memory ----------------------------------------------

std::uint64_t ResidentKilobytes() {
  std::ifstream status("/proc/self/status");
  for (std::string key; status >> key;) {
    std::uint64_t kilobytes = 0;
    if (key == "VmRSS:" && status >> kilobytes) return kilobytes;
  }
  return 0;
}

void MeasurePolicies(const ScopedCgroup& root) {
  std::printf("%-22s %12s %12s %12s %12s %12s\n", "new policy", "compile ms", "install ms", "add row us", "maps KiB",
              "process KiB");
  for (const int services : {10, 2000}) {
    Agent agent(root, services);
    const Registry registry = ServicesOf(services);
    double compile = 1e9;
    double install = 1e9;
    for (std::uint64_t generation = 2; generation < 12; ++generation) {
      auto start = Clock::now();
      agent.policy = CompiledPolicy::Compile({registry}, {}, "host");
      compile = std::min(compile, MillisecondsSince(start));
      const std::vector<NamedRow> rows = RowsOf(*agent.policy, services);
      start = Clock::now();
      Need(agent.kernel->InstallPolicy(*agent.policy, generation, rows));
      install = std::min(install, MillisecondsSince(start));
    }
    double add = 1e9;
    for (int i = 0; i < 100; ++i) {
      NamedRow row = RowsOf(*agent.policy, 1)[0];
      row.row += services + i;
      const auto start = Clock::now();
      Need(agent.kernel->AddRow(row));
      add = std::min(add, MillisecondsSince(start) * 1000);
    }
    std::printf("%-22s %12.2f %12.2f %12.1f %12llu %12llu\n", (std::to_string(services) + " services").c_str(), compile,
                install, add, static_cast<unsigned long long>(agent.kernel->MemoryBytes() / 1024),
                static_cast<unsigned long long>(ResidentKilobytes()));
  }
  std::printf(
      "Install: lowering, the wait until nobody reads the table before the one in force, filling it, the swap.\n\n");
}

void MeasureEvents(const ScopedCgroup& root) {
  Settings settings;
  settings.rate_limit = {1u << 31, std::chrono::seconds(1)};
  Agent agent(root, 10, settings);
  SharedNumbers stop(1);
  const auto bind_others = [&stop] {
    while (!__atomic_load_n(&stop[0], __ATOMIC_RELAXED)) TryBind(AF_INET, SOCK_DGRAM, kFirstPort + 500);
    return 0;
  };
  Child first(agent.cgroup, bind_others);
  Child second(agent.cgroup, bind_others);
  std::uint64_t events = 0;
  const auto start = Clock::now();
  while (MillisecondsSince(start) < 3000)
    agent.kernel->Drain([&](const BindEvent&) { ++events; }, [](const CgroupEvent&) {});
  const double seconds = MillisecondsSince(start) / 1000;
  stop[0] = 1;
  first.Wait();
  second.Wait();
  DecisionCount sum;
  for (const DecisionCount& count : Need(agent.kernel->Decisions())) {
    sum.decided += count.decided;
    sum.dropped += count.dropped;
  }
  std::printf(
      "events: %.0f a second read and decoded, of %.0f binds a second refused by two processes (%.1f %% dropped)\n",
      static_cast<double>(events) / seconds, static_cast<double>(sum.decided) / seconds,
      100.0 * static_cast<double>(sum.dropped) / static_cast<double>(std::max<std::uint64_t>(sum.decided, 1)));
}

int Run() {
  if (const std::string reason = WhyNoSandbox(); !reason.empty()) GiveUp(reason);
  RemoveLeftovers();
  if (EnterOwnNetns() != 0) GiveUp("cannot make a network namespace");
  const ScopedCgroup root(SandboxCgroup());
  MeasureBinds(root);
  MeasurePolicies(root);
  MeasureEvents(root);
  return 0;
}

}  // namespace
}  // namespace portlaw::kernel::test

int main() { return portlaw::kernel::test::Run(); }
