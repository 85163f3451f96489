// SPDX-License-Identifier: Apache-2.0
// tests/verification/domains/colocalization.cpp: independent maps are not found associated, the same electrons are.
#include "domains/colocalization.hpp"

#include <gtest/gtest.h>

#include <cmath>
#include <cstdio>

#include "verification/domains/featureless.hpp"
#include "verification/domains/statistics.hpp"

namespace vitrum::domains {
namespace {

std::vector<double> powers(std::uint64_t id, std::uint32_t sub) {
  std::vector<double> map;
  for (const auto& f : testing::speckle(40, 40, 0.5, 1.0, 101, id, sub)) map.push_back(std::norm(f));
  return map;
}

// Target 22: p of independent speckle fields is uniform (KS p > .01 over 200 pairs of maps), 999 shifts each.
TEST(Colocalization, IndependentFieldsHaveUniformP) {
  const comm::Communicator comm;
  std::vector<double> pearson, spearman, jaccard;
  for (std::uint64_t i = 0; i < 200; ++i) {
    const MapPair pair{
        powers(i, 0), powers(i, 1), std::vector<std::uint8_t>(1600, 1), {}, std::vector<std::uint8_t>(1600)};
    const auto row = associate(pair, {40, 40}, {5, i, 999});
    pearson.push_back(row.pearson.p);
    spearman.push_back(row.spearman.p);
    jaccard.push_back(row.jaccard.p);
  }
  const double a = testing::uniform_p(pearson), b = testing::uniform_p(spearman), c = testing::uniform_p(jaccard);
  if (comm.is_root())
    std::printf("200 independent pairs: KS p %.3f (Pearson), %.3f (Spearman), %.3f (Jaccard)\n", a, b, c);
  EXPECT_GT(a, 0.01);
  EXPECT_GT(b, 0.01);
  EXPECT_GT(c, 0.01);
}

// The same where half of the map is masked: every measure is that of the positions usable in both, and what rests on
// fewer of them is given its wider scatter. `share`: of all maxima of one map above the upper quartile of the other.
TEST(Colocalization, IndependentFieldsHaveUniformPBesideAMask) {
  const comm::Communicator comm;
  const Shape shape{40, 40};
  std::vector<std::uint8_t> good(1600, 1);
  for (std::size_t r = 0; r < 800; ++r) good[r] = 0;
  const Chain chain{shape, 0.7, 1.0, good};
  std::vector<double> pearson, spearman, jaccard, share;
  for (std::uint64_t i = 0; i < 500; ++i) {
    MapPair pair{powers(i, 2), powers(i, 3), good, {}, std::vector<std::uint8_t>(1600, 1)};  // near all that is masked
    std::vector<double> a(1600), b(1600);
    chain.smoother()(pair.a, a);
    chain.smoother()(pair.b, b);
    pair.peaks = chain.finder()(a);
    std::vector<double> usable(b.begin() + 800, b.end());
    const double level = quantile(usable, 0.75);
    for (std::size_t r = 800; r < 1600; ++r) pair.near[r] = b[r] > level;
    const auto row = associate(pair, shape, {5, i, 999});
    pearson.push_back(row.pearson.p);
    spearman.push_back(row.spearman.p);
    jaccard.push_back(row.jaccard.p);
    share.push_back(row.share.p);
  }
  const double a = testing::uniform_p(pearson), b = testing::uniform_p(spearman), c = testing::uniform_p(jaccard),
               d = testing::uniform_p(share);
  if (comm.is_root())
    std::printf("500 half-masked pairs: KS p %.3f (Pearson), %.3f (Spearman), %.3f (Jaccard), %.3f (share)\n", a, b, c,
                d);
  EXPECT_GT(a, 0.01);
  EXPECT_GT(b, 0.01);
  EXPECT_GT(c, 0.01);
  EXPECT_GT(d, 0.01);
}

struct Exposure {
  double power = 0.0, variance = 0.0;
};

/// P_4 and V of counts in 72 sectors of a flat ring, shot noise removed (D1: |F|^2 - sum I; V likewise).
Exposure expose(const std::vector<double>& counts) {
  double total = 0.0, re = 0.0, im = 0.0, squares = 0.0;
  const double n = double(counts.size());
  for (std::size_t j = 0; j < counts.size(); ++j) {
    const double phi = 2.0 * std::numbers::pi * double(j) / n;
    total += counts[j];
    squares += counts[j] * counts[j];
    re += counts[j] * std::cos(4.0 * phi);
    im += counts[j] * std::sin(4.0 * phi);
  }
  return {(re * re + im * im - total) / (total * total), n * (squares - total) / (total * total) - 1.0};
}

// Target 22: maps of nothing but shot noise. P_4 and V(x,y) of the same electrons correlate (F1); of independent halves
// r is 0 within 3 standard errors (1 / sqrt(positions)).
TEST(Colocalization, HalvesOfShotNoiseAreUncorrelatedWhereTheSameElectronsAreNot) {
  const comm::Communicator comm;
  const std::size_t side = 64;
  MapPair same, split;
  for (std::size_t r = 0; r < side * side; ++r) {
    Stream draw(102, Purpose::test, r);
    std::vector<double> all, a, b;
    for (int j = 0; j < 72; ++j) {
      const auto counts = draw.poisson(12.0), half = draw.half_binomial(counts);
      all.push_back(double(counts));
      a.push_back(double(half));
      b.push_back(double(counts - half));
    }
    same.a.push_back(expose(all).power);
    same.b.push_back(expose(all).variance);
    split.a.push_back(expose(a).power);
    split.b.push_back(expose(b).variance);
  }
  for (MapPair* pair : {&same, &split}) {
    pair->good.assign(side * side, 1);
    pair->near.assign(side * side, 0);
  }
  const auto one = associate(same, {side, side}, {5, 0, 999}), two = associate(split, {side, side}, {5, 1, 999});
  if (comm.is_root())
    std::printf("shot noise alone: r = %.3f of the same electrons (p %.3f), %.4f +- %.4f of halves (p %.3f)\n",
                one.pearson.value, one.pearson.p, two.pearson.value, two.pearson.error, two.pearson.p);
  EXPECT_LT(std::abs(two.pearson.value), 3.0 / double(side));
  EXPECT_GT(two.pearson.p, 0.01);
  EXPECT_GT(one.pearson.value, 3.0 / double(side));
  EXPECT_NEAR(two.pearson.error, 1.0 / double(side), 0.2 / double(side));
}

// Masked positions: r of the usable ones alone, by hand.
TEST(Colocalization, LeavesUnusablePositionsOut) {
  MapPair pair{powers(1, 0), powers(1, 1), std::vector<std::uint8_t>(1600, 1), {}, std::vector<std::uint8_t>(1600)};
  for (std::size_t r = 300; r < 500; ++r) {
    pair.good[r] = 0;
    pair.a[r] = pair.b[r] = std::nan("");
  }
  double n = 0, a = 0, b = 0, aa = 0, bb = 0, ab = 0;
  for (std::size_t r = 0; r < 1600; ++r) {
    if (!pair.good[r]) continue;
    n += 1;
    a += pair.a[r];
    b += pair.b[r];
    aa += pair.a[r] * pair.a[r];
    bb += pair.b[r] * pair.b[r];
    ab += pair.a[r] * pair.b[r];
  }
  const double r = (ab - a * b / n) / std::sqrt((aa - a * a / n) * (bb - b * b / n));
  EXPECT_NEAR(associate(pair, {40, 40}, {5, 0, 99}).pearson.value, r, 1e-10);
  pair.good.assign(1600, 0);
  const auto nothing = associate(pair, {40, 40}, {5, 0, 99});
  EXPECT_TRUE(std::isnan(nothing.pearson.p) && std::isnan(nothing.jaccard.p) && std::isnan(nothing.share.p));
}

}  // namespace
}  // namespace vitrum::domains
