// SPDX-License-Identifier: Apache-2.0
// tests/verification/order/masked_correlation.cpp: C(D) of a masked ring is that of the pairs with both ends good.
#include <gtest/gtest.h>

#include <algorithm>
#include <cmath>
#include <cstdio>

#include "order/leaf.hpp"
#include "verification/order/direct_bins.hpp"

namespace vitrum::order {
namespace {

using kernels::lanes;

/// Target 9: 1e-6. A masked ring without noise: C(D) = sum over pairs (m - mu_1)(m' - mu_2) / M / <I>^2 in two passes,
/// C(0) = variance of the good bins / <I>^2, rho = C(D) / C(0).
TEST(MaskedCorrelation, IsThatOfTheSamePairsInTwoPassesFromLagZeroOn) {
  testing::Made made(true);
  made.count = 1;
  made.noise = {0.0, 0.0};
  for (std::size_t p = 0; p < made.mask.size(); ++p) {
    const auto q = pk::corrected(made.frame, static_cast<double>(p % 72), static_cast<double>(p / 72));
    const double r = std::hypot(q.x, q.y) - 21.0, phi = std::atan2(q.y, q.x);
    made.pixels[p] = static_cast<std::uint16_t>(20000.0 * (0.3 + std::exp(-r * r / 18.0)) *
                                                (1.0 + 0.2 * std::cos(4.0 * phi - 1.0) + 0.1 * std::cos(5.0 * phi)));
  }
  const auto table = build_table(made.shape, made.frame, made.mask);
  PolarSums sums(static_cast<std::size_t>(made.shape.rows), static_cast<std::size_t>(made.shape.phi), 64);
  std::vector<double> values(sums.length(), 0.0);
  Block block(made.shape, made.noise, false, 1);
  const std::uint16_t* each[lanes] = {made.pattern(0)};
  const std::uint64_t streams[lanes] = {};
  kernels::Chosen chosen;
  chosen.lane[chosen.count++] = 0;
  block.run(*table, each, streams, 1, chosen, sums.view(values));
  const testing::Bins bins = testing::direct_bins(made, 0);
  const auto view = sums.view(values);
  const int phi = made.shape.phi, h = phi / 2;
  double worst = 0.0;
  for (int j = 17; j <= 26; ++j) {
    const auto mean = [&](int p) { return bins.mean[static_cast<std::size_t>(j * phi + p % phi)]; };
    const auto good = [&](int p) { return bins.weight[static_cast<std::size_t>(j * phi + p % phi)] > 0.0; };
    double all = 0.0, n = 0.0, zero = 0.0;
    for (int p = 0; p < phi; ++p) all += mean(p), n += good(p);
    ASSERT_LT(n, phi);
    for (int p = 0; p < phi; ++p) zero += good(p) ? (mean(p) - all / n) * (mean(p) - all / n) / n : 0.0;
    zero /= all * all / (n * n);
    for (int d = 0; d <= h; ++d) {
      double pairs = 0.0, one = 0.0, two = 0.0, c = 0.0;
      const auto both = [&](auto&& f) {
        for (int p = 0; p < phi; ++p) {
          if (good(p) && good(p + d)) f(mean(p), mean(p + d));
        }
      };
      both([&](double a, double b) { ++pairs, one += a, two += b; });
      both([&](double a, double b) { c += (a - one / pairs) * (b - two / pairs) / pairs; });
      c /= all * all / (n * n);
      const double* lag = view.lag_sum + j * (h + 1);
      ASSERT_EQ(view.lag_count[j * (h + 1) + d], 1.0);
      worst = std::max({worst, std::fabs(lag[d] / lag[0] - c / zero), std::fabs(lag[0] / zero - 1.0)});
    }
  }
  if (comm::Communicator().is_root())
    std::printf("target 9: masked rho(D) and C(0) less two-pass sums over the same pairs: %.1e (target 1e-6)\n", worst);
  EXPECT_LT(worst, 1e-6);
}

}  // namespace
}  // namespace vitrum::order
