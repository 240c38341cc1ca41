// SPDX-License-Identifier: Apache-2.0
// Under which names each kind of orchestrator's containers are looked for.
#include "policy/naming/naming.h"

#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include "policy/naming/kubernetes.h"
#include "policy/naming/rules.h"
#include "policy/text/names.h"

namespace portlaw {
namespace {

using Names = std::vector<std::string>;

const std::string kAllocation = "-0c2d5a8b-3a1f-11ee-be56-0242ac120002";
const std::string kTask = ".s0mkd1vv6cf9kxqjyh3s8tzl2";

struct Case {
  std::string what;
  ContainerFacts facts;
  Names names;
};

IdentityLabels Compose(const std::string& project, const std::string& service) {
  return {{"com.docker.compose.project", project}, {"com.docker.compose.service", service}};
}

IdentityLabels Cri(const std::string& pod, const std::string& container) {
  return {{"io.kubernetes.cri.sandbox-name", pod},
          {"io.kubernetes.cri.sandbox-namespace", "prod"},
          {"io.kubernetes.cri.container-name", container}};
}

const Case kCases[] = {
    {"nothing but a name", {"project-janua-api-1", {}, ""}, {}},
    {"no label of ours", {"janua-api", {{"app", "other"}}, ""}, {}},
    {"the label is the last word",
     {"x", {{"portlaw.container", "janua-api"}, {"com.docker.compose.service", "y"}}, "z"},
     {"janua-api"}},

    {"compose",
     {"shop-janua-api-2", Compose("shop", "janua-api"), ""},
     {"shop-janua-api-2", "janua-api-2", "janua-api", "shop-janua-api"}},
    {"compose v1",
     {"janua_api_1", Compose("janua", "api"), ""},
     {"janua_api_1", "api_1", "janua-api", "api", "janua_api"}},
    {"container_name", {"renamed", Compose("janua", "api"), ""}, {"renamed", "janua-api", "api"}},
    {"compose run",
     {"janua-api-run-4f2a0c9d81e7",
      {{"com.docker.compose.project", "janua"},
       {"com.docker.compose.service", "api"},
       {"com.docker.compose.oneoff", "True"}},
      ""},
     {"janua-api", "api"}},
    {"podman-compose",
     {"shop_web_1", {{"io.podman.compose.project", "shop"}, {"io.podman.compose.service", "web"}}, "pod_shop"},
     {"shop_web_1", "web_1", "shop-web", "web", "shop_web"}},

    {"swarm, by name",
     {"orchard_pippin-api.1" + kTask, {}, ""},
     {"pippin-api-1", "pippin-api", "orchard-pippin-api", "orchard_pippin-api"}},
    {"swarm, by label",
     {"anything",
      {{"com.docker.swarm.service.name", "big_orchard_api"},
       {"com.docker.swarm.task.name", "big_orchard_api.12" + kTask},
       {"com.docker.stack.namespace", "big_orchard"}},
      ""},
     {"api-12", "big_orchard-api", "api", "big_orchard_api"}},
    {"swarm, on every node", {"agent.9w1wcgxl8o5j2m9p8sq1h5kqz" + kTask, {}, ""}, {"agent"}},
    {"no task of swarm's", {"www.example.org", {}, ""}, {}},

    {"nomad", {"pippin-api" + kAllocation, {}, ""}, {"pippin-api"}},
    {"nomad, by label",
     {"api" + kAllocation, {{"com.hashicorp.nomad.job_name", "pippin"}}, ""},
     {"pippin-api", "api", "pippin"}},
    {"no allocation", {"pippin-0c2d5a8b-3a1f-11ee-be56-0242ac12000g", {}, ""}, {}},

    {"Deployment",
     {"api", Cri("janua-7d9f8b6c5d-x2x4z", "api"), ""},
     {"janua-api", "api", "janua", "prod/janua-7d9f8b6c5d-x2x4z", "prod/janua", "prod-api"}},
    {"StatefulSet",
     {"db", Cri("janua-0", "db"), ""},
     {"janua-db", "db", "janua-0", "janua", "prod/janua-0", "prod/janua", "prod-db"}},
    {"sandbox", {"", Cri("janua-x2x4z", ""), ""}, {"janua", "prod/janua-x2x4z", "prod/janua"}},
    {"CRI-O",
     {"", {{"io.kubernetes.pod.name", "janua"}, {"io.kubernetes.container.name", "janua-api"}}, ""},
     {"janua-api", "janua-janua-api", "janua"}},
    {"CRI-O's sandbox",
     {"", {{"io.kubernetes.pod.name", "janua"}, {"io.kubernetes.container.name", "POD"}}, ""},
     {"janua"}},

    {"a pod made by hand", {"api", {}, "pippin"}, {"pippin-api", "api", "pippin"}},
    {"kube play of a Pod", {"pippin-api", {}, "pippin"}, {"pippin-api", "api", "pippin"}},
    {"kube play of a Deployment",
     {"pippin-pod-api", {}, "pippin-pod"},
     {"pippin-api", "api", "pippin-pod-api", "pippin", "pippin-pod"}},
    {"the same, before 4.4",
     {"pippin-pod-0-api", {}, "pippin-pod-0"},
     {"pippin-api", "api", "pippin-pod-0-api", "pippin", "pippin-pod-0"}},

    {"quadlet", {"systemd-pippin-api", {{"PODMAN_SYSTEMD_UNIT", "pippin-api.service"}}, ""}, {"pippin-api"}},
    {"quadlet with a name", {"chosen", {{"PODMAN_SYSTEMD_UNIT", "pippin-api.service"}}, ""}, {"chosen", "pippin-api"}},
    {"quadlet of a template",
     {"systemd-api_2", {{"PODMAN_SYSTEMD_UNIT", "api@2.service"}}, ""},
     {"api_2", "api", "api-2"}},
    {"generate systemd", {"pippin-api", {{"PODMAN_SYSTEMD_UNIT", "container-pippin-api.service"}}, ""}, {"pippin-api"}},
};

TEST(IdentityOf, FindsTheNamesOfEachKind) {
  for (const Case& entry : kCases) {
    const ContainerIdentity identity = IdentityOf(entry.facts);
    EXPECT_EQ(identity.names, entry.names) << entry.what;
    EXPECT_EQ(identity.name, entry.facts.name) << entry.what;
  }
}

TEST(IdentityOfPod, IsThePodsNameOrItsLabel) {
  EXPECT_EQ(IdentityOfPod("pippin", {}).names, (Names{"pippin"}));
  EXPECT_EQ(IdentityOfPod("pippin-pod", {}).names, (Names{"pippin", "pippin-pod"}));
  EXPECT_EQ(IdentityOfPod("pippin", {{"portlaw.container", "x"}}).names, (Names{"x"}));
}

TEST(WorkloadOfPod, LosesWhatKubernetesAdded) {
  EXPECT_EQ(WorkloadOfPod("janua-api-7d9f8b6c5d-x2x4z"), "janua-api");
  EXPECT_EQ(WorkloadOfPod("janua-api-x2x4z"), "janua-api");
  EXPECT_EQ(WorkloadOfPod("janua-db-0"), "janua-db-0");
  EXPECT_EQ(WorkloadOfPod("janua-agent"), "janua-agent");
  EXPECT_EQ(WorkloadOfPod("-x2x4z"), "-x2x4z");
  EXPECT_EQ(WorkloadOfPod(""), "");
}

// What a file says of a workload is found as what runs of it.
TEST(PodNameOf, IsFoundAsTheWorkload) {
  for (const char* kind :
       {"Pod", "Deployment", "StatefulSet", "DaemonSet", "Job", "CronJob", "ReplicaSet", "Rollout"}) {
    const ContainerIdentity identity =
        IdentityOf({"", LabelsOf({PodNameOf(kind, "janua-agent"), "prod", "api", ""}), ""});
    EXPECT_EQ(identity.names.front(), "janua-agent-api") << kind;
    EXPECT_THAT(identity.names, testing::Contains("janua-agent")) << kind;
  }
}

TEST(IdentityOf, StaysBoundedWhateverItIsTold) {
  const std::string longest(kMaxNameBytes, 'a');
  const std::string longer(100'000, '-');
  for (const std::string& text : {longest, longer, std::string("\0-1", 3), std::string("_"), std::string("."),
                                  std::string("-pod"), std::string("@.service"), kTask, kAllocation}) {
    ContainerFacts facts{text, {}, text};
    for (const char* key : {"com.docker.compose.project", "com.docker.compose.service", "com.docker.swarm.service.name",
                            "com.docker.stack.namespace", "io.kubernetes.pod.name", "io.kubernetes.container.name",
                            "PODMAN_SYSTEMD_UNIT", "com.hashicorp.nomad.task_name", "com.hashicorp.nomad.job_name"}) {
      for (const IdentityLabels& labels : {IdentityLabels{{key, text}}, facts.labels}) {
        const ContainerIdentity identity = IdentityOf({text, labels, text});
        std::size_t bytes = 0;
        for (const std::string& name : identity.names) {
          EXPECT_FALSE(name.empty());
          bytes += name.size() + 1;
        }
        EXPECT_LE(bytes, naming::NameList::kMaxBytes);
        EXPECT_LE(identity.name.size(), kMaxNameBytes);
      }
      facts.labels[key] = text;
    }
  }
}

}  // namespace
}  // namespace portlaw
