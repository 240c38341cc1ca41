// SPDX-License-Identifier: Apache-2.0
#include "agent/containers/row_book.h"

#include <gtest/gtest.h>

namespace portlaw::containers {
namespace {

using kernel::kFirstNamedRow;
using kernel::kHostRow;

SubjectKey Named(const std::string& name) { return ContainerIdentity{name, "", "", ""}; }

TEST(RowBook, GivesTheLowestFreeRow) {
  RowBook book;
  EXPECT_EQ(book.Allocate(Named("a")), kFirstNamedRow);
  EXPECT_EQ(book.Allocate(Named("b")), kFirstNamedRow + 1);
  EXPECT_EQ(book.Allocate(Named("c")), kFirstNamedRow + 2);
  book.Remove(kFirstNamedRow + 1);
  EXPECT_EQ(book.Find(Named("b")), std::nullopt);
  EXPECT_EQ(book.Allocate(Named("d")), kFirstNamedRow + 1);
  EXPECT_EQ(book.Find(Named("c")), kFirstNamedRow + 2);
}

TEST(RowBook, IsFullAtItsCapacityAndNotBefore) {
  RowBook book(2);
  EXPECT_TRUE(book.Allocate(Named("a")));
  EXPECT_TRUE(book.Allocate(Named("b")));
  EXPECT_FALSE(book.Allocate(Named("c")));
  book.Remove(kFirstNamedRow);
  EXPECT_TRUE(book.Allocate(Named("c")));
}

TEST(RowBook, RestoresRowsWhereTheyWereAndFillsTheHoles) {
  RowBook book;
  EXPECT_TRUE(book.Restore(kFirstNamedRow + 2, Named("a")));
  EXPECT_FALSE(book.Restore(kFirstNamedRow + 2, Named("b"))) << "the row is taken";
  EXPECT_FALSE(book.Restore(kFirstNamedRow + 3, Named("a"))) << "the key has a row";
  EXPECT_FALSE(book.Restore(kHostRow, Named("b"))) << "not a row for names";
  EXPECT_FALSE(book.Restore(kFirstNamedRow + kMaxNamedRows, Named("b"))) << "beyond the last row";
  EXPECT_EQ(book.Allocate(Named("b")), kFirstNamedRow);
  EXPECT_EQ(book.Allocate(Named("c")), kFirstNamedRow + 1);
  EXPECT_EQ(book.Allocate(Named("d")), kFirstNamedRow + 3);
}

TEST(RowBook, SweepsOnlyWhatNobodyHasHadForLongEnough) {
  RowBook book;
  const Row used = *book.Allocate(Named("used"));
  const Row left = *book.Allocate(Named("left"));
  const Row kept = *book.Allocate(Named("kept"));
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
