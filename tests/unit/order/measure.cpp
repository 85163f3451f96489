// SPDX-License-Identifier: Apache-2.0
// tests/unit/order/measure.cpp: maps do not depend on ranks, threads or memory; masks, bands and missing rings.
#include "vitrum/order/measure.hpp"

#include <gtest/gtest.h>

#include <cstring>

#include "unit/order/fingerprint.hpp"
#include "unit/order/known.hpp"
#include "vitrum/core/interrupt.hpp"

namespace vitrum::order {
namespace {

testing::RingScan made_scan() {
  testing::RingScan scan;
  scan.ny = 19;
  scan.nx = 23;  // lines do not end with leaves
  scan.qy = 48;
  scan.qx = 52;
  scan.centre = {25.3, 23.8, 0.03, 0.01, -0.02, 0.02};
  scan.ellipse = {0.01, 0.5};
  scan.radius = 16.0;
  scan.width = 2.2;
  scan.ring_electrons = 400.0;
  return scan;
}

Parameters with_detectors() {
  Parameters p;
  pattern::Detector disk;
  disk.name = "bright_field";
  disk.aperture.radius = 4.0;
  pattern::Detector ring;
  ring.name = "dark_field";
  ring.unit = pattern::Length::inverse_angstrom;
  ring.aperture.shape = pattern::kernels::Shape::annulus;
  ring.aperture.r1 = 0.28;
  ring.aperture.r2 = 0.38;
  ring.mean = false;
  p.detectors = {disk, ring};
  p.bands = {{"first", 0.27, 0.39}, {"second", 0.31, 0.35}};
  return p;
}

TEST(Measure, IsTheSameToTheBitOnAnyNumberOfRanksAndInAnyMemory) {
  const comm::Communicator world, alone(MPI_COMM_SELF);
  const auto made = made_scan();
  const auto calibration = testing::known(made);
  Parameters p = with_detectors();
  const Maps together = measure(world, made.source(), calibration, p);
  const Maps by_myself = measure(alone, made.source(), calibration, p);
  EXPECT_EQ(testing::fingerprint(together), testing::fingerprint(by_myself));
  p.memory_bytes = 7 * made.source().info.pattern_bytes();  // three patterns at a time
  EXPECT_EQ(testing::fingerprint(measure(world, made.source(), calibration, p)), testing::fingerprint(by_myself));
  auto other = made;
  other.seed = 8;
  EXPECT_NE(testing::fingerprint(measure(world, other.source(), calibration, p)), testing::fingerprint(by_myself));
}

TEST(Measure, CalibrationIsTheSameToTheBitOnAnyNumberOfRanks) {
  const comm::Communicator world, alone(MPI_COMM_SELF);
  const auto made = made_scan();
  pattern::CalibrationParameters p;
  p.sample = 128;
  const auto a = pattern::calibrate(world, made.source(), p);
  const auto b = pattern::calibrate(alone, made.source(), p);
  ASSERT_TRUE(a.has_ring());
  EXPECT_EQ(std::memcmp(&*a.geometry.centre, &*b.geometry.centre, sizeof(pattern::CentreModel)), 0);
  EXPECT_EQ(a.geometry.ellipse.e, b.geometry.ellipse.e);
  EXPECT_EQ(a.geometry.ring->radius_px, b.geometry.ring->radius_px);
  EXPECT_EQ(a.mask, b.mask);
}

TEST(Measure, MeanPatternIsExactAndImagesHoldTheCounts) {
  const comm::Communicator world;
  const auto made = made_scan();
  const Maps maps = measure(world, made.source(), testing::known(made), with_detectors());
  std::vector<double> sum(made.qy * made.qx, 0.0);
  for (std::size_t r = 0; r < made.ny * made.nx; ++r) {
    const auto counts = made.pattern(r / made.nx, r % made.nx);
    for (std::size_t p = 0; p < sum.size(); ++p) sum[p] += counts[p];
  }
  for (std::size_t p = 0; p < sum.size(); ++p) {
    ASSERT_EQ(maps.mean_pattern[p], sum[p] / static_cast<double>(made.ny * made.nx));
  }
  ASSERT_EQ(maps.images.size(), 2u);
  EXPECT_EQ(maps.images[1].units, "counts");
  EXPECT_EQ(maps.images[0].image.size(), made.ny * made.nx);
  for (const double v : maps.bands[0].intensity) EXPECT_GT(v, 0.0);
}

TEST(Measure, AHotPixelInTheBandIsHarmlessOnceMasked) {
  const comm::Communicator world;
  auto made = made_scan();
  const std::size_t inside = 24 * made.qx + 41;
  auto clean = made;
  made.hot = {inside};
  auto calibration = testing::known(made);
  calibration.mask[inside] = 0;
  const Maps a = measure(world, made.source(), calibration, {});
  const Maps b = measure(world, clean.source(), calibration, {});
  EXPECT_EQ(a.bands[0].power[1], b.bands[0].power[1]);
  EXPECT_EQ(a.bands[0].variance_xy, b.bands[0].variance_xy);
  EXPECT_EQ(a.curves->variance_omega, b.curves->variance_omega);
}

TEST(Measure, WithoutARingThereAreImagesButNoMaps) {
  const comm::Communicator world;
  const auto made = made_scan();
  auto calibration = testing::known(made);
  calibration.geometry.ring.reset();
  const Maps maps = measure(world, made.source(), calibration, with_detectors());
  EXPECT_TRUE(maps.bands.empty());
  EXPECT_FALSE(maps.curves.has_value());
  EXPECT_EQ(maps.images.size(), 2u);
  calibration.geometry.centre.reset();
  const Maps without_centre = measure(world, made.source(), calibration, with_detectors());
  EXPECT_TRUE(without_centre.images.empty());
  EXPECT_EQ(without_centre.mean_pattern, maps.mean_pattern);
  EXPECT_GE(without_centre.notes.size(), 3u);  // says what was left out
}

TEST(Measure, ABandOffTheDetectorOrWithoutScaleIsTheUsersError) {
  const comm::Communicator world;
  const auto made = made_scan();
  auto calibration = testing::known(made);
  Parameters p;
  p.bands = {{"far", 0.9, 1.1}};
  EXPECT_THROW(measure(world, made.source(), calibration, p), InputError);
  p.bands = {{"near", 0.27, 0.39}};
  calibration.geometry.k_per_px.reset();
  EXPECT_THROW(measure(world, made.source(), calibration, p), InputError);
  p.bands.clear();
  const Maps maps = measure(world, made.source(), calibration, p);
  EXPECT_EQ(maps.k_units, "px");
  EXPECT_NEAR(maps.bands[0].band.k1, made.radius - 1.17741 * made.width, 1e-4);
}

TEST(Measure, ReadErrorsReachEveryRank) {
  const comm::Communicator world;
  const auto made = made_scan();
  auto source = made.source();
  source.read = [read = source.read, n = source.info.positions()](std::size_t begin, std::size_t count,
                                                                  std::span<std::byte> out) {
    if (begin + count == n) throw DataError("made-up scan: scan position (18, 22): the file ends early");
    read(begin, count, out);
  };
  EXPECT_THROW(measure(world, source, testing::known(made), {}), DataError);
}

TEST(Measure, PhaseIsTheInPlaneOrientation) {
  const comm::Communicator world;
  auto made = made_scan();
  made.contrast = 0.0;
  made.fold = 4;
  made.modulation = 0.2;
  made.orientation = 0.4;
  made.ring_electrons = 3e4;
  const Maps maps = measure(world, made.source(), testing::known(made), {});
  for (const auto& f : maps.bands[0].f[3])
    EXPECT_NEAR(std::arg(f) / 4.0, 0.4, 0.035);  // 5 x 1 / (4 A sqrt(2 N)), A ~ 0.14
}

TEST(Measure, FloatPatternsWithMissingValuesAreLeftOutPixelByPixel) {
  const comm::Communicator world, alone(MPI_COMM_SELF);
  const auto made = made_scan();
  std::vector<float> values;
  for (std::size_t r = 0; r < made.ny * made.nx; ++r) {
    const auto counts = made.pattern(r / made.nx, r % made.nx);
    values.insert(values.end(), counts.begin(), counts.end());
  }
  values[5 * made.qy * made.qx + 700] = std::nanf("");
  const auto source = testing::memory_scan(made.ny, made.nx, made.qy, made.qx, scan::PixelType::f32, values);
  const Maps a = measure(world, source, testing::known(made), {});
  EXPECT_EQ(testing::fingerprint(a), testing::fingerprint(measure(alone, source, testing::known(made), {})));
  for (const double v : a.mean_pattern) ASSERT_TRUE(std::isfinite(v));
  for (const double v : a.bands[0].power[1]) ASSERT_TRUE(std::isfinite(v));
}

/// All patterns of a made-up scan as one array of T, times `factor`.
template <class T>
std::vector<T> all_patterns(const testing::RingScan& made, int factor = 1) {
  std::vector<T> values;
  for (std::size_t r = 0; r < made.ny * made.nx; ++r) {
    for (const auto counts : made.pattern(r / made.nx, r % made.nx)) values.push_back(static_cast<T>(factor * counts));
  }
  return values;
}

/// Equal to rounding, and both NaN or neither.
void expect_same(const std::vector<double>& a, const std::vector<double>& b, double tolerance) {
  ASSERT_EQ(a.size(), b.size());
  for (std::size_t i = 0; i < a.size(); ++i) {
    ASSERT_EQ(std::isnan(a[i]), std::isnan(b[i])) << i;
    if (std::isnan(a[i])) continue;
    ASSERT_NEAR(a[i], b[i], tolerance * std::max(1.0, std::fabs(b[i]))) << i;
  }
}

TEST(Measure, PositionsWithoutDataDoNotEnterTheCurves) {
  const comm::Communicator world, alone(MPI_COMM_SELF);
  auto made = made_scan();
  made.centre = {25.3, 23.8, 0.0, 0.0, 0.0, 0.0};  // the same wherever a pattern is moved to
  const std::size_t pixels = made.qy * made.qx;
  auto values = all_patterns<float>(made);
  std::vector<float> valid;
  std::size_t left = 0;
  for (std::size_t r = 0; r < made.ny * made.nx; ++r) {
    const auto begin = values.begin() + static_cast<std::ptrdiff_t>(r * pixels);
    const auto end = begin + static_cast<std::ptrdiff_t>(pixels);
    if (r % 11 == 3 || (r >= 128 && r < 200)) {  // and a whole leaf
      std::fill(begin, end, std::nanf(""));
    } else {
      valid.insert(valid.end(), begin, end);
      ++left;
    }
  }
  const auto calibration = testing::known(made);
  const auto gaps = testing::memory_scan(made.ny, made.nx, made.qy, made.qx, scan::PixelType::f32, values);
  const auto whole = testing::memory_scan(1, left, made.qy, made.qx, scan::PixelType::f32, valid);
  const Maps a = measure(world, gaps, calibration, {});
  const Maps b = measure(world, whole, calibration, {});
  constexpr double rounding = 1e-11;  // the sums are associated differently; V_Omega subtracts nearly equal numbers
  expect_same(a.curves->radial_profile, b.curves->radial_profile, rounding);
  expect_same(a.curves->variance_omega, b.curves->variance_omega, rounding);
  expect_same(a.curves->variance_omega_raw, b.curves->variance_omega_raw, rounding);
  for (const double v : a.curves->variance_omega_error) EXPECT_TRUE(std::isfinite(v));
  EXPECT_EQ(testing::fingerprint(a), testing::fingerprint(measure(alone, gaps, calibration, {})));
}

TEST(Measure, BinsWithoutAnyDataAreNotNumbers) {
  const comm::Communicator world;
  const auto made = made_scan();
  const std::vector<float> values(made.ny * made.nx * made.qy * made.qx, std::nanf(""));
  const auto source = testing::memory_scan(made.ny, made.nx, made.qy, made.qx, scan::PixelType::f32, values);
  const Maps maps = measure(world, source, testing::known(made), {});
  ASSERT_FALSE(maps.curves->radial_profile.empty());
  for (const double v : maps.curves->radial_profile) EXPECT_TRUE(std::isnan(v));
  for (const double v : maps.curves->variance_omega) EXPECT_TRUE(std::isnan(v));
}

TEST(Measure, StopsWhenAskedTo) {
  const comm::Communicator world;
  const auto made = made_scan();
  interrupt::set_requested(world.is_root());  // one rank is enough
  EXPECT_THROW(measure(world, made.source(), testing::known(made), {}), Interrupted);
  interrupt::set_requested(false);
}

TEST(Measure, DetectorUnitsCancelOnceTheGainIsGiven) {
  const comm::Communicator world;
  const auto made = made_scan();
  auto calibration = testing::known(made);
  const auto electrons =
      testing::memory_scan(made.ny, made.nx, made.qy, made.qx, scan::PixelType::u16, all_patterns<std::uint16_t>(made));
  const Maps a = measure(world, electrons, calibration, {});
  calibration.geometry.gain = 7.0;
  const auto units = testing::memory_scan(made.ny, made.nx, made.qy, made.qx, scan::PixelType::u16,
                                          all_patterns<std::uint16_t>(made, 7));
  const Maps b = measure(world, units, calibration, {});
  constexpr double rounding = 1e-11;
  expect_same(a.bands[0].intensity, b.bands[0].intensity, rounding);
  expect_same(a.bands[0].variance_xy, b.bands[0].variance_xy, rounding);
  for (std::size_t n = 0; n < n_max; ++n) expect_same(a.bands[0].power[n], b.bands[0].power[n], rounding);
  expect_same(a.curves->variance_omega, b.curves->variance_omega, rounding);
}

TEST(Measure, TablesOfEveryCentreOrOfRoundedOnesAreTheSameOnAnyNumberOfRanks) {
  const comm::Communicator world, alone(MPI_COMM_SELF);
  const auto made = made_scan();
  auto calibration = testing::known(made);
  for (std::size_t p = 0; p < calibration.mask.size(); ++p) {  // a beam stop from the middle to the right
    if (p % made.qx > 25 && p / made.qx > 22 && p / made.qx < 27) calibration.mask[p] = 0;
  }
  Parameters p = with_detectors();
  p.centre_rounding_px = 0.5;
  const Maps maps = measure(world, made.source(), calibration, p);
  EXPECT_TRUE(maps.bands[0].least_squares);
  EXPECT_EQ(testing::fingerprint(maps), testing::fingerprint(measure(alone, made.source(), calibration, p)));
  p.memory_bytes = 7 * made.source().info.pattern_bytes();
  EXPECT_EQ(testing::fingerprint(maps), testing::fingerprint(measure(world, made.source(), calibration, p)));
  auto small = made;
  small.ny = 5;
  p.centre_rounding_px = 0.0;
  EXPECT_EQ(testing::fingerprint(measure(world, small.source(), calibration, p)),
            testing::fingerprint(measure(alone, small.source(), calibration, p)));
}

TEST(Measure, PositionsOutsideTheRegionDoNotEnterStatisticsOverTheScan) {
  const comm::Communicator world;
  auto made = made_scan();
  made.centre = {25.3, 23.8, 0.0, 0.0, 0.0, 0.0};
  const std::size_t pixels = made.qy * made.qx;
  auto values = all_patterns<std::uint16_t>(made);
  std::vector<std::uint16_t> inside;
  Parameters p;
  p.selected.assign(made.ny * made.nx, 1);
  for (std::size_t r = 0; r < p.selected.size(); ++r) {
    const auto begin = values.begin() + static_cast<std::ptrdiff_t>(r * pixels);
    if (r % 5 == 2 || (r >= 64 && r < 140)) {
      p.selected[r] = 0;
      std::fill(begin, begin + static_cast<std::ptrdiff_t>(pixels), std::uint16_t{900});
    } else {
      inside.insert(inside.end(), begin, begin + static_cast<std::ptrdiff_t>(pixels));
    }
  }
  const std::size_t left = inside.size() / pixels;
  const auto whole = testing::memory_scan(made.ny, made.nx, made.qy, made.qx, scan::PixelType::u16, values);
  const auto part = testing::memory_scan(1, left, made.qy, made.qx, scan::PixelType::u16, inside);
  const Maps a = measure(world, whole, testing::known(made), p);
  const Maps b = measure(world, part, testing::known(made), {});
  constexpr double rounding = 1e-10;  // the sums are associated differently; variances subtract nearly equal numbers
  expect_same(a.polar->variance, b.polar->variance, rounding);
  expect_same(a.polar->correlation, b.polar->correlation, rounding);
  expect_same(a.bands[0].variance_phi, b.bands[0].variance_phi, rounding);
  for (std::size_t n = 0; n < n_max; ++n) expect_same(a.curves->power[n], b.curves->power[n], rounding);
  EXPECT_TRUE(std::isfinite(a.bands[0].power[1][2]));  // its maps are there all the same
}

TEST(Measure, WindowVarianceIsThatOfItsPositions) {
  const comm::Communicator world;
  const auto made = made_scan();
  Parameters p;
  p.window = 1;
  const Maps maps = measure(world, made.source(), testing::known(made), p);
  const BandMaps& band = maps.bands[0];
  ASSERT_EQ(band.variance_window.size(), made.ny * made.nx);
  ASSERT_EQ(band.variance_phi.size(), 36u);
  double noisy = 0.0;  // position (7, 9), shot noise not removed: must be larger
  for (const auto& sector : band.azimuthal) {
    double n = 0.0, sum = 0.0, square = 0.0;
    for (std::size_t y = 6; y <= 8; ++y) {
      for (std::size_t x = 8; x <= 10; ++x) {
        const double v = sector[y * made.nx + x];
        n += 1.0;
        sum += v;
        square += v * v;
      }
    }
    const double mean = sum / n;
    noisy += (square / n - mean * mean) * n / (n - 1.0) / (mean * mean) / 36.0;
  }
  EXPECT_LT(band.variance_window[7 * made.nx + 9], noisy);
  EXPECT_GT(band.variance_window[7 * made.nx + 9], 0.0);  // speckle is there
}

TEST(Measure, AnApertureDiskDampsHighHarmonics) {
  const comm::Communicator world;
  const auto made = made_scan();
  Parameters p;
  p.bands = {{"first", 0.27, 0.55}};
  p.bands[0].k2 = 0.39;
  p.probe_semi_angle_k = 0.0514 / 0.41 * 0.33;  // k_a / k of characterization 1.7
  const Maps maps = measure(world, made.source(), testing::known(made), p);
  const double expected[] = {.984, .939, .867, .773, .666, .551};
  for (std::size_t i = 0; i < 6; ++i) EXPECT_NEAR(maps.bands[0].transfer[2 * i + 1], expected[i], 6e-4);
  EXPECT_TRUE(measure(world, made.source(), testing::known(made), {}).bands[0].transfer.empty());
}

TEST(NormalizedSum, IsInUnitsOfEachMapsRobustSpread) {
  BandMaps maps;
  maps.intensity.assign(5, 1.0);
  maps.power.assign(n_max, std::vector<double>(5, 0.0));
  maps.power[3] = {1.0, 2.0, 3.0, 4.0, 105.0};  // median 3, MAD 1
  const auto sum = normalized_sum(maps, {4});
  EXPECT_NEAR(sum[0], -2.0 / 1.4826, 1e-12);
  EXPECT_NEAR(sum[4], 102.0 / 1.4826, 1e-12);
  EXPECT_THROW(normalized_sum(maps, {13}), Fault);
}

}  // namespace
}  // namespace vitrum::order
