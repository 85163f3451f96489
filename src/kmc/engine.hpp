// SPDX-License-Identifier: Apache-2.0
// vitrum/kmc/engine.hpp: which flip comes next, and what it changes; shared by `reference` and `direct`.
#pragma once

#include <array>
#include <optional>
#include <vector>

#include "kmc/clockwork.hpp"
#include "kmc/state.hpp"
#include "kmc/stress.hpp"
#include "vitrum/core/timing.hpp"
#include "vitrum/microstructure/microstructure.hpp"

namespace vitrum::kmc {

/// What MRO does to this rank's voxels, tile-major.
struct Coupling {
  std::vector<double> barrier_factor;        // exp(log_barrier_factor); 1 where neutral
  std::vector<double> permanent, temporary;  // chi^p, chi^t
  std::vector<std::int32_t> type;
};

/// The engines differ in two places only. `reference`: every mode is an entry (cutoff infinite), stress by a full
/// spectral solve. `direct`: entries are the modes that can lie below the cutoff while their voxel's stress stays in a
/// safe ball (deformation 3.6), all others are the tail; stress by the kernel of each flip. Everything that is drawn
/// depends on the state alone, never on when a voxel was last examined.
class Engine {
 public:
  Engine(const comm::Communicator& comm, const Parameters& parameters, const microstructure::Microstructure& micro);

  const Model& model() const { return model_; }
  const Tiling& tiling() const { return tiling_; }
  const Coupling& coupling() const { return coupling_; }
  const elasticity::FlipKernel& kernel() const { return kernel_; }

  /// Collective: an undeformed state, residual stress included.
  State undeformed();
  /// Looks at every voxel; once before the first propose().
  void begin(State& state);
  /// Collective: first flip within the rest of the load step (kind none where there is none). Consumes one draw number.
  Proposal propose(State& state);
  /// Collective: athermal flips of all voxels with Q < 0, one each, sorted by voxel (`sync`).
  std::vector<Proposal> unstable(const State& state) const;
  /// Collective: flips happen, in this order, at the state's clock.
  void apply(State& state, std::span<const Proposal> flips);
  /// After the load has risen.
  void load_moved(State& state);
  /// Collective: elastic energy of the internal stress, from the fields alone, eV.
  double internal_energy(const State& state) const;
  /// Seconds by part so far, of this rank.
  void report(Timing& timing) const;

 private:
  void examine_all(State& state, bool forced);
  void flip_voxel(State& state, const Proposal& flip);

  comm::Communicator comm_;
  Model model_;
  Tiling tiling_;
  Coupling coupling_;
  Residual residual_;
  TileSolver solver_;
  elasticity::FlipKernel kernel_;
  StressUpdate update_;
  Selector selector_;
  std::vector<TileWork> work_;
  std::array<double, 4> seconds_{};  // of this rank, by part
};

}  // namespace vitrum::kmc
