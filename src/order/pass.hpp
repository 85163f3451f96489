// SPDX-License-Identifier: Apache-2.0
// vitrum/order/pass.hpp: what a rank gathers while patterns stream by.
#pragma once

#include <functional>
#include <vector>

#include "vitrum/core/tree_sum.hpp"
#include "vitrum/order/kernels/measure_patterns.hpp"
#include "vitrum/order/measure.hpp"

namespace vitrum::order {

namespace pk = vitrum::pattern::kernels;

/// Everything fixed before the first pattern, in pixels.
struct Plan {
  bool with_ring = false;
  std::vector<Band> bands;                // in k_units
  std::vector<kernels::BandPx> bands_px;  // the same
  std::vector<pattern::Detector> detectors;
  std::vector<pk::Aperture> apertures;
  int bins = 0;        // radial bins that the kernels fill; 0 without a ring
  int curve_bins = 0;  // of them, those at least half covered by good pixels
  double k_per_px = 1.0;
  std::string k_units = "px";
  pk::Noise noise;
  std::size_t run = 1;  // positions a bootstrap block: a contiguous run in scan order
  std::vector<std::string> notes;
};

Plan make_plan(const scan::ScanInfo& info, const pattern::Calibration& calibration, const Parameters& parameters);

/// What CurveSums adds up for each curve bin: over the positions that have data in the bin, sum Ibar, sum Ibar^2, sum
/// of noise, and the number of them.
enum CurveTerm : std::size_t { term_mean, term_square, term_noise, term_count, curve_terms };

/// Sums [term * bins + bin] over the positions of one bootstrap block that lie in one leaf.
struct Piece {
  std::uint64_t block = 0;
  std::vector<double> sums;
};

/// Sums over scan positions with an association that depends on the positions' numbers alone.
class CurveSums {
 public:
  CurveSums(std::size_t bins, std::size_t run)
      : bins_(bins), run_(run), tree_(curve_terms * bins), leaf_(curve_terms * bins, 0.0) {}
  /// Positions come in order. `profile`: num, den, sq, noise, each `stride` apart.
  void add(std::size_t position, const double* profile, std::size_t stride);
  void finish();  // after the last position
  const TreeSum& tree() const { return tree_; }
  const std::vector<Piece>& pieces() const { return pieces_; }

 private:
  std::size_t bins_, run_;
  TreeSum tree_;
  std::vector<double> leaf_;
  std::uint64_t leaf_number_ = 0;
  bool open_ = false;
  std::vector<Piece> pieces_;
};

/// Mean pattern: exact for integers, tree over leaves for floats.
class PatternSums {
 public:
  explicit PatternSums(const scan::ScanInfo& info);
  void add(std::size_t begin, std::size_t count, const std::byte* bytes);
  /// Collective: the mean pattern (NaN where a pixel never held a number).
  std::vector<double> mean(const comm::Communicator& comm);

 private:
  void close_leaf();

  const scan::ScanInfo& info_;
  bool exact_;
  std::vector<std::uint64_t> sum_;  // integers
  std::vector<std::uint64_t> missing_;
  TreeSum tree_;
  std::vector<double> leaf_;
  std::uint64_t leaf_number_ = 0;
  std::size_t in_leaf_ = 0;
};

/// V_Omega(k) and radial profile from the sums of all ranks, over the positions that have data in a bin; NaN where
/// none has. Collective.
Curves make_curves(const comm::Communicator& comm, const Plan& plan, const CurveSums& sums,
                   const Parameters& parameters, double bin_px);

}  // namespace vitrum::order
