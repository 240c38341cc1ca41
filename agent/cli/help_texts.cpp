// SPDX-License-Identifier: Apache-2.0
#include "agent/cli/help_texts.h"

namespace portlaw::cli {

namespace {

constexpr std::string_view kDocuments = "Documents (no root, touch nothing)";
constexpr std::string_view kHost = "Host";
constexpr std::string_view kLog = "Log";

constexpr HelpText kHelpTexts[] = {
    {"show", kDocuments,
     R"(Prints each port, block, reserved range and migration as it was understood, with the line that says so. It is the
first thing to run on a document: what show does not print, nobody enforces. The html format is a page for people;
yaml is portlaw's own form, which is read back without any guess.

  portlaw show PORTS.md
  portlaw show PORTS.md --format html > ports.html
  portlaw show PORTS.md --explain-reading
)"},
    {"lint", kDocuments,
     R"(Finds where registries contradict themselves or each other: ports with two owners, ports outside of their service's
block, ranges that overlap, names that nobody can tell apart. Each finding has a code; portlaw-lint(7) and --explain say
what it means, why it matters and how to mend it. Only errors make lint fail; warnings and notes do not.
Findings that are one problem are one, with a count and the lines of the others; --all tells each.

An old document with many findings is adopted with a baseline: what the baseline has is left out from then on, and only
what is new fails.

  portlaw lint PORTS.md
  portlaw lint --explain contested-port
  portlaw lint PORTS.md --write-baseline ports.baseline
  portlaw lint PORTS.md --baseline ports.baseline --format sarif
)"},
    {"explain", kDocuments,
     R"(Gives the verdict that a bind would get, the line of the registry that decides it, whose port it is, and a free port
that would do instead. It asks the same rules that the kernel is given. Exits with 1 where the answer is deny.

  portlaw explain PORTS.md --container russet-api --port 7100
  portlaw explain PORTS.md --container russet-dns --port 53/udp --netns private
)"},
    {"check", kDocuments,
     R"(Reads what compose files, Kubernetes manifests and Dockerfiles would bind or publish, and finds what the registry
does not allow, with file and line: before a host refuses it. Which files are registries is told by how they look;
--registry settles it.

  portlaw check PORTS.md compose.yaml
  portlaw check --registry docs/ports.yaml k8s/deployment.yaml Dockerfile --format sarif
)"},
    {"next", kDocuments,
     R"(Gives a port that is free for the service: within its block, neither assigned, nor reserved, nor left as a legacy
port. With --purpose it keeps to the registry's offset scheme where the registry has one. Exits with 1 where the block
is full.

  portlaw next PORTS.md --service Russet
  portlaw next PORTS.md --service Russet --purpose worker
)"},
    {"diff", kDocuments,
     R"(Says what was added, removed and moved between two registries, and which containers get another verdict on which
ports by it: what a review of a change wants to know.

  portlaw diff <(git show main:PORTS.md) PORTS.md --exit-code
)"},
    {"test", kDocuments,
     R"(Holds a registry against examples of what it must allow and refuse, so that a change of the document that takes a
port away from somebody fails in CI. CASES is YAML:

  registry: PORTS.md
  cases:
    - {container: russet-api, port: 7200, expect: allow}
    - {container: russet-api, port: 7100, expect: deny, reason: foreign}

Exits with 1 where a case fails.

  portlaw test ports-test.yaml --format junit
)"},
    {"learn", kDocuments, ""},
    {"agent", kHost,
     R"(Compiles the registries, has the kernel hold every bind() on the host to them, follows the container engines, and
writes what was refused or warned about to the log. Runs in the foreground until it is stopped.

Stopping or killing the agent does not end enforcement: programs, links and maps are pinned, so that a crash or an
upgrade opens no gap. Only `portlaw unload` (or a reboot) ends it. A document that changes is read again by itself; one
that cannot be read is refused, and what held before goes on.

Begin in audit mode: every bind goes through, and what would be refused is logged as would-deny.

  portlaw agent --registry PORTS.md --mode audit --audit-log /var/log/portlaw/audit.jsonl
  portlaw agent --registry PORTS.md --registry infra.yaml --settings settings.yaml
)"},
    {"run", kHost,
     R"(Makes a cgroup, tells the agent that what runs in it is the container of that name, and runs the command in it. For
services that no container engine starts, and for trying a registry out. What the command leaves running is ended with
it. The exit code is the command's.

  portlaw run --as russet-api -- python3 -m http.server 7200
)"},
    {"oci-hook", kHost,
     R"(Container runtimes call it when a container is made: it waits until the agent knows who the container is, so that
not even its first instruction runs unnamed. It reads the container's state from its standard input, as the OCI runtime
specification says. Podman and CRI-O take it from a file in /usr/share/containers/oci/hooks.d; for Docker and containerd
a runtime wrapper adds it to each bundle with --install.

  portlaw oci-hook --timeout 2000 --on-failure pass < state.json
)"},
    {"status", kHost,
     R"(Shows the registries in force and since when, the programs attached, the containers known and by what name, how long
they waited for it, and how many binds were decided, logged and left out.

  portlaw status
  portlaw status --format json
)"},
    {"scan", kHost,
     R"(Looks up every socket that listens, in all network namespaces, whose it is, and what the registry says of it. Told,
too, are TCP sockets that are bound to a port and do not listen (kernel 6.8 and newer), and each container that a socket's
descriptor was passed to. Shown is what listens; ports that are assigned and on which nobody listens are a count, and --all lists them. Without a
registry it takes those of the running agent. Exits with 1 where something listens that the registry does not allow.

  portlaw scan PORTS.md
  portlaw scan PORTS.md --service Russet --all
  portlaw scan --port 4100-4199
  portlaw scan PORTS.md --drift >> PORTS.md
)"},
    {"why", kHost,
     R"(Answers "address already in use" and "permission denied". Whose the port is by the registry, with the line; every
process and container of the host's network namespace that has it: listening sockets (each of a SO_REUSEPORT group, and
those a descriptor was passed to), sockets that are bound and do not listen (kernel 6.8 and newer), connections, and
connections that are closing; since when the process has been running; the last binds that were refused; and what to
do. Without --registry it takes the files of the running agent; without an agent it asks the container engines. Root
sees the processes of all users. Exits with 1 where somebody has the port who must not.

  portlaw why 7100
  portlaw why 53/udp --registry PORTS.md
  portlaw why 7100 --registry PORTS.md --audit-log /var/log/portlaw/audit.jsonl --format json
)"},
    {"preflight", kHost,
     R"(Judges every socket that listens, those of published ports too, as if it were to bind its port under these
registries: what would be refused, whose the port is, and on which line it says so. What audit mode would let through
counts as refused. It changes nothing. The running agent, where there is one, tells whose the sockets are. What is down
now, and what is published by NAT alone, has no socket and is not seen. Exits with 1 where anything would be refused.

  portlaw preflight NEXT.md
  portlaw preflight NEXT.md --settings settings.yaml --format json
)"},
    {"reload", kHost,
     R"(The agent reads its documents again, as it does by itself when they change, and answers when the new policy is in
force. Exits with 2, and leaves the policy as it was, where a document cannot be read.

A change that would newly refuse something that runs, or that takes more than half of a registry's rows away at once, is
held back, and reload exits with 1: it says what would be refused, whose the ports are, on which lines, and the name to
accept the change by. Without a name, --accept means what is held back now. Where the files have changed since, it is
refused. The setting `reload: free` puts every change in force at once.

  portlaw reload
  portlaw reload --accept 5e884898da28
)"},
    {"unload", kHost,
     R"(Detaches every program and removes every pin: the end of enforcement on this host. Stop the agent first. Sockets that
are bound stay as they are.

  portlaw unload
)"},
    {"doctor", kHost,
     R"(Tries each thing that the agent needs or can use on this kernel, and says what is lost where it is missing. Leaves
nothing behind. Exits with 1 where enforcement is not possible.

  portlaw doctor
)"},
    {"watch", kLog,
     R"(Prints each event of the running agent as it happens, in words or as JSON Lines, until interrupted.

  portlaw watch
  portlaw watch --format json
)"},
    {"notify", kLog,
     R"(Shows each refusal and each warning of your own processes as a desktop notification, until interrupted, with the
sentence that the log has. Where the desktop has actions, "Why?" shows what `portlaw why` says of the port, and another puts the
next free port on the clipboard (wl-copy, xclip or xsel). Your own: what runs as you, what you run with sudo, and the
containers of your own engine; --everybody shows those of the whole host. You must be allowed to ask the agent: be in the
group that the setting `control.group` names. Waits for an agent that restarts.

The package has a unit for it: systemctl --user enable --now portlaw-notify

  portlaw notify
  portlaw notify --everybody
)"},
    {"audit", kLog,
     R"(The log is JSON Lines, one object an event. `query` searches, counts, draws a timeline and makes tables and a
page of it; `verify` checks that a log is whole: each line has a number and the hash of the line before, and the agent tells
its own log (the journal) where the chain stands.

  portlaw audit query /var/log/portlaw/audit.jsonl --action deny --since 1d
  portlaw audit query /var/log/portlaw/audit.jsonl --timeline
  portlaw audit query /var/log/portlaw/audit.jsonl --format html > refusals.html
  portlaw audit verify /var/log/portlaw/audit.jsonl
)"},
};

}  // namespace

std::span<const HelpText> HelpTexts() { return kHelpTexts; }

}  // namespace portlaw::cli
