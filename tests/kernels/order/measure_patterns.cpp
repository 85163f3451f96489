// SPDX-License-Identifier: Apache-2.0
// tests/kernels/order/measure_patterns.cpp: a batch in parallel gives what each pattern gives alone, to the bit.
#include "vitrum/order/kernels/measure_patterns.hpp"

#include <gtest/gtest.h>

#include <random>
#include <vector>

#include "vitrum/order/kernels/sum_patterns.hpp"

namespace vitrum::order::kernels {
namespace {

constexpr int size = 40, count = 37, bins = 32, sectors = 12;

std::vector<std::uint16_t> noise_patterns() {
  std::mt19937 random(4);
  std::vector<std::uint16_t> pixels(static_cast<std::size_t>(count) * size * size);
  for (auto& p : pixels) p = static_cast<std::uint16_t>(random() % 40);
  return pixels;
}

template <class Space>
std::vector<double> measure(const std::vector<std::uint16_t>& pixels) {
  MeasurePatterns<Space, std::uint16_t> work;
  using W = MeasurePatterns<Space, std::uint16_t>;
  typename W::template Array<std::uint16_t**> patterns("patterns", count, size * size);
  typename W::template Array<std::uint8_t*> mask("mask", size * size);
  typename W::template Array<pk::Frame*> frames("frames", count);
  typename W::template Array<BandPx*> bands("bands", 2);
  typename W::template Array<pk::Aperture*> apertures("apertures", 1);
  const auto fill = [](auto view, auto&& value) {
    auto host = Kokkos::create_mirror_view(view);
    for (std::size_t i = 0; i < host.extent(0); ++i) host(i) = value(i);
    Kokkos::deep_copy(view, host);
  };
  auto host = Kokkos::create_mirror_view(patterns);
  for (int i = 0; i < count; ++i) {
    for (int p = 0; p < size * size; ++p) host(i, p) = pixels[static_cast<std::size_t>(i * size * size + p)];
  }
  Kokkos::deep_copy(patterns, host);
  fill(mask, [](std::size_t p) { return static_cast<std::uint8_t>(p % 97 != 0); });
  fill(frames, [](std::size_t i) { return pk::Frame{19.0 + 0.03 * static_cast<double>(i), 20.2, 1.01, 0.002, 0.99}; });
  fill(bands, [](std::size_t b) { return b == 0 ? BandPx{8.2, 12.9, 0.0} : BandPx{13.0, 16.0, 0.0}; });
  fill(apertures, [](std::size_t) { return pk::Aperture{pk::Shape::disk, false, false, 1.0, 2.0, 3.5}; });
  work.patterns = patterns;
  work.mask = mask;
  work.frames = frames;
  work.bands = bands;
  work.apertures = apertures;
  work.profiles = typename W::template Array<double***>("profiles", count, 5, bins);
  work.band_results = typename W::template Array<double***>("bands", count, 2, static_cast<int>(band_items));
  work.sector_results = typename W::template Array<double****>("sectors", count, 2, 2, sectors);
  work.aperture_results = typename W::template Array<double***>("apertures", count, 1, 2);
  work.qy = work.qx = size;
  work.scratch = pattern_scratch(16.0, 1.0, work.fine_sectors);
  work.run(count);
  std::vector<double> all;
  const auto take = [&](auto view) {
    auto copy = Kokkos::create_mirror_view_and_copy(Kokkos::HostSpace(), view);
    all.insert(all.end(), copy.data(), copy.data() + copy.size());
  };
  take(work.profiles);
  take(work.band_results);
  take(work.sector_results);
  take(work.aperture_results);
  return all;
}

TEST(MeasurePatterns, BackendsAgreeToTheBitOnAHost) {
  const auto pixels = noise_patterns();
  const auto here = measure<Kokkos::DefaultHostExecutionSpace>(pixels);
  EXPECT_EQ(here, measure<Kokkos::DefaultHostExecutionSpace>(pixels));
#ifdef KOKKOS_ENABLE_SERIAL
  EXPECT_EQ(here, measure<Kokkos::Serial>(pixels));
#endif
}

TEST(MeasurePatterns, TheDeviceGivesWhatTheHostGivesToRounding) {
  const auto pixels = noise_patterns();
  const auto host = measure<Kokkos::DefaultHostExecutionSpace>(pixels);
  const auto device = measure<Kokkos::DefaultExecutionSpace>(pixels);
  // Fused multiply-adds and atan2 round differently; V(x,y), a difference of nearly equal sums, shows it most (4e-13 on
  // an H200 of the largest V(x,y)).
  std::size_t begin = 0;
  for (const std::size_t columns : {5 * bins, 2 * static_cast<int>(band_items), 2 * 2 * sectors, 2}) {
    for (std::size_t c = 0; c < columns; ++c) {
      double largest = 0.0;
      for (std::size_t i = 0; i < count; ++i) largest = std::fmax(largest, std::fabs(host[begin + i * columns + c]));
      for (std::size_t i = 0; i < count; ++i) {
        const std::size_t at = begin + i * columns + c;
        ASSERT_NEAR(device[at], host[at], 1e-11 * largest) << at;
      }
    }
    begin += columns * count;
  }
  EXPECT_EQ(begin, host.size());
}

TEST(MeasurePatterns, BandsHoldWhatTheirPatternsHold) {
  const auto pixels = noise_patterns();
  const auto all = measure<Kokkos::DefaultHostExecutionSpace>(pixels);
  const std::vector<std::uint8_t> mask = [] {
    std::vector<std::uint8_t> m(size * size);
    for (std::size_t p = 0; p < m.size(); ++p) m[p] = p % 97 != 0;
    return m;
  }();
  const std::size_t first = static_cast<std::size_t>(count) * 5 * bins;
  for (int i = 0; i < count; i += 9) {
    const pk::Pattern<std::uint16_t> pattern{pixels.data() + i * size * size, mask.data(), size, size};
    pk::Aperture ring{pk::Shape::annulus};
    ring.r1 = 8.2;
    ring.r2 = 12.9;
    const auto sum = pk::sum_aperture(pattern, pk::Frame{19.0 + 0.03 * i, 20.2, 1.01, 0.002, 0.99}, ring);
    EXPECT_NEAR(all[first + static_cast<std::size_t>(i) * 2 * band_items + item_total], sum.sum, 1e-9 * sum.sum);
  }
}

TEST(SumPatterns, IsExactForIntegersAndLeavesOutWhatIsNoNumber) {
  const auto pixels = noise_patterns();
  std::vector<std::uint64_t> sum(size * size, 0), square(size * size, 0), expected(size * size, 0);
  sum_patterns(pixels.data(), count, sum.size(), sum.data(), square.data(), static_cast<std::uint64_t*>(nullptr));
  for (std::size_t i = 0; i < pixels.size(); ++i) expected[i % expected.size()] += pixels[i];
  EXPECT_EQ(sum, expected);
  const float values[6] = {1.0f, std::nanf(""), 3.0f, 4.0f, 5.0f, 6.0f};
  double total[3] = {}, squares[3] = {};
  std::uint64_t missing[3] = {};
  sum_patterns(values, 2, 3, total, squares, missing);
  EXPECT_EQ(total[0], 5.0);
  EXPECT_EQ(squares[0], 17.0);
  EXPECT_EQ(total[1], 5.0);
  EXPECT_EQ(missing[1], 1u);
  const std::int16_t negative[2] = {-7, -9};
  std::uint64_t wrapped = 0, wrapped_square = 0;
  sum_patterns(negative, 2, 1, &wrapped, &wrapped_square, static_cast<std::uint64_t*>(nullptr));
  EXPECT_EQ(static_cast<std::int64_t>(wrapped), -16);
  EXPECT_EQ(wrapped_square, 130u);
}

}  // namespace
}  // namespace vitrum::order::kernels
