// SPDX-License-Identifier: Apache-2.0
// vitrum/kmc/founding_glass.hpp: this rank's voxels under the founding loop: their modes, rates and unstable ones.
#pragma once

#include <cstdint>
#include <vector>

#include "kmc/founding.hpp"
#include "kmc/proposal.hpp"
#include "kmc/state.hpp"
#include "kmc/tiling.hpp"
#include "vitrum/kmc/kernels/catalogue.hpp"
#include "vitrum/kmc/kernels/laws.hpp"

namespace vitrum::kmc {

/// Numbers that follow from the parameters.
struct FoundingModel {
  kernels::Catalogue catalogue;
  SofteningParameters softening;
  double voxels;
  double volume, total_volume;  // of a voxel, of all, eV/GPa
  double kT;                    // eV
  double nu0, kappa;            // 1/s: attempts of a mode, decay of temporary softening
};
FoundingModel make_founding_model(const Parameters& parameters, const microstructure::Grid& grid);

/// What the founding loop adds to Voxels.
struct FoundingVoxels {
  Voxels fields;                  // but for `recent`
  std::vector<double> temporary;  // eta^t when the voxel flipped last
  std::vector<double> flip_time;  // s
};

/// Sum of rates and lowest Q of a tile.
struct TileRate {
  double rate = 0.0;
  double lowest = 0.0;
};

class FoundingGlass {
 public:
  FoundingGlass(const Tiling& tiling, const FoundingModel& model, const FoundingLaw& law,
                const microstructure::Microstructure& micro);

  /// An undeformed glass, or the modes of one that was read.
  FoundingVoxels undeformed() const;
  void draw_modes(const FoundingVoxels& voxels);

  /// Every mode's Q and rate under the stress `uniform` more than the fields'; this rank's tiles.
  const std::vector<TileRate>& weigh(const FoundingVoxels& voxels, elasticity::Deviator uniform, double time);
  /// As weighed last: every voxel with Q < 0, its lowest mode each.
  std::vector<Proposal> unstable(const FoundingVoxels& voxels, elasticity::Deviator uniform) const;
  /// As weighed last: the mode of an owned tile in whose share of the tile's rates `at` lies.
  Proposal choose(const FoundingVoxels& voxels, elasticity::Deviator uniform, double time, std::size_t tile,
                  double at) const;
  /// The voxel's state after the flip, and its next modes. Only for a voxel of this rank.
  void flip(FoundingVoxels& voxels, const Proposal& flip, double time);

  bool owns(std::int64_t voxel) const { return tiling_.owned().contains(tiling_.tile_of(voxel)); }
  std::size_t place(std::int64_t voxel) const;

 private:
  struct Shear {
    double e1, e3, barrier;
  };
  struct Least {
    double q;
    std::int32_t mode;
  };
  kernels::Resistance resistance(const FoundingVoxels& voxels, std::size_t i, double time) const;
  TileRate weigh_tile(const FoundingVoxels& voxels, elasticity::Deviator uniform, double time, std::size_t tile);
  void redraw(std::size_t i, std::int64_t voxel, std::int32_t generation);
  Proposal proposal(const FoundingVoxels& voxels, elasticity::Deviator uniform, std::size_t tile, std::size_t local,
                    std::int32_t mode, double q) const;

  const Tiling& tiling_;
  const FoundingModel& model_;
  const FoundingLaw& law_;
  std::size_t modes_;
  std::vector<double> barrier_factor_, chi_permanent_, chi_temporary_;
  std::vector<std::int32_t> type_;
  std::vector<Shear> shears_;  // [voxel of this rank][mode]
  std::vector<Least> least_;   // of each voxel, as weighed last
  std::vector<TileRate> rates_;
};

}  // namespace vitrum::kmc
