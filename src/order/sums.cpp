// SPDX-License-Identifier: Apache-2.0
// vitrum/order/sums.cpp: sums over scan positions that do not depend on ranks, threads or chunks.
#include <cmath>
#include <limits>

#include "order/pass.hpp"
#include "vitrum/comm/reduce.hpp"
#include "vitrum/order/kernels/sum_patterns.hpp"

namespace vitrum::order {

void CurveSums::add(std::size_t position, const double* profile, std::size_t stride) {
  const std::uint64_t leaf = position / positions_per_leaf;
  const std::uint64_t block = position / run_;
  const bool new_leaf = !open_ || leaf != leaf_number_;
  if (open_ && new_leaf) tree_.push(leaf_number_, leaf_);
  if (new_leaf) std::fill(leaf_.begin(), leaf_.end(), 0.0);
  if (new_leaf || pieces_.back().block != block) {
    pieces_.push_back({block, std::vector<double>(curve_terms * bins_, 0.0)});
  }
  leaf_number_ = leaf;
  open_ = true;
  Piece& piece = pieces_.back();
  for (std::size_t j = 0; j < bins_; ++j) {
    const double den = profile[stride + j];
    if (!(den > 0.0)) continue;
    const double mean = profile[j] / den;
    const double terms[curve_terms] = {mean, mean * mean, profile[3 * stride + j] / (den * den), 1.0};
    for (std::size_t t = 0; t < curve_terms; ++t) {
      leaf_[t * bins_ + j] += terms[t];
      piece.sums[t * bins_ + j] += terms[t];
    }
  }
}

void CurveSums::finish() {
  if (open_) tree_.push(leaf_number_, leaf_);
  open_ = false;
}

PatternSums::PatternSums(const scan::ScanInfo& info)
    : info_(info),
      exact_(scan::is_integer(info.type)),
      sum_(exact_ ? info.pixels() : 0, 0),
      missing_(exact_ ? 0 : info.pixels(), 0),
      tree_(exact_ ? 0 : info.pixels()),
      leaf_(exact_ ? 0 : info.pixels(), 0.0) {}

void PatternSums::close_leaf() {
  tree_.push(leaf_number_, leaf_);
  std::fill(leaf_.begin(), leaf_.end(), 0.0);
  in_leaf_ = 0;
}

void PatternSums::add(std::size_t begin, std::size_t count, const std::byte* bytes) {
  scan::visit_type(info_.type, [&]<class T>() {
    const T* patterns = reinterpret_cast<const T*>(bytes);
    if constexpr (std::is_integral_v<T>) {
      kernels::sum_patterns(patterns, count, info_.pixels(), sum_.data(), static_cast<std::uint64_t*>(nullptr));
    } else {
      for (std::size_t done = 0; done < count;) {
        const std::uint64_t leaf = (begin + done) / positions_per_leaf;
        if (in_leaf_ > 0 && leaf != leaf_number_) close_leaf();
        leaf_number_ = leaf;
        const std::size_t n = std::min(count - done, (leaf + 1) * positions_per_leaf - (begin + done));
        kernels::sum_patterns(patterns + done * info_.pixels(), n, info_.pixels(), leaf_.data(), missing_.data());
        in_leaf_ += n;
        done += n;
      }
    }
  });
}

std::vector<double> PatternSums::mean(const comm::Communicator& comm) {
  const double positions = static_cast<double>(info_.positions());
  std::vector<double> mean(info_.pixels());
  if (exact_) {
    comm.sum_in_place(sum_);
    for (std::size_t p = 0; p < mean.size(); ++p) {
      const double sum = info_.type == scan::PixelType::u64 ? static_cast<double>(sum_[p])
                                                            : static_cast<double>(static_cast<std::int64_t>(sum_[p]));
      mean[p] = sum / positions;
    }
    return mean;
  }
  if (in_leaf_ > 0) close_leaf();
  mean = comm::reduce_tree(comm, tree_);
  comm.sum_in_place(missing_);
  for (std::size_t p = 0; p < mean.size(); ++p) {
    const double there = positions - static_cast<double>(missing_[p]);
    mean[p] = there > 0.0 ? mean[p] / there : std::numeric_limits<double>::quiet_NaN();
  }
  return mean;
}

}  // namespace vitrum::order
