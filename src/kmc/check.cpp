// SPDX-License-Identifier: Apache-2.0
// vitrum/kmc/check.cpp: are parameters and microstructure usable, and are they those of a checkpoint?
#include <fmt/format.h>

#include <cmath>
#include <cstring>

#include "kmc/check_load.hpp"
#include "kmc/model.hpp"
#include "kmc/zone.hpp"
#include "vitrum/core/error.hpp"

namespace vitrum::kmc {
namespace {

void need(bool good, const std::string& message) {
  if (!good) throw InputError("deform: " + message);
}

bool above(double x, double lo) { return std::isfinite(x) && x > lo; }

void check_field(const std::string& name, std::size_t size, std::size_t voxels) {
  if (size != voxels)
    throw DataError(fmt::format("microstructure: {} has {} values for a grid of {} voxels", name, size, voxels));
}

void check_values(const std::string& name, const std::vector<double>& values, std::size_t nx, double lo) {
  for (std::size_t v = 0; v < values.size(); ++v)
    if (!std::isfinite(values[v]) || values[v] < lo)
      throw DataError(fmt::format("microstructure: {} is {} at voxel (y {}, x {})", name, values[v], v / nx, v % nx));
}

std::uint64_t hash(const void* data, std::size_t bytes, std::uint64_t h) {  // FNV-1a
  const auto* p = static_cast<const unsigned char*>(data);
  for (std::size_t i = 0; i < bytes; ++i) h = (h ^ p[i]) * 1099511628211ull;
  return h;
}

template <class T>
std::uint64_t hash(const std::vector<T>& values, std::uint64_t h) {
  return hash(values.data(), values.size() * sizeof(T), h);
}

}  // namespace

void check(const Parameters& p, const microstructure::Microstructure& m) {
  need(p.medium.op != elasticity::Operator::rotated,
       "the rotated operator decouples neighbouring single-voxel STZs (checkerboard); use voxel_average or "
       "truncated_fourier");
  need(p.catalogue.modes >= 1 && p.catalogue.modes <= 1000000, "catalogue.modes must lie between 1 and 1000000");
  need(above(p.catalogue.eigenstrain_sd, 0.0), "catalogue.eigenstrain must be above 0");
  need(above(p.catalogue.barrier_eV, 0.0), "catalogue.barrier must be above 0 eV");
  need(p.catalogue.barrier_spread >= 0.0 && p.catalogue.barrier_spread < 1.0, "catalogue.spread must lie in [0, 1)");
  need(above(p.attempt_frequency_Hz, 0.0), "attempt_frequency must be above 0");
  need(p.softening.permanent >= 0.0 && p.softening.temporary >= 0.0 && p.softening.permanent_cap >= 0.0,
       "softening must not be negative");
  need(p.residual_strain_sd >= 0.0 && std::isfinite(p.residual_strain_sd), "residual_strain must be 0 or more");
  need(p.max_flips_per_cascade >= 1, "max_flips_per_cascade must be at least 1");
  need(!p.cutoff_eV || *p.cutoff_eV > 0.0, "cutoff must be above 0 eV");
  const std::size_t n = m.grid.voxels();
  if (n == 0) throw DataError("microstructure: the grid has no voxels");
  check_zone(p.zone, m.grid);
  check_load(p, m.grid);
  check_field("log_barrier_factor", m.log_barrier_factor.size(), n);
  check_field("permanent_softening", m.permanent_softening.size(), n);
  check_field("temporary_softening", m.temporary_softening.size(), n);
  check_field("dominant_type", m.dominant_type.size(), n);
  check_values("log_barrier_factor", m.log_barrier_factor, m.grid.nx, -100.0);
  check_values("permanent_softening", m.permanent_softening, m.grid.nx, 0.0);
  check_values("temporary_softening", m.temporary_softening, m.grid.nx, 0.0);
}

std::string fingerprint(const Parameters& p, const microstructure::Microstructure& m) {
  std::uint64_t h = 14695981039346656037ull;
  h = hash(m.log_barrier_factor, h);
  h = hash(m.permanent_softening, h);
  h = hash(m.temporary_softening, h);
  h = hash(m.dominant_type, h);
  const auto& c = p.catalogue;
  const auto& s = p.softening;
  return fmt::format(
      "grid {}x{} {} {} {} medium {} {} {} {} catalogue {} {} {} {} softening {} {} {} {} load {} athermal {} "
      "engine {} "
      "T {} nu0 {} residual {} guard {} cutoff {} seed {} zone {} {} {} maps {:016x}",
      m.grid.ny, m.grid.nx, m.grid.hy_nm, m.grid.hx_nm, m.grid.thickness_nm, p.medium.material.young_GPa,
      p.medium.material.poisson, static_cast<int>(p.medium.plane), static_cast<int>(p.medium.op), c.modes,
      c.eigenstrain_sd, c.barrier_eV, c.barrier_spread, s.permanent, s.permanent_cap, s.temporary, s.recovery_eV,
      describe(p.load), static_cast<int>(p.athermal), static_cast<int>(p.engine), p.temperature_K,
      p.attempt_frequency_Hz, p.residual_strain_sd, p.max_flips_per_cascade, p.cutoff_eV.value_or(-1.0), p.seed,
      static_cast<int>(p.zone.shape), p.zone.radius, p.zone.in_voxels, h);
}

}  // namespace vitrum::kmc
