// SPDX-License-Identifier: Apache-2.0
// vitrum/microstructure/laws.cpp: from coverage to what it does to a voxel.
#include "microstructure/laws.hpp"

#include <fmt/format.h>

#include <algorithm>
#include <cmath>

#include "vitrum/core/error.hpp"

namespace vitrum::microstructure {

namespace {

void check(const std::vector<int>& types, const std::vector<CouplingLaw>& laws) {
  for (std::size_t i = 0; i < laws.size(); ++i) {
    const CouplingLaw& law = laws[i];
    if (std::find(types.begin(), types.end(), law.n) == types.end()) {
      throw InputError(
          fmt::format("microstructure.coupling: there are no domains of n = {} (there are n = {}); remove "
                      "the law or seek that type",
                      law.n, fmt::join(types, ", ")));
    }
    for (const double factor : {law.barrier, law.permanent_softening, law.temporary_softening}) {
      if (!(factor > 0.0) || !std::isfinite(factor)) {
        throw InputError(
            fmt::format("microstructure.coupling: a factor of n = {} is {}; it must be above 0", law.n, factor));
      }
    }
    for (std::size_t j = 0; j < i; ++j) {
      if (laws[j].n == law.n) {
        throw InputError(fmt::format("microstructure.coupling: n = {} has two laws; write one", law.n));
      }
    }
  }
}

std::int32_t dominant(const Microstructure& m, std::size_t v) {
  std::int32_t type = 0;
  double largest = 0.0;
  for (std::size_t c = 0; c < m.types.size(); ++c) {
    if (m.coverage[c][v] < 0.5 || m.coverage[c][v] <= largest) continue;
    largest = m.coverage[c][v];
    type = m.types[c];
  }
  return type;
}

}  // namespace

void apply_laws(Microstructure& m, const std::vector<CouplingLaw>& laws) {
  check(m.types, laws);
  const std::size_t voxels = m.grid.voxels();
  m.log_barrier_factor.assign(voxels, 0.0);
  m.permanent_softening.assign(voxels, 1.0);
  m.temporary_softening.assign(voxels, 1.0);
  for (std::size_t c = 0; c < m.types.size(); ++c) {
    const auto law = std::find_if(laws.begin(), laws.end(), [&](const auto& l) { return l.n == m.types[c]; });
    if (law == laws.end()) continue;
    const double log_barrier = std::log(law->barrier);
    for (std::size_t v = 0; v < voxels; ++v) {
      m.log_barrier_factor[v] += m.coverage[c][v] * log_barrier;
      m.permanent_softening[v] += m.coverage[c][v] * (law->permanent_softening - 1.0);
      m.temporary_softening[v] += m.coverage[c][v] * (law->temporary_softening - 1.0);
    }
  }
  m.dominant_type.resize(voxels);
  for (std::size_t v = 0; v < voxels; ++v) m.dominant_type[v] = dominant(m, v);
}

}  // namespace vitrum::microstructure
