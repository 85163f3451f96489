// SPDX-License-Identifier: Apache-2.0
// tests/unit/comm/test_together.cpp: an error of one rank becomes the error of all.
#include <gtest/gtest.h>

#include <stdexcept>
#include <string>

#include "vitrum/comm/together.hpp"

namespace vitrum::comm {
namespace {

TEST(Together, ReturnsWhatTheWorkReturns) {
  const Communicator world;
  EXPECT_EQ(together(world, [&] { return world.rank() * 2; }), world.rank() * 2);
  int calls = 0;
  together(world, [&] { ++calls; });
  EXPECT_EQ(calls, 1);
}

TEST(Together, TheLowestRankWithAnErrorWins) {
  const Communicator world;
  const int first = world.size() / 2;
  try {
    together(world, [&] {
      if (world.rank() >= first) throw DataError("scan.h5: broken on rank " + std::to_string(world.rank()));
    });
    FAIL() << "no error on rank " << world.rank();
  } catch (const DataError& error) {
    EXPECT_EQ(error.what(), "scan.h5: broken on rank " + std::to_string(first));
    EXPECT_EQ(error.status(), Exit::bad_data);
  }
}

template <class Kind>
void expect_kind_everywhere(const Communicator& world, Exit status) {
  const int last = world.size() - 1;
  try {
    together(world, [&] {
      if (world.rank() == last) throw Kind("message");
      return 1.0;
    });
    FAIL();
  } catch (const Kind& error) {
    EXPECT_STREQ(error.what(), "message");
    EXPECT_EQ(error.status(), status);
  }
}

TEST(Together, KeepsTheKindOfError) {
  const Communicator world;
  expect_kind_everywhere<InputError>(world, Exit::bad_input);
  expect_kind_everywhere<DataError>(world, Exit::bad_data);
  expect_kind_everywhere<Interrupted>(world, Exit::interrupted);
  expect_kind_everywhere<Fault>(world, Exit::fault);
}

TEST(Together, OtherExceptionsAreOurFault) {
  const Communicator world;
  try {
    together(world, [&] {
      if (world.rank() == world.size() - 1) throw std::out_of_range("vector");
    });
    FAIL();
  } catch (const Fault& error) {
    EXPECT_STREQ(error.what(), "vector");
  }
}

TEST(Together, OnRootRunsOnce) {
  const Communicator world;
  int calls = 0;
  on_root(world, [&] { ++calls; });
  EXPECT_EQ(calls, world.is_root() ? 1 : 0);
  EXPECT_THROW(on_root(world, [] { throw InputError("x"); }), InputError);
}

}  // namespace
}  // namespace vitrum::comm
