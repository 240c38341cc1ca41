// SPDX-License-Identifier: Apache-2.0
// A directory of a test's own.
#ifndef PORTLAW_TESTS_UNIT_TEMPORARY_DIRECTORY_H_
#define PORTLAW_TESTS_UNIT_TEMPORARY_DIRECTORY_H_

#include <gtest/gtest.h>

#include <cstdlib>
#include <filesystem>
#include <string>
#include <system_error>

namespace portlaw::test {

// Goes with its content.
class TemporaryDirectory {
 public:
  TemporaryDirectory() {
    std::string path = std::filesystem::temp_directory_path() / "portlaw-test-XXXXXX";
    EXPECT_NE(mkdtemp(path.data()), nullptr);
    path_ = path;
  }
  ~TemporaryDirectory() {
    std::error_code ignored;
    std::filesystem::remove_all(path_, ignored);
  }
  TemporaryDirectory(const TemporaryDirectory&) = delete;
  TemporaryDirectory& operator=(const TemporaryDirectory&) = delete;

  const std::filesystem::path& path() const { return path_; }
  std::string Path(const std::string& name) const { return path_ / name; }

 private:
  std::filesystem::path path_;
};

}  // namespace portlaw::test

#endif  // PORTLAW_TESTS_UNIT_TEMPORARY_DIRECTORY_H_
