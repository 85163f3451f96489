// SPDX-License-Identifier: Apache-2.0
// vitrum/kmc/model.cpp: derives the model's numbers.
#include "kmc/model.hpp"

#include <algorithm>
#include <cmath>
#include <limits>

#include "vitrum/core/random.hpp"
#include "vitrum/elasticity/energy.hpp"

namespace vitrum::kmc {

static_assert(kernels::purpose_catalogue == static_cast<std::uint32_t>(Purpose::catalogue));
static_assert(kernels::purpose_barrier == static_cast<std::uint32_t>(Purpose::barrier));

namespace {

/// Uniform s1 per imposed strain (deformation 2.2). Uniaxial: sig11 = E_2D (eps11 - <E11>) and s1 = sig11 / 2. Pure
/// shear: s1 = 2 mu_2D (eps1 - <E1>).
double load_slope(const Parameters& p) {
  return p.load.kind == LoadKind::uniaxial_plane_strain ? 0.5 * p.medium.young_2d_GPa() : 2.0 * p.medium.shear_2d_GPa();
}

/// Modes above it fire together in about 1 of 25 events of rate-controlled flow, whatever the grid (deformation 3.6).
double default_cutoff(const Parameters& p, double kT) {
  const double flow = p.catalogue.modes * p.attempt_frequency_Hz / (2.0 * p.load.strain_rate_per_s);
  return kT * std::max(10.0, std::log(flow));
}

}  // namespace

Model make_model(const Parameters& p, const microstructure::Grid& grid) {
  Model m;
  m.catalogue = {p.seed, p.catalogue.modes, p.catalogue.eigenstrain_sd, p.catalogue.barrier_eV,
                 p.catalogue.barrier_spread};
  m.softening = p.softening;
  m.athermal = p.athermal;
  m.voxels = static_cast<double>(grid.voxels());
  m.volume = grid.voxel_volume_nm3() * elasticity::eV_per_GPa_nm3;
  m.total_volume = m.volume * m.voxels;
  m.kT = boltzmann_eV_per_K * p.temperature_K;
  m.nu0 = p.attempt_frequency_Hz;
  m.kappa = m.nu0 * std::exp(-p.softening.recovery_eV / m.kT);
  m.slope = load_slope(p);
  m.shear = p.load.kind == LoadKind::pure_shear;
  m.strain_rate = p.load.strain_rate_per_s;
  m.strain_step = p.load.strain_step;
  m.step_s = m.strain_step / m.strain_rate;
  m.steps = static_cast<std::int64_t>(std::ceil(p.load.max_strain / m.strain_step * (1.0 - 1e-12)));
  m.load_reach = m.slope * m.strain_step;
  const bool all = p.engine == EngineKind::reference;
  m.cutoff = all ? std::numeric_limits<double>::infinity() : p.cutoff_eV.value_or(default_cutoff(p, m.kT));
  m.margin = 6.0 * m.kT;
  return m;
}

std::vector<std::string> warnings(const Parameters& p) {
  std::vector<std::string> out;
  if (p.catalogue.modes == 1)
    out.push_back(
        "deform: one mode a voxel gives no steady flow, only a transient (its strains cancel); use 2 or more, 20 is "
        "usual");
  if (!(p.softening.permanent_cap < 10.0) && p.softening.permanent > 0.0)
    out.push_back(
        "deform: permanent softening without a cap lets one voxel flip for ever; the cascade guard will end such a "
        "run");
  return out;
}

}  // namespace vitrum::kmc
