// SPDX-License-Identifier: Apache-2.0
#include "tests/containers/engines.h"

#include <unistd.h>

#include <array>
#include <cctype>
#include <cstdio>
#include <cstdlib>
#include <filesystem>
#include <iostream>
#include <sstream>

#include "tests/paths.h"

namespace portlaw::testing {

namespace fs = std::filesystem;

namespace {

// For one engine: tests that run in one process do not see each other's containers.
std::string OwnDirectory(const std::string& name) {
  static int number = 0;
  return ThisSandbox().directory + "/" + name + std::to_string(++number);
}

// A runtime that is portlaw's wrapper with these options for the hook.
std::string Wrapper(const std::string& name, const std::string& options) {
  const std::string path = ThisSandbox().directory + "/" + name;
  WriteFile(path, "#!/bin/sh\nexport PORTLAW=" + PortlawBinary() +
                      " PORTLAW_HOOK_OPTIONS=\"--socket /run/portlaw.sock " + options + "\"\nexec " +
                      SourcePath("scripts/packaging/portlaw-runc") + " \"$@\"\n");
  fs::permissions(path, fs::perms::owner_all);
  return path;
}

// Script text for the inside of double quotes.
std::string Quoted(const std::string& script) {
  std::string text;
  for (const char c : script) {
    if (c == '"' || c == '$' || c == '\\') text += '\\';
    text += c;
  }
  return "\"" + text + "\"";
}

}  // namespace

std::string ImageTar() {
  const std::string tar = ThisSandbox().directory + "/image.tar";
  if (fs::exists(tar)) return tar;
  const std::string root = ThisSandbox().directory + "/image";
  fs::create_directories(root + "/bin");
  fs::copy_file("/bin/busybox", root + "/bin/busybox");
  for (const char* name : {"sh", "nc", "sleep", "cat", "grep", "kill", "mkdir", "mount", "true"}) {
    fs::create_symlink("busybox", root + "/bin/" + name);
  }
  Shell("tar -C " + root + " -cf " + tar + " .");
  return tar;
}

std::string Missing(const std::vector<std::string>& programs) {
  for (const std::string& program : programs) {
    if (Shell("command -v " + program).status != 0) return program + " is not installed (scripts/install-deps.sh)";
  }
  return {};
}

std::string ListenOn(int port) {
  std::array<char, 8> hex{};
  std::snprintf(hex.data(), hex.size(), "%04X", port);
  return "nc -l -p " + std::to_string(port) + " & for i in 1 2 3 4 5 6 7 8 9 10; do " + "if grep -q \":" + hex.data() +
         " 0*:0000 0A\" /proc/net/tcp /proc/net/tcp6; then echo bound; exit; fi; " +
         "kill -0 $! || break; sleep 0.3; done; echo refused";
}

int Restarts() {
  const char* wanted = std::getenv("PORTLAW_RESTARTS");
  return wanted == nullptr ? 3 : std::atoi(wanted);
}

// ---- Docker ---------------------------------------------------------------------------

Docker::Docker() : directory_(OwnDirectory("docker")), socket_("/run/docker-test.sock") {
  fs::create_directories(directory_);
  Start();
  Command("import " + ImageTar() + " " + kImage);
}

void Docker::Start() {
  daemon_ = Daemon({"dockerd", "--data-root", directory_ + "/data", "--exec-root", directory_ + "/exec", "--pidfile",
                    directory_ + "/pid", "--host", "unix://" + socket_, "--exec-opt", "native.cgroupdriver=cgroupfs",
                    "--cgroup-parent", ThisSandbox().cgroup + "/containers", "--live-restore", "--add-runtime",
                    "portlaw=" + Wrapper("portlaw-runc", "--on-failure fail"), "--add-runtime",
                    "portlaw-pass=" + Wrapper("portlaw-runc-pass", "--on-failure pass")},
                   "/dockerd", ThisSandbox().directory + "/dockerd.log");
  if (!Eventually([&] { return Command("version").status == 0 || !daemon_.Running(); })) {
    std::cerr << "dockerd does not start:\n" << daemon_.Log();
  }
}

void Docker::KillProxies() {
  const std::string proxies = "for pid in $(cat " + ThisSandbox().cgroup_root +
                              "/dockerd/cgroup.procs); do grep -q docker-proxy /proc/$pid/comm && ";
  Shell(proxies + "kill -9 $pid; done");
  Eventually([&] { return Shell(proxies + "echo $pid; done").output.empty(); });
}

void Docker::Stop() { daemon_.Stop(15); }

Outcome Docker::Command(const std::string& arguments) {
  return Shell("DOCKER_CONFIG=" + directory_ + " docker -H unix://" + socket_ + " " + arguments);
}

Outcome Docker::Run(const std::string& options, const std::string& script) {
  return Command("run " + options + " " + kImage + " sh -c " + Quoted(script));
}

Outcome Docker::Create(const std::string& options, const std::string& script) {
  return Command("create " + options + " " + kImage + " sh -c " + Quoted(script));
}

// ---- Podman ---------------------------------------------------------------------------

Podman::Podman() : directory_(OwnDirectory("podman")), socket_("/run/podman-test.sock") {
  fs::create_directories(directory_ + "/tmp");
  WriteFile(directory_ + "/containers.conf", R"([containers]
default_ulimits=["nofile=10000:10000","nproc=32768:32768"]
pids_limit=0
[engine]
runtime="runc"
cgroup_manager="cgroupfs"
events_logger="file"
infra_image="localhost/portlaw-test:1"
[network]
network_backend="netavark"
)");
  WriteFile(directory_ + "/storage.conf", "[storage]\ndriver=\"overlay\"\ngraphroot=\"" + directory_ +
                                              "/data\"\nrunroot=\"/run/containers/storage\"\n");
  environment_ = "CONTAINERS_CONF=" + directory_ + "/containers.conf CONTAINERS_STORAGE_CONF=" + directory_ +
                 "/storage.conf TMPDIR=" + directory_ + "/tmp";
  Command(R"(import --change "CMD [\"/bin/sleep\",\"1000\"]" )" + ImageTar() + " " + kImage);
  Start();
}

Podman::~Podman() {
  Command("pod rm --force --all --time 0");
  Command("rm --force --all --time 0");
  Stop();
}

void Podman::Start() {
  service_ = Daemon({"podman", "system", "service", "-t", "0", "unix://" + socket_}, "/podman-service",
                    ThisSandbox().directory + "/podman.log",
                    {"CONTAINERS_CONF=" + directory_ + "/containers.conf",
                     "CONTAINERS_STORAGE_CONF=" + directory_ + "/storage.conf", "TMPDIR=" + directory_ + "/tmp"});
  Eventually([&] { return fs::exists(socket_) || !service_.Running(); });
}

void Podman::Stop() { service_.Stop(15); }

Outcome Podman::Command(const std::string& arguments) {
  const std::string cgroup = ThisSandbox().cgroup_root + "/session";
  fs::create_directories(cgroup);
  return Shell("echo 0 > " + cgroup + "/cgroup.procs; " + environment_ + " podman " + arguments);
}

// Without a share in the pod's cgroup: see KubePlay.
Outcome Podman::CreatePod(const std::string& options) {
  return Command("pod create --share-parent=false --cgroup-parent " + ThisSandbox().cgroup + "/containers " + options);
}

namespace {

// Podman 4.3 takes a cgroup without controllers for one whose only controller has no name, and fails.
void PassControllersOn(const std::string& cgroup) {
  std::istringstream controllers(ReadFile(cgroup + "/cgroup.controllers"));
  for (std::string name; controllers >> name;) WriteFile(cgroup + "/cgroup.subtree_control", "+" + name);
}

}  // namespace

// The pods' cgroups are made at /libpod_parent, so that Podman has to take a cgroup of ours for the root; what is
// mounted for their networks is to be seen outside, too. With the driver cgroupfs, Podman 4.3 forbids all devices in a
// pod.
Outcome Podman::KubePlay(const std::string& manifest, const std::string& pods) {
  WriteFile(directory_ + "/manifest.yaml", manifest);
  const std::string root = ThisSandbox().cgroup_root + "/kube-" + pods;
  WriteFile(directory_ + "/play.sh",
            "umount -l /sys/fs/cgroup && mount -t cgroup2 none /sys/fs/cgroup\n"
            "mkdir -p /sys/fs/cgroup/session && echo 0 > /sys/fs/cgroup/session/cgroup.procs\n"
            "podman kube play --start=false " +
                directory_ +
                "/manifest.yaml > /dev/null\n"
                "for pod in /sys/fs/cgroup/libpod_parent/*/; do\n"
                "  for id in $(bpftool cgroup show $pod | awk '/device/ {print $1}'); do\n"
                "    bpftool cgroup detach $pod cgroup_device id $id\n"
                "  done\n"
                "done\n"
                "exec podman pod start " +
                pods + "\n");
  PassControllersOn(fs::path(ThisSandbox().cgroup_root).parent_path());
  PassControllersOn(ThisSandbox().cgroup_root);
  fs::create_directories(root);
  return Shell("mount --make-shared /run; echo 0 > " + root + "/cgroup.procs; exec env " + environment_ +
               " unshare --cgroup --mount --propagation unchanged sh " + directory_ + "/play.sh");
}

std::string Podman::HooksDirectory() const {
  auto hook = nlohmann::json::parse(ReadFile(SourcePath("scripts/packaging/portlaw-oci-hook.json")));
  hook["hook"]["path"] = PortlawBinary();
  for (const char* argument : {"--socket", "/run/portlaw.sock"}) hook["hook"]["args"].push_back(argument);
  const std::string directory = directory_ + "/hooks";
  fs::create_directories(directory);
  WriteFile(directory + "/portlaw.json", hook.dump());
  return directory;
}

Outcome Podman::Run(const std::string& options, const std::string& script, const std::string& before) {
  return Command(before + " run --cgroup-parent " + ThisSandbox().cgroup + "/containers " + options + " " + kImage +
                 " sh -c " + Quoted(script));
}

Outcome Podman::Create(const std::string& options, const std::string& script) {
  return Command("create --cgroup-parent " + ThisSandbox().cgroup + "/containers " + options + " " + kImage +
                 " sh -c " + Quoted(script));
}

// ---- containerd -----------------------------------------------------------------------

Containerd::Containerd() : directory_(OwnDirectory("containerd")), socket_(directory_ + "/sock") {
  fs::create_directories(directory_);
  ImageTar();
  WriteFile(directory_ + "/config.toml",
            "version = 2\nroot = \"" + directory_ + "/root\"\n" +
                "disabled_plugins = [\"io.containerd.grpc.v1.cri\"]\n[grpc]\naddress = \"" + socket_ + "\"\n");
  daemon_ = Daemon({"containerd", "--config", directory_ + "/config.toml"}, "/containerd",
                   ThisSandbox().directory + "/containerd.log");
  if (!Eventually([&] { return Shell("ctr -a " + socket_ + " version").status == 0 || !daemon_.Running(); })) {
    std::cerr << "containerd does not start:\n" << daemon_.Log();
  }
}

Outcome Containerd::Run(const std::string& options, const std::string& script) {
  std::string id = std::to_string(++containers_);
  id.insert(0, 64 - id.size(), 'c');
  const std::string cgroup =
      ThisSandbox().cgroup + "/containers/kubepods/burstable/pod5a1d2c34-0000-4000-8000-000000000001/" + id;
  return Shell("ctr -a " + socket_ + " -n k8s.io run --rm --net-host --cpu-shares 0 --cgroup " + cgroup + options +
               " --rootfs " + ThisSandbox().directory + "/image " + id + " /bin/sh -c " + Quoted(script));
}

}  // namespace portlaw::testing
