// SPDX-License-Identifier: Apache-2.0
// tests/unit/phantom/extended_xyz_test.cpp: atomic models that users bring.
#include "vitrum/phantom/extended_xyz.hpp"

#include <gtest/gtest.h>

#include <fstream>

#include "helpers.hpp"
#include "vitrum/core/error.hpp"

namespace vitrum::phantom {
namespace {

// Every rank writes and reads a file of its own.
Glass read(const std::string& text) {
  const comm::Communicator world;
  const std::string path = testing::scratch(world, "model" + std::to_string(world.rank()) + ".xyz");
  std::ofstream(path) << text;
  return read_xyz(path);
}

TEST(ExtendedXyz, ReadsLatticeAndProperties) {
  const auto glass = read(
      "2\nLattice=\"10 0 0 0 10 0 0 0 10\" Properties=id:I:1:species:S:1:pos:R:3 Time=1\n"
      "1 Zr -1 2 3\n2 Cu 4 15 6\n");
  EXPECT_EQ(glass.edge_A, 10.0);
  ASSERT_EQ(glass.atoms.size(), 2u);
  EXPECT_DOUBLE_EQ(glass.atoms[0].x, 9.0);
  EXPECT_DOUBLE_EQ(glass.atoms[1].y, 5.0);
  EXPECT_EQ(glass.composition.text(), "Zr50Cu50");
}

TEST(ExtendedXyz, ReadsThreeEdgesInFrontOfAComment) {
  const auto glass = read("1\n8.5 8.5 8.5 a model\n Al 1.0 2.0 3.0\n -1\n");
  EXPECT_EQ(glass.edge_A, 8.5);
  EXPECT_EQ(glass.atoms.size(), 1u);
}

TEST(ExtendedXyz, BrokenFilesAreRefusedWithTheLine) {
  for (const char* text :
       {"", "x\n", "2\n8 8 8\nZr 1 2 3\n", "1\n8 8 9\nZr 1 2 3\n", "1\nno cell\nZr 1 2 3\n", "1\n8 8 8\nXx 1 2 3\n",
        "1\n8 8 8\nZr 1 2\n", "1\n8 8 8\nZr 1 nan 3\n", "1\n8 8 8\nZr 1 2x 3\n"})
    EXPECT_THROW(read(text), DataError) << text;
  EXPECT_THROW(read_xyz("no_such_file.xyz"), DataError);
}

}  // namespace
}  // namespace vitrum::phantom
