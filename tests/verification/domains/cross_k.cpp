// SPDX-License-Identifier: Apache-2.0
// tests/verification/domains/cross_k.cpp: K_12 of known points; independent points pass, attracted ones do not.
#include "domains/cross_k.hpp"

#include <gtest/gtest.h>

#include <algorithm>
#include <cmath>
#include <cstdio>
#include <utility>

#include "verification/domains/featureless.hpp"
#include "verification/domains/statistics.hpp"

namespace vitrum::domains {
namespace {

constexpr Shape shape{40, 40};
const std::vector<std::uint8_t> everywhere(1600, 1);

// Five points far apart, each with a partner 3 to the right, one of them across the border: K_12 = A (pairs within r) /
// (N_1 N_2) = 1600 x 5 / 25 from r = 3 on and 0 below.
TEST(CrossK, IsThatOfPairsWorkedByHand) {
  PointPair points;
  for (const std::size_t place : {2 * 40 + 5, 2 * 40 + 24, 20 * 40 + 12, 20 * 40 + 30, 31 * 40 + 39}) {
    points.a.push_back(place);
    points.b.push_back(place / 40 * 40 + (place % 40 + 3) % 40);
  }
  const CrossK row = cross_k(points, shape, everywhere, 2.0, {1, 0, 199});
  ASSERT_EQ(row.r_nm.size(), 16u);  // up to 4 probe widths, in halves
  for (std::size_t j = 0; j < 12; ++j) {
    const double k = row.r_nm[j] < 3.0 ? 0.0 : 320.0;
    EXPECT_NEAR(row.k_nm2[j], k, 1e-9) << row.r_nm[j];
    EXPECT_NEAR(row.l_minus_r_nm[j], std::sqrt(k / M_PI) - row.r_nm[j], 1e-9);
  }
  points.b.pop_back();
  EXPECT_TRUE(std::isnan(cross_k(points, shape, everywhere, 2.0, {1, 0, 199}).dclf_p));
}

/// Maxima of a speckle field.
std::vector<std::size_t> maxima(const Chain& chain, std::uint64_t id, std::uint32_t sub) {
  std::vector<double> power, smooth(1600);
  for (const auto& f : testing::speckle(40, 40, 0.5, 1.0, 141, id, sub)) power.push_back(std::norm(f));
  chain.smoother()(power, smooth);
  auto peaks = chain.finder()(smooth);
  peaks.resize(std::min<std::size_t>(peaks.size(), 40));
  return peaks;
}

// Independent fields: p uniform (KS p > .01 over 200 pairs), on a whole map and where half of it is masked (there
// DCLF is no more often low than due); the mean
// of K_12 is then pi r^2 (counted in positions: 1.04 times at r = 3.5) within 4 standard errors.
TEST(CrossK, OfIndependentFieldsHasUniformP) {
  const comm::Communicator comm;
  std::vector<std::uint8_t> half(1600, 1);
  for (std::size_t r = 0; r < 800; ++r) half[r] = 0;
  for (const std::vector<std::uint8_t>* good : {&everywhere, &std::as_const(half)}) {
    const Chain chain{shape, 0.7, 1.0, *good};
    const auto inside = interior(chain);
    std::vector<double> dclf, mad, probe;
    double sum = 0.0, squares = 0.0;
    for (std::uint64_t i = 0; i < 200; ++i) {
      const auto row = cross_k({maxima(chain, i, 0), maxima(chain, i, 1)}, shape, inside, 2.0, {7, i, 199});
      dclf.push_back(row.dclf_p);
      mad.push_back(row.mad_p);
      probe.push_back(row.at_probe.p);
      sum += row.k_nm2[6];
      squares += row.k_nm2[6] * row.k_nm2[6];
    }
    const double a = testing::uniform_p(dclf), b = testing::uniform_p(mad), c = testing::uniform_p(probe);
    const double mean = sum / 200.0, error = std::sqrt((squares / 200.0 - mean * mean) / 200.0);
    if (comm.is_root())
      std::printf(
          "200 independent pairs%s: KS p %.3f (DCLF), %.3f (MAD), %.3f (at the probe's width); K(3.5) %.2f +- "
          "%.2f of 37 positions\n",
          good == &half ? ", half masked" : "", a, b, c, mean, error);
    if (good == &everywhere) {
      EXPECT_GT(a, 0.01);
    } else {  // uniformity is missed: so few shifts leave half of a map in common that they resemble each other
      const auto low = std::count_if(dclf.begin(), dclf.end(), [](double p) { return p <= 0.05; });
      if (comm.is_root())
        std::printf("DCLF, half masked: %s; p <= .05 in %d of 200 (10 due)\n",
                    a > 0.01 ? "uniform" : "missed, conservative", int(low));
      EXPECT_LE(low, 19);  // 10 and 3 standard errors: never more than due
    }
    EXPECT_GT(b, 0.01);
    EXPECT_GT(c, 0.01);
    EXPECT_NEAR(mean, 37.0, 4.0 * error);  // positions within 3.5 of one
  }
}

// Partners within two positions are found (at .05: of 199 shifts about 2 are themselves of up to two), points
// kept 5 apart too (two-sided; 12 pairs would be nearer by chance), on all of 10 maps.
TEST(CrossK, TellsAttractionAndRepulsion) {
  for (std::uint64_t i = 0; i < 10; ++i) {
    Stream draw(142, Purpose::test, i);
    PointPair near, apart;
    const auto offset = [](std::size_t a, std::size_t b) { return std::remainder(double(a) - double(b), 40.0); };
    for (int j = 0; j < 25; ++j) {
      const std::size_t y = draw.below(40), x = draw.below(40);
      near.a.push_back(y * 40 + x);
      near.b.push_back((y + draw.below(3)) % 40 * 40 + (x + draw.below(3)) % 40);
      if (j < 10) apart.a.push_back(y * 40 + x);
    }
    while (apart.b.size() < 25) {
      const std::size_t r = draw.below(1600);
      if (std::none_of(apart.a.begin(), apart.a.end(), [&](std::size_t a) {
            return std::hypot(offset(a / 40, r / 40), offset(a % 40, r % 40)) <= 5.0;
          }))
        apart.b.push_back(r);
    }
    const CrossK attracted = cross_k(near, shape, everywhere, 2.0, {7, i, 199});
    EXPECT_LE(attracted.dclf_p, 0.05);
    EXPECT_LE(attracted.at_probe.p, 0.05);
    EXPECT_GT(attracted.l_minus_r_nm[5], attracted.hi_nm[5]);
    const CrossK repelled = cross_k(apart, shape, everywhere, 2.0, {7, i, 199});
    EXPECT_LE(repelled.dclf_p, 0.05);
    EXPECT_GT(repelled.at_probe.p, 0.5);
  }
}

// Manders' shares by a direct loop, with a mask and values below 0; where all of one map lies under the high quarter of
// the other they are 1.
TEST(Manders, AreTheSharesOfADirectLoop) {
  MapPair pair;
  Stream draw(143, Purpose::test, 0);
  for (std::size_t r = 0; r < 1600; ++r) {
    pair.a.push_back(draw.normal() + 0.5);
    pair.b.push_back(draw.normal() + 1.0 + 0.5 * pair.a.back());
    pair.good.push_back(r % 7 != 3);
  }
  pair.near.assign(1600, 0);
  const auto level = [&](const std::vector<double>& map) {
    std::vector<double> usable;
    for (std::size_t r = 0; r < 1600; ++r) {
      if (pair.good[r]) usable.push_back(map[r]);
    }
    return quantile(usable, 0.75);
  };
  const auto share = [&](const std::vector<double>& of, const std::vector<double>& where) {
    double inside = 0.0, all = 0.0;
    for (std::size_t r = 0; r < 1600; ++r) {
      if (!pair.good[r] || of[r] < 0.0) continue;
      all += of[r];
      if (where[r] > level(where)) inside += of[r];
    }
    return inside / all;
  };
  const Colocalization row = associate(pair, shape, {3, 0, 199});
  EXPECT_NEAR(row.manders_power.value, share(pair.a, pair.b), 1e-12);
  EXPECT_NEAR(row.manders_variance.value, share(pair.b, pair.a), 1e-12);
  EXPECT_LE(row.manders_power.p, 0.01);
  for (std::size_t r = 0; r < 1600; ++r) pair.a[r] = pair.b[r] > level(pair.b) ? 1.0 : -1.0;
  EXPECT_NEAR(associate(pair, shape, {3, 0, 199}).manders_power.value, 1.0, 1e-12);
}

// Independent maps: each share is a quarter, and its p uniform (KS p > .01 over 200 pairs).
TEST(Manders, OfIndependentFieldsHaveUniformP) {
  const comm::Communicator comm;
  std::vector<double> power, variance;
  double mean = 0.0;
  for (std::uint64_t i = 0; i < 200; ++i) {
    MapPair pair;
    for (const auto& f : testing::speckle(40, 40, 0.5, 1.0, 144, i, 0)) pair.a.push_back(std::norm(f));
    for (const auto& f : testing::speckle(40, 40, 0.5, 1.0, 144, i, 1)) pair.b.push_back(std::norm(f));
    pair.good = everywhere;
    pair.near.assign(1600, 0);
    const auto row = associate(pair, shape, {11, i, 199});
    power.push_back(row.manders_power.p);
    variance.push_back(row.manders_variance.p);
    mean += row.manders_power.value / 200.0;
  }
  const double a = testing::uniform_p(power), b = testing::uniform_p(variance);
  if (comm.is_root()) std::printf("Manders of 200 independent pairs: mean %.3f, KS p %.3f and %.3f\n", mean, a, b);
  EXPECT_NEAR(mean, 0.25, 0.02);
  EXPECT_GT(a, 0.01);
  EXPECT_GT(b, 0.01);
}

}  // namespace
}  // namespace vitrum::domains
