// SPDX-License-Identifier: Apache-2.0
#include "agent/containers/row_book.h"

#include <gtest/gtest.h>

namespace portlaw::containers {
namespace {

using kernel::kFirstNamedRow;
using kernel::kHostRow;

SubjectKey KeyOf(const std::string& name) { return ContainerIdentity{name, {}}; }

TEST(RowBook, GivesTheLowestFreeRow) {
  RowBook book;
  EXPECT_EQ(book.Allocate(KeyOf("a")), kFirstNamedRow);
  EXPECT_EQ(book.Allocate(KeyOf("b")), kFirstNamedRow + 1);
  EXPECT_EQ(book.Allocate(KeyOf("c")), kFirstNamedRow + 2);
  book.Remove(kFirstNamedRow + 1);
  EXPECT_EQ(book.Find(KeyOf("b")), std::nullopt);
  EXPECT_EQ(book.Allocate(KeyOf("d")), kFirstNamedRow + 1);
  EXPECT_EQ(book.Find(KeyOf("c")), kFirstNamedRow + 2);
}

TEST(RowBook, IsFullAtItsCapacityAndNotBefore) {
  RowBook book(2);
  EXPECT_TRUE(book.Allocate(KeyOf("a")));
  EXPECT_TRUE(book.Allocate(KeyOf("b")));
  EXPECT_FALSE(book.Allocate(KeyOf("c")));
  book.Remove(kFirstNamedRow);
  EXPECT_TRUE(book.Allocate(KeyOf("c")));
}

TEST(RowBook, UsersLeaveRowsForRootAndForEachOther) {
  constexpr std::uint32_t kCapacity = 64;
  RowBook book(kCapacity);
  std::vector<Row> rows;
  int number = 0;
  const auto take_all = [&](std::uint32_t uid) {
    std::uint32_t taken = 0;
    while (const auto row = book.Allocate(KeyOf(std::to_string(++number)), uid)) {
      rows.push_back(*row);
      ++taken;
    }
    return taken;
  };
  for (const std::uint32_t uid : {1000, 1001, 1002, 1003}) EXPECT_EQ(take_all(uid), RowsOfOneUser(kCapacity));
  EXPECT_EQ(take_all(1004), 0u) << "users have what all of them may have";
  EXPECT_EQ(book.size(), RowsOfUsers(kCapacity));
  book.Remove(rows[0]);
  EXPECT_EQ(take_all(1000), 1u);
  EXPECT_EQ(take_all(0), kCapacity - RowsOfUsers(kCapacity)) << "root's find room";
  book.MakeRoots(rows[1]);
  book.Remove(rows.back());
  EXPECT_EQ(take_all(1000), 1u) << "what root claims too is no user's";
}

TEST(RowBook, RestoresRowsWhereTheyWereAndFillsTheHoles) {
  RowBook book;
  EXPECT_TRUE(book.Restore(kFirstNamedRow + 2, KeyOf("a")));
  EXPECT_FALSE(book.Restore(kFirstNamedRow + 2, KeyOf("b"))) << "the row is taken";
  EXPECT_FALSE(book.Restore(kFirstNamedRow + 3, KeyOf("a"))) << "the key has a row";
  EXPECT_FALSE(book.Restore(kHostRow, KeyOf("b"))) << "not a row for names";
  EXPECT_FALSE(book.Restore(kFirstNamedRow + kMaxNamedRows, KeyOf("b"))) << "beyond the last row";
  EXPECT_EQ(book.Allocate(KeyOf("b")), kFirstNamedRow);
  EXPECT_EQ(book.Allocate(KeyOf("c")), kFirstNamedRow + 1);
  EXPECT_EQ(book.Allocate(KeyOf("d")), kFirstNamedRow + 3);
}

TEST(RowBook, SweepsOnlyWhatNobodyHasHadForLongEnough) {
  RowBook book;
  const Row used = *book.Allocate(KeyOf("used"));
  const Row left = *book.Allocate(KeyOf("left"));
  const Row kept = *book.Allocate(KeyOf("kept"));
  const auto now = Clock::now();
  for (Row row : {used, left, kept}) book.Ref(row);
  book.Unref(left, now);
  book.Unref(kept, now + std::chrono::seconds(10));
  book.Sweep(now + std::chrono::seconds(5), [](Row) { return true; });
  EXPECT_NE(book.KeyOf(used), nullptr);
  EXPECT_EQ(book.KeyOf(left), nullptr);
  EXPECT_NE(book.KeyOf(kept), nullptr);
  book.Sweep(now + std::chrono::seconds(10), [](Row) { return false; });
  EXPECT_NE(book.KeyOf(kept), nullptr) << "the kernel did not let it go";
}

}  // namespace
}  // namespace portlaw::containers
