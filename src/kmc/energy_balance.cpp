// SPDX-License-Identifier: Apache-2.0
// vitrum/kmc/energy_balance.cpp: one balance for every event loop.
#include "kmc/energy_balance.hpp"

#include <fmt/format.h>

#include <algorithm>
#include <array>
#include <cmath>

#include "kmc/tile_sum.hpp"
#include "vitrum/core/error.hpp"

namespace vitrum::kmc {
namespace {

/// Of the whole run, relative; rounding stays below 1e-11, a wrong kernel or a lost flip far above.
constexpr double energy_tolerance = 1e-8;

}  // namespace

double internal_energy(const comm::Communicator& comm, const Tiling& tiling, const Voxels& v, const Residual& residual,
                       double volume) {
  const bool frozen = !residual.e1.empty();
  const auto sum = tile_sum<1>(comm, tiling, [&](std::size_t i) {
    const double e1 = v.e1[i] + (frozen ? residual.e1[i] : 0.0);
    const double e3 = v.e3[i] + (frozen ? residual.e3[i] : 0.0);
    return std::array{v.s1[i] * e1 + v.s3[i] * e3};
  });
  return -volume * sum[0];
}

void close_balance(CurvePoint& p, double initial_energy_eV, double largest_work_eV) {
  const double gap = initial_energy_eV + p.work_eV - p.dissipated_eV - p.elastic_energy_eV;
  const double scale = std::max(
      {std::abs(initial_energy_eV), largest_work_eV, std::abs(p.dissipated_eV), std::abs(p.elastic_energy_eV)});
  p.energy_error = scale > 0.0 ? gap / scale : 0.0;
  if (!(std::abs(p.energy_error) <= energy_tolerance))
    throw Fault(fmt::format("deform: the energy balance does not close at strain {:.6g}: relative error {:.3g}",
                            p.strain, p.energy_error));
}

}  // namespace vitrum::kmc
