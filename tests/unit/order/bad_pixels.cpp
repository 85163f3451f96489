// SPDX-License-Identifier: Apache-2.0
// tests/unit/order/bad_pixels.cpp: values that are no numbers, and what the cache of tables keeps.
#include <gtest/gtest.h>

#include <limits>

#include "order/leaf.hpp"
#include "unit/order/ring_scan.hpp"

namespace vitrum::order {
namespace {

constexpr std::size_t q = 64, nx = 6;
constexpr double cx = 31.25, cy = 32.125;
constexpr float nan = std::numeric_limits<float>::quiet_NaN();

std::vector<float> whole_counts() {
  std::vector<float> values(nx * q * q);
  for (std::size_t i = 0; i < values.size(); ++i) {
    const double x = static_cast<double>(i % q) - cx, y = static_cast<double>(i / q % q) - cy;
    const double z = (std::hypot(x, y) - 20.0) / 2.5, phi = std::atan2(y, x);
    values[i] =
        static_cast<float>(std::floor(200.0 * std::exp(-0.5 * z * z) * (1.0 + 0.2 * std::cos(3.0 * phi)) + 20.0));
  }
  return values;
}

pattern::Calibration known() {
  pattern::Calibration c;
  c.qy = c.qx = q;
  c.mask.assign(q * q, 1);
  c.geometry.centre = pattern::CentreModel{cx, cy};
  c.geometry.ring = pattern::Ring{.radius_px = 20.0, .width_px = 2.5};
  return c;
}

scan::Source scan_of(const std::vector<float>& values) {
  return testing::memory_scan(1, nx, q, q, scan::PixelType::f32, values);
}

/// Drops the pixels of pattern `position` for which f(x, y) is true, from the centre.
template <class F>
std::vector<float> without(std::vector<float> values, std::size_t position, F&& f) {
  for (std::size_t p = 0; p < q * q; ++p) {
    if (f(static_cast<double>(p % q) - cx, static_cast<double>(p / q) - cy)) values[position * q * q + p] = nan;
  }
  return values;
}

/// Tables that the line of patterns costs.
std::size_t tables_built(const std::vector<float>& values) {
  const auto source = scan_of(values);
  const auto calibration = known();
  const Parameters p;
  const Plan plan = make_plan(source.info, calibration, p);
  TableCache cache(table_shape(source.info, p, plan), calibration.mask, p.centre_rounding_px, std::size_t{1} << 28);
  BlockPool blocks(cache.shape(), plan.noise, false, p.seed);
  PolarSums polar(static_cast<std::size_t>(plan.curve_bins), static_cast<std::size_t>(p.n_phi), plan.run);
  Part part;
  part.items.assign(plan.bands.size() * band_items, std::vector<double>(nx));
  part.sectors.assign(plan.bands.size() * static_cast<std::size_t>(p.sectors), std::vector<double>(nx));
  part.sector_noise = part.sectors;
  LeafWork work;
  work.count = nx;
  work.bytes = reinterpret_cast<const std::byte*>(values.data());
  work.polar = polar.open(0);
  measure_leaf({source.info, calibration, p, plan, cache, blocks, polar, 0, false}, work, part);
  return cache.built();
}

TEST(BadPixels, ThatNoRowUsesChangeNothingAndCostNoTable) {
  const auto values = whole_counts();
  const auto corner = without(values, 2, [](double x, double y) { return x < -30.0 && y < -31.0; });
  ASSERT_TRUE(std::isnan(corner[2 * q * q]));
  const comm::Communicator world;
  const Maps a = measure(world, scan_of(values), known(), {}), b = measure(world, scan_of(corner), known(), {});
  EXPECT_EQ(a.bands[0].power, b.bands[0].power);
  EXPECT_EQ(a.bands[0].variance_xy, b.bands[0].variance_xy);
  EXPECT_EQ(a.curves->radial_profile, b.curves->radial_profile);
  EXPECT_TRUE(b.bands[0].halves.has_value());
  EXPECT_EQ(tables_built(values), 1u);
  EXPECT_EQ(tables_built(corner), 1u);
}

TEST(BadPixels, ThatRepeatCostOneTable) {
  const auto one = [](double x, double y) { return std::hypot(x - 20.0, y) < 1.5; };
  auto values = whole_counts();
  for (const std::size_t r : {1u, 2u, 4u}) values = without(values, r, one);
  EXPECT_EQ(tables_built(values), 2u);
  values = without(values, 5, [](double x, double y) { return std::hypot(x, y - 20.0) < 1.5; });
  EXPECT_EQ(tables_built(values), 3u);
}

TEST(BadPixels, InAWedgeOfOnePatternLeaveItsOddPowersOut) {
  const comm::Communicator world;
  const auto values =
      without(whole_counts(), 3, [](double x, double y) { return std::fabs(std::atan2(y, x) - 0.8) < 0.6; });
  const Maps maps = measure(world, scan_of(values), known(), {});
  const BandMaps& band = maps.bands[0];
  EXPECT_TRUE(band.odd_valid);
  for (std::size_t n = 0; n < n_max; ++n) {
    for (std::size_t r = 0; r < nx; ++r) {
      const bool left_out = r == 3 && n % 2 == 0;  // n + 1 is odd
      EXPECT_EQ(std::isnan(band.power[n][r]), left_out) << n + 1 << " at " << r;
      EXPECT_EQ(std::isnan(band.power_naive[n][r]), left_out);
      EXPECT_EQ(std::isnan(band.noise[n][r]), left_out);
      EXPECT_EQ(std::isnan(band.f[n][r].real()), left_out);
      EXPECT_EQ(std::isnan(band.halves->power[n][r]), left_out);
      EXPECT_EQ(std::isnan(band.halves->cross[n][r]), left_out);
    }
  }
  int masked = 0;  // sectors of 10 degrees; 69 are gone
  for (const auto& sector : band.azimuthal) masked += std::isnan(sector[3]);
  EXPECT_GE(masked, 6);
  EXPECT_LE(masked, 8);
}

TEST(BadPixels, ThatLeaveAFitSingularGiveNoNumberAndAreNotCalledEmpty) {
  const comm::Communicator world;
  const auto values = without(whole_counts(), 3, [](double x, double y) { return x < 18.0 || std::fabs(y) > 1.0; });
  Parameters p;
  p.harmonics = HarmonicRoute::least_squares;
  const BandMaps band = measure(world, scan_of(values), known(), p).bands[0];
  EXPECT_EQ(band.singular, 1u);
  EXPECT_EQ(band.empty, 0u);
  for (std::size_t n = 0; n < n_max; ++n) EXPECT_TRUE(std::isnan(band.power[n][3])) << n + 1;
  EXPECT_TRUE(std::isnan(band.intensity[3]));
  EXPECT_FALSE(std::isnan(band.power[3][2]));
}

TableShape small_shape() {
  TableShape shape;
  shape.qy = shape.qx = 32;
  shape.apertures = {pk::Aperture{pk::Shape::disk, false, false, 0.0, 0.0, 6.0}};
  return shape;
}

pk::Frame at_column(int i) { return {14.0 + 0.125 * i, 15.0}; }

TEST(TableCache, KeepsMostOfALineThatDoesNotFit) {
  const std::vector<std::uint8_t> mask(32 * 32, 1);
  const std::size_t each = build_table(small_shape(), at_column(0), mask)->bytes();
  TableCache cache(small_shape(), mask, 0.125, 7 * each);
  for (int line = 0; line < 10; ++line) {
    for (int i = 0; i < 8; ++i) cache.get(at_column(i));
  }
  const comm::Communicator world;
  if (world.is_root()) std::printf("10 lines of 8 centres, about 6 or 7 kept: %zu tables built\n", cache.built());
  EXPECT_LE(cache.built(), 8u + 9u * 3u);  // 80 where the least recently used go
}

TEST(TableCache, LetsGoOfCentresThatTheScanHasLeft) {
  const std::vector<std::uint8_t> mask(32 * 32, 1);
  const std::size_t each = build_table(small_shape(), at_column(0), mask)->bytes();
  TableCache cache(small_shape(), mask, 0.125, 9 * each);
  for (int i = 0; i < 8; ++i) cache.get(at_column(i));
  const auto line = [&] {
    const std::size_t before = cache.built();
    for (int i = 20; i < 24; ++i) cache.get(at_column(i));
    return cache.built() - before;
  };
  for (int i = 0; i < 12; ++i) line();
  EXPECT_EQ(line(), 0u);
}

}  // namespace
}  // namespace vitrum::order
