// SPDX-License-Identifier: Apache-2.0
// tests/kernels/order/sum_patterns.cpp: sums over a batch are those of one value after the other, whatever the values.
#include "vitrum/order/kernels/sum_patterns.hpp"

#include <gtest/gtest.h>

#include <cstring>
#include <random>
#include <vector>

namespace vitrum::order::kernels {
namespace {

/// Sums of pixel after pixel, pattern after pattern: no strips, no groups.
template <class T>
struct Sums {
  std::vector<SumOf<T>> sum;
  std::vector<SquareOf<T>> square;
  std::vector<std::uint64_t> missing;
  explicit Sums(std::size_t pixels) : sum(pixels, 3), square(pixels, 5), missing(pixels, 7) {}  // added to, not set

  void add_plainly(const std::vector<T>& patterns) {
    for (std::size_t i = 0; i < patterns.size(); ++i) {
      const std::size_t p = i % sum.size();
      const T v = patterns[i];
      if constexpr (std::is_floating_point_v<T>) {
        if (!std::isfinite(v)) {
          ++missing[p];
          continue;
        }
      }
      sum[p] += static_cast<SumOf<T>>(v);
      square[p] += static_cast<SquareOf<T>>(v) * static_cast<SquareOf<T>>(v);
    }
  }
};

template <class T>
bool same_bits(const std::vector<T>& a, const std::vector<T>& b) {
  return a.size() == b.size() && std::memcmp(a.data(), b.data(), a.size() * sizeof(T)) == 0;
}

/// 1500 pixels: two tasks, the last strip not full; 1 to 37 patterns: groups of eight and single ones. Bits are the
/// same: integers are exact, floats are added in the order of the patterns.
template <class T, class Value>
void expect_plain_sums(Value&& value) {
  constexpr std::size_t pixels = 1500;
  for (const std::size_t count : {1, 7, 8, 9, 16, 37}) {
    std::vector<T> patterns(count * pixels);
    for (std::size_t i = 0; i < patterns.size(); ++i) patterns[i] = value(i / pixels, i % pixels);
    Sums<T> fast(pixels), plain(pixels);
    sum_patterns(patterns.data(), count, pixels, fast.sum.data(), fast.square.data(), fast.missing.data());
    plain.add_plainly(patterns);
    EXPECT_TRUE(same_bits(fast.sum, plain.sum)) << count << " patterns";
    EXPECT_TRUE(same_bits(fast.square, plain.square)) << count << " patterns";
    EXPECT_EQ(fast.missing, plain.missing) << count << " patterns";
  }
}

/// Small values, but in one strip of 64 pixels `large` of some patterns: that strip alone takes the other way.
template <class T>
auto mixed(T large) {
  return [large, random = std::mt19937(11)](std::size_t i, std::size_t p) mutable {
    return p / 64 % 5 == 2 && (i + p) % 3 == 0 ? large : static_cast<T>(random() % 900);
  };
}

TEST(SumPatterns, Of16BitValuesThatEightSquaresOverflowWithAreThePlainSums) {
  for (const int v : {0, 16383, 16384, 32767, 32768, 65535}) {  // 8 x 16384^2 = 2^31, 8 x 65535^2 > 2^32
    SCOPED_TRACE(v);
    expect_plain_sums<std::uint16_t>([v](std::size_t, std::size_t) { return static_cast<std::uint16_t>(v); });
    expect_plain_sums<std::uint16_t>(mixed(static_cast<std::uint16_t>(v)));
  }
}

TEST(SumPatterns, OfSigned16BitValuesAreThePlainSums) {
  for (const int v : {-1, -16384, -16385, -32768, 16384, 32767}) {
    SCOPED_TRACE(v);
    const auto large = static_cast<std::int16_t>(v);
    // Sums wrap around as those of two's complement do, squares of negative values are positive.
    constexpr std::size_t pixels = 70, count = 19;
    std::vector<std::int16_t> patterns(count * pixels);
    for (std::size_t i = 0; i < patterns.size(); ++i)
      patterns[i] = i % 4 == 0 ? large : static_cast<std::int16_t>(static_cast<int>(i % 300) - 150);
    std::vector<std::uint64_t> sum(pixels), square(pixels);
    sum_patterns(patterns.data(), count, pixels, sum.data(), square.data(), nullptr);
    for (std::size_t p = 0; p < pixels; ++p) {
      std::int64_t s = 0, q = 0;
      for (std::size_t i = 0; i < count; ++i) {
        const std::int64_t x = patterns[i * pixels + p];
        s += x;
        q += x * x;
      }
      ASSERT_EQ(static_cast<std::int64_t>(sum[p]), s);
      ASSERT_EQ(static_cast<std::int64_t>(square[p]), q);
    }
  }
}

TEST(SumPatterns, Of8And32BitValuesAreThePlainSums) {
  expect_plain_sums<std::uint8_t>(mixed(std::uint8_t{255}));
  expect_plain_sums<std::uint32_t>(mixed(4294967295u));
}

TEST(SumPatterns, OfFloatsLeaveOutAndCountWhatIsNoNumber) {
  constexpr float nan = std::numeric_limits<float>::quiet_NaN(), infinity = std::numeric_limits<float>::infinity();
  for (const float v : {nan, infinity, -infinity, 3e38f, -0.5f}) {
    SCOPED_TRACE(v);
    expect_plain_sums<float>([v](std::size_t, std::size_t) { return v; });
    expect_plain_sums<float>(mixed(v));
  }
  expect_plain_sums<float>([](std::size_t i, std::size_t p) {  // opposite infinities in one pixel
    return p % 100 == 3 ? (i % 2 == 0 ? infinity : -infinity) : 0.1f * static_cast<float>(i + p);
  });
}

TEST(SumPatterns, OfDoublesWhoseSumOverflowsAreThePlainSums) {
  constexpr double large = std::numeric_limits<double>::max(), nan = std::numeric_limits<double>::quiet_NaN();
  expect_plain_sums<double>(mixed(large));  // every value is a number, their sum is not
  expect_plain_sums<double>(mixed(nan));
}

}  // namespace
}  // namespace vitrum::order::kernels
