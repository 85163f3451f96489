// SPDX-License-Identifier: Apache-2.0
// tests/unit/order/contours.cpp: contours lie where the map has their value, turn around hills, and end at gaps.
#include "vitrum/order/contours.hpp"

#include <gtest/gtest.h>

#include <cmath>
#include <functional>
#include <limits>
#include <numbers>

namespace vitrum::order {
namespace {

std::vector<double> sampled(std::size_t ny, std::size_t nx, const std::function<double(double, double)>& f) {
  std::vector<double> map;
  for (std::size_t y = 0; y < ny; ++y) {
    for (std::size_t x = 0; x < nx; ++x) map.push_back(f(static_cast<double>(y), static_cast<double>(x)));
  }
  return map;
}

double area(const Contour& line) {  // positive: counter-clockwise where x points right and y up
  double twice = 0.0;
  for (std::size_t i = 0; i + 1 < line.x.size(); ++i) twice += line.x[i] * line.y[i + 1] - line.x[i + 1] * line.y[i];
  return 0.5 * twice;
}

bool closed(const Contour& line) { return line.x.front() == line.x.back() && line.y.front() == line.y.back(); }

TEST(Contours, OfAPlaneAreExact) {
  const auto map = sampled(7, 9, [](double y, double x) { return 2.0 * x + 3.0 * y; });
  for (const double level : {0.5, 11.0, 12.0, 33.0}) {
    const auto lines = contours(map, 7, 9, level);
    ASSERT_EQ(lines.size(), 1u) << level;
    EXPECT_FALSE(closed(lines[0]));
    EXPECT_GE(lines[0].x.size(), 2u);
    for (std::size_t i = 0; i < lines[0].x.size(); ++i) {
      EXPECT_NEAR(2.0 * lines[0].x[i] + 3.0 * lines[0].y[i], level, 1e-12);
    }
  }
  EXPECT_TRUE(contours(map, 7, 9, 35.0).empty());
}

TEST(Contours, OfAParaboloidAreCirclesToTheErrorOfLinearInterpolation) {
  constexpr double cy = 14.3, cx = 16.8;
  const auto hill = [&](double y, double x) { return -(y - cy) * (y - cy) - (x - cx) * (x - cx); };
  const auto map = sampled(30, 34, hill);
  for (const double radius : {3.0, 7.5, 12.0}) {
    const auto lines = contours(map, 30, 34, -radius * radius);
    ASSERT_EQ(lines.size(), 1u);
    EXPECT_TRUE(closed(lines[0]));
    for (std::size_t i = 0; i < lines[0].x.size(); ++i) {  // second derivative -2 along an edge: at most 2 / 8 too low
      const double value = hill(lines[0].y[i], lines[0].x[i]) + radius * radius;
      EXPECT_GE(value, -1e-12);
      EXPECT_LE(value, 0.25 + 1e-12);
    }
    // pi (R^2 - 1/4) <= area of the circle on which points lie; chords of up to sqrt(2) cut off at most 2 pi / 6
    EXPECT_LE(area(lines[0]), std::numbers::pi * radius * radius);
    EXPECT_GE(area(lines[0]), std::numbers::pi * (radius * radius - 0.25) - std::numbers::pi / 3.0);
  }
}

TEST(Contours, GoAroundAHollowTheOtherWay) {
  const auto map = sampled(11, 11, [](double y, double x) { return std::hypot(y - 5.2, x - 4.9); });
  const auto lines = contours(map, 11, 11, 3.0);
  ASSERT_EQ(lines.size(), 1u);
  EXPECT_LT(area(lines[0]), 0.0);
}

TEST(Contours, AreJoinedAcrossASaddleAsTheBilinearSurfaceIs) {
  const std::vector<double> map{1.0, 0.0, 0.0, 1.0};  // saddle at 1/2
  const auto low = contours(map, 2, 2, 0.4), high = contours(map, 2, 2, 0.6);
  ASSERT_EQ(low.size(), 2u);
  ASSERT_EQ(high.size(), 2u);
  const auto parts_low_corner = [](const Contour& c) {  // both ends beside (0, 1) or beside (1, 0)
    const double y = 0.5 * (c.y.front() + c.y.back()), x = 0.5 * (c.x.front() + c.x.back());
    return (y < 0.5) != (x < 0.5);
  };
  for (const auto& line : low) EXPECT_TRUE(parts_low_corner(line));
  for (const auto& line : high) EXPECT_FALSE(parts_low_corner(line));
}

TEST(Contours, EndWhereTheMapHasNoNumbers) {
  auto map = sampled(20, 20, [](double y, double x) { return -std::hypot(y - 9.6, x - 9.4); });
  ASSERT_EQ(contours(map, 20, 20, -5.0).size(), 1u);
  map[10 * 20 + 14] = std::numeric_limits<double>::quiet_NaN();
  const auto lines = contours(map, 20, 20, -5.0);
  ASSERT_EQ(lines.size(), 1u);
  EXPECT_FALSE(closed(lines[0]));
  for (std::size_t i = 0; i < lines[0].x.size(); ++i) ASSERT_TRUE(std::isfinite(lines[0].x[i] + lines[0].y[i]));
}

TEST(Contours, LevelsAreInRobustSigmaOverTheSelectedPositions) {
  auto map = sampled(4, 25, [](double, double x) { return x; });  // median 12, MAD 6
  const auto lines = sigma_contours(map, 4, 25, {-1.0, 0.5});
  ASSERT_EQ(lines.size(), 2u);
  EXPECT_EQ(lines[0].level, -1.0);
  for (const double x : lines[0].x) EXPECT_NEAR(x, 12.0 - 1.4826 * 6.0, 1e-12);
  for (const double x : lines[1].x) EXPECT_NEAR(x, 12.0 + 0.5 * 1.4826 * 6.0, 1e-12);
  std::vector<std::uint8_t> selected(100, 1);
  for (std::size_t r = 0; r < 100; ++r) selected[r] = r % 25 < 11 ? 1 : 0;  // median 5, MAD 3
  const auto part = sigma_contours(map, 4, 25, {1.0}, selected);
  ASSERT_EQ(part.size(), 1u);
  for (const double x : part[0].x) EXPECT_NEAR(x, 5.0 + 1.4826 * 3.0, 1e-12);
  EXPECT_TRUE(sigma_contours(std::vector<double>(100, 3.0), 4, 25, {1.0}).empty());
  EXPECT_TRUE(contours({}, 0, 0, 1.0).empty());
  EXPECT_TRUE(contours({1.0, 2.0}, 1, 2, 1.5).empty());
}

}  // namespace
}  // namespace vitrum::order
