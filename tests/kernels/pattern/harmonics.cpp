// SPDX-License-Identifier: Apache-2.0
// tests/kernels/pattern/harmonics.cpp: harmonic sums and their noise against direct sums over the same pixels.
#include "vitrum/pattern/kernels/harmonics.hpp"

#include <gtest/gtest.h>

#include <complex>
#include <cstdint>
#include <random>
#include <vector>

namespace vitrum::pattern::kernels {
namespace {

constexpr int size = 48;

struct Made {
  std::vector<std::uint16_t> pixels = std::vector<std::uint16_t>(size * size);
  std::vector<std::uint8_t> mask = std::vector<std::uint8_t>(size * size, 1);
  Frame frame{23.4, 24.7, 1.02, 0.013, 0.9805};
  std::vector<double> store = std::vector<double>(5 * 40);
  Profile profile{&store[0], &store[40], &store[80], &store[120], &store[160], 40, 1.0};

  explicit Made(unsigned seed) {
    std::mt19937 random(seed);
    for (auto& v : pixels) v = static_cast<std::uint16_t>(random() % 23);
    for (int p = 5 * size + 20; p < 18 * size; p += size) mask[static_cast<std::size_t>(p)] = 0;
    mask[600] = 0;
  }
  Pattern<std::uint16_t> pattern() const { return {pixels.data(), mask.data(), size, size}; }
};

/// g_qn of F_n = sum g_qn I_q, from its definition: response to a unit count in pixel q.
std::complex<double> response(const Made& made, double r1, double r2, int n, std::size_t q) {
  Made unit = made;
  std::fill(unit.pixels.begin(), unit.pixels.end(), std::uint16_t{0});
  unit.pixels[q] = 1;
  std::vector<double> scratch(harmonics_scratch(r2, 1.0));
  Harmonics h;
  radial_profile(unit.pattern(), unit.frame, Noise{}, unit.profile);
  band_harmonics(unit.pattern(), unit.frame, Noise{}, unit.profile, r1, r2, scratch.data(), h);
  return {h.re[n - 1], h.im[n - 1]};
}

TEST(Harmonics, NoiseIsTheSumOfSquaredResponsesOfAllPixels) {
  Made made(3);
  const double r1 = 12.3, r2 = 17.6;
  const Noise noise{1.7, 0.6};
  std::vector<double> scratch(harmonics_scratch(r2, 1.0));
  Harmonics h;
  radial_profile(made.pattern(), made.frame, noise, made.profile);
  band_harmonics(made.pattern(), made.frame, noise, made.profile, r1, r2, scratch.data(), h);
  for (const int n : {1, 2, 5, 12}) {
    double expected = 0.0;
    std::complex<double> sum = 0.0;
    for (std::size_t q = 0; q < made.pixels.size(); ++q) {
      if (made.mask[q] == 0) continue;
      const auto g = response(made, r1, r2, n, q);
      expected += std::norm(g) * (noise.gain * made.pixels[q] + noise.read_variance);
      sum += g * static_cast<double>(made.pixels[q]);
    }
    EXPECT_NEAR(h.noise[n - 1], expected, 1e-10 * expected);
    // Linear: the response to the pattern is the sum of the responses to its counts.
    EXPECT_NEAR(std::abs(sum - std::complex<double>(h.re[n - 1], h.im[n - 1])), 0.0, 1e-9 * h.total);
  }
}

TEST(Harmonics, AgreeWithTheDefinitionPixelByPixel) {
  Made made(11);
  const double r1 = 9.2, r2 = 15.1;
  std::vector<double> scratch(harmonics_scratch(r2, 1.0));
  Harmonics h;
  radial_profile(made.pattern(), made.frame, Noise{}, made.profile);
  band_harmonics(made.pattern(), made.frame, Noise{}, made.profile, r1, r2, scratch.data(), h);
  for (int n = 1; n <= harmonics; ++n) {
    std::complex<double> sum = 0.0;
    double total = 0.0;
    for (int p = 0; p < size * size; ++p) {
      if (made.mask[static_cast<std::size_t>(p)] == 0) continue;
      const Point q = corrected(made.frame, p % size, p / size);
      const double r = std::hypot(q.x, q.y);
      const double w = band_weight(r, r1, r2);
      const int j = static_cast<int>(r);
      const auto mean = [&](int i) { return made.profile.num[i] / made.profile.den[i]; };
      const double smooth = w > 0.0 ? (1.0 - (r - j)) * mean(j) + (r - j) * mean(j + 1) : 0.0;
      const double counts = made.pixels[static_cast<std::size_t>(p)];
      sum += w * (counts - smooth) * std::polar(1.0, -n * std::atan2(q.y, q.x));
      total += w * counts;
    }
    EXPECT_NEAR(h.re[n - 1], sum.real(), 1e-10 * total);
    EXPECT_NEAR(h.im[n - 1], sum.imag(), 1e-10 * total);
    EXPECT_NEAR(h.total, total, 1e-10 * total);
  }
}

TEST(Harmonics, MaskedPixelsAndNotNumbersLeaveNoTrace) {
  Made made(5);
  std::vector<float> pixels(made.pixels.begin(), made.pixels.end());
  std::vector<double> scratch(harmonics_scratch(18.0, 1.0));
  const auto measure = [&] {
    const Pattern<float> pattern{pixels.data(), made.mask.data(), size, size};
    Harmonics h;
    radial_profile(pattern, made.frame, Noise{}, made.profile);
    band_harmonics(pattern, made.frame, Noise{}, made.profile, 12.0, 18.0, scratch.data(), h);
    return h;
  };
  const std::size_t inside = 24 * size + 9;  // 14.4 px left of the centre
  made.mask[inside] = 0;
  const Harmonics without = measure();
  pixels[inside] = 1e9f;
  const Harmonics masked = measure();
  made.mask[inside] = 1;
  pixels[inside] = std::nanf("");
  const Harmonics not_a_number = measure();
  for (int n = 0; n < harmonics; ++n) {
    EXPECT_EQ(without.re[n], masked.re[n]);
    EXPECT_EQ(without.re[n], not_a_number.re[n]);
    EXPECT_EQ(without.noise[n], not_a_number.noise[n]);
  }
}

TEST(Harmonics, ABandBeyondTheDetectorGivesNothing) {
  Made made(2);
  std::vector<double> scratch(harmonics_scratch(90.0, 1.0));
  Harmonics h;
  radial_profile(made.pattern(), made.frame, Noise{}, made.profile);
  band_harmonics(made.pattern(), made.frame, Noise{}, made.profile, 70.0, 90.0, scratch.data(), h);
  EXPECT_EQ(h.total, 0.0);
  EXPECT_EQ(h.noise[3], 0.0);
}

}  // namespace
}  // namespace vitrum::pattern::kernels
