// SPDX-License-Identifier: Apache-2.0
// vitrum/kmc/examine.cpp: safe balls and hot modes of a tile.
#include <algorithm>
#include <cmath>
#include <limits>
#include <numeric>

#include "kmc/engine.hpp"
#include "vitrum/kmc/kernels/catalogue.hpp"
#include "vitrum/kmc/kernels/flip.hpp"
#include "vitrum/kmc/kernels/rates.hpp"

namespace vitrum::kmc {

/// Taken off every ball: rounding of Q and of |s - c| is far below it (eV).
constexpr double ball_rounding_eV = 1e-9;

TileWork::TileWork(const Tiling& tiling, std::size_t number)
    : number_(number),
      first_(tiling.tiles()[number].first - tiling.first_voxel()),
      voxels_(tiling.tiles()[number].voxels()),
      c1_(voxels_),
      c3_(voxels_),
      rho2_(voxels_, -1.0),
      softening_(voxels_),
      is_live_(voxels_, 0) {}

void TileWork::find_outside(const Surroundings& around, bool all) {
  found_.clear();
  if (all) {
    found_.resize(voxels_);
    std::iota(found_.begin(), found_.end(), 0);
    return;
  }
  constexpr std::size_t chunk = 64;
  const auto& v = around.state.voxels;
  for (std::size_t i = 0; i < voxels_; i += chunk) {
    const auto n = static_cast<int>(std::min(chunk, voxels_ - i));
    const kernels::Balls balls{&v.s1[first_ + i], &v.s3[first_ + i], &c1_[i], &c3_[i], &rho2_[i], n};
    if (kernels::outside(balls, around.uniform.d1, around.uniform.d3) == 0) continue;
    for (int j = 0; j < n; ++j) {
      const kernels::Balls one{balls.s1 + j, balls.s3 + j, balls.c1 + j, balls.c3 + j, balls.rho2 + j, 1};
      if (kernels::outside(one, around.uniform.d1, around.uniform.d3) > 0)
        found_.push_back(static_cast<std::int32_t>(i) + j);
    }
  }
  if (marked_.empty()) return;
  found_.insert(found_.end(), marked_.begin(), marked_.end());
  std::sort(found_.begin(), found_.end());
  found_.erase(std::unique(found_.begin(), found_.end()), found_.end());
}

double TileWork::softening_at(const Surroundings& around, std::size_t local, double t) const {
  const auto& v = around.state.voxels;
  const std::size_t i = first_ + local;
  const Clock flipped{v.flip_step[i], v.flip_offset[i]};
  const double age = around.model.kappa * (elapsed_s(around.model, flipped, around.state.clock) + t);
  return kernels::softening_factor(v.permanent[i], v.temporary[i], age);
}

void TileWork::examine_voxel(const Surroundings& around, std::int32_t local) {
  const Model& m = around.model;
  const auto l = static_cast<std::size_t>(local);
  const std::size_t i = first_ + l;
  const auto& v = around.state.voxels;
  const double s1 = v.s1[i] + around.uniform.d1;
  const double s3 = v.s3[i] + around.uniform.d3;
  double rho = std::numeric_limits<double>::infinity();
  const auto voxel = static_cast<std::uint64_t>(around.tiling.voxel(around.tiling.tiles()[number_], l));
  kernels::for_each_mode(m.catalogue, voxel, static_cast<std::uint32_t>(v.generation[i]),
                         around.coupling.barrier_factor[i], [&](std::uint32_t mode, const kernels::Mode& f) {
                           const double q = kernels::activation(f.barrier, softening_[l], m.volume, s1, s3, f.e1, f.e3);
                           const double reach = m.volume * f.length * m.load_reach;  // within one load step
                           if (q - m.cutoff < std::max(m.margin, 2.0 * reach)) {
                             fresh_.push_back({local, static_cast<std::int32_t>(mode), f.barrier, f.e1, f.e3});
                           } else {
                             rho = std::min(rho,
                                            (q - m.cutoff - ball_rounding_eV) / (m.volume * f.length) - m.load_reach);
                           }
                         });
  c1_[l] = s1;
  c3_[l] = s3;
  rho2_[l] = rho * rho;
}

void TileWork::merge() {
  merged_.clear();
  std::size_t old = 0, fresh = 0;
  for (const std::int32_t local : found_) {
    for (; old < entries_.size() && entries_[old].local < local; ++old) merged_.push_back(entries_[old]);
    while (old < entries_.size() && entries_[old].local == local) ++old;
    for (; fresh < fresh_.size() && fresh_[fresh].local == local; ++fresh) merged_.push_back(fresh_[fresh]);
  }
  for (; old < entries_.size(); ++old) merged_.push_back(entries_[old]);
  entries_.swap(merged_);
}

void TileWork::examine(const Surroundings& around, bool all) {
  find_outside(around, all);
  if (found_.empty()) return;
  const auto& changed = all ? found_ : marked_;
  for (const std::int32_t local : changed) {
    const auto l = static_cast<std::size_t>(local);
    softening_[l] = softening_at(around, l, 0.0);
    if (around.state.voxels.temporary[first_ + l] == 0.0 || is_live_[l] != 0) continue;
    is_live_[l] = 1;
    live_.push_back(local);
  }
  soften(around, 0.0);
  fresh_.clear();
  for (const std::int32_t local : found_) examine_voxel(around, local);
  merge();
  marked_.clear();
}

void TileWork::soften(const Surroundings& around, double t) {
  for (const std::int32_t local : live_)
    softening_[static_cast<std::size_t>(local)] = softening_at(around, static_cast<std::size_t>(local), t);
}

void TileWork::drop_settled(const Surroundings& around) {
  soften(around, 0.0);
  const auto& v = around.state.voxels;
  std::erase_if(live_, [&](std::int32_t local) {
    const std::size_t i = first_ + static_cast<std::size_t>(local);
    const double age = elapsed_s(around.model, {v.flip_step[i], v.flip_offset[i]}, around.state.clock);
    const bool settled = around.model.kappa * age >= kernels::relaxation_times;
    if (settled) is_live_[static_cast<std::size_t>(local)] = 0;
    return settled;
  });
}

}  // namespace vitrum::kmc
