// SPDX-License-Identifier: Apache-2.0
// vitrum/pattern/sample.cpp: block sums of a sample of patterns, spread over scan and ranks.
#include <fmt/format.h>

#include <algorithm>
#include <cmath>
#include <limits>

#include "vitrum/comm/decompose.hpp"
#include "vitrum/comm/together.hpp"
#include "vitrum/pattern/calibration.hpp"

namespace vitrum::pattern {
namespace {

struct Placement {
  std::size_t y = 0, x = 0;  // first position
};

struct Layout {
  std::size_t height = 1, width = 1;  // of a block, positions
  std::vector<Placement> blocks;
};

/// `count` intervals of `length` positions spread evenly over `n`.
std::vector<std::size_t> spread(std::size_t n, std::size_t length, std::size_t count) {
  std::vector<std::size_t> begins;
  for (std::size_t i = 0; i < count; ++i) {
    const double middle = (static_cast<double>(i) + 0.5) * static_cast<double>(n) / static_cast<double>(count);
    const double begin = std::floor(middle - 0.5 * static_cast<double>(length) + 0.5);
    begins.push_back(std::min(static_cast<std::size_t>(std::max(0.0, begin)), n - length));
  }
  return begins;
}

Layout lay_out(std::size_t ny, std::size_t nx, std::size_t patterns, std::size_t block) {
  Layout layout;
  layout.height = std::min(block, ny);
  layout.width = std::min(ny == 1 ? block * block : block, nx);
  if (nx == 1) layout.height = std::min(block * block, ny);
  const std::size_t size = layout.height * layout.width;
  const double wanted = std::max(1.0, static_cast<double>(patterns) / static_cast<double>(size));
  const std::size_t most_y = ny / layout.height;
  const std::size_t most_x = nx / layout.width;
  const double aspect = static_cast<double>(ny * layout.width) / static_cast<double>(nx * layout.height);
  const auto clamp = [](double v, std::size_t most) {
    return std::clamp(static_cast<std::size_t>(v), std::size_t{1}, most);
  };
  const std::size_t count_y = clamp(std::sqrt(wanted * aspect) + 0.5, most_y);
  const std::size_t count_x = clamp(wanted / static_cast<double>(count_y), most_x);
  for (const std::size_t y : spread(ny, layout.height, count_y)) {
    for (const std::size_t x : spread(nx, layout.width, count_x)) layout.blocks.push_back({y, x});
  }
  return layout;
}

/// What a stored value is.
enum class Kind { number, saturated, masked, none };
/// `level`: where integers saturate; floats that do are marked.
template <class T>
Kind kind_of(T value, double level) {
  if constexpr (std::is_same_v<T, float>) {
    if (scan::is_saturated(value)) return Kind::saturated;
    if (scan::is_masked(value)) return Kind::masked;
  }
  if constexpr (std::is_floating_point_v<T>) return std::isfinite(value) ? Kind::number : Kind::none;
  const bool full = value == std::numeric_limits<T>::max() || static_cast<double>(value) >= level;
  return full ? Kind::saturated : Kind::number;
}

/// Counts of the sample, added up over ranks; integers, so that their sum is exact.
struct Counts {
  std::size_t pixels;
  std::vector<std::uint64_t> all;  // invalid (masked too), saturated and masked by pixel, patterns by block

  Counts(std::size_t n, std::size_t blocks) : pixels(n), all(3 * n + blocks, 0) {}
  std::uint64_t* invalid() { return all.data(); }
  std::uint64_t* saturated() { return all.data() + pixels; }
  std::uint64_t* masked() { return all.data() + 2 * pixels; }
  std::uint64_t& patterns(std::size_t block) { return all[3 * pixels + block]; }
};

/// False where the pattern holds no number at all; nothing is counted then. `missing`: saturated or none.
template <class T>
bool add_pattern(const T* pixels, double level, double* sum, std::uint64_t* missing, Counts& counts) {
  const std::size_t n = counts.pixels;
  if (std::all_of(pixels, pixels + n, [&](T value) { return kind_of(value, level) != Kind::number; })) return false;
  for (std::size_t p = 0; p < n; ++p) {
    const Kind kind = kind_of(pixels[p], level);
    if (kind == Kind::number) {
      sum[p] += static_cast<double>(pixels[p]);
      continue;
    }
    ++missing[p];
    ++(kind == Kind::saturated ? counts.saturated() : counts.invalid())[p];
    if (kind == Kind::masked) ++counts.masked()[p];
  }
  return true;
}

/// One block's sum; a pixel that missed some values is scaled up to all patterns, NaN where it missed all.
void read_block(const scan::Source& source, const Layout& layout, std::size_t b, double* sum, Counts& counts) {
  const scan::ScanInfo& info = source.info;
  std::vector<std::byte> row(layout.width * info.pattern_bytes());
  std::vector<std::uint64_t> missing(counts.pixels, 0);
  const double level = info.saturation.value_or(std::numeric_limits<double>::infinity());
  std::uint64_t patterns = 0;
  for (std::size_t y = 0; y < layout.height; ++y) {
    source.read((layout.blocks[b].y + y) * info.nx + layout.blocks[b].x, layout.width, row);
    scan::visit_type(info.type, [&]<class T>() {
      const T* first = reinterpret_cast<const T*>(row.data());
      for (std::size_t x = 0; x < layout.width; ++x) {
        if (add_pattern(first + x * counts.pixels, level, sum, missing.data(), counts)) ++patterns;
      }
    });
  }
  counts.patterns(b) = patterns;
  for (std::size_t p = 0; p < counts.pixels; ++p) {
    if (missing[p] == 0) continue;
    const std::uint64_t there = patterns - missing[p];
    sum[p] = there > 0 ? sum[p] * (static_cast<double>(patterns) / static_cast<double>(there))
                       : std::numeric_limits<double>::quiet_NaN();
  }
}

/// Pixels without a value in a block get their mean over the other blocks; 0 where there is none.
void fill_gaps(Sample& sample) {
  for (std::size_t p = 0; p < sample.invalid.size(); ++p) {
    if (sample.invalid[p] == 0 && sample.saturated[p] == 0) continue;
    double sum = 0.0, patterns = 0.0;
    for (const auto& block : sample.blocks) {
      if (std::isnan(block.sum[p])) continue;
      sum += block.sum[p];
      patterns += static_cast<double>(block.patterns);
    }
    const double mean = patterns > 0.0 ? sum / patterns : 0.0;
    for (auto& block : sample.blocks) {
      if (std::isnan(block.sum[p])) block.sum[p] = mean * static_cast<double>(block.patterns);
    }
  }
}

}  // namespace

Sample read_sample(const comm::Communicator& comm, const scan::Source& source, std::size_t patterns,
                   std::size_t block) {
  const scan::ScanInfo& info = source.info;
  const std::size_t pixels = info.pixels();
  const Layout layout = lay_out(info.ny, info.nx, std::max<std::size_t>(1, patterns), std::max<std::size_t>(1, block));
  const comm::Range mine = comm::block_of(layout.blocks.size(), 1, comm.rank(), comm.size());
  std::vector<double> sums(mine.size() * pixels, 0.0);
  Counts counts(pixels, layout.blocks.size());
  comm::together(comm, [&] {
    for (std::size_t b = mine.begin; b < mine.end; ++b) {
      read_block(source, layout, b, &sums[(b - mine.begin) * pixels], counts);
    }
  });
  comm.sum_in_place(counts.all);
  const std::vector<double> all = comm.gather(std::span<const double>(sums));

  Sample sample;
  sample.qy = info.qy;
  sample.qx = info.qx;
  sample.invalid.resize(pixels);
  sample.saturated.resize(pixels);
  sample.masked.resize(pixels);
  for (std::size_t p = 0; p < pixels; ++p) {
    sample.invalid[p] = static_cast<std::uint32_t>(counts.invalid()[p]);
    sample.saturated[p] = static_cast<std::uint32_t>(counts.saturated()[p]);
    sample.masked[p] = counts.masked()[p] > 0 ? 1 : 0;
  }
  for (std::size_t b = 0; b < layout.blocks.size(); ++b) {
    if (counts.patterns(b) == 0) continue;
    Sample::Block one;
    one.scan_y = static_cast<double>(layout.blocks[b].y) + 0.5 * static_cast<double>(layout.height - 1);
    one.scan_x = static_cast<double>(layout.blocks[b].x) + 0.5 * static_cast<double>(layout.width - 1);
    one.patterns = static_cast<std::size_t>(counts.patterns(b));
    sample.patterns += one.patterns;
    if (comm.is_root()) {
      const auto begin = all.begin() + static_cast<std::ptrdiff_t>(b * pixels);
      one.sum.assign(begin, begin + static_cast<std::ptrdiff_t>(pixels));
    }
    sample.blocks.push_back(std::move(one));
  }
  if (sample.blocks.empty()) {
    throw DataError(fmt::format(
        "{}: none of the {} patterns sampled for calibration holds a number (all NaN, infinite or saturated); was the "
        "scan written in full?",
        info.path, layout.blocks.size() * layout.height * layout.width));
  }
  if (comm.is_root()) fill_gaps(sample);
  return sample;
}

}  // namespace vitrum::pattern
