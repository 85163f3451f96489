// SPDX-License-Identifier: Apache-2.0
// tests/unit/order/statistics.cpp: sums over positions: V(k) in all readings, by thickness, and on detector pixels.
#include <gtest/gtest.h>

#include <algorithm>
#include <cstring>

#include "order/curves.hpp"
#include "order/variance_image.hpp"
#include "unit/order/known.hpp"
#include "vitrum/comm/decompose.hpp"

namespace vitrum::order {
namespace {

bool same_bits(const std::vector<double>& a, const std::vector<double>& b) {
  return a.size() == b.size() && (a.empty() || std::memcmp(a.data(), b.data(), 8 * a.size()) == 0);
}

void expect_same_bits(const Curves& a, const Curves& b) {
  EXPECT_TRUE(same_bits(a.radial_profile, b.radial_profile));
  for (const auto member :
       {&Curves::variance_omega, &Curves::variance_omega_raw, &Curves::variance_omega_error, &Curves::variance_ring,
        &Curves::variance_ring_raw, &Curves::variance_ring_error, &Curves::variance_ensemble,
        &Curves::variance_ensemble_raw, &Curves::variance_ensemble_error, &Curves::variance_annular,
        &Curves::variance_annular_raw, &Curves::variance_annular_error}) {
    EXPECT_TRUE(same_bits(a.*member, b.*member));
  }
  ASSERT_EQ(a.draws_omega.size(), b.draws_omega.size());
  for (std::size_t i = 0; i < a.draws_omega.size(); ++i) EXPECT_TRUE(same_bits(a.draws_ring[i], b.draws_ring[i]));
}

void expect_near(const std::vector<double>& a, const std::vector<double>& b, double tolerance) {
  ASSERT_EQ(a.size(), b.size());
  for (std::size_t i = 0; i < a.size(); ++i) {
    ASSERT_EQ(std::isnan(a[i]), std::isnan(b[i])) << i;
    if (std::isnan(a[i])) continue;
    EXPECT_NEAR(a[i], b[i], tolerance * std::max(1.0, std::fabs(b[i]))) << i;
  }
}

constexpr std::size_t bins = 5, positions = 700;

/// Made-up profile of a position: num, den, sq, noise of each bin.
std::vector<double> profile_of(std::size_t position) {
  Stream stream(3, Purpose::test, position);
  std::vector<double> profile(4 * bins);
  for (std::size_t j = 0; j < bins; ++j) {
    const double den = 20.0 + 10.0 * stream.uniform(), mean = 2.0 + stream.uniform();
    profile[j] = mean * den;
    profile[bins + j] = den;
    profile[2 * bins + j] = mean * mean * (1.0 + stream.uniform()) * den;
    profile[3 * bins + j] = 0.02 * den;
  }
  return profile;
}

Curves curves_of(const comm::Communicator& comm, std::size_t run, const std::vector<std::uint8_t>& selected = {}) {
  CurveSums sums(bins, run, {0.0, 0.0});
  const comm::Range mine = comm::block_of(positions, positions_per_leaf, comm.rank(), comm.size());
  for (std::size_t r = mine.begin; r < mine.end; ++r) {
    sums.add(r, profile_of(r).data(), bins, is_selected(selected, r));
  }
  sums.finish();
  return make_curves(comm, Plan{}, sums, {});
}

TEST(CurveSums, AreTheSameToTheBitOnAnyNumberOfRanksForAnyBlock) {
  const comm::Communicator world, alone(MPI_COMM_SELF);
  for (const std::size_t run : {1, 10, 64, 100, 333, 5000}) {
    SCOPED_TRACE(run);
    expect_same_bits(curves_of(world, run), curves_of(alone, run));
  }
}

/// Characterization 1.5: 1 + V_re = <Ibar^2 (1 + V_r(r))> / <Ibar>^2, without noise.
TEST(CurveSums, ReadingsObeyTheDecompositionOfTheRingEnsemble) {
  const comm::Communicator world;
  const Curves curves = curves_of(world, 10);
  for (std::size_t j = 0; j < bins; ++j) {
    double sum = 0.0, weighted = 0.0, ring = 0.0, square = 0.0;
    for (std::size_t r = 0; r < positions; ++r) {
      const auto p = profile_of(r);
      const double mean = p[j] / p[bins + j];
      const double v = p[2 * bins + j] / p[bins + j] / (mean * mean) - 1.0;
      sum += mean;
      square += mean * mean;
      weighted += mean * mean * (1.0 + v);
      ring += v;
    }
    const double n = positions;
    EXPECT_NEAR(1.0 + curves.variance_ensemble_raw[j], n * weighted / (sum * sum), 1e-12);
    EXPECT_NEAR(curves.variance_ring_raw[j], ring / n, 1e-12);
    EXPECT_NEAR(curves.variance_omega_raw[j], (n * square / (sum * sum) - 1.0) * n / (n - 1.0), 1e-12);
    // and V_re = V_Omega + (1 + V_Omega) times the Ibar^2-weighted mean of V_r, V_Omega with 1 / N
    const double omega = n * square / (sum * sum) - 1.0;
    EXPECT_NEAR(curves.variance_ensemble_raw[j], omega + (1.0 + omega) * (weighted / square - 1.0), 1e-12);
  }
}

TEST(CurveSums, PositionsThatAreNotSelectedDoNotCount) {
  const comm::Communicator world;
  std::vector<std::uint8_t> selected(positions, 0);
  for (std::size_t r = 0; r < positions; ++r) selected[r] = r % 3 == 1 && (r < 100 || r > 300) ? 1 : 0;
  const Curves part = curves_of(world, 10, selected);
  CurveSums sums(bins, 10, {0.0, 0.0});
  const comm::Communicator alone(MPI_COMM_SELF);
  std::size_t next = 0;
  for (std::size_t r = 0; r < positions; ++r) {
    if (selected[r]) sums.add(next++, profile_of(r).data(), bins);
  }
  sums.finish();
  const Curves whole = make_curves(alone, Plan{}, sums, {});
  expect_near(part.radial_profile, whole.radial_profile, 1e-12);
  expect_near(part.variance_omega, whole.variance_omega, 1e-12);
  expect_near(part.variance_ring, whole.variance_ring, 1e-12);
  expect_near(part.variance_ensemble, whole.variance_ensemble, 1e-12);
}

TEST(CurveSums, APositionWithLessThanTwoElectronsInARingHasNoRingVariance) {
  const comm::Communicator alone(MPI_COMM_SELF);
  CurveSums sums(1, 1, {1.0, 0.0});
  const double one_electron[] = {1.0, 50.0, 1.0, 1.0}, two[] = {2.0, 50.0, 2.0, 2.0};
  sums.add(0, one_electron, 1);
  sums.add(1, two, 1);
  sums.finish();
  const Curves curves = make_curves(alone, Plan{}, sums, {});
  EXPECT_NEAR(curves.variance_ring[0], -1.0, 1e-12);  // no two electrons in one pixel: <I (I - 1)> = 0
  EXPECT_NEAR(curves.variance_ring_raw[0], 24.0, 1e-12);
  EXPECT_NEAR(curves.radial_profile[0], 0.03, 1e-12);  // both count here
  CurveSums detector_units(1, 1, {7.1, 0.0});          // the same where rounding leaves no exact zero
  const double one[] = {0.3 * 7.1, 51.7, 0.3 * 7.1 * 7.1, 0.3 * 0.3 * 7.1 * 7.1};
  detector_units.add(0, one, 1);
  detector_units.finish();
  EXPECT_TRUE(std::isnan(make_curves(alone, Plan{}, detector_units, {}).variance_ring[0]));
}

testing::RingScan made_scan() {
  testing::RingScan scan;
  scan.ny = 13;
  scan.nx = 17;
  scan.qy = 40;
  scan.qx = 44;
  scan.centre = {21.3, 19.8, 0.0, 0.0, 0.0, 0.0};
  scan.radius = 13.0;
  scan.width = 2.0;
  scan.ring_electrons = 500.0;
  return scan;
}

Parameters with_thickness(const std::vector<double>& edges) {
  Parameters p;
  pattern::Detector disk;
  disk.name = "beam";
  disk.aperture.radius = 3.0;
  disk.mean = false;
  p.detectors = {disk};
  p.thickness_filter = ThicknessFilter{"beam", 100.0, 200.0, edges};
  return p;
}

double thickness(const Maps& maps, std::size_t r) { return (maps.images[0].image[r] - 100.0) / 200.0; }

TEST(Thickness, BinsHoldWhatAScanOfTheirPositionsAloneWouldGive) {
  const comm::Communicator world, alone(MPI_COMM_SELF);
  const auto made = made_scan();
  const auto calibration = testing::known(made);
  const Maps first = measure(world, made.source(), calibration, with_thickness({0.0, 1.0}));
  std::vector<double> all;
  for (std::size_t r = 0; r < made.ny * made.nx; ++r) all.push_back(thickness(first, r));
  std::sort(all.begin(), all.end());
  const std::vector<double> edges{all[20], all[90], all[170]};
  const Maps maps = measure(world, made.source(), calibration, with_thickness(edges));
  const Maps by_myself = measure(alone, made.source(), calibration, with_thickness(edges));
  ASSERT_EQ(maps.thickness_bins.size(), 2u);
  EXPECT_EQ(maps.thickness_bins[0].positions, 70u);
  EXPECT_EQ(maps.thickness_bins[1].positions, 80u);
  for (std::size_t b = 0; b < 2; ++b) {
    Parameters p;
    for (std::size_t r = 0; r < made.ny * made.nx; ++r) {
      p.selected.push_back(thickness(maps, r) >= edges[b] && thickness(maps, r) < edges[b + 1] ? 1 : 0);
    }
    const Maps part = measure(world, made.source(), calibration, p);
    const ThicknessBin& bin = maps.thickness_bins[b];
    EXPECT_TRUE(same_bits(bin.variance_omega, part.curves->variance_omega));
    EXPECT_TRUE(same_bits(bin.variance_omega_error, part.curves->variance_omega_error));
    EXPECT_TRUE(same_bits(bin.variance_omega, by_myself.thickness_bins[b].variance_omega));
    EXPECT_TRUE(same_bits(bin.variance_omega_error, by_myself.thickness_bins[b].variance_omega_error));
  }
}

TEST(Thickness, NeedsItsVirtualDetector) {
  const comm::Communicator world;
  const auto made = made_scan();
  Parameters p = with_thickness({1.0, 2.0});
  p.thickness_filter->detector = "haadf";
  EXPECT_THROW(measure(world, made.source(), testing::known(made), p), InputError);
}

TEST(Statistics, AreTheSameToTheBitOnAnyNumberOfRanksAndInAnyMemory) {
  const comm::Communicator world, alone(MPI_COMM_SELF);
  const auto made = made_scan();
  Parameters p;
  for (std::size_t r = 0; r < made.ny * made.nx; ++r) p.selected.push_back(r % 7 != 2 && (r < 60 || r > 130) ? 1 : 0);
  const Maps together = measure(world, made.source(), testing::known(made), p);
  p.memory_bytes = 7 * made.source().info.pattern_bytes();
  const Maps by_myself = measure(alone, made.source(), testing::known(made), p);
  expect_same_bits(*together.curves, *by_myself.curves);
  EXPECT_TRUE(same_bits(together.variance_image, by_myself.variance_image));
  EXPECT_TRUE(same_bits(together.mean_pattern, by_myself.mean_pattern));
  EXPECT_EQ(together.selected, p.selected);
}

/// Sums of patterns of T against sums in long double.
template <class T>
void check_pattern_sums(scan::PixelType type, double low, double high, bool with_gaps) {
  SCOPED_TRACE(scan::name_of(type));
  const comm::Communicator world;
  constexpr std::size_t n = 150, pixels = 6;
  std::vector<T> values;
  std::vector<std::uint8_t> selected;
  Stream stream(5, Purpose::test);
  for (std::size_t r = 0; r < n; ++r) {
    selected.push_back(r % 5 != 3 ? 1 : 0);
    for (std::size_t p = 0; p < pixels; ++p) {
      const double v = low + (high - low) * stream.uniform();
      values.push_back(p == 0 ? static_cast<T>(high) : p == 1 ? static_cast<T>(low) : static_cast<T>(v));
      if (with_gaps && (p == 5 || r % 4 == 1)) values.back() = std::numeric_limits<T>::quiet_NaN();
    }
  }
  const auto source = testing::memory_scan(10, 15, 2, 3, type, values);
  PatternSums sums(source.info, selected);
  const comm::Range mine = comm::block_of(n, positions_per_leaf, world.rank(), world.size());
  for (std::size_t r = mine.begin; r < mine.end;) {
    const std::size_t count = std::min<std::size_t>(mine.end - r, 47);
    sums.add(r, count, reinterpret_cast<const std::byte*>(values.data() + r * pixels));
    r += count;
  }
  sums.finish(world);
  for (std::size_t p = 0; p < pixels; ++p) {
    long double number = 0, sum = 0, square = 0;
    for (std::size_t r = 0; r < n; ++r) {
      const T v = values[r * pixels + p];
      if (!selected[r] || !std::isfinite(static_cast<double>(v))) continue;
      number += 1;
      sum += static_cast<long double>(v);
      square += static_cast<long double>(v) * static_cast<long double>(v);
    }
    EXPECT_EQ(sums.number()[p], static_cast<double>(number));
    EXPECT_NEAR(sums.sum()[p], static_cast<double>(sum), 1e-13 * std::fabs(static_cast<double>(sum)) * 10.0 + 1e-9);
    EXPECT_NEAR(sums.square()[p], static_cast<double>(square), 1e-12 * static_cast<double>(square));
    if (sizeof(T) <= 2) {
      EXPECT_EQ(sums.square()[p], static_cast<double>(square));
    }
    EXPECT_EQ(std::isnan(sums.mean()[p]), number == 0);
  }
}

TEST(PatternSums, DoNotOverflowForAnyType) {
  check_pattern_sums<std::uint8_t>(scan::PixelType::u8, 0, 255, false);
  check_pattern_sums<std::int8_t>(scan::PixelType::i8, -128, 127, false);
  check_pattern_sums<std::uint16_t>(scan::PixelType::u16, 0, 65535, false);
  check_pattern_sums<std::int16_t>(scan::PixelType::i16, -32768, 32767, false);
  check_pattern_sums<std::uint32_t>(scan::PixelType::u32, 0, 4294967295.0, false);
  check_pattern_sums<std::int32_t>(scan::PixelType::i32, -2147483648.0, 2147483647.0, false);
  check_pattern_sums<std::uint64_t>(scan::PixelType::u64, 0, 1.8446744073709550e19, false);
  check_pattern_sums<std::int64_t>(scan::PixelType::i64, -9.2e18, 9.2e18, false);
  check_pattern_sums<float>(scan::PixelType::f32, -10.0, 1000.0, true);
  check_pattern_sums<double>(scan::PixelType::f64, -10.0, 1000.0, true);
}

TEST(VarianceImage, IsTheVarianceOfEachPixelOverTheScan) {
  const comm::Communicator world;
  const auto made = made_scan();
  auto calibration = testing::known(made);
  calibration.geometry.gain = 1.0;
  const Maps maps = measure(world, made.source(), calibration, {});
  ASSERT_EQ(maps.variance_image.size(), made.qy * made.qx);
  EXPECT_EQ(maps.drift_px, 0.0);
  const double n = static_cast<double>(made.ny * made.nx);
  std::vector<double> sum(made.qy * made.qx, 0.0), square = sum;
  for (std::size_t r = 0; r < made.ny * made.nx; ++r) {
    const auto counts = made.pattern(r / made.nx, r % made.nx);
    for (std::size_t p = 0; p < sum.size(); ++p) {
      sum[p] += counts[p];
      square[p] += static_cast<double>(counts[p]) * counts[p];
    }
  }
  for (const std::size_t p : {std::size_t{100}, 20 * made.qx + 34, 20 * made.qx + 21}) {
    // sum I (I - 1) over pairs of different patterns: what is left of <I^2> and <I>^2 without shot noise
    const double expected = ((square[p] - sum[p]) / n / ((sum[p] * sum[p] - sum[p]) / (n * n)) - 1.0) * n / (n - 1.0);
    EXPECT_NEAR(maps.variance_image[p], expected, 1e-11 * std::max(1.0, std::fabs(expected)));
  }
}

TEST(VarianceImage, IsLeftOutWhereTheCentreDriftsAndItsMeanIsThatOverAzimuth) {
  const comm::Communicator world;
  auto made = made_scan();
  made.centre.cx_per_x = 0.09;  // 8 columns from the middle: 0.72 px
  const Maps maps = measure(world, made.source(), testing::known(made), {});
  EXPECT_NEAR(maps.drift_px, 0.72, 1e-12);
  EXPECT_TRUE(maps.variance_image.empty());
  EXPECT_TRUE(std::any_of(maps.notes.begin(), maps.notes.end(),
                          [](const std::string& note) { return note.find("moves by 0.72 px") != std::string::npos; }));
  ASSERT_TRUE(maps.polar.has_value());
  const std::size_t azimuths = maps.polar->phi_deg.size();
  std::size_t compared = 0;
  for (std::size_t j = 0; j < maps.curves->k.size(); ++j) {
    double sum = 0.0, number = 0.0;
    for (std::size_t s = 0; s < azimuths; ++s) {
      const double v = maps.polar->variance[j * azimuths + s];
      if (std::isfinite(v)) sum += v, number += 1.0;
    }
    if (number == 0.0) {
      EXPECT_TRUE(std::isnan(maps.curves->variance_annular[j]));
      continue;
    }
    ++compared;
    EXPECT_NEAR(maps.curves->variance_annular[j], sum / number, 1e-12 * std::max(1.0, std::fabs(sum / number)));
  }
  EXPECT_GT(compared, 5u);
}

}  // namespace
}  // namespace vitrum::order
