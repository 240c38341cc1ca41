// SPDX-License-Identifier: Apache-2.0
// What is read from compose files, manifests and Dockerfiles.
#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include "policy/check/deployment.h"
#include "policy/naming/naming.h"

namespace portlaw {
namespace {

using testing::ElementsAre;
using testing::HasSubstr;
using testing::IsEmpty;

Deployment ReadAs(const std::string& file, const std::string& text, const DeploymentOptions& options = {}) {
  const DeploymentFormat* format = FindDeploymentFormat(text, file);
  EXPECT_NE(format, nullptr);
  if (format == nullptr) return {};
  Result<Deployment> deployment = format->read(text, file, options);
  EXPECT_TRUE(deployment) << ToString(deployment.error());
  return deployment.value_or(Deployment());
}

// "line who ports/protocol@address statement", with "?" for one of a range and "private" for a private namespace.
std::vector<std::string> Lines(const Deployment& deployment) {
  std::vector<std::string> lines;
  for (const PlannedBind& bind : deployment.binds) {
    std::string line = std::to_string(bind.source.line) + " " + bind.who + " " + ToString(bind.ports);
    line += (bind.one_of ? "?/" : "/") + std::string(ToString(bind.protocol));
    if (!bind.address.empty()) line += "@" + bind.address;
    line += " " + bind.statement;
    if (bind.scope == Scope::kPrivate) line += " private";
    lines.push_back(line);
  }
  return lines;
}

std::vector<std::string> Codes(const Deployment& deployment) {
  std::vector<std::string> codes;
  for (const Finding& finding : deployment.findings) {
    codes.push_back(std::to_string(finding.source.line) + " " + std::string(ToString(finding.severity)) + " " +
                    finding.code);
  }
  return codes;
}

Deployment Compose(const std::string& ports, const DeploymentOptions& options = {}) {
  return ReadAs("docker-compose.yml", "services:\n  api:\n    ports:\n" + ports, options);
}

TEST(Compose, ReadsTheShortSyntax) {
  const Deployment deployment = Compose(
      "      - \"4100:80\"\n"
      "      - 4101:81/udp\n"
      "      - \"127.0.0.1:4102:82\"\n"
      "      - \"[::1]:4103:83\"\n"
      "      - \"4110-4112:90-92\"\n"
      "      - \"4120-4125:80\"\n"
      "      - 4130:1.1.1.1:80\n");
  EXPECT_THAT(Lines(deployment),
              ElementsAre("4 service api 4100/tcp ports", "5 service api 4101/udp ports",
                          "6 service api 4102/tcp@127.0.0.1 ports", "7 service api 4103/tcp@::1 ports",
                          "8 service api 4110-4112/tcp ports", "9 service api 4120-4125?/tcp ports"));
  EXPECT_THAT(Codes(deployment), ElementsAre("10 error malformed-port"));
}

TEST(Compose, PortsWithoutHostPortAreRandom) {
  const Deployment deployment = Compose("      - \"80\"\n      - \"127.0.0.1::81\"\n      - 3000-3005\n");
  EXPECT_THAT(Lines(deployment), IsEmpty());
  EXPECT_THAT(Codes(deployment), ElementsAre("4 note random-port", "5 note random-port", "6 note random-port"));
}

TEST(Compose, RefusesWhatIsNoPort) {
  for (const char* port :
       {"70000:80", "0:80", "80:", "a:80", "90-80:90-80", "80/icmp", "1:2:3:4:5", "4100:80/", "-1"}) {
    const Deployment deployment = Compose("      - \"" + std::string(port) + "\"\n");
    EXPECT_THAT(Lines(deployment), IsEmpty()) << port;
    EXPECT_THAT(Codes(deployment), ElementsAre("4 error malformed-port")) << port;
  }
  EXPECT_THAT(Codes(Compose("      - \"4100-4102:80-81\"\n")), ElementsAre("4 error malformed-port"));
}

TEST(Compose, ReadsTheLongSyntax) {
  const Deployment deployment = Compose(
      "      - target: 80\n"
      "        published: 4100\n"
      "        protocol: udp\n"
      "        host_ip: 127.0.0.1\n"
      "        mode: host\n"
      "      - {target: 81, published: \"4110-4115\"}\n"
      "      - {target: 82}\n"
      "      - {published: 83}\n"
      "      - {target: 84, published: 84, protocol: ip}\n");
  EXPECT_THAT(Lines(deployment),
              ElementsAre("4 service api 4100/udp@127.0.0.1 ports", "9 service api 4110-4115?/tcp ports"));
  EXPECT_THAT(Codes(deployment),
              ElementsAre("10 note random-port", "11 error malformed-port", "12 error malformed-port"));
}

TEST(Compose, SubstitutesVariables) {
  DeploymentOptions options;
  options.variables = {{"API_PORT", "4100"}, {"EMPTY", ""}};
  const Deployment deployment = Compose(
      "      - \"${API_PORT}:80\"\n"
      "      - \"${EMPTY:-4101}:80\"\n"
      "      - \"${NONE-4102}:${NONE:-80}\"\n"
      "      - \"${A:-${B:-4103}}:80\"\n"
      "      - \"$API_PORT:81\"\n"
      "      - \"${API_PORT:+4104}:80\"\n"
      "      - \"${NONE}:80\"\n"
      "      - \"${NONE:?must be set}:80\"\n"
      "      - \"${API_PORT:80\"\n",
      options);
  EXPECT_THAT(Lines(deployment), ElementsAre("4 service api 4100/tcp ports", "5 service api 4101/tcp ports",
                                             "6 service api 4102/tcp ports", "7 service api 4103/tcp ports",
                                             "8 service api 4100/tcp ports", "9 service api 4104/tcp ports"));
  EXPECT_THAT(Codes(deployment),
              ElementsAre("10 warning unset-variable", "11 error required-variable", "12 error malformed-variable"));
  EXPECT_THAT(deployment.findings[1].message, HasSubstr("must be set"));
}

TEST(Compose, KnowsContainersByNameProjectServiceAndLabel) {
  DeploymentOptions options;
  options.directory = "My Shop!";
  const Deployment deployment =
      ReadAs("compose.yaml",
             "services:\n"
             "  api: {ports: [\"1:1\"]}\n"
             "  web: {ports: [\"2:2\"], container_name: \"shop-${X:-web}\"}\n"
             "  job: {ports: [\"3:3\"], labels: {portlaw.container: otter-job}}\n"
             "  old: {ports: [\"4:4\"], labels: [\"a=b\", \"portlaw.container=otter-old\"]}\n",
             options);
  ASSERT_EQ(deployment.binds.size(), 4U);
  EXPECT_EQ(
      deployment.binds[0].identities.front(),
      IdentityOf(
          {"myshop-api-1", {{"com.docker.compose.project", "myshop"}, {"com.docker.compose.service", "api"}}, ""}));
  EXPECT_EQ(
      deployment.binds[1].identities.front(),
      IdentityOf({"shop-web", {{"com.docker.compose.project", "myshop"}, {"com.docker.compose.service", "web"}}, ""}));
  EXPECT_EQ(deployment.binds[2].identities.front().names, std::vector<std::string>{"otter-job"});
  EXPECT_EQ(deployment.binds[3].identities.front().names, std::vector<std::string>{"otter-old"});
  options.project = "other";
  EXPECT_EQ(ReadAs("compose.yaml", "name: x\nservices:\n  api: {ports: [\"1:1\"]}\n", options).binds[0].project,
            "other");
  EXPECT_EQ(ReadAs("compose.yaml", "name: x\nservices:\n  api: {ports: [\"1:1\"]}\n").binds[0].project, "x");
}

TEST(Compose, OnTheHostNetworkContainerPortsAreHostPorts) {
  const Deployment deployment = ReadAs("compose.yaml",
                                       "services:\n"
                                       "  api:\n"
                                       "    network_mode: host\n"
                                       "    ports: [\"4100:80\"]\n"
                                       "    expose: [8080, \"8081-8082/udp\"]\n"
                                       "  web:\n"
                                       "    expose: [9090]\n");
  EXPECT_THAT(Lines(deployment),
              ElementsAre("4 service api 80/tcp network_mode: host", "5 service api 8080/tcp network_mode: host",
                          "5 service api 8081-8082/udp network_mode: host"));
}

TEST(Compose, ProfilesChooseServices) {
  const std::string text =
      "services:\n"
      "  api: {ports: [\"1:1\"]}\n"
      "  web: {ports: [\"2:2\"], profiles: [front]}\n"
      "  job: {ports: [\"3:3\"], profiles: [back, night]}\n";
  EXPECT_EQ(ReadAs("compose.yaml", text).binds.size(), 3U);
  DeploymentOptions options;
  options.profiles = {"night"};
  EXPECT_THAT(Lines(ReadAs("compose.yaml", text, options)),
              ElementsAre("2 service api 1/tcp ports", "4 service job 3/tcp ports"));
}

TEST(Compose, FollowsAnchorsMergesAndExtendsInTheFile) {
  const Deployment deployment = ReadAs("compose.yaml",
                                       "x-base: &base\n"
                                       "  ports: [\"4100:80\"]\n"
                                       "services:\n"
                                       "  api:\n"
                                       "    <<: *base\n"
                                       "  web:\n"
                                       "    extends: {service: api}\n"
                                       "    ports: [\"4101:80\"]\n"
                                       "  far:\n"
                                       "    extends: {file: other.yml, service: x}\n"
                                       "  loop:\n"
                                       "    extends: loop\n"
                                       "include: [more.yml]\n");
  EXPECT_THAT(Lines(deployment), ElementsAre("2 service api 4100/tcp ports", "8 service web 4101/tcp ports",
                                             "2 service web 4100/tcp ports"));
  EXPECT_EQ(Codes(deployment).size(), 3U);
  EXPECT_THAT(Codes(deployment), testing::Contains("10 note not-followed"));
}

TEST(Kubernetes, ReadsHostPortsHostNetworkAndNodePorts) {
  const Deployment deployment = ReadAs("app.yaml",
                                       "apiVersion: v1\n"
                                       "kind: Pod\n"
                                       "metadata: {name: otter}\n"
                                       "spec:\n"
                                       "  containers:\n"
                                       "    - name: api\n"
                                       "      ports:\n"
                                       "        - containerPort: 80\n"
                                       "          hostPort: 4100\n"
                                       "          protocol: UDP\n"
                                       "        - containerPort: 81\n"
                                       "---\n"
                                       "apiVersion: apps/v1\n"
                                       "kind: DaemonSet\n"
                                       "metadata: {name: agent}\n"
                                       "spec:\n"
                                       "  template:\n"
                                       "    metadata: {labels: {portlaw.container: node-agent}}\n"
                                       "    spec:\n"
                                       "      hostNetwork: true\n"
                                       "      containers:\n"
                                       "        - name: main\n"
                                       "          ports: [{containerPort: 9100}]\n"
                                       "---\n"
                                       "apiVersion: v1\n"
                                       "kind: Service\n"
                                       "metadata: {name: web}\n"
                                       "spec:\n"
                                       "  type: NodePort\n"
                                       "  selector: {app: otter}\n"
                                       "  ports:\n"
                                       "    - {port: 80, nodePort: 30080}\n"
                                       "    - {port: 81}\n");
  EXPECT_THAT(Lines(deployment), ElementsAre("9 container api of Pod otter 4100/udp hostPort",
                                             "23 container main of DaemonSet agent 9100/tcp hostNetwork",
                                             "32 Service web 30080/tcp nodePort"));
  ASSERT_EQ(deployment.binds[0].identities.size(), 2u) << "the pod, and its container";
  EXPECT_EQ(deployment.binds[0].identities[0].names.front(), "otter");
  EXPECT_EQ(deployment.binds[0].identities[1].names.front(), "otter-api");
  EXPECT_EQ(deployment.binds[1].identities[0].names, std::vector<std::string>{"node-agent"});
  EXPECT_EQ(deployment.binds[2].identities[0].names, (std::vector<std::string>{"web", "otter"}));
  EXPECT_THAT(Codes(deployment), ElementsAre("33 note random-port"));
}

TEST(Kubernetes, ReadsCronJobsAndLists) {
  const Deployment deployment =
      ReadAs("list.json",
             R"({"apiVersion": "v1", "kind": "List", "items": [{"apiVersion": "batch/v1", "kind": "CronJob",
          "metadata": {"name": "night"}, "spec": {"jobTemplate": {"spec": {"template": {"spec": {"initContainers": [],
          "containers": [{"name": "job", "ports": [{"containerPort": 1, "hostPort": 4100}]}]}}}}}}]})");
  EXPECT_THAT(Lines(deployment), ElementsAre("3 container job of CronJob night 4100/tcp hostPort"));
}

TEST(Kubernetes, RefusesPortsThatAreNone) {
  const Deployment deployment = ReadAs("app.yaml",
                                       "apiVersion: v1\nkind: Pod\nspec:\n  containers:\n    - name: api\n"
                                       "      ports: [{hostPort: 70000}, {hostPort: 80, protocol: HTTP}]\n");
  EXPECT_THAT(Codes(deployment), ElementsAre("6 error malformed-port", "6 error malformed-port"));
}

TEST(Kubernetes, ATemplateIsToBeRenderedFirst) {
  const std::string text = "apiVersion: v1\nkind: Pod\nspec: {{ .Values.spec }}\n";
  const DeploymentFormat* format = FindDeploymentFormat(text, "pod.yaml");
  ASSERT_NE(format, nullptr);
  const Result<Deployment> deployment = format->read(text, "pod.yaml", {});
  if (!deployment) {
    EXPECT_THAT(deployment.error().advice, HasSubstr("helm template"));
  }
}

TEST(Dockerfile, ReadsExposeOfTheLastStage) {
  DeploymentOptions options;
  options.directory = "otter-api";
  const Deployment deployment = ReadAs("services/otter-api/Dockerfile",
                                       "FROM golang AS build\n"
                                       "EXPOSE 1\n"
                                       "FROM debian\n"
                                       "ARG PORT=4100\n"
                                       "ENV OTHER 4101\n"
                                       "# EXPOSE 2\n"
                                       "EXPOSE ${PORT} \\\n"
                                       "  # between\n"
                                       "  $OTHER/udp\n"
                                       "expose 7000-7002\n"
                                       "EXPOSE $NOWHERE 70000 1:2\n"
                                       "CMD [\"EXPOSE\", \"9\"]\n",
                                       options);
  EXPECT_THAT(Lines(deployment), ElementsAre("7 the image of otter-api 4100/tcp EXPOSE private",
                                             "7 the image of otter-api 4101/udp EXPOSE private",
                                             "10 the image of otter-api 7000-7002/tcp EXPOSE private"));
  EXPECT_THAT(Codes(deployment),
              ElementsAre("11 warning unset-variable", "11 error malformed-port", "11 error malformed-port"));
}

TEST(Dockerfile, SaysWhoseImageItIs) {
  const auto names = [](const std::string& file, const std::string& text) {
    return ReadAs(file, text).binds.at(0).identities.at(0).names;
  };
  EXPECT_THAT(names("Dockerfile.otter-web", "EXPOSE 80\n"), ElementsAre("otter-web"));
  EXPECT_THAT(names("otter-web.Dockerfile", "EXPOSE 80\n"), ElementsAre("otter-web"));
  EXPECT_THAT(names("Dockerfile", "LABEL portlaw.container=\"otter-job\"\nEXPOSE 80\n"), ElementsAre("otter-job"));
  EXPECT_THAT(Codes(ReadAs("Dockerfile", "EXPOSE 80\n")), ElementsAre("1 note unknown-container"));
}

TEST(FindDeploymentFormat, LeavesRegistriesAlone) {
  EXPECT_EQ(FindDeploymentFormat("portlaw: 1\nassignments: []\n", "ports.yaml"), nullptr);
  EXPECT_EQ(FindDeploymentFormat("services:\n  api: {ports: [1]}\n", "ports.md"), nullptr);
  EXPECT_EQ(FindDeploymentFormat("ports:\n  api: 4100\n", "ports.yaml"), nullptr);
}

}  // namespace
}  // namespace portlaw
