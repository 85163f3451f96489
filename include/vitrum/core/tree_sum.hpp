// SPDX-License-Identifier: Apache-2.0
// vitrum/core/tree_sum.hpp: sums of doubles with one fixed association, however the leaves are spread.
#pragma once

#include <cstddef>
#include <cstdint>
#include <span>
#include <vector>

namespace vitrum {

/// A finished subtree: leaves [index * 2^level, (index + 1) * 2^level).
struct TreeNode {
  std::uint32_t level = 0;
  std::uint64_t index = 0;
  std::vector<double> value;
};

/// Sums vectors of one length over leaves 0 .. n-1 in a binary tree fixed by the leaf numbers alone.
/// Leaves are pushed in increasing, gapless order; a process that holds part of them keeps O(log n) partial
/// subtrees. The sum is the same to the bit for any split of the leaves over processes.
class TreeSum {
 public:
  explicit TreeSum(std::size_t length) : length_(length) {}
  std::size_t length() const { return length_; }

  /// Adds leaf `leaf`; `value` has length() entries. Throws Fault where the order has a gap.
  void push(std::uint64_t leaf, std::span<const double> value);
  /// Adds a finished subtree that begins where the last one ended. (To push a leaf without copying it: level 0.)
  void push(TreeNode node);
  /// length() zeros for the next leaf, in the memory of a subtree that has been added to its neighbour where there is
  /// one.
  std::vector<double> zeros();

  const std::vector<TreeNode>& nodes() const { return stack_; }
  /// Folds what is there, right to left (the ragged right edge of the tree); zeros when nothing was pushed.
  std::vector<double> total() const;

 private:
  std::size_t length_;
  std::vector<TreeNode> stack_;
  std::vector<std::vector<double>> spare_;  // a few
};

/// Positions per leaf in sums over scan positions (design: blocks of 64 positions numbered in the scan).
inline constexpr std::size_t positions_per_leaf = 64;

}  // namespace vitrum
