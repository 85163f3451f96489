// SPDX-License-Identifier: Apache-2.0
// vitrum/kmc/clockwork.hpp: one tile: its hot modes, its safe balls, its clock.
#pragma once

#include <cstdint>
#include <vector>

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

  /// Examines the voxels that have left their ball, those marked, or all of them: makes their catalogue again, keeps
  /// the modes that can come below the cutoff, and the ball of stresses in which no other can (deformation 3.6, B1).
  void examine(const Surroundings& around, bool all);
  void mark(std::size_t local) { marked_.push_back(static_cast<std::int32_t>(local)); }
  /// Rates of all entries now; the tile's athermal flip, or its first thermal one within `rest` seconds.
  Proposal propose(const Surroundings& around, double rest);
  /// All voxels with Q < 0, each with its lowest mode.
  void unstable(const Surroundings& around, std::vector<Proposal>& out) const;
  /// More rejections in a row than a correct bound can give (never in practice).
  bool stuck() const { return stuck_; }

  std::size_t number() const { return number_; }
  std::size_t entries() const { return entries_.size(); }

 private:
  void find_outside(const Surroundings& around, bool all);
  void examine_voxel(const Surroundings& around, std::int32_t local);
  void merge();
  void soften(const Surroundings& around, double t);  // exp(-eta) of live voxels, t seconds from now
  void drop_settled(const Surroundings& around);
  double activation(const Surroundings& around, const Entry& entry) const;
  std::size_t weigh(const Surroundings& around, double rest, bool again);
  Proposal draw(const Surroundings& around, double rest);
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
  std::vector<double> q_;       // activation energy of each entry now
  std::vector<double> bound_;   // rate bound of each entry; 0: it belongs to the tail
  double hot_ = 0.0, tail_ = 0.0;
  std::vector<double> c1_, c3_, rho2_;  // safe balls
  std::vector<double> softening_;       // exp(-eta), at the time of the last soften()
  std::vector<std::int32_t> live_;      // voxels whose temporary softening still decays
  std::vector<char> is_live_;           // by voxel
  std::vector<std::int32_t> marked_, found_;
  std::vector<Entry> fresh_, merged_;
  bool stuck_ = false;
};

}  // namespace vitrum::kmc
