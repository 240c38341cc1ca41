// SPDX-License-Identifier: Apache-2.0
// The labels of images, asked of an engine: a container's label that its image has too is the image's, and says nothing
// about who may use a name.
#ifndef PORTLAW_AGENT_CONTAINERS_ENGINES_IMAGE_LABELS_H_
#define PORTLAW_AGENT_CONTAINERS_ENGINES_IMAGE_LABELS_H_

#include <functional>
#include <map>
#include <optional>
#include <string>
#include <vector>

#include "agent/containers/engines/container_record.h"
#include "agent/containers/engines/http_client.h"

namespace portlaw::containers {

// Loop thread only. Each image is asked about once.
class ImageLabels {
 public:
  // A GET of `target`, whose whole answer goes to `body`.
  using Get = std::function<HttpRequest(const std::string& target, std::string& body,
                                        std::function<void(const Result<int>& status)> done)>;
  // The identity labels of an image; nothing where the engine does not tell.
  using Done = std::function<void(const std::optional<IdentityLabels>& labels)>;

  explicit ImageLabels(Get get) : get_(std::move(get)) {}

  // `image`: its id, or its name. `done` may be called at once.
  void Ask(const std::string& image, Done done);
  // Everything that is still asked gets no answer.
  void Reset();

 private:
  struct Image {
    bool answered = false;
    std::optional<IdentityLabels> labels;
    std::vector<Done> waiting;
    std::string body;
    HttpRequest request;
  };
  void Finish(const std::string& image, const Result<int>& status);

  static constexpr std::size_t kMaxImages = 4096;

  Get get_;
  std::map<std::string, Image> images_;
};

}  // namespace portlaw::containers

#endif  // PORTLAW_AGENT_CONTAINERS_ENGINES_IMAGE_LABELS_H_
