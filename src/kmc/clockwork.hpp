// SPDX-License-Identifier: Apache-2.0
// vitrum/kmc/clockwork.hpp: one tile: its hot modes, its safe balls, its clock.
#pragma once

#include <cstdint>
#include <vector>

#include "kmc/kernel_update.hpp"
#include "kmc/proposal.hpp"
#include "kmc/state.hpp"

namespace vitrum::kmc {

struct Coupling;

/// A mode that is followed one by one.
struct Entry {
  std::int32_t local = 0;  // voxel in its tile
  std::int32_t mode = 0;
  double barrier = 0.0;  // F without softening, eV
  double e1 = 0.0, e3 = 0.0;
  double softened = 0.0;  // F exp(-eta) when the tile was softened last
};

/// What a tile reads besides itself.
struct Surroundings {
  const Model& model;
  const Tiling& tiling;
  const Coupling& coupling;
  const State& state;
  elasticity::Deviator uniform;  // uniform stress now
};

class TileWork {
 public:
  TileWork(const Tiling& tiling, std::size_t number);

  /// Examines the voxels of all rows in `rows` that have left their ball, those marked, or all of them: makes their
  /// catalogue again, keeps the modes that can come below the cutoff, and the ball of stresses in which no other can
  /// (deformation 3.6, B1).
  void examine(const Surroundings& around, RowMask rows, bool all);
  kernels::Balls balls() const { return {c1_.data(), c3_.data(), rho2_.data()}; }
  void mark(std::size_t local) { marked_.push_back(static_cast<std::int32_t>(local)); }
  /// Rates of all entries now; the tile's athermal flip, or its first thermal one within `rest` seconds.
  Proposal propose(const Surroundings& around, double rest);
  /// All voxels with Q < 0, each with its lowest mode.
  void unstable(const Surroundings& around, std::vector<Proposal>& out) const;
  /// More rejections in a row than a correct bound can give (never in practice).
  bool stuck() const { return stuck_; }

  std::size_t number() const { return number_; }
  std::size_t entries() const { return entries_.size(); }
  std::int64_t examined() const { return examined_; }    // voxels so far
  double seconds_examining() const { return seconds_; }  // so far
  std::size_t bytes() const;                             // of balls, entries and live voxels

 private:
  void find_outside(const Surroundings& around, RowMask rows, bool all);
  void examine_voxel(const Surroundings& around, std::int32_t local);
  void merge();
  void spread();                                      // entries_ into the arrays that weigh() reads
  void soften(const Surroundings& around, double t);  // entries of live voxels, t seconds from now
  void drop_settled(const Surroundings& around);
  double weigh(const Surroundings& around, double rest);
  Proposal draw(const Surroundings& around, double rest);
  /// First entry whose barrier the moving load takes away within `rest`, at the softening of now (quasistatic.cpp); its
  /// `barrier` is Q then, above 0 where softening has decayed meanwhile.
  Proposal instability(const Surroundings& around, double rest) const;
  std::size_t entry_at(double at) const;
  bool accept_entry(const Surroundings& around, std::size_t k, double t, double u, Proposal& out) const;
  bool accept_tail(const Surroundings& around, std::size_t local, std::uint32_t mode, double t, double rest, double u,
                   Proposal& out) const;
  Proposal proposal(const Surroundings& around, const Entry& entry, double t, double q) const;
  double softening_at(const Surroundings& around, std::size_t local, double t) const;

  std::size_t number_;  // of the tile in the grid
  std::size_t first_;   // place of its first voxel in this rank's arrays
  std::size_t voxels_;
  std::vector<Entry> entries_;  // by voxel, then mode
  // The same in arrays: voxel, F exp(-eta), eigenstrain. Whole groups (weigh_lanes.hpp).
  std::vector<std::int32_t> voxel_of_;
  std::vector<double> barrier_, e1_, e3_;
  std::vector<double> q_;      // activation energy of each entry now
  std::vector<double> bound_;  // rate bound of each entry; 0: it belongs to the tail
  double hot_ = 0.0, tail_ = 0.0;
  std::vector<float> c1_, c3_, rho2_;  // safe balls
  std::vector<std::int32_t> live_;     // voxels whose temporary softening still decays, ascending
  Clock softened_;                     // when soften() was called last
  double softened_t_ = 0.0;            // seconds after the last propose() began
  std::vector<std::int32_t> marked_, found_;
  std::vector<Entry> fresh_, merged_;
  std::int64_t examined_ = 0;
  double seconds_ = 0.0;
  bool stuck_ = false;
};

}  // namespace vitrum::kmc
