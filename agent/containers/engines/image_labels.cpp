// SPDX-License-Identifier: Apache-2.0
#include "agent/containers/engines/image_labels.h"

#include <algorithm>
#include <utility>

namespace portlaw::containers {

namespace {

// "sha256:...", "registry.example:5000/shop/api:1": whatever else it is does not belong in a request's line.
bool IsImageName(const std::string& text) {
  constexpr std::string_view kAllowed = "abcdefghijklmnopqrstuvwxyzABCDEFGHIJKLMNOPQRSTUVWXYZ0123456789._-/:@+";
  return !text.empty() && text.find_first_not_of(kAllowed) == std::string::npos && text.find("..") == std::string::npos;
}

}  // namespace

void ImageLabels::Ask(const std::string& image, Done done) {
  if (!IsImageName(image)) return done(std::nullopt);
  const auto known = images_.find(image);
  if (known != images_.end() && known->second.answered) return done(known->second.labels);
  if (known != images_.end()) return known->second.waiting.push_back(std::move(done));
  if (images_.size() >= kMaxImages) std::erase_if(images_, [](const auto& entry) { return entry.second.answered; });
  if (images_.size() >= kMaxImages) return done(std::nullopt);
  Image& entry = images_[image];
  entry.waiting.push_back(std::move(done));
  entry.request =
      get_("/images/" + image + "/json", entry.body, [this, image](const auto& status) { Finish(image, status); });
}

// What the engine does not tell is not remembered: it may know it the next time.
void ImageLabels::Finish(const std::string& image, const Result<int>& status) {
  const auto entry = images_.find(image);
  if (status && *status == kHttpOk) {
    if (auto labels = ParseImage(entry->second.body)) entry->second.labels = std::move(*labels);
  }
  const auto labels = entry->second.labels;
  const auto waiting = std::exchange(entry->second.waiting, {});
  entry->second.answered = true;
  entry->second.body = {};
  if (!labels) images_.erase(entry);
  for (const Done& done : waiting) done(labels);
}

void ImageLabels::Reset() {
  const auto images = std::exchange(images_, {});
  for (const auto& [name, image] : images) {
    for (const Done& done : image.waiting) done(std::nullopt);
  }
}

}  // namespace portlaw::containers
