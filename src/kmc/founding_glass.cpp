// SPDX-License-Identifier: Apache-2.0
// vitrum/kmc/founding_glass.cpp: weighs all modes of all voxels, tile by tile in a fixed order.
#include "kmc/founding_glass.hpp"

#include <algorithm>
#include <cmath>
#include <limits>

#include "kmc/model.hpp"
#include "kmc/parallel.hpp"
#include "vitrum/elasticity/energy.hpp"
#include "vitrum/kmc/kernels/rates.hpp"

namespace vitrum::kmc {

FoundingModel make_founding_model(const Parameters& p, const microstructure::Grid& grid) {
  FoundingModel m;
  m.catalogue = {p.seed, p.catalogue.modes, p.catalogue.eigenstrain_sd, p.catalogue.barrier_eV,
                 p.catalogue.barrier_spread};
  m.softening = p.softening;
  m.voxels = static_cast<double>(grid.voxels());
  m.volume = grid.voxel_volume_nm3() * elasticity::eV_per_GPa_nm3;
  m.total_volume = m.volume * m.voxels;
  m.kT = boltzmann_eV_per_K * p.temperature_K;
  m.nu0 = p.attempt_frequency_Hz;
  m.kappa = m.nu0 * std::exp(-p.softening.recovery_eV / m.kT);
  return m;
}

FoundingGlass::FoundingGlass(const Tiling& tiling, const FoundingModel& model, const FoundingLaw& law,
                             const microstructure::Microstructure& micro)
    : tiling_(tiling),
      model_(model),
      law_(law),
      modes_(static_cast<std::size_t>(model.catalogue.modes)),
      barrier_factor_(tiling.mine(std::span<const double>(micro.log_barrier_factor))),
      chi_permanent_(tiling.mine(std::span<const double>(micro.permanent_softening))),
      chi_temporary_(tiling.mine(std::span<const double>(micro.temporary_softening))),
      type_(tiling.mine(std::span<const std::int32_t>(micro.dominant_type))),
      shears_(tiling.owned_voxels() * modes_),
      least_(tiling.owned_voxels()),
      rates_(tiling.owned().size()) {
  for (double& f : barrier_factor_) f = f == 0.0 ? 1.0 : std::exp(f);
}

FoundingVoxels FoundingGlass::undeformed() const {
  FoundingVoxels v;
  v.fields.resize(tiling_.owned_voxels());
  v.temporary.assign(tiling_.owned_voxels(), 0.0);
  v.flip_time.assign(tiling_.owned_voxels(), 0.0);
  return v;
}

void FoundingGlass::draw_modes(const FoundingVoxels& voxels) {
  const auto owned = tiling_.owned();
  for_each_tile(owned.size(), [&](std::size_t k) {
    const Tile& tile = tiling_.tiles()[owned.begin + k];
    const std::size_t first = tile.first - tiling_.first_voxel();
    for (std::size_t l = 0; l < tile.voxels(); ++l)
      redraw(first + l, tiling_.voxel(tile, l), voxels.fields.generation[first + l]);
  });
}

void FoundingGlass::redraw(std::size_t i, std::int64_t voxel, std::int32_t generation) {
  Shear* out = &shears_[i * modes_];
  kernels::for_each_mode(model_.catalogue, static_cast<std::uint64_t>(voxel), static_cast<std::uint32_t>(generation),
                         barrier_factor_[i], [&](std::uint32_t m, const kernels::Mode& mode) {
                           out[m] = {mode.e1, mode.e3, mode.barrier};
                         });
}

kernels::Resistance FoundingGlass::resistance(const FoundingVoxels& voxels, std::size_t i, double time) const {
  const auto& v = voxels.fields;
  const double age =
      v.generation[i] == 0 ? std::numeric_limits<double>::infinity() : model_.kappa * (time - voxels.flip_time[i]);
  if (law_.rehardening)
    return kernels::rehardening(model_.catalogue.barrier_eV * barrier_factor_[i], law_.net_softening,
                                law_.net_softening_cap, v.e1[i], v.e3[i], age, law_.barrier_floor_eV);
  return kernels::softened(v.permanent[i], voxels.temporary[i], age, law_.barrier_floor_eV);
}

TileRate FoundingGlass::weigh_tile(const FoundingVoxels& voxels, elasticity::Deviator uniform, double time,
                                   std::size_t number) {
  const Tile& tile = tiling_.tiles()[number];
  const std::size_t first = tile.first - tiling_.first_voxel();
  TileRate out{0.0, std::numeric_limits<double>::infinity()};
  for (std::size_t i = first; i < first + tile.voxels(); ++i) {
    const auto r = resistance(voxels, i, time);
    const double s1 = voxels.fields.s1[i] + uniform.d1;
    const double s3 = voxels.fields.s3[i] + uniform.d3;
    Least least{std::numeric_limits<double>::infinity(), 0};
    for (std::size_t m = 0; m < modes_; ++m) {
      const Shear& s = shears_[i * modes_ + m];
      const double q = kernels::activation(r, s.barrier, model_.volume, s1, s3, s.e1, s.e3);
      if (q < least.q) least = {q, static_cast<std::int32_t>(m)};
      out.rate += kernels::rate(q, model_.kT, model_.nu0);
    }
    least_[i] = least;
    out.lowest = std::min(out.lowest, least.q);
  }
  return out;
}

const std::vector<TileRate>& FoundingGlass::weigh(const FoundingVoxels& voxels, elasticity::Deviator uniform,
                                                  double time) {
  const auto owned = tiling_.owned();
  for_each_tile(owned.size(), [&](std::size_t k) { rates_[k] = weigh_tile(voxels, uniform, time, owned.begin + k); });
  return rates_;
}

Proposal FoundingGlass::proposal(const FoundingVoxels& voxels, elasticity::Deviator uniform, std::size_t number,
                                 std::size_t local, std::int32_t mode, double q) const {
  const Tile& tile = tiling_.tiles()[number];
  const std::size_t i = tile.first - tiling_.first_voxel() + local;
  const Shear& s = shears_[i * modes_ + static_cast<std::size_t>(mode)];
  Proposal p;
  p.voxel = tiling_.voxel(tile, local);
  p.kind = q < 0.0 ? Proposal::athermal : Proposal::thermal;
  p.mode = mode;
  p.generation = voxels.fields.generation[i];
  p.type = type_[i];
  p.e1 = s.e1;
  p.e3 = s.e3;
  p.barrier = q;
  p.s1 = voxels.fields.s1[i] + uniform.d1;
  p.s3 = voxels.fields.s3[i] + uniform.d3;
  return p;
}

std::vector<Proposal> FoundingGlass::unstable(const FoundingVoxels& voxels, elasticity::Deviator uniform) const {
  std::vector<Proposal> out;
  const auto owned = tiling_.owned();
  for (std::size_t k = owned.begin; k < owned.end; ++k) {
    const std::size_t first = tiling_.tiles()[k].first - tiling_.first_voxel();
    for (std::size_t l = 0; l < tiling_.tiles()[k].voxels(); ++l)
      if (const Least& least = least_[first + l]; least.q < 0.0)
        out.push_back(proposal(voxels, uniform, k, l, least.mode, least.q));
  }
  return out;
}

Proposal FoundingGlass::choose(const FoundingVoxels& voxels, elasticity::Deviator uniform, double time,
                               std::size_t number, double at) const {
  const Tile& tile = tiling_.tiles()[number];
  const std::size_t first = tile.first - tiling_.first_voxel();
  std::size_t local = 0;
  Least chosen{std::numeric_limits<double>::infinity(),
               0};  // stays the last one where `at` lies in the sum's last digit
  for (std::size_t l = 0; l < tile.voxels() && at >= 0.0; ++l) {
    const auto r = resistance(voxels, first + l, time);
    const double s1 = voxels.fields.s1[first + l] + uniform.d1;
    const double s3 = voxels.fields.s3[first + l] + uniform.d3;
    for (std::size_t m = 0; m < modes_ && at >= 0.0; ++m) {
      const Shear& s = shears_[(first + l) * modes_ + m];
      const double q = kernels::activation(r, s.barrier, model_.volume, s1, s3, s.e1, s.e3);
      const double rate = kernels::rate(q, model_.kT, model_.nu0);
      if (rate == 0.0) continue;
      at -= rate;
      local = l;
      chosen = {q, static_cast<std::int32_t>(m)};
    }
  }
  return proposal(voxels, uniform, number, local, chosen.mode, chosen.q);
}

std::size_t FoundingGlass::place(std::int64_t voxel) const {
  const Tile& tile = tiling_.tiles()[tiling_.tile_of(voxel)];
  return tile.first - tiling_.first_voxel() + tiling_.local_of(tile, voxel);
}

void FoundingGlass::flip(FoundingVoxels& voxels, const Proposal& flip, double time) {
  const std::size_t i = place(flip.voxel);
  auto& v = voxels.fields;
  const auto& s = model_.softening;
  const double d = 2.0 * (flip.e1 * flip.e1 + flip.e3 * flip.e3);
  v.e1[i] += flip.e1;
  v.e3[i] += flip.e3;
  v.permanent[i] = std::min(v.permanent[i] + s.permanent * chi_permanent_[i] * d, s.permanent_cap);
  voxels.temporary[i] = s.temporary * chi_temporary_[i] * d;
  voxels.flip_time[i] = time;
  ++v.generation[i];
  redraw(i, flip.voxel, v.generation[i]);
}

}  // namespace vitrum::kmc
