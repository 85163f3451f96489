// SPDX-License-Identifier: Apache-2.0
// tests/verification/domains/sizes.cpp: widths of speckle and of planted domains, and what is made of them.
#include <gtest/gtest.h>

#include <cmath>
#include <cstdio>

#include "domains/size.hpp"
#include "verification/domains/featureless.hpp"
#include "vitrum/domains/stereology.hpp"

namespace vitrum::domains {
namespace {

using testing::Scan;

/// Lag (nm) at which the autocovariance of a map along x falls to half of that at lag 0, twice.
double autocorrelation_fwhm(const std::vector<std::vector<double>>& maps, std::size_t ny, std::size_t nx, double step) {
  std::vector<double> c(nx / 4);
  double mean = 0.0, count = 0.0;
  for (const auto& map : maps) {
    for (const double v : map) mean += v;
    count += double(map.size());
  }
  mean /= count;
  for (const auto& map : maps) {
    for (std::size_t lag = 0; lag < c.size(); ++lag) {
      for (std::size_t y = 0; y < ny; ++y) {
        for (std::size_t x = 0; x + lag < nx; ++x) {
          c[lag] += (map[y * nx + x] - mean) * (map[y * nx + x + lag] - mean) / double(ny * (nx - lag));
        }
      }
    }
  }
  std::size_t i = 1;
  while (c[i] > 0.5 * c[0]) ++i;
  return 2.0 * step * (double(i - 1) + (c[i - 1] - 0.5 * c[0]) / (c[i - 1] - c[i]));
}

// Target 17, second half: the P_n autocorrelation of pure speckle is 0.74 W wide, +- 7 %. (32 nm)^2 x 40 maps hold
// 40,000 speckles; the width scatters by about 1 %.
TEST(Sizes, SpeckleOfPowerHasTheCalculatedWidth) {
  const comm::Communicator comm;
  std::vector<std::vector<double>> maps;
  const std::size_t n = 160;
  for (std::uint64_t i = 0; i < 12; ++i) {
    const auto f = testing::speckle(n, n, 0.2, 1.0, 31, i, 0);
    std::vector<double> power(f.size());
    for (std::size_t r = 0; r < f.size(); ++r) power[r] = std::norm(f[r]);
    maps.push_back(std::move(power));
  }
  const double width = autocorrelation_fwhm(maps, n, n, 0.2);
  if (comm.is_root()) std::printf("P_n autocorrelation of speckle: %.3f W (0.74 W)\n", width);
  EXPECT_NEAR(width, 0.74, 0.07 * 0.74);
}

// On-axis domains of 2 nm under a 1 nm probe: pooled width 1.127 W (look-up), which is 8 % above speckle; with 30
// domains the pooled width is known to about 3 %, the diameter to about 0.35 nm.
TEST(Sizes, PooledDiameterAndVisibleFractionAreThoseOfThePlantedDomains) {
  const comm::Communicator comm;
  for (const double diameter : {2.0, 3.0}) {
    Scan scan;
    scan.ny = scan.nx = 80;
    auto map = testing::featureless(scan, {2, 4, 6, 8, 10, 12}, 41, static_cast<std::uint64_t>(diameter));
    Stream place(42, Purpose::test, static_cast<std::uint64_t>(diameter));
    std::vector<TrueDomain> truth;
    for (int i = 0; i < 6; ++i) {
      for (int j = 0; j < 6; ++j) {
        const double y = 4.0 + 6.3 * i + place.uniform(), x = 4.0 + 6.3 * j + place.uniform();
        truth.push_back({static_cast<std::int64_t>(truth.size()), 4, y, x, 4.0, diameter, 0.0});
        testing::plant(map, {4, y, x, hotspot_fwhm(diameter, 1.0), 0.6, 10.0, 0.1});
      }
    }
    testing::expose(map, 43, 1);
    Parameters p;
    p.types = {4, 6};
    p.thickness_nm = {8.0, 0.5};
    const Result result = find(comm, map, p);
    const TypeSummary& four = result.types[0];
    const auto c = compare(result, truth, {4, 6}, result.area_nm2, 8.0);
    if (comm.is_root()) {
      std::printf(
          "D = %.1f nm: found %.0f of 36, FWHM %.3f +- %.3f nm (%.3f; null %.3f), D %.2f +- %.2f nm, visible "
          "fraction %.4f +- %.4f (%.4f), passes %d\n",
          diameter, four.count.value, four.fwhm_nm.value, four.fwhm_nm.error, hotspot_fwhm(diameter, 1.0),
          result.nulls[0].fwhm_nm, four.diameter_nm.value, four.diameter_nm.error, four.visible_volume_fraction.value,
          four.visible_volume_fraction.error, c[0].truth_by_count_form, int(result.nulls[0].passes));
    }
    EXPECT_EQ(c[0].matched, 36);
    EXPECT_FALSE(four.probe_limited);
    EXPECT_NEAR(four.fwhm_nm.value, hotspot_fwhm(diameter, 1.0), 3.0 * four.fwhm_nm.error);
    EXPECT_NEAR(four.diameter_nm.value, diameter, 3.0 * four.diameter_nm.error);
    EXPECT_NEAR(four.visible_volume_fraction.value, c[0].truth_by_count_form, 3.0 * four.visible_volume_fraction.error);
  }
}

}  // namespace
}  // namespace vitrum::domains
