// SPDX-License-Identifier: Apache-2.0
// vitrum/order/sums.hpp: sums over scan positions that do not depend on ranks, threads or chunks.
#pragma once

#include <cstddef>
#include <cstdint>
#include <limits>
#include <optional>
#include <vector>

#include "vitrum/comm/communicator.hpp"
#include "vitrum/core/tree_sum.hpp"
#include "vitrum/order/measure.hpp"
#include "vitrum/pattern/kernels/frame.hpp"

namespace vitrum::order {

/// Whether position r enters statistics over the scan (Parameters::selected).
inline bool is_selected(const std::vector<std::uint8_t>& selected, std::size_t r) {
  return selected.empty() || selected[r] != 0;
}

/// What CurveSums adds up for each curve bin, over the positions that have data in the bin. With s the weights of the
/// ring's pixels, Ibar = sum s I / sum s and noise = sum s^2 (G I + sigma^2) / (sum s)^2:
enum CurveTerm : std::size_t {
  term_mean,      // Ibar
  term_square,    // Ibar^2
  term_noise,     // noise
  term_count,     // 1
  term_second,    // <I^2>_phi = sum s I^2 / sum s
  term_ring,      // V_r of the pattern, (<I^2>_phi - G Ibar - sigma^2) / (Ibar^2 - noise) - 1, where Ibar^2 > noise
  term_ring_raw,  // <I^2>_phi / Ibar^2 - 1, at the same positions
  term_ring_count,
  curve_terms
};

/// Sums [term * bins + bin] over positions of one bootstrap block.
struct Piece {
  std::uint64_t block = 0;
  std::vector<double> sums;
};

/// Collective: the blocks of all ranks in scan order, each added up piece by piece. `length`: of the sums of a piece.
std::vector<std::vector<double>> gather_blocks(const comm::Communicator& comm, const std::vector<Piece>& pieces,
                                               std::size_t length);

/// Sums over scan positions with an association that depends on the positions' numbers alone: a tree over leaves, and
/// for the bootstrap each block's leaves one after the other.
class CurveSums {
 public:
  CurveSums(std::size_t bins, std::size_t run, pattern::kernels::Noise noise);
  /// Positions come in order, without gaps. `profile`: num, den, sq, noise (pattern/kernels/profile.hpp), each `stride`
  /// apart. A position that does not count adds nothing, but must be told.
  void add(std::size_t position, const double* profile, std::size_t stride, bool counts = true);
  void finish();  // after the last position
  std::size_t bins() const { return bins_; }
  const pattern::kernels::Noise& noise() const { return noise_; }
  const TreeSum& tree() const { return tree_; }
  /// In scan order. A block that began on an earlier rank stands here leaf by leaf, to be added to what that rank has.
  const std::vector<Piece>& pieces() const { return pieces_; }

 private:
  void close_piece();

  std::size_t bins_, run_;
  pattern::kernels::Noise noise_;
  TreeSum tree_;
  std::vector<double> leaf_, piece_;  // of the positions since the leaf, the leaf or the block began
  std::optional<std::size_t> first_;  // position of this rank
  std::uint64_t leaf_number_ = 0, block_ = 0;
  bool open_ = false;
  std::vector<Piece> pieces_;
};

/// CurveSums of each bin of thickness t = (H - black) / slope, low <= t < high.
class ThicknessSums {
 public:
  /// `detectors`: those that are measured, in order. InputError where the filter's is none of them.
  ThicknessSums(const Parameters& parameters, const std::vector<pattern::Detector>& detectors, const CurveSums& like,
                std::size_t run);
  bool empty() const { return sums_.empty(); }
  std::size_t detector() const { return detector_; }  // whose virtual image gives H
  void add(std::size_t position, double h, const double* profile, std::size_t stride, bool counts);
  void finish();
  const std::vector<CurveSums>& sums() const { return sums_; }
  std::size_t positions(std::size_t bin) const { return positions_[bin]; }  // of this rank

 private:
  ThicknessFilter filter_;
  std::size_t detector_ = 0;
  std::vector<CurveSums> sums_;
  std::vector<std::size_t> positions_;
};

/// Pixel by pixel: how many patterns hold a number, the sum of these and of their squares. Exact for integers (squares:
/// of up to 16 bits), a tree over leaves else.
class PatternSums {
 public:
  PatternSums(const scan::ScanInfo& info, const std::vector<std::uint8_t>& selected);
  /// `count` patterns from position `begin`; positions come in order, without gaps.
  void add(std::size_t begin, std::size_t count, const std::byte* bytes);
  /// Collective, once, after the last position.
  void finish(const comm::Communicator& comm);
  /// Complete on every rank after finish().
  const std::vector<double>& number() const { return number_; }
  const std::vector<double>& sum() const { return total_; }
  const std::vector<double>& square() const { return total_square_; }
  std::vector<double> mean() const;  // NaN where a pixel never held a number

 private:
  template <class T>
  void add_run(const T* patterns, std::size_t count);
  void close_leaf();

  const scan::ScanInfo& info_;
  const std::vector<std::uint8_t>& selected_;
  bool exact_sum_, exact_square_;
  std::uint64_t patterns_ = 0;
  std::vector<std::uint64_t> sum_, square_;  // where exact
  std::vector<std::uint64_t> missing_;       // floats
  std::vector<double> leaf_;                 // sums, then squares, of those that are not exact
  TreeSum tree_;
  std::optional<std::uint64_t> leaf_number_;
  std::vector<double> number_, total_, total_square_;
};

}  // namespace vitrum::order
