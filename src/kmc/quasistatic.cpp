// SPDX-License-Identifier: Apache-2.0
// vitrum/kmc/quasistatic.cpp: the exact load at which the next mode loses its barrier.
#include <algorithm>

#include "kmc/engine.hpp"
#include "vitrum/kmc/kernels/rates.hpp"

namespace vitrum::kmc {

/// All modes that are no entry keep Q >= cutoff >= 0 while the load moves by load_reach (B1), so none is missed.
Proposal TileWork::instability(const Surroundings& around, double rest) const {
  const Model& m = around.model;
  double soonest = rest;
  const Entry* first = nullptr;
  for (std::size_t k = 0; k < entries_.size(); ++k) {
    const Entry& e = entries_[k];
    const double fall = m.volume * (m.drift.d1 * e.e1 + m.drift.d3 * e.e3);  // of Q, eV/s
    if (!(fall > 0.0) || !(std::max(q_[k], 0.0) < soonest * fall)) continue;
    soonest = std::max(q_[k], 0.0) / fall;
    first = &e;
  }
  if (first == nullptr) return {};
  Proposal p = proposal(around, *first, soonest, 0.0);
  const double softening = softening_at(around, static_cast<std::size_t>(first->local), soonest);
  p.barrier = kernels::activation(first->barrier, softening, m.volume, p.s1, p.s3, first->e1, first->e3);
  return p;
}

}  // namespace vitrum::kmc
