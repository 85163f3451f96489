// SPDX-License-Identifier: Apache-2.0
// vitrum/order/polar_sums.hpp: sums over the scan of the polar array: V(k, phi), C(k, dphi), P_n(k).
#pragma once

#include <optional>
#include <vector>

#include "order/pass.hpp"
#include "vitrum/core/tree_sum.hpp"
#include "vitrum/order/kernels/polar_row.hpp"

namespace vitrum::order {

/// Sums of one leaf (64 positions), or of the scan. Positions of a leaf are added in order; the association of the rest
/// is the tree's, so nothing depends on ranks, threads or memory.
class PolarSums {
 public:
  /// `run`: positions a block of the error of P_n(k); blocks are cut between leaves.
  PolarSums(std::size_t rows, std::size_t phi, std::size_t run);
  std::size_t rows() const { return rows_; }
  std::size_t phi() const { return phi_; }
  std::size_t length() const { return tree_.length(); }
  /// Where the sums of a leaf stand in its `values` (length()).
  kernels::PolarSumsView view(std::vector<double>& values) const;
  /// The sums of leaf `leaf` so far: what an earlier, smaller batch left open, or zeros.
  std::vector<double> open(std::uint64_t leaf);
  /// Gives them back; leaves come in order. A leaf stays open until another one or finish().
  void close(std::uint64_t leaf, std::vector<double> values);
  void finish();
  const TreeSum& tree() const { return tree_; }
  /// Of the folds (count, then P_n summed, a row) of each block; see CurveSums::pieces().
  const std::vector<Piece>& pieces() const { return pieces_; }
  std::size_t fold_length() const;

 private:
  void push();
  void add_piece(std::uint64_t leaf);

  std::size_t rows_, phi_, run_;
  TreeSum tree_;
  std::optional<std::uint64_t> first_leaf_, leaf_;
  std::vector<double> values_;
  std::vector<Piece> pieces_;
};

/// Fills Maps::polar and Curves::power, power_error (scatter of blocks of positions about the mean: a ratio estimator).
/// Bins, lags and n without data are NaN. Collective.
void make_polar(const comm::Communicator& comm, const PolarSums& sums, Maps& maps);

}  // namespace vitrum::order
