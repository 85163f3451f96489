// SPDX-License-Identifier: Apache-2.0
// vitrum/kmc/engine.hpp: which flip comes next, and what it changes; shared by `reference` and `direct`.
#pragma once

#include <optional>
#include <vector>

#include "kmc/clockwork.hpp"
#include "kmc/state.hpp"
#include "kmc/stress.hpp"
#include "vitrum/core/timing.hpp"
#include "vitrum/microstructure/microstructure.hpp"

namespace vitrum::kmc {

/// What MRO does to this rank's voxels, tile-major. An array whose values are neutral all over the grid is empty.
struct Coupling {
  std::vector<double> barrier_factor;        // exp(log_barrier_factor); neutral: 1
  std::vector<double> permanent, temporary;  // chi^p, chi^t; neutral: 1
  std::vector<std::int32_t> type;            // neutral: 0

  double factor(std::size_t i) const { return barrier_factor.empty() ? 1.0 : barrier_factor[i]; }
  double permanent_of(std::size_t i) const { return permanent.empty() ? 1.0 : permanent[i]; }
  double temporary_of(std::size_t i) const { return temporary.empty() ? 1.0 : temporary[i]; }
  std::int32_t type_of(std::size_t i) const { return type.empty() ? 0 : type[i]; }
};

/// Seconds of this rank by part. Examining is summed over threads.
struct Parts {
  double update = 0.0;  // kernel add and ball test
  double examine = 0.0;
  double rates = 0.0;
  double selection = 0.0;
  double spectral = 0.0;
  double communication = 0.0;
};

/// What the tiles of this rank did and hold so far.
struct Census {
  std::int64_t entries = 0, examined = 0;
  std::size_t tile_bytes = 0, voxel_bytes = 0, coupling_bytes = 0, kernel_bytes = 0;
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
  const elasticity::FlipKernel& kernel() const { return kernel_; }

  /// Collective: an undeformed state, residual stress included.
  State undeformed();
  /// Another leg of the load programme; begin() before the next propose().
  void enter(const Model& model) { model_ = model; }
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
  /// Collective: strain and internal stress voxel by voxel, where zones are larger.
  Spread spread(const State& state) const { return solver_.spread(state.voxels, residual_); }
  /// Seconds by part so far, of this rank.
  void report(Timing& timing) const;
  Parts parts() const;
  Census census(const State& state) const;

 private:
  void look(State& state, bool forced);
  void add_and_look(State& state, std::span<const Proposal> flips);
  void flip_voxel(State& state, const Proposal& flip);

  comm::Communicator comm_;
  Model model_;
  Tiling tiling_;
  Coupling coupling_;
  Residual residual_;
  TileSolver solver_;
  elasticity::FlipKernel kernel_;
  std::optional<TileKernel> adder_;  // of `direct`
  Selector selector_;
  std::vector<TileWork> work_;
  std::vector<Proposal> proposals_;  // of this rank's tiles
  Parts parts_;                      // update: examining included
};

}  // namespace vitrum::kmc
