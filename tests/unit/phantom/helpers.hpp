// SPDX-License-Identifier: Apache-2.0
// tests/unit/phantom/helpers.hpp: small foils and scans that need no long quench.
#pragma once

#include <unistd.h>

#include <cstdint>
#include <filesystem>
#include <string>
#include <vector>

#include "vitrum/comm/communicator.hpp"
#include "vitrum/core/random.hpp"
#include "vitrum/phantom/synthesize.hpp"

namespace vitrum::phantom::testing {

inline Composition zr_co_al() { return make_composition({"Zr", "Co", "Al"}, {55, 25, 20}); }

/// Atoms at random places: no glass, but every phase and amplitude of a pattern.
inline Foil random_foil(double thickness_A, std::uint64_t seed = 5) {
  Foil foil;
  foil.glass.composition = zr_co_al();
  foil.glass.edge_A = 22.0;
  Stream stream(seed, Purpose::test);
  for (int i = 0; i < 560; ++i) {
    const double x = 22.0 * stream.uniform(), y = 22.0 * stream.uniform(), z = 22.0 * stream.uniform();
    foil.glass.atoms.push_back({x, y, z, foil.glass.composition.pick(stream.uniform())});
  }
  foil.thickness_A = thickness_A;
  foil.seed = seed;
  return foil;
}

/// 8 x 8 positions, 32 x 32 pixels, a glass of 600 atoms that is barely quenched, two clusters, defects, descan,
/// ellipse.
inline Parameters small_scan(std::uint64_t seed = 11) {
  Parameters p;
  p.seed = seed;
  p.glass.composition = zr_co_al();
  p.glass.atoms = 600;
  p.glass.quench.melt_steps = 10;
  p.glass.quench.cool_steps = 40;
  p.glass.quench.settle_steps = 10;
  p.thickness_nm = 2.5;
  p.ny = p.nx = 8;
  p.pixels.qy = p.pixels.qx = 32;
  p.pixels.k_per_px = 0.032;
  p.pixels.e = 0.02;
  p.pixels.theta_deg = 25.0;
  p.optics.cutoff_A = 13.0;
  p.dose = 2e4;
  p.descan = {{15.2, 16.1}, {0.8, -0.3}, {0.2, 1.1}};
  p.defects.dead = 5;
  p.defects.hot = 2;
  p.clusters = {{Lattice::bcc, 3.45, "100", 14.0, 1, 4.0}, {Lattice::bcc, 3.45, "random", 12.0, 1, 4.0}};
  return p;
}

/// A folder of this test run that all ranks share.
inline std::string scratch(const comm::Communicator& comm, const std::string& name) {
  std::string folder;
  if (comm.is_root()) {
    folder = (std::filesystem::temp_directory_path() / ("vitrum_phantom_" + std::to_string(::getpid()))).string();
    std::filesystem::create_directories(folder);
  }
  return comm.broadcast(folder) + "/" + name;
}

}  // namespace vitrum::phantom::testing
