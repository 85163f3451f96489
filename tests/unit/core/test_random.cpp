// SPDX-License-Identifier: Apache-2.0
// tests/unit/core/test_random.cpp: Philox against its published vectors; deviates against their moments and laws.
#include <gtest/gtest.h>

#include <cmath>
#include <cstdint>
#include <set>
#include <vector>

#include "vitrum/core/random.hpp"

namespace vitrum {
namespace {

// The three lines "philox4x32 10" of kat_vectors, the known answers that come with Random123.
TEST(Random, PhiloxGivesItsKnownAnswers) {
  r123::Philox4x32 philox;
  using Counter = r123::Philox4x32::ctr_type;
  using Key = r123::Philox4x32::key_type;
  EXPECT_EQ(philox(Counter{{0, 0, 0, 0}}, Key{{0, 0}}), (Counter{{0x6627e8d5, 0xe169c58d, 0xbc57ac4c, 0x9b00dbd8}}));
  EXPECT_EQ(philox(Counter{{0xffffffff, 0xffffffff, 0xffffffff, 0xffffffff}}, Key{{0xffffffff, 0xffffffff}}),
            (Counter{{0x408f276d, 0x41c83b0e, 0xa20bc7c6, 0x6d5451fd}}));
  EXPECT_EQ(philox(Counter{{0x243f6a88, 0x85a308d3, 0x13198a2e, 0x03707344}}, Key{{0xa4093822, 0x299f31d0}}),
            (Counter{{0xd16cfe09, 0x94fdcceb, 0x5001e420, 0x24126ea1}}));
}

TEST(Random, AStreamIsPhiloxOnBlockSubIdPurpose) {
  Stream zero(0, Purpose::test);
  for (const std::uint32_t expected : {0x6627e8d5u, 0xe169c58du, 0xbc57ac4cu, 0x9b00dbd8u})
    EXPECT_EQ(zero.bits32(), expected);
  const std::uint64_t seed = 0x1234567890abcdef;
  Stream stream(seed, Purpose::tile_clock, 0x00aabbccddeeff11, 77);
  r123::Philox4x32 philox;
  for (std::uint32_t block = 0; block < 3; ++block) {
    const auto words = philox({{block, 77, 0xddeeff11, 0x17aabbcc}}, {{0x90abcdef, 0x12345678}});
    for (int i = 0; i < 4; ++i) EXPECT_EQ(stream.bits32(), words[static_cast<std::size_t>(i)]);
  }
}

TEST(Random, StreamsOfDifferentKeysDiffer) {
  std::set<std::uint64_t> firsts;
  std::size_t streams = 0;
  for (std::uint64_t seed : {0ull, 1ull, 1ull << 32})
    for (Purpose purpose : {Purpose::test, Purpose::barrier, Purpose::tail})
      for (std::uint64_t id : {0ull, 1ull, 1ull << 32, (1ull << 56) - 1})
        for (std::uint32_t sub : {0u, 1u, 0xffffffffu}) {
          firsts.insert(Stream(seed, purpose, id, sub).bits64());
          ++streams;
        }
  EXPECT_EQ(firsts.size(), streams);
}

struct Moments {
  double mean = 0;
  double variance = 0;
};

template <class Draw>
Moments moments(int n, Draw&& draw) {
  double sum = 0;
  double squares = 0;
  for (int i = 0; i < n; ++i) {
    const double x = draw();
    sum += x;
    squares += x * x;
  }
  return {sum / n, squares / n - sum / n * (sum / n)};
}

TEST(Random, UniformNormalExponentialHaveTheirMoments) {
  constexpr int n = 200000;  // five standard errors of the mean: 5 sigma / sqrt(n)
  Stream stream(1, Purpose::test, 1);
  const auto uniform = moments(n, [&] { return stream.uniform(); });
  EXPECT_NEAR(uniform.mean, 0.5, 5 * std::sqrt(1.0 / 12 / n));
  EXPECT_NEAR(uniform.variance, 1.0 / 12, 0.001);
  const auto normal = moments(n, [&] { return stream.normal(); });
  EXPECT_NEAR(normal.mean, 0.0, 5 / std::sqrt(double{n}));
  EXPECT_NEAR(normal.variance, 1.0, 5 * std::sqrt(2.0 / n));
  const auto exponential = moments(n, [&] { return stream.exponential(); });
  EXPECT_NEAR(exponential.mean, 1.0, 5 / std::sqrt(double{n}));
  EXPECT_NEAR(exponential.variance, 1.0, 5 * std::sqrt(8.0 / n));
}

TEST(Random, BelowIsEven) {
  Stream stream(2, Purpose::test);
  std::vector<int> counts(7);
  for (int i = 0; i < 70000; ++i) ++counts[stream.below(7)];
  for (int count : counts) EXPECT_NEAR(count, 10000, 5 * std::sqrt(10000.0));
  EXPECT_EQ(stream.below(1), 0u);
}

// Chi-squared of counts against the Poisson law, in bins of at least 20 expected.
double poisson_chi_squared_per_bin(double mean, int n) {
  Stream stream(3, Purpose::test, static_cast<std::uint64_t>(mean * 1000));
  std::vector<int> counts(static_cast<std::size_t>(mean + 20 * std::sqrt(mean) + 20));
  for (int i = 0; i < n; ++i) ++counts.at(stream.poisson(mean));
  double chi_squared = 0;
  double expected = 0;
  double seen = 0;
  int bins = 0;
  for (std::size_t k = 0; k < counts.size(); ++k) {
    const double x = static_cast<double>(k);
    expected += n * std::exp(x * std::log(mean) - mean - std::lgamma(x + 1));
    seen += counts[k];
    if (expected < 20) continue;
    chi_squared += (seen - expected) * (seen - expected) / expected;
    expected = seen = 0;
    ++bins;
  }
  return chi_squared / bins;
}

TEST(Random, PoissonFollowsItsLaw) {
  for (double mean : {0.05, 0.9, 4.0, 9.999, 10.0, 10.5, 37.0, 400.0})
    EXPECT_LT(poisson_chi_squared_per_bin(mean, 200000), 1.0 + 5 * std::sqrt(2.0 / 8)) << mean;
  for (double mean : {37.0, 400.0})  // more bins, so a sharper bound: 1 + 5 sqrt(2 / bins)
    EXPECT_LT(poisson_chi_squared_per_bin(mean, 200000), 1.0 + 5 * std::sqrt(2.0 / 50)) << mean;
}

TEST(Random, PoissonHasItsMomentsAtLargeMeans) {
  constexpr int n = 100000;
  for (double mean : {1e3, 1e6, 1e9}) {
    Stream stream(4, Purpose::test);
    const auto seen = moments(n, [&] { return static_cast<double>(stream.poisson(mean)) - mean; });
    EXPECT_NEAR(seen.mean, 0.0, 5 * std::sqrt(mean / n));
    EXPECT_NEAR(seen.variance / mean, 1.0, 5 * std::sqrt(2.0 / n));
  }
  EXPECT_EQ(Stream(0, Purpose::test).poisson(0.0), 0u);
}

TEST(Random, PoissonIsTheSameEveryTime) {
  Stream stream(5, Purpose::detector_noise, 9, 2);
  std::vector<std::uint64_t> drawn;
  for (double mean : {0.5, 3.0, 12.0, 250.0}) drawn.push_back(stream.poisson(mean));
  EXPECT_EQ(drawn, (std::vector<std::uint64_t>{0, 1, 16, 241}));
}

TEST(Random, HalfBinomialFollowsItsLaw) {
  constexpr int n = 100000;
  for (std::uint64_t size : {1u, 7u, 63u, 64u, 65u, 1000u}) {
    Stream stream(6, Purpose::thinning, size);
    const auto seen = moments(n, [&] { return static_cast<double>(stream.half_binomial(size)); });
    const double variance = static_cast<double>(size) / 4;
    EXPECT_NEAR(seen.mean, static_cast<double>(size) / 2, 5 * std::sqrt(variance / n));
    EXPECT_NEAR(seen.variance / variance, 1.0, 5 * std::sqrt(2.0 / n));
  }
  EXPECT_EQ(Stream(0, Purpose::thinning).half_binomial(0), 0u);
  std::vector<int> counts(4);
  Stream stream(7, Purpose::thinning);
  for (int i = 0; i < 80000; ++i) ++counts[stream.half_binomial(3)];
  for (int k = 0; k < 4; ++k) EXPECT_NEAR(counts[static_cast<std::size_t>(k)], k == 0 || k == 3 ? 10000 : 30000, 800);
}

}  // namespace
}  // namespace vitrum
