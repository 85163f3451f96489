// SPDX-License-Identifier: Apache-2.0
// vitrum/order/leaf.cpp: runs of neighbouring positions with one centre go through its table together.
#include "order/leaf.hpp"

#include <algorithm>
#include <cmath>
#include <cstring>
#include <initializer_list>
#include <limits>
#include <type_traits>

namespace vitrum::order {

using kernels::lanes;

namespace {

/// Is every pixel a number? (all exponent bits set: NaN or infinite)
template <class T>
bool all_numbers(const T* pattern, std::size_t pixels) {
  if constexpr (std::is_same_v<T, float>) {
    std::uint32_t bad = 0;
    for (std::size_t p = 0; p < pixels; ++p) {
      std::uint32_t bits;
      std::memcpy(&bits, pattern + p, sizeof bits);
      bad |= (bits & 0x7f800000u) == 0x7f800000u ? 1u : 0u;
    }
    return bad == 0;
  } else if constexpr (std::is_floating_point_v<T>) {
    for (std::size_t p = 0; p < pixels; ++p) {
      if (!std::isfinite(pattern[p])) return false;
    }
  }
  return true;
}

/// Pixels that the table uses and that are no numbers, sorted.
template <class T>
std::vector<std::uint32_t> bad_pixels(const Table& table, const T* pattern, std::size_t pixels) {
  std::vector<std::uint32_t> bad;
  if constexpr (std::is_floating_point_v<T>) {
    if (all_numbers(pattern, pixels)) return bad;
    for (const std::uint32_t p : table.pixel) {
      if (!std::isfinite(pattern[p])) bad.push_back(p);
    }
    std::sort(bad.begin(), bad.end());
  }
  return bad;
}

/// What is added to a position to number its thinning stream: areas of a sample share no coins. Area 0 adds 0.
/// Finalizer of splitmix64 (Steele et al. 2014); Stream takes the sum modulo 2^56.
std::uint64_t streams_of(std::uint64_t area) {
  area = (area ^ (area >> 30)) * 0xbf58476d1ce4e5b9ull;
  area = (area ^ (area >> 27)) * 0x94d049bb133111ebull;
  return area ^ (area >> 31);
}

double ratio(double sum, double weight) {
  return weight > 0.0 ? sum / weight : std::numeric_limits<double>::quiet_NaN();
}

class Leaf {
 public:
  Leaf(const LeafContext& context, LeafWork& work, Part& part)
      : c_(context), work_(work), part_(part), own_(context.blocks.take()), block_(*own_) {
    work.profiles.assign(work.count * 5 * static_cast<std::size_t>(context.plan.bins), 0.0);
  }

  ~Leaf() { c_.blocks.give(std::move(own_)); }
  Leaf(const Leaf&) = delete;
  Leaf& operator=(const Leaf&) = delete;

  template <class T>
  void run() {
    const T* patterns = reinterpret_cast<const T*>(work_.bytes);
    const std::size_t pixels = c_.info.pixels();
    for (std::size_t i = 0; i < work_.count;) {
      const pk::Frame frame = frame_at(work_.begin + i);
      const auto table = c_.cache.get(frame);
      const auto bad = bad_pixels(*table, patterns + i * pixels, pixels);
      if (!bad.empty()) {
        block<T>(*c_.cache.get(frame, bad), patterns, i, 1);
        ++i;
        continue;
      }
      std::size_t n = 1;
      while (n < lanes && i + n < work_.count && c_.cache.key(frame_at(work_.begin + i + n)) == c_.cache.key(frame) &&
             bad_pixels(*table, patterns + (i + n) * pixels, pixels).empty()) {
        ++n;
      }
      block<T>(*table, patterns, i, n);
      i += n;
    }
  }

 private:
  pk::Frame frame_at(std::size_t position) const {
    if (!c_.calibration.geometry.centre) return {};
    return c_.calibration.frame(position / c_.info.nx, position % c_.info.nx);
  }

  template <class T>
  void block(const Table& table, const T* patterns, std::size_t i, std::size_t n) {
    const T* each[lanes] = {};
    std::uint64_t streams[lanes] = {};
    kernels::Chosen chosen;
    for (std::size_t l = 0; l < n; ++l) {
      each[l] = patterns + (i + l) * c_.info.pixels();
      streams[l] = work_.begin + i + l + streams_of(c_.parameters.area);
      if (is_selected(c_.parameters.selected, work_.begin + i + l)) chosen.lane[chosen.count++] = static_cast<int>(l);
    }
    block_.run(table, each, streams, static_cast<int>(n), chosen, c_.polar.view(work_.polar));
    if (c_.halves && !block_.halves()) work_.whole_counts = false;
    take_profiles(table, i, n);
    for (std::size_t b = 0; b < table.bands.size(); ++b) take_band(table.bands[b], b, i, n);
    for (std::size_t d = 0; d < c_.plan.detectors.size(); ++d) {
      for (std::size_t l = 0; l < n; ++l) {
        const double sum = block_.aperture(d)[l];
        part_.images[d][at(i + l)] = c_.plan.detectors[d].mean ? ratio(sum, table.aperture_weight[d]) : sum;
      }
    }
  }

  std::size_t at(std::size_t i) const { return work_.begin + i - c_.first; }

  void take_profiles(const Table& table, std::size_t i, std::size_t n) {
    const auto bins = static_cast<std::size_t>(c_.plan.bins);
    const double* sums = block_.profile();
    for (std::size_t l = 0; l < n; ++l) {
      double* out = work_.profiles.data() + (i + l) * 5 * bins;
      for (std::size_t j = 0; j < bins; ++j) {
        out[j] = sums[j * lanes + l];
        out[bins + j] = table.den[j];
        out[2 * bins + j] = sums[(bins + j) * lanes + l];
        out[3 * bins + j] =
            c_.plan.noise.gain * sums[(2 * bins + j) * lanes + l] + c_.plan.noise.read_variance * table.weight2[j];
        out[4 * bins + j] = table.weight2[j];
      }
    }
  }

  double& item(std::size_t b, std::size_t k, std::size_t i) { return part_.items[b * band_items + k][at(i)]; }

  void take_band(const BandTable& band, std::size_t b, std::size_t i, std::size_t n) {
    const pk::Noise& noise = c_.plan.noise;
    const double* sums = block_.band(b);
    const auto value = [&](int k, std::size_t l) { return sums[static_cast<std::size_t>(k) * lanes + l]; };
    for (std::size_t l = 0; l < n; ++l) {
      for (int h = 0; h < n_max; ++h) {
        const auto k = static_cast<std::size_t>(h);
        item(b, item_re + k, i + l) = value(kernels::sum_re + h, l);
        item(b, item_im + k, i + l) = value(kernels::sum_im + h, l);
        item(b, item_noise + k, i + l) =
            noise.gain * value(kernels::sum_norm + h, l) + noise.read_variance * band.constant[1 + k];
      }
      if (!(band.condition <= condition_limit)) drop_odd(b, {item_re, item_im, item_noise}, i + l);
      item(b, item_total, i + l) = value(kernels::sum_total, l);
      item(b, item_total_noise, i + l) =
          noise.gain * value(kernels::sum_total_noise, l) + noise.read_variance * band.constant[0];
    }
    const SectorResult v = sector_variance(block_, band, c_.parameters.n_phi, noise, block_.fine(b),
                                           sums + kernels::sum_lag * lanes, true);
    for (std::size_t l = 0; l < n; ++l) {
      item(b, item_variance, i + l) = v.variance[l];
      item(b, item_variance_raw, i + l) = v.variance_raw[l];
      for (std::size_t k = 0; k + 1 < n_max; ++k) item(b, item_coefficient + k, i + l) = v.coefficient[k][l];
    }
    take_sectors(band, b, i, n);
    if (block_.halves()) take_halves(band, b, i, n);
  }

  /// Odd n mean nothing on this position's pixels; even n do.
  void drop_odd(std::size_t b, std::initializer_list<std::size_t> items, std::size_t i) {
    for (const std::size_t first : items) {
      for (std::size_t k = 0; k < n_max; k += 2) item(b, first + k, i) = std::numeric_limits<double>::quiet_NaN();
    }
  }

  /// Sectors with less than half of a full one's weight are masked, as the fine ones.
  void take_sectors(const BandTable& band, std::size_t b, std::size_t i, std::size_t n) {
    const auto sectors = static_cast<std::size_t>(c_.parameters.sectors);
    const double* coarse = block_.coarse(b);
    const double least = c_.cache.shape().bands[b].least_sector_weight * c_.parameters.n_phi / c_.parameters.sectors;
    for (std::size_t s = 0; s < sectors; ++s) {
      const double w = band.coarse_weight[s] < least ? 0.0 : band.coarse_weight[s];
      for (std::size_t l = 0; l < n; ++l) {
        part_.sectors[b * sectors + s][at(i + l)] = ratio(coarse[s * lanes + l], w);
        part_.sector_noise[b * sectors + s][at(i + l)] = ratio(c_.plan.noise.gain * coarse[(sectors + s) * lanes + l] +
                                                                   c_.plan.noise.read_variance * band.coarse_weight2[s],
                                                               w * w);
      }
    }
  }

  /// Characterization F1 and 1.7. Halves A and B = I - A: every sum of B is that of I less that of A.
  void take_halves(const BandTable& band, std::size_t b, std::size_t i, std::size_t n) {
    const double *all = block_.band(b), *half = block_.half_band(b);
    const auto phi = static_cast<std::size_t>(c_.parameters.n_phi);
    rest_.resize((phi + 3) * lanes);
    for (std::size_t k = 0; k < phi * lanes; ++k) rest_[k] = block_.fine(b)[k] - block_.half_fine(b)[k];
    for (std::size_t k = 0; k < 3 * lanes; ++k)
      rest_[phi * lanes + k] = all[kernels::sum_lag * lanes + k] - half[kernels::sum_lag * lanes + k];
    const SectorResult v = sector_variance(block_, band, c_.parameters.n_phi, c_.plan.noise, rest_.data(),
                                           rest_.data() + phi * lanes, false);
    for (std::size_t l = 0; l < n; ++l) {
      const auto a = [&](int k) { return half[static_cast<std::size_t>(k) * lanes + l]; };
      const auto rest = [&](int k) { return all[static_cast<std::size_t>(k) * lanes + l] - a(k); };
      const double own = kernels::inverse_square(a(kernels::sum_total), a(kernels::sum_total_noise));
      const double both =
          kernels::inverse_square(all[kernels::sum_total * lanes + l], all[kernels::sum_total_noise * lanes + l]);
      for (int h = 0; h < n_max; ++h) {
        const double re = a(kernels::sum_re + h), im = a(kernels::sum_im + h);
        item(b, item_half_power + static_cast<std::size_t>(h), i + l) =
            (re * re + im * im - a(kernels::sum_norm + h)) * own;
        item(b, item_half_cross + static_cast<std::size_t>(h), i + l) =
            4.0 * (re * rest(kernels::sum_re + h) + im * rest(kernels::sum_im + h)) * both;
      }
      if (!(band.condition <= condition_limit)) drop_odd(b, {item_half_power, item_half_cross}, i + l);
      item(b, item_half_variance, i + l) = v.variance[l];
    }
  }

  const LeafContext& c_;
  LeafWork& work_;
  Part& part_;
  std::unique_ptr<Block> own_;
  Block& block_;
  LaneVector rest_;
};

}  // namespace

void measure_leaf(const LeafContext& context, LeafWork& work, Part& part) {
  Leaf leaf(context, work, part);
  scan::visit_type(context.info.type, [&]<class T>() { leaf.run<T>(); });
}

}  // namespace vitrum::order
