// SPDX-License-Identifier: Apache-2.0
// tests/verification/domains/sizes.cpp: widths of speckle and of planted domains, and what is made of them.
#include "verification/domains/sizes.hpp"

#include "verification/domains/featureless.hpp"

namespace vitrum::domains {
namespace {

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

// Target 17, second half: the P_n autocorrelation of pure speckle is 0.74 W wide, +- 7 %. (32 nm)^2 x 12 maps hold
// about 20,000 speckles; the width scatters by about 1 %.
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

// One scan of 25 clusters, 60 times as strong as the glass; other sizes and types: sizes_slow.cpp.
TEST(Sizes, PooledDiameterAndVisibleFractionAreThoseOfClustersInASimulatedWaveField) {
  const comm::Communicator comm;
  testing::expect_sizes(comm, {4, 2.0, 0.68}, 302);
}

}  // namespace
}  // namespace vitrum::domains
