// SPDX-License-Identifier: Apache-2.0
// vitrum/kmc/examine.cpp: safe balls and hot modes of a tile.
#include <algorithm>
#include <bit>
#include <chrono>
#include <cmath>
#include <limits>
#include <numeric>

#include "kmc/engine.hpp"
#include "kmc/weigh_lanes.hpp"
#include "vitrum/kmc/kernels/catalogue.hpp"
#include "vitrum/kmc/kernels/flip.hpp"
#include "vitrum/kmc/kernels/rates.hpp"

namespace vitrum::kmc {

/// Taken off every ball: rounding of Q and of |s - c| is far below it (eV).
constexpr double ball_rounding_eV = 1e-9;
/// Barrier of what fills up the last group of entries: above any cutoff, and its Q is no overflow.
constexpr double out_of_reach_eV = 1e300;

TileWork::TileWork(const Tiling& tiling, std::size_t number)
    : number_(number),
      first_(tiling.tiles()[number].first - tiling.first_voxel()),
      voxels_(tiling.tiles()[number].voxels()),
      c1_(voxels_),
      c3_(voxels_),
      rho2_(voxels_, -1.0f) {}

std::size_t TileWork::bytes() const {
  const auto of = [](const auto&... a) { return (std::size_t{0} + ... + (a.capacity() * sizeof(*a.data()))); };
  return of(entries_, voxel_of_, barrier_, e1_, e3_, q_, bound_, c1_, c3_, rho2_, live_, marked_, found_, fresh_,
            merged_);
}

void TileWork::find_outside(const Surroundings& around, RowMask rows, bool all) {
  found_.clear();
  if (all) {
    found_.resize(voxels_);
    std::iota(found_.begin(), found_.end(), 0);
    return;
  }
  const auto& v = around.state.voxels;
  const std::size_t nx = around.tiling.tiles()[number_].nx;
  for (; rows != 0; rows &= rows - 1) {
    const std::size_t row = static_cast<std::size_t>(std::countr_zero(rows)) * nx;
    for (std::size_t i = row; i < row + nx; ++i)
      if (kernels::beyond(balls(), static_cast<int>(i), v.s1[first_ + i] + around.uniform.d1,
                          v.s3[first_ + i] + around.uniform.d3) > 0.0)
        found_.push_back(static_cast<std::int32_t>(i));
  }
  if (marked_.empty()) return;
  found_.insert(found_.end(), marked_.begin(), marked_.end());
  std::sort(found_.begin(), found_.end());
  found_.erase(std::unique(found_.begin(), found_.end()), found_.end());
}

double TileWork::softening_at(const Surroundings& around, std::size_t local, double t) const {
  const auto& v = around.state.voxels;
  const std::size_t i = first_ + local;
  const Softened* last = v.recent.find(i);
  if (last == nullptr) return kernels::softening_factor(v.permanent[i], 0.0, 0.0);
  const double age = around.model.kappa * (elapsed_s(around.model, last->flipped, around.state.clock) + t);
  return kernels::softening_factor(v.permanent[i], last->temporary, age);
}

/// The square of a radius as a float that is not above it.
static float squared_below(double radius) {
  const double square = radius * radius;
  const auto rounded = static_cast<float>(square);
  return static_cast<double>(rounded) > square ? std::nextafterf(rounded, 0.0f) : rounded;
}

/// The centre is rounded before any Q is evaluated there, so that the ball is exact.
void TileWork::examine_voxel(const Surroundings& around, std::int32_t local) {
  const Model& m = around.model;
  const auto l = static_cast<std::size_t>(local);
  const std::size_t i = first_ + l;
  const auto& v = around.state.voxels;
  c1_[l] = static_cast<float>(v.s1[i] + around.uniform.d1);
  c3_[l] = static_cast<float>(v.s3[i] + around.uniform.d3);
  const double s1 = static_cast<double>(c1_[l]);
  const double s3 = static_cast<double>(c3_[l]);
  const double softening = softening_at(around, l, 0.0);
  const double strength = std::hypot(s1, s3);
  double rho = std::numeric_limits<double>::infinity();
  const auto radius = [&](double q, double length) {
    return (q - m.cutoff - ball_rounding_eV) / (m.volume * length) - m.load_reach;
  };
  const auto followed = [&](double q, double length) {  // load_reach: within one load step
    return q - m.cutoff < std::max(m.margin, 2.0 * m.volume * length * m.load_reach);
  };
  const auto matters = [&](double barrier, double length) {  // in its worst direction
    const double q = barrier * softening - m.volume * strength * length - ball_rounding_eV;
    return followed(q, length) || radius(q, length) < rho;
  };
  const auto voxel = static_cast<std::uint64_t>(around.tiling.voxel(around.tiling.tiles()[number_], l));
  kernels::for_modes_that_matter(
      m.catalogue, voxel, static_cast<std::uint32_t>(v.generation[i]), around.coupling.factor(i), matters,
      [&](std::uint32_t mode, const kernels::Mode& f) {
        const double q = kernels::activation(f.barrier, softening, m.volume, s1, s3, f.e1, f.e3);
        if (followed(q, f.length)) {
          fresh_.push_back({local, static_cast<std::int32_t>(mode), f.barrier, f.e1, f.e3, f.barrier * softening});
        } else {
          rho = std::min(rho, radius(q, f.length));
        }
      });
  rho2_[l] = rho > 0.0 ? squared_below(rho) : -1.0f;
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

void TileWork::spread() {
  const std::size_t n = (entries_.size() + entry_group - 1) / entry_group * entry_group;
  voxel_of_.assign(n, 0);
  for (auto* a : {&e1_, &e3_, &q_, &bound_}) a->assign(n, 0.0);
  barrier_.assign(n, out_of_reach_eV);
  for (std::size_t k = 0; k < entries_.size(); ++k) {
    voxel_of_[k] = entries_[k].local;
    e1_[k] = entries_[k].e1;
    e3_[k] = entries_[k].e3;
    barrier_[k] = entries_[k].softened;
  }
}

void TileWork::examine(const Surroundings& around, RowMask rows, bool all) {
  if (rows == 0 && marked_.empty() && !all) return;
  const auto start = std::chrono::steady_clock::now();
  find_outside(around, rows, all);
  if (found_.empty()) return;
  if (all) live_.clear();
  for (const std::int32_t local : all ? found_ : marked_) {
    if (around.state.voxels.recent.find(first_ + static_cast<std::size_t>(local)) == nullptr) continue;
    const auto at = std::lower_bound(live_.begin(), live_.end(), local);
    if (at == live_.end() || *at != local) live_.insert(at, local);
  }
  fresh_.clear();
  for (const std::int32_t local : found_) examine_voxel(around, local);
  merge();
  spread();
  marked_.clear();
  examined_ += static_cast<std::int64_t>(found_.size());
  seconds_ += std::chrono::duration<double>(std::chrono::steady_clock::now() - start).count();
}

void TileWork::soften(const Surroundings& around, double t) {
  for (const std::int32_t local : live_) {
    const auto end = voxel_of_.begin() + static_cast<std::ptrdiff_t>(entries_.size());
    auto k = static_cast<std::size_t>(std::lower_bound(voxel_of_.begin(), end, local) - voxel_of_.begin());
    if (k == entries_.size() || voxel_of_[k] != local) continue;
    const double softening = softening_at(around, static_cast<std::size_t>(local), t);
    for (; k < entries_.size() && voxel_of_[k] == local; ++k) {
      entries_[k].softened = entries_[k].barrier * softening;
      barrier_[k] = entries_[k].softened;
    }
  }
  softened_ = around.state.clock;
  softened_.offset += t;
  softened_t_ = t;
}

void TileWork::drop_settled(const Surroundings& around) {
  softened_t_ = 0.0;
  if (live_.empty()) return;
  const Clock now = around.state.clock;
  if (softened_.step == now.step && softened_.offset == now.offset) return;
  soften(around, 0.0);
  std::erase_if(live_, [&](std::int32_t local) {
    const Softened* last = around.state.voxels.recent.find(first_ + static_cast<std::size_t>(local));
    return last == nullptr || forgotten(around.model, *last, now);
  });
}

}  // namespace vitrum::kmc
