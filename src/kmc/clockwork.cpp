// SPDX-License-Identifier: Apache-2.0
// vitrum/kmc/clockwork.cpp: a tile's next flip, by exact thinning of a Poisson process (Lewis and Shedler 1979).
#include <algorithm>
#include <cmath>
#include <limits>

#include "kmc/engine.hpp"
#include "kmc/weigh_lanes.hpp"
#include "vitrum/core/random.hpp"
#include "vitrum/kmc/kernels/catalogue.hpp"
#include "vitrum/kmc/kernels/rates.hpp"

namespace vitrum::kmc {
namespace {

constexpr long max_rejections = 10000000;

/// Lower bound of Q over `rest`: the uniform stress moves along a line, so that Q, at the softening of now, is lowest
/// at one of its ends, and softening decays.
double lower_bound(const Model& m, double q, double e1, double e3, double rest) {
  const double fall = m.volume * (m.drift.d1 * rest) * e1 + m.volume * (m.drift.d3 * rest) * e3;
  return q - (fall > 0.0 ? fall : 0.0);
}

}  // namespace

Proposal TileWork::proposal(const Surroundings& around, const Entry& e, double t, double q) const {
  const auto l = static_cast<std::size_t>(e.local);
  const auto& v = around.state.voxels;
  Proposal p;
  p.key = t;
  p.kind = Proposal::thermal;
  p.voxel = around.tiling.voxel(around.tiling.tiles()[number_], l);
  p.mode = e.mode;
  p.generation = v.generation[first_ + l];
  p.type = around.coupling.type_of(first_ + l);
  p.e1 = e.e1;
  p.e3 = e.e3;
  p.barrier = q;
  p.s1 = v.s1[first_ + l] + around.uniform.d1 + around.model.drift.d1 * t;
  p.s3 = v.s3[first_ + l] + around.uniform.d3 + around.model.drift.d3 * t;
  return p;
}

/// Q, bounds and their sum over the entries; the lowest Q, at most 0.
double TileWork::weigh(const Surroundings& around, double rest) {
  const Model& m = around.model;
  const auto& v = around.state.voxels;
  const Weighed now = weigh_entries({voxel_of_.size(), voxel_of_.data(), barrier_.data(), e1_.data(), e3_.data(),
                                     v.s1.data() + first_, v.s3.data() + first_, around.uniform.d1, around.uniform.d3,
                                     m.volume * (m.drift.d1 * rest), m.volume * (m.drift.d3 * rest), m.volume, m.kT,
                                     m.nu0, std::min(m.cutoff, 700.0 * m.kT), q_.data(), bound_.data()});
  hot_ = now.sum;
  return now.lowest;
}

Proposal TileWork::propose(const Surroundings& around, double rest) {
  drop_settled(around);
  const double least = weigh(around, rest);
  if (around.model.athermal != Athermal::capped && least < 0.0) {
    const auto lowest = static_cast<std::size_t>(std::find(q_.begin(), q_.end(), least) - q_.begin());
    Proposal p = proposal(around, entries_[lowest], 0.0, q_[lowest]);
    p.kind = Proposal::athermal;
    p.key = q_[lowest];
    return p;
  }
  return around.model.quasistatic ? instability(around, rest) : draw(around, rest);
}

/// A refused draw is a time at which nothing happened: it goes on from there (memoryless). Temporary softening decays
/// in 1e-7 s where a load step takes 0.1 s, so the bounds are then taken again, or millions of draws would be refused.
Proposal TileWork::draw(const Surroundings& around, double rest) {
  const Model& m = around.model;
  const double modes = static_cast<double>(voxels_) * m.catalogue.modes;
  tail_ = std::isinf(m.cutoff) ? 0.0 : modes * kernels::rate(m.cutoff, m.kT, m.nu0);
  Stream stream(around.model.catalogue.seed, Purpose::tile_clock,
                static_cast<std::uint64_t>(around.state.totals.attempts), static_cast<std::uint32_t>(number_));
  double t = 0.0;
  for (long rejections = 0; rejections < max_rejections; ++rejections) {
    const double total = hot_ + tail_;
    if (!(total > 0.0)) return {};
    t += stream.exponential() / total;
    if (t >= rest) return {};
    Proposal found;
    const double at = stream.uniform() * total;
    if (at < hot_) {
      if (accept_entry(around, entry_at(at), t, stream.uniform(), found)) return found;
    } else {
      const auto local = static_cast<std::size_t>(stream.below(voxels_));
      const auto mode =
          static_cast<std::uint32_t>(stream.below(static_cast<std::uint64_t>(around.model.catalogue.modes)));
      if (accept_tail(around, local, mode, t, rest, stream.uniform(), found)) return found;
    }
    if (live_.empty()) continue;
    soften(around, t);
    weigh(around, rest);
  }
  stuck_ = true;
  return {};
}

/// The entry in whose share of the summed bounds `at` lies.
std::size_t TileWork::entry_at(double at) const {
  std::size_t chosen = 0;
  for (std::size_t k = 0; k < entries_.size(); ++k) {
    if (bound_[k] == 0.0) continue;
    chosen = k;
    at -= bound_[k];
    if (at < 0.0) break;
  }
  return chosen;
}

/// Accepts with the exact rate at time t from now over the bound (B2).
bool TileWork::accept_entry(const Surroundings& around, std::size_t k, double t, double u, Proposal& out) const {
  const Model& m = around.model;
  const Entry& e = entries_[k];
  out = proposal(around, e, t, 0.0);
  const double softening = softening_at(around, static_cast<std::size_t>(e.local), t);
  out.barrier = kernels::activation(e.barrier, softening, m.volume, out.s1, out.s3, e.e1, e.e3);
  return u * bound_[k] < kernels::rate(out.barrier, m.kT, m.nu0);
}

/// A uniformly drawn mode: refused where it is hot, else accepted with exp(-(Q - cutoff)/kT) (B3).
bool TileWork::accept_tail(const Surroundings& around, std::size_t local, std::uint32_t mode, double t, double rest,
                           double u, Proposal& out) const {
  const Model& m = around.model;
  const std::size_t i = first_ + local;
  const auto voxel = static_cast<std::uint64_t>(around.tiling.voxel(around.tiling.tiles()[number_], local));
  const auto f = kernels::mode_of(m.catalogue, voxel, static_cast<std::uint32_t>(around.state.voxels.generation[i]),
                                  mode, around.coupling.factor(i));
  const Entry e{static_cast<std::int32_t>(local), static_cast<std::int32_t>(mode), f.barrier, f.e1, f.e3, 0.0};
  const auto& v = around.state.voxels;
  const double q = kernels::activation(f.barrier, softening_at(around, local, softened_t_), m.volume,
                                       v.s1[i] + around.uniform.d1, v.s3[i] + around.uniform.d3, f.e1, f.e3);
  if (lower_bound(m, q, f.e1, f.e3, rest) < m.cutoff) return false;
  out = proposal(around, e, t, 0.0);
  out.barrier = kernels::activation(e.barrier, softening_at(around, local, t), m.volume, out.s1, out.s3, e.e1, e.e3);
  return u * kernels::rate(m.cutoff, m.kT, m.nu0) < kernels::rate(out.barrier, m.kT, m.nu0);
}

void TileWork::unstable(const Surroundings& around, std::vector<Proposal>& out) const {
  for (std::size_t k = 0; k < entries_.size();) {
    std::size_t lowest = k;
    std::size_t end = k;
    for (; end < entries_.size() && entries_[end].local == entries_[k].local; ++end)
      if (q_[end] < q_[lowest]) lowest = end;
    if (q_[lowest] < 0.0) {
      out.push_back(proposal(around, entries_[lowest], 0.0, q_[lowest]));
      out.back().kind = Proposal::athermal;
      out.back().key = q_[lowest];
    }
    k = end;
  }
}

}  // namespace vitrum::kmc
