// SPDX-License-Identifier: Apache-2.0
// vitrum/kmc/kernel_update.hpp: the stress of single flips, added to a tile and tested against its safe balls.
#pragma once

#include <array>
#include <vector>

#include "kmc/proposal.hpp"
#include "kmc/tiling.hpp"
#include "vitrum/elasticity/elasticity.hpp"
#include "vitrum/kmc/kernels/flip.hpp"

namespace vitrum::kmc {

/// Stress and safe balls of a tile.
struct TileStress {
  double* s1;
  double* s3;
  kernels::Balls balls;
  elasticity::Deviator uniform;
};

/// Rows of a tile, bit y: some voxel of row y lies outside its ball.
using RowMask = std::uint32_t;
static_assert(Tiling::edge <= 32);

/// A flip kernel laid out for tiles. Rows go on periodically for one tile's width, so that a tile's row is always one
/// piece. Rows of dy > ny/2 are mirror images of stored ones. k33 is stored only where it does not follow from k11: off
/// site both sum to a constant under the exact voxel average (deformation 3.6). The result has the same bits for any
/// vector width.
class TileKernel {
 public:
  /// `wide`: with the widest vectors of this processor; for tests.
  explicit TileKernel(const elasticity::FlipKernel& kernel, bool wide = true);

  void add(const Tile& tile, const Proposal& flip, const TileStress& stress) const;
  RowMask add_and_test(const Tile& tile, const Proposal& flip, const TileStress& stress) const;
  std::size_t bytes() const { return words_.size() * sizeof(double); }
  bool traceless() const { return traceless_; }

 private:
  struct Place {
    std::size_t at;  // of k11 in words_
    double mirror;
  };
  using Places = std::array<Place, Tiling::edge>;
  void find(const Tile& tile, const Proposal& flip, Places& places) const;
  void fetch(const Place& place, std::size_t n) const;
  void own_site(const Tile& tile, const Proposal& flip, const TileStress& stress) const;
  template <class Row>
  Row row(const Place& place) const;
  template <class L, bool tested, class Row>
  RowMask run(const Tile& tile, const Places& places, kernels::Strain e, const TileStress& stress) const;
  template <class L>
  RowMask run(const Tile& tile, const Places& places, kernels::Strain e, const TileStress& stress, bool tested) const;
  RowMask run_avx2(const Tile& tile, const Places& places, kernels::Strain e, const TileStress& stress,
                   bool tested) const;
  RowMask change(const Tile& tile, const Proposal& flip, const TileStress& stress, bool tested) const;

  std::size_t ny_, nx_, stride_;
  bool folded_, traceless_, wide_;
  double trace_ = 0.0, own_ = 0.0;  // k11 + k33 off site; what it is more on site
  std::vector<double> words_;       // [row][k11, k13 (, k33)][stride]
};

/// Rows with a voxel outside its ball.
RowMask test(const Tile& tile, const TileStress& stress, bool wide = true);

}  // namespace vitrum::kmc
