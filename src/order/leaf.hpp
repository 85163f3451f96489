// SPDX-License-Identifier: Apache-2.0
// vitrum/order/leaf.hpp: everything that the patterns of one leaf give, on one host thread.
#pragma once

#include <atomic>
#include <vector>

#include "order/block.hpp"
#include "order/pass.hpp"
#include "order/polar_sums.hpp"
#include "order/table_cache.hpp"

namespace vitrum::order {

/// What a position gives for a band.
enum BandItem : std::size_t {
  item_re = 0,                      // 12
  item_im = item_re + n_max,        // 12
  item_noise = item_im + n_max,     // 12
  item_total = item_noise + n_max,  // F_0
  item_total_noise,
  item_variance,  // V(x,y)
  item_variance_raw,
  item_coefficient,                                // S_n, n = 2 .. 12
  item_half_power = item_coefficient + n_max - 1,  // 12
  item_half_cross = item_half_power + n_max,       // 12
  item_half_variance = item_half_cross + n_max,
  band_items
};

/// Condition number of a band's harmonics above which odd n mean nothing (characterization 1.7).
inline constexpr double condition_limit = 10.0;

/// A rank's part of the maps, position by position.
struct Part {
  std::vector<std::vector<double>> items;         // [band * band_items + item]
  std::vector<std::vector<double>> sectors;       // [band * sectors + s]: mean counts a pixel; NaN: masked
  std::vector<std::vector<double>> sector_noise;  // its shot-noise variance
  std::vector<std::vector<double>> images;        // [detector]
};

/// Positions [begin, begin + count), all of one leaf.
struct LeafWork {
  std::size_t begin = 0, count = 0;
  const std::byte* bytes = nullptr;
  std::vector<double> profiles;  // (count, 5, bins): num, den, sq, noise, weight2
  std::vector<double> polar;     // PolarSums::open of the leaf
  bool whole_counts = true;      // what was thinned were whole counts
};

/// What all leaves share.
struct LeafContext {
  const scan::ScanInfo& info;
  const pattern::Calibration& calibration;
  const Parameters& parameters;
  const Plan& plan;
  TableCache& cache;
  BlockPool& blocks;
  const PolarSums& polar;
  std::size_t first = 0;  // position of Part's first
  bool halves = false;
};

/// Fills the leaf's profiles and polar sums, and its positions of `part`.
void measure_leaf(const LeafContext& context, LeafWork& work, Part& part);

/// V(x,y) of a band's fine sectors and S_n, from sums of one lane or, for all lanes, of a block.
struct SectorResult {
  double variance[kernels::lanes] = {};
  double variance_raw[kernels::lanes] = {};
  double coefficient[n_max - 1][kernels::lanes] = {};
};
/// `fine`: (phi, lanes); `lag`: sums of the lag rows (3, lanes); `coefficients`: S_n too.
SectorResult sector_variance(Block& block, const BandTable& band, int phi, const pk::Noise& noise, const double* fine,
                             const double* lag, bool coefficients);

}  // namespace vitrum::order
