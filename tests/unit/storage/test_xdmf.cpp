// SPDX-License-Identifier: Apache-2.0
// tests/unit/storage/test_xdmf.cpp: the sidecar says where the cells lie, when, and which slab of the file they hold.
#include <gtest/gtest.h>

#include "vitrum/storage/xdmf.hpp"

namespace vitrum::storage {
namespace {

// What ParaView 5.11 reads from this text was looked at once: x along x, origin (7, 0.5, 0), spacing (1.6, 2, 1.25),
// cells 5 x 3 x 1, times 0.25 and 0.75.
TEST(Xdmf, IsOneLayerOfCellsWithOriginSpacingAndTime) {
  const auto text =
      xdmf_text("s.h5", {3, 5, 2.0, 1.6, 0.5, 7.0, 1.25}, {{"g", "/fields/g/data", "Float", 8}}, {0.25, 0.75});
  const auto has = [&](const char* part) { return text.find(part) != std::string::npos; };
  EXPECT_TRUE(has("TopologyType=\"3DCoRectMesh\" Dimensions=\"2 4 6\""));
  EXPECT_TRUE(has("Name=\"origin\" Format=\"XML\" NumberType=\"Float\" Precision=\"8\" Dimensions=\"3\">0 0.5 7<"));
  EXPECT_TRUE(has("Name=\"spacing\" Format=\"XML\" NumberType=\"Float\" Precision=\"8\" Dimensions=\"3\">1.25 2 1.6<"));
  EXPECT_TRUE(has("<Time Value=\"0.25\"/>"));
  EXPECT_TRUE(has("<Time Value=\"0.75\"/>"));
  EXPECT_TRUE(has("Dimensions=\"3 3\">1 0 0 1 1 1 1 3 5<"));
  EXPECT_TRUE(has("Dimensions=\"2 3 5\">s.h5:/fields/g/data<"));
}

}  // namespace
}  // namespace vitrum::storage
