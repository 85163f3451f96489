// SPDX-License-Identifier: Apache-2.0
// tests/unit/domains/disc.cpp: areas that discs share with cells.
#include "vitrum/domains/disc.hpp"

#include <gtest/gtest.h>

#include <cmath>
#include <numbers>
#include <numeric>
#include <vector>

#include "vitrum/core/random.hpp"

namespace vitrum::domains {
namespace {

using std::numbers::pi;

TEST(Disc, HalvesAndQuartersAreExact) {
  EXPECT_NEAR(disc_in_rectangle(2.0, 0.0, 9.0, -9.0, 9.0), 2.0 * pi, 1e-14);
  EXPECT_NEAR(disc_in_rectangle(2.0, -9.0, 0.0, -9.0, 0.0), pi, 1e-14);
  EXPECT_NEAR(disc_in_rectangle(2.0, -9.0, 9.0, -9.0, 9.0), 4.0 * pi, 1e-14);
  EXPECT_NEAR(disc_in_rectangle(2.0, -0.5, 0.5, -0.25, 0.25), 0.5, 1e-14);
  EXPECT_EQ(disc_in_rectangle(2.0, 2.5, 3.0, 0.0, 1.0), 0.0);
  EXPECT_EQ(disc_in_rectangle(0.0, -1.0, 1.0, -1.0, 1.0), 0.0);
}

// Segment beyond x = d: r^2 acos(d/r) - d sqrt(r^2 - d^2).
TEST(Disc, SegmentsAreExact) {
  for (const double d : {-1.7, -0.3, 0.2, 1.1, 1.99}) {
    const double segment = 4.0 * std::acos(d / 2.0) - d * std::sqrt(4.0 - d * d);
    EXPECT_NEAR(disc_in_rectangle(2.0, d, 5.0, -5.0, 5.0), segment, 1e-13) << d;
    EXPECT_NEAR(disc_in_rectangle(2.0, -5.0, 5.0, d, 5.0), segment, 1e-13) << d;
  }
}

TEST(Disc, CellsShareTheWholeDiscWhereverItLies) {
  Stream stream(1, Purpose::test, 1);
  for (int i = 0; i < 200; ++i) {
    const double d = 0.3 + 6.0 * stream.uniform(), y = 20.0 * stream.uniform(), x = 24.0 * stream.uniform();
    const Cells cells{25, 20, 0.0, 0.0, 0.8, 1.2};
    std::vector<double> share(500);
    add_disc(cells, y, x, d, true, share);
    const double area = std::accumulate(share.begin(), share.end(), 0.0) * 0.8 * 1.2;
    EXPECT_NEAR(area, pi / 4.0 * d * d, 1e-11);
    for (const double s : share) {
      EXPECT_GE(s, 0.0);
      EXPECT_LE(s, 1.0 + 1e-12);
    }
  }
}

TEST(Disc, IsCutAtTheEdgeOfAGridThatIsNotPeriodic) {
  const Cells cells{4, 4, -0.5, -0.5, 1.0, 1.0};
  std::vector<double> share(16);
  add_disc(cells, -0.5, 1.5, 2.0, false, share);
  EXPECT_NEAR(std::accumulate(share.begin(), share.end(), 0.0), 0.5 * pi, 1e-12);
}

}  // namespace
}  // namespace vitrum::domains
