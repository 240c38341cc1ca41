// SPDX-License-Identifier: Apache-2.0
// The copy of what was last put in force: what is saved is read back, and nothing that others may have written.
#include "agent/daemon/accepted_documents.h"

#include <gtest/gtest.h>
#include <sys/stat.h>

#include <cstdlib>
#include <filesystem>
#include <fstream>

namespace portlaw::daemon {
namespace {

namespace fs = std::filesystem;

class AcceptedDocumentsTest : public testing::Test {
 protected:
  AcceptedDocumentsTest() {
    char name[] = "/tmp/portlaw-accepted-XXXXXX";
    base_ = mkdtemp(name);
  }
  ~AcceptedDocumentsTest() override { fs::remove_all(base_); }

  std::string Directory() const { return base_ + "/state"; }
  std::string File() const { return Kept().path(); }
  AcceptedDocuments Kept() const { return {Directory(), "/sys/fs/bpf/portlaw"}; }

  static AcceptedState Sample() {
    return {{{{"ports.md", "| 4100 | \"api\" |\n"}, {"more.md", ""}}, io::NamedText{"settings.yaml", "mode: audit\n"}},
            "abc"};
  }

 private:
  std::string base_;
};

TEST_F(AcceptedDocumentsTest, WhatIsSavedIsReadBack) {
  ASSERT_TRUE(Kept().Save(Sample()));
  const auto loaded = Kept().Load();
  ASSERT_TRUE(loaded) << ToString(loaded.error());
  ASSERT_TRUE(*loaded);
  EXPECT_EQ((*loaded)->documents, Sample().documents);
  EXPECT_EQ((*loaded)->held, "abc");
  AcceptedState other = Sample();
  other.documents.settings.reset();
  other.held.clear();
  ASSERT_TRUE(Kept().Save(other));
  EXPECT_EQ((**Kept().Load()).documents, other.documents);
  EXPECT_EQ((**Kept().Load()).held, "");
}

TEST_F(AcceptedDocumentsTest, EachPinRootHasItsOwn) {
  ASSERT_TRUE(Kept().Save(Sample()));
  const AcceptedDocuments other(Directory(), "/sys/fs/bpf/other");
  EXPECT_FALSE(*other.Load());
  EXPECT_TRUE(other.Remove());
  EXPECT_TRUE(*Kept().Load());
}

TEST_F(AcceptedDocumentsTest, NobodyElseMayReadIt) {
  ASSERT_TRUE(Kept().Save(Sample()));
  struct stat status {};
  ASSERT_EQ(stat(File().c_str(), &status), 0);
  EXPECT_EQ(status.st_mode & 0777, 0600U);
  ASSERT_EQ(stat(Directory().c_str(), &status), 0);
  EXPECT_EQ(status.st_mode & 0777, 0700U);
}

TEST_F(AcceptedDocumentsTest, NothingKeptIsNothing) {
  const auto loaded = Kept().Load();
  ASSERT_TRUE(loaded) << ToString(loaded.error());
  EXPECT_FALSE(*loaded);
  ASSERT_TRUE(Kept().Save(Sample()));
  EXPECT_TRUE(Kept().Remove());
  EXPECT_TRUE(Kept().Remove()) << "twice is fine";
  EXPECT_FALSE(*Kept().Load());
}

TEST_F(AcceptedDocumentsTest, WhatOthersMayHaveWrittenIsNotTrusted) {
  ASSERT_TRUE(Kept().Save(Sample()));
  ASSERT_EQ(chmod(File().c_str(), 0622), 0);
  EXPECT_FALSE(Kept().Load());
  fs::remove(File());
  fs::create_symlink("/etc/hostname", File());
  EXPECT_FALSE(Kept().Load());
  ASSERT_TRUE(Kept().Save(Sample())) << "a link is replaced, not followed";
  EXPECT_TRUE(Kept().Load());
}

TEST_F(AcceptedDocumentsTest, OtherContentsAreErrors) {
  fs::create_directory(Directory());
  for (const char* text : {"", "{", "[]", "{}", R"({"registries":[1],"settings":null,"held":""})", "\xff\xfe"}) {
    std::ofstream(File()) << text;
    chmod(File().c_str(), 0600);
    EXPECT_FALSE(Kept().Load()) << text;
  }
}

TEST_F(AcceptedDocumentsTest, ADirectoryThatCannotBeMadeIsAnError) {
  std::ofstream(Directory()) << "a file";
  const auto saved = Kept().Save(Sample());
  ASSERT_FALSE(saved);
  EXPECT_FALSE(saved.error().advice.empty());
}

TEST(ContentName, IsOfPathsAndTexts) {
  const DocumentTexts texts{{{"a.md", "one"}, {"b.md", "two"}}, std::nullopt};
  EXPECT_EQ(ContentName(texts), ContentName(texts));
  EXPECT_EQ(ContentName(texts).size(), 64U);
  const DocumentTexts others[] = {{{{"a.md", "one "}, {"b.md", "two"}}, std::nullopt},
                                  {{{"a.md", "two"}, {"b.md", "one"}}, std::nullopt},
                                  {{{"a.md", "one"}}, io::NamedText{"b.md", "two"}},
                                  {{{"a.md", "one"}, {"b.md", "two"}}, io::NamedText{"", ""}},
                                  {{{"a.mdo", "ne"}, {"b.md", "two"}}, std::nullopt}};
  for (const DocumentTexts& other : others) EXPECT_NE(ContentName(texts), ContentName(other));
}

}  // namespace
}  // namespace portlaw::daemon
