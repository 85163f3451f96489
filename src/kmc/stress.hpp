// SPDX-License-Identifier: Apache-2.0
// vitrum/kmc/stress.hpp: the internal stress of all flips by a full spectral solve.
#pragma once

#include <memory>

#include "kmc/state.hpp"
#include "vitrum/elasticity/elasticity.hpp"

namespace vitrum::kmc {

/// Frozen eigenstrain deviators of the residual stress (deformation 1.1), this rank's voxels tile-major; empty where
/// there is none.
struct Residual {
  std::vector<double> e1, e3;
};
/// Collective. N(0, sd^2) on e1 and e3 of every voxel from Stream(seed, residual_stress, voxel), less their mean. With
/// larger zones it is a strain of zones: sd is that of a voxel over the zone's volume in voxels.
Residual make_residual(const comm::Communicator& comm, const Tiling& tiling, std::uint64_t seed, double sd);

/// Fields voxel by voxel where zones are larger than that; this rank's, tile-major.
struct Spread {
  std::vector<double> e1, e3, s1, s3;
};

/// Collective: the spectral solver on tile-major arrays: rows for FFTW, tiles for everything else.
class TileSolver {
 public:
  TileSolver(const comm::Communicator& comm, const Tiling& tiling, const microstructure::Grid& grid,
             const elasticity::Medium& medium, const elasticity::Patch& patch = {});
  ~TileSolver();
  /// Internal stress, averaged over each zone, of the strains of zones + residual.
  void solve(Voxels& voxels, const Residual& residual);
  /// Of a zone that flips by unit strain.
  elasticity::FlipKernel flip_kernel();
  /// Strain of every voxel, which all zones around share in (residual left out), and the stress in it (of both).
  Spread spread(const Voxels& voxels, const Residual& residual) const;

 private:
  struct Data;
  std::unique_ptr<Data> data_;
};

}  // namespace vitrum::kmc
