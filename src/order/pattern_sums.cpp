// SPDX-License-Identifier: Apache-2.0
// vitrum/order/pattern_sums.cpp: sums of patterns and their squares over the selected positions of a scan.
#include <algorithm>
#include <limits>

#include "order/sums.hpp"
#include "vitrum/comm/reduce.hpp"
#include "vitrum/core/error.hpp"
#include "vitrum/order/kernels/sum_patterns.hpp"

namespace vitrum::order {

PatternSums::PatternSums(const scan::ScanInfo& info, const std::vector<std::uint8_t>& selected)
    : info_(info),
      selected_(selected),
      exact_sum_(scan::visit_type(info.type, []<class T>() { return kernels::exact_sum<T>; })),
      exact_square_(scan::visit_type(info.type, []<class T>() { return kernels::exact_square<T>; })),
      sum_(exact_sum_ ? info.pixels() : 0, 0),
      square_(exact_square_ ? info.pixels() : 0, 0),
      missing_(scan::is_integer(info.type) ? 0 : info.pixels(), 0),
      leaf_(info.pixels() * ((exact_sum_ ? 0u : 1u) + (exact_square_ ? 0u : 1u)), 0.0),
      tree_(leaf_.size()) {
  if (!selected.empty() && selected.size() != info.positions()) {
    throw Fault("the selection of positions has another size than the scan");
  }
}

void PatternSums::close_leaf() {
  if (!leaf_number_ || leaf_.empty()) return;
  tree_.push(TreeNode{0, *leaf_number_, std::move(leaf_)});
  leaf_ = tree_.zeros();
}

template <class T>
void PatternSums::add_run(const T* patterns, std::size_t count) {
  kernels::SumOf<T>* sum = nullptr;
  kernels::SquareOf<T>* square = nullptr;
  if constexpr (kernels::exact_sum<T>) {
    sum = sum_.data();
  } else {
    sum = leaf_.data();
  }
  if constexpr (kernels::exact_square<T>) {
    square = square_.data();
  } else {
    square = leaf_.data() + (kernels::exact_sum<T> ? 0 : info_.pixels());
  }
  kernels::sum_patterns(patterns, count, info_.pixels(), sum, square, missing_.data());
  patterns_ += count;
}

void PatternSums::add(std::size_t begin, std::size_t count, const std::byte* bytes) {
  const bool whole = leaf_.empty() && selected_.empty();  // nothing to cut at
  scan::visit_type(info_.type, [&]<class T>() {
    const T* patterns = reinterpret_cast<const T*>(bytes);
    for (std::size_t done = 0; done < count;) {
      const std::size_t at = begin + done;
      const std::uint64_t leaf = at / positions_per_leaf;
      if (leaf_number_ && leaf != *leaf_number_) close_leaf();
      leaf_number_ = leaf;
      const std::size_t most = whole ? count : std::min(count - done, (leaf + 1) * positions_per_leaf - at);
      std::size_t run = 1;
      const bool counts = is_selected(selected_, at);
      if (selected_.empty()) run = most;
      while (run < most && is_selected(selected_, at + run) == counts) ++run;
      if (counts) add_run(patterns + done * info_.pixels(), run);
      done += run;
    }
  });
}

void PatternSums::finish(const comm::Communicator& comm) {
  close_leaf();
  const std::vector<double> tree = comm::reduce_tree(comm, tree_);
  comm.sum_in_place(sum_);
  comm.sum_in_place(square_);
  comm.sum_in_place(missing_);
  const auto all = static_cast<double>(comm.sum(static_cast<std::int64_t>(patterns_)));
  const std::size_t n = info_.pixels();
  number_.assign(n, all);
  for (std::size_t p = 0; p < missing_.size(); ++p) number_[p] -= static_cast<double>(missing_[p]);
  total_.resize(n);
  total_square_.resize(n);
  for (std::size_t p = 0; p < n; ++p) {
    total_[p] = exact_sum_ ? static_cast<double>(static_cast<std::int64_t>(sum_[p])) : tree[p];
    total_square_[p] = exact_square_ ? static_cast<double>(square_[p]) : tree[(exact_sum_ ? 0 : n) + p];
  }
  sum_ = square_ = missing_ = {};
  tree_ = TreeSum(0);
}

std::vector<double> PatternSums::mean() const {
  std::vector<double> mean(total_.size(), std::numeric_limits<double>::quiet_NaN());
  for (std::size_t p = 0; p < mean.size(); ++p) {
    if (number_[p] > 0.0) mean[p] = total_[p] / number_[p];
  }
  return mean;
}

}  // namespace vitrum::order
