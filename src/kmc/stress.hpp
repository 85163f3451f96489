// SPDX-License-Identifier: Apache-2.0
// vitrum/kmc/stress.hpp: how the internal stress follows flips: a full spectral solve, or the kernel of a single flip.
#pragma once

#include <functional>
#include <memory>
#include <span>

#include "kmc/proposal.hpp"
#include "kmc/state.hpp"
#include "vitrum/elasticity/elasticity.hpp"

namespace vitrum::kmc {

/// Collective: voxels.s1, s3 after these flips, in their order; voxels.e1, e3 hold them already.
using StressUpdate = std::function<void(Voxels&, std::span<const Proposal>)>;

/// Frozen eigenstrain deviators of the residual stress (deformation 1.1), this rank's voxels tile-major; empty where
/// there is none.
struct Residual {
  std::vector<double> e1, e3;
};
/// Collective. N(0, sd^2) on e1 and e3 of every voxel from Stream(seed, residual_stress, voxel), less their mean.
Residual make_residual(const comm::Communicator& comm, const Tiling& tiling, std::uint64_t seed, double sd);

/// Collective: the spectral solver on tile-major arrays: rows for FFTW, tiles for everything else.
class TileSolver {
 public:
  TileSolver(const comm::Communicator& comm, const Tiling& tiling, const microstructure::Grid& grid,
             const elasticity::Medium& medium);
  ~TileSolver();
  /// Internal stress of eigenstrain + residual.
  void solve(Voxels& voxels, const Residual& residual);
  elasticity::FlipKernel flip_kernel();

 private:
  struct Data;
  std::unique_ptr<Data> data_;
};

/// Every flip by a solve of the whole field: `reference`.
StressUpdate spectral_update(TileSolver& solver, const Residual& residual);
/// Every flip by adding its kernel to this rank's tiles: `direct`.
StressUpdate kernel_update(const Tiling& tiling, const elasticity::FlipKernel& kernel);

}  // namespace vitrum::kmc
