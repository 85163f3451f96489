// SPDX-License-Identifier: Apache-2.0
// vitrum/core/tree_sum.cpp: two finished neighbours of one level become their parent, as soon as both are there.
#include "vitrum/core/tree_sum.hpp"

#include <fmt/format.h>

#include <algorithm>
#include <utility>

#include "vitrum/core/error.hpp"

namespace vitrum {
namespace {

constexpr std::size_t most_spare = 2;

std::uint64_t first_leaf(const TreeNode& node) { return node.index << node.level; }
std::uint64_t end_leaf(const TreeNode& node) { return (node.index + 1) << node.level; }

void add(std::vector<double>& sum, const std::vector<double>& other) {
  for (std::size_t i = 0; i < sum.size(); ++i) sum[i] += other[i];
}

bool are_siblings(const TreeNode& left, const TreeNode& right) {
  return left.level == right.level && left.index % 2 == 0 && right.index == left.index + 1;
}

}  // namespace

void TreeSum::push(std::uint64_t leaf, std::span<const double> value) {
  push(TreeNode{0, leaf, {value.begin(), value.end()}});
}

void TreeSum::push(TreeNode node) {
  if (node.value.size() != length_)
    throw Fault(fmt::format("a tree sum of {} values was given {} values", length_, node.value.size()));
  if (!stack_.empty() && first_leaf(node) != end_leaf(stack_.back()))
    throw Fault(fmt::format("a tree sum expected leaf {} next, but was given leaf {}", end_leaf(stack_.back()),
                            first_leaf(node)));
  stack_.push_back(std::move(node));
  while (stack_.size() > 1 && are_siblings(stack_[stack_.size() - 2], stack_.back())) {
    TreeNode& left = stack_[stack_.size() - 2];
    add(left.value, stack_.back().value);
    ++left.level;
    left.index /= 2;
    if (spare_.size() < most_spare) spare_.push_back(std::move(stack_.back().value));
    stack_.pop_back();
  }
}

std::vector<double> TreeSum::zeros() {
  if (spare_.empty()) return std::vector<double>(length_, 0.0);
  std::vector<double> value = std::move(spare_.back());
  spare_.pop_back();
  std::fill(value.begin(), value.end(), 0.0);
  return value;
}

std::vector<double> TreeSum::total() const {
  if (stack_.empty()) return std::vector<double>(length_, 0.0);
  std::vector<double> sum = stack_.back().value;
  for (std::size_t i = stack_.size() - 1; i-- > 0;) {
    std::vector<double> left = stack_[i].value;
    add(left, sum);
    sum = std::move(left);
  }
  return sum;
}

}  // namespace vitrum
