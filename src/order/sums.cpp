// SPDX-License-Identifier: Apache-2.0
// vitrum/order/sums.cpp: sums of radial profiles over scan positions, whole and by block and thickness.
#include "order/sums.hpp"

#include <fmt/format.h>

#include <algorithm>
#include <map>
#include <span>

#include "vitrum/core/error.hpp"

namespace vitrum::order {
namespace {

constexpr double rounding = 1e-9;  // share of Ibar^2 below which its difference from its noise is rounding error

}  // namespace

std::vector<std::vector<double>> gather_blocks(const comm::Communicator& comm, const std::vector<Piece>& pieces,
                                               std::size_t length) {
  std::vector<std::uint64_t> heads;
  std::vector<double> values;
  for (const Piece& piece : pieces) {
    heads.push_back(piece.block);
    values.insert(values.end(), piece.sums.begin(), piece.sums.end());
  }
  heads = comm.gather_everywhere(std::span<const std::uint64_t>(heads));
  values = comm.gather_everywhere(std::span<const double>(values));
  std::map<std::uint64_t, std::vector<double>> blocks;
  for (std::size_t i = 0; i < heads.size(); ++i) {
    std::vector<double>& block = blocks[heads[i]];
    block.resize(length, 0.0);
    for (std::size_t t = 0; t < length; ++t) block[t] += values[i * length + t];
  }
  std::vector<std::vector<double>> list;
  for (auto& [number, block] : blocks) list.push_back(std::move(block));
  return list;
}

CurveSums::CurveSums(std::size_t bins, std::size_t run, pattern::kernels::Noise noise)
    : bins_(bins),
      run_(run),
      noise_(noise),
      tree_(curve_terms * bins),
      leaf_(curve_terms * bins, 0.0),
      piece_(curve_terms * bins, 0.0) {}

void CurveSums::close_piece() {
  const bool began_here = block_ * run_ >= *first_;
  if (began_here && !pieces_.empty() && pieces_.back().block == block_) {
    for (std::size_t t = 0; t < piece_.size(); ++t) pieces_.back().sums[t] += piece_[t];
  } else {
    pieces_.push_back({block_, piece_});
  }
  std::fill(piece_.begin(), piece_.end(), 0.0);
}

void CurveSums::add(std::size_t position, const double* profile, std::size_t stride, bool counts) {
  const std::uint64_t leaf = position / positions_per_leaf;
  const std::uint64_t block = position / run_;
  if (!first_) first_ = position;
  if (open_ && (leaf != leaf_number_ || block != block_)) close_piece();
  if (open_ && leaf != leaf_number_) {
    tree_.push(leaf_number_, leaf_);
    std::fill(leaf_.begin(), leaf_.end(), 0.0);
  }
  leaf_number_ = leaf;
  block_ = block;
  open_ = true;
  if (!counts) return;
  for (std::size_t j = 0; j < bins_; ++j) {
    const double den = profile[stride + j];
    if (!(den > 0.0)) continue;
    const double mean = profile[j] / den;
    const double second = profile[2 * stride + j] / den;
    const double noise = profile[3 * stride + j] / (den * den);
    const double denominator = mean * mean - noise;
    double terms[curve_terms] = {mean, mean * mean, noise, 1.0, second};
    if (denominator > rounding * mean * mean) {
      terms[term_ring] = (second - noise_.gain * mean - noise_.read_variance) / denominator - 1.0;
      terms[term_ring_raw] = second / (mean * mean) - 1.0;
      terms[term_ring_count] = 1.0;
    }
    for (std::size_t t = 0; t < curve_terms; ++t) {
      leaf_[t * bins_ + j] += terms[t];
      piece_[t * bins_ + j] += terms[t];
    }
  }
}

void CurveSums::finish() {
  if (!open_) return;
  close_piece();
  tree_.push(leaf_number_, leaf_);
  open_ = false;
}

ThicknessSums::ThicknessSums(const Parameters& parameters, const std::vector<pattern::Detector>& detectors,
                             const CurveSums& like, std::size_t run) {
  if (!parameters.thickness_filter || like.bins() == 0) return;
  filter_ = *parameters.thickness_filter;
  const auto named = [&](const pattern::Detector& d) { return d.name == filter_.detector; };
  const auto found = std::find_if(detectors.begin(), detectors.end(), named);
  if (found == detectors.end()) {
    throw InputError(
        fmt::format("order.thickness_filter.detector: no virtual image '{}' is measured; name one of `detectors:`",
                    filter_.detector));
  }
  detector_ = static_cast<std::size_t>(found - detectors.begin());
  const std::size_t bins = filter_.edges_nm.size() < 2 ? 0 : filter_.edges_nm.size() - 1;
  sums_.assign(bins, CurveSums(like.bins(), run, like.noise()));
  positions_.assign(bins, 0);
}

void ThicknessSums::add(std::size_t position, double h, const double* profile, std::size_t stride, bool counts) {
  const double t = (h - filter_.black) / filter_.slope_per_nm;
  for (std::size_t b = 0; b < sums_.size(); ++b) {
    const bool inside = t >= filter_.edges_nm[b] && t < filter_.edges_nm[b + 1];  // false where t is no number
    sums_[b].add(position, profile, stride, counts && inside);
    positions_[b] += counts && inside ? 1 : 0;
  }
}

void ThicknessSums::finish() {
  for (CurveSums& sums : sums_) sums.finish();
}

}  // namespace vitrum::order
