// SPDX-License-Identifier: Apache-2.0
#include <algorithm>
#include <array>

#include "policy/lint/checks.h"
#include "policy/lint/names.h"
#include "policy/lint/report.h"
#include "policy/lint/rows.h"

namespace portlaw::lint {

namespace {

// A port that a common program listens on by default, and the words by which a row shows that it means that program
// or one that speaks its protocol.
struct WellKnown {
  Port port;
  std::string_view program;
  std::array<std::string_view, 6> words;
};

// IANA's registry of service names and port numbers, and the programs' own defaults; sorted by port.
constexpr WellKnown kWellKnown[] = {
    {22, "SSH", {"ssh", "sftp", "git", "bastion"}},
    {25, "SMTP", {"smtp", "mail", "postfix", "exim"}},
    {53, "DNS", {"dns", "bind", "pihole", "resolver", "adguard"}},
    {111, "rpcbind", {"rpc", "nfs", "portmap"}},
    {123, "NTP", {"ntp", "chrony", "time"}},
    {389, "LDAP", {"ldap", "directory"}},
    {445, "SMB", {"smb", "samba", "cifs"}},
    {1433, "SQL Server", {"mssql", "sqlserver", "sql"}},
    {1883, "MQTT", {"mqtt", "mosquitto", "emqx", "broker"}},
    {2049, "NFS", {"nfs"}},
    {2181, "ZooKeeper", {"zookeeper", "zk", "keeper"}},
    {2375, "Docker", {"docker", "dind"}},
    {2376, "Docker", {"docker", "dind"}},
    {2379, "etcd", {"etcd"}},
    {2380, "etcd", {"etcd"}},
    {3306, "MySQL", {"mysql", "mariadb", "percona", "sql"}},
    {3389, "RDP", {"rdp", "remote"}},
    {4222, "NATS", {"nats"}},
    {4369, "epmd", {"epmd", "erlang", "rabbit", "couch"}},
    {5060, "SIP", {"sip", "asterisk", "voip", "pbx", "kamailio"}},
    {5061, "SIP over TLS", {"sip", "asterisk", "voip", "pbx", "kamailio"}},
    {5222, "XMPP", {"xmpp", "jabber", "prosody", "ejabberd"}},
    {5353, "mDNS", {"mdns", "avahi", "dns"}},
    {5432, "PostgreSQL", {"postgres", "pg", "timescale", "sql", "database", "db"}},
    {5672, "AMQP", {"amqp", "rabbit", "broker", "queue"}},
    {5900, "VNC", {"vnc", "remote", "desktop", "spice"}},
    {5984, "CouchDB", {"couch"}},
    {6000, "X11", {"x11", "xorg"}},
    {6379, "Redis", {"redis", "valkey", "cache", "keydb", "dragonfly"}},
    {6443, "the Kubernetes API", {"kube", "k8s", "k3s", "api"}},
    {9042, "Cassandra", {"cassandra", "scylla"}},
    {9092, "Kafka", {"kafka", "redpanda", "broker"}},
    {9100, "node_exporter", {"node", "exporter"}},
    {9200, "Elasticsearch", {"elastic", "opensearch", "search", "es"}},
    {10250, "kubelet", {"kube"}},
    {11211, "memcached", {"memcache", "cache"}},
    {27017, "MongoDB", {"mongo", "ferret"}},
};

bool Means(const Assignment& row, const WellKnown& known) {
  const std::string text = Folded(row.container + " " + row.label + " " + row.service + " " + row.purpose);
  return std::any_of(known.words.begin(), known.words.end(),
                     [&text](std::string_view word) { return !word.empty() && text.find(word) != std::string::npos; });
}

void LookForWellKnownCollision(const Assignment& row, const LintCheck& check, Findings& findings) {
  const auto* known = std::lower_bound(std::begin(kWellKnown), std::end(kWellKnown), row.ports.first,
                                       [](const WellKnown& entry, Port port) { return entry.port < port; });
  for (; known != std::end(kWellKnown) && known->port <= row.ports.last; ++known) {
    if (Means(row, *known)) continue;
    Report(check, findings, row.source,
           HolderAndPorts(row) + " has the port that " + std::string(known->program) + " listens on by default, " +
               std::to_string(known->port));
  }
}

void CheckWellKnownCollision(const std::vector<Registry>& registries, const LintCheck& check, Findings& findings) {
  for (const Row& row : HostRows(registries)) LookForWellKnownCollision(*row.assignment, check, findings);
}

}  // namespace

LintCheck WellKnownCollision() {
  return {"well-known-collision",
          Severity::kNote,
          "a port that another, common program listens on by default",
          "Where that program runs too, one of them cannot start; tools and scanners take the service for it.",
          "Choose another port if the program may ever run on the same host.",
          CheckWellKnownCollision};
}

}  // namespace portlaw::lint
