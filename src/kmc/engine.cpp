// SPDX-License-Identifier: Apache-2.0
// vitrum/kmc/engine.cpp: drives the tiles of this rank.
#include "kmc/engine.hpp"

#include <algorithm>
#include <chrono>
#include <cmath>

#include "kmc/energy_balance.hpp"
#include "kmc/parallel.hpp"
#include "kmc/zone.hpp"
#include "vitrum/core/error.hpp"

namespace vitrum::kmc {
namespace {

/// From so many flips at once on, one spectral solve is cheaper than their kernels (deformation 3.2).
constexpr std::size_t flips_worth_a_solve = 32;

class PartTime {
 public:
  explicit PartTime(double& seconds) : seconds_(seconds), start_(Clock_::now()) {}
  ~PartTime() { seconds_ += std::chrono::duration<double>(Clock_::now() - start_).count(); }
  PartTime(const PartTime&) = delete;
  PartTime& operator=(const PartTime&) = delete;

 private:
  using Clock_ = std::chrono::steady_clock;
  double& seconds_;
  Clock_::time_point start_;
};

template <class T>
std::vector<T> mine_unless(const Tiling& tiling, const std::vector<T>& whole, T neutral) {
  if (std::all_of(whole.begin(), whole.end(), [&](T x) { return x == neutral; })) return {};
  return tiling.mine(std::span<const T>(whole));
}

TileStress stress_of(const Tiling& tiling, State& state, const TileWork& work, elasticity::Deviator uniform) {
  const std::size_t at = tiling.tiles()[work.number()].first - tiling.first_voxel();
  return {state.voxels.s1.data() + at, state.voxels.s3.data() + at, work.balls(), uniform};
}

Coupling couple(const Tiling& tiling, const microstructure::Microstructure& micro) {
  Coupling c;
  c.barrier_factor = mine_unless(tiling, micro.log_barrier_factor, 0.0);
  for (double& f : c.barrier_factor) f = f == 0.0 ? 1.0 : std::exp(f);
  c.permanent = mine_unless(tiling, micro.permanent_softening, 1.0);
  c.temporary = mine_unless(tiling, micro.temporary_softening, 1.0);
  c.type = mine_unless(tiling, micro.dominant_type, 0);
  return c;
}

}  // namespace

Engine::Engine(const comm::Communicator& comm, const Parameters& p, const microstructure::Microstructure& micro)
    : comm_(comm),
      model_(make_model(p, micro.grid)),
      tiling_(micro.grid.ny, micro.grid.nx, comm.rank(), comm.size()),
      coupling_(couple(tiling_, micro)),
      residual_(
          make_residual(comm, tiling_, p.seed, p.residual_strain_sd / patch_of(p.zone, micro.grid).volume_in_voxels)),
      solver_(comm, tiling_, micro.grid, p.medium, patch_of(p.zone, micro.grid)),
      kernel_(solver_.flip_kernel()),
      selector_(comm) {
  if (p.engine == EngineKind::direct) adder_.emplace(kernel_);
  for (std::size_t k = tiling_.owned().begin; k < tiling_.owned().end; ++k) work_.emplace_back(tiling_, k);
  proposals_.resize(work_.size());
}

State Engine::undeformed() {
  State state;
  state.voxels.resize(tiling_.owned_voxels());
  solver_.solve(state.voxels, residual_);
  state.totals.initial_energy_eV = internal_energy(state);
  return state;
}

void Engine::begin(State& state) { look(state, true); }

void Engine::load_moved(State& state) { look(state, false); }

void Engine::look(State& state, bool forced) {
  const PartTime time(parts_.update);
  const Surroundings around{model_, tiling_, coupling_, state, uniform_stress(model_, state.totals, state.clock)};
  for_each_tile(work_.size(), [&](std::size_t i) {
    const Tile& tile = tiling_.tiles()[work_[i].number()];
    const RowMask rows = forced ? 0 : test(tile, stress_of(tiling_, state, work_[i], around.uniform));
    work_[i].examine(around, rows, forced);
  });
}

/// A tile's stress is added to and tested while it is in cache; the voxels found are examined at once.
void Engine::add_and_look(State& state, std::span<const Proposal> flips) {
  const PartTime time(parts_.update);
  const Surroundings around{model_, tiling_, coupling_, state, uniform_stress(model_, state.totals, state.clock)};
  for_each_tile(work_.size(), [&](std::size_t i) {
    const Tile& tile = tiling_.tiles()[work_[i].number()];
    const TileStress stress = stress_of(tiling_, state, work_[i], around.uniform);
    for (std::size_t f = 0; f + 1 < flips.size(); ++f) adder_->add(tile, flips[f], stress);
    work_[i].examine(around, adder_->add_and_test(tile, flips.back(), stress), false);
  });
}

Proposal Engine::propose(State& state) {
  {
    const PartTime time(parts_.rates);
    const Surroundings around{model_, tiling_, coupling_, state, uniform_stress(model_, state.totals, state.clock)};
    const double rest = rest_s(model_, state.totals, state.clock);
    for_each_tile(work_.size(), [&](std::size_t i) { proposals_[i] = work_[i].propose(around, rest); });
  }
  ++state.totals.attempts;
  Proposal mine;
  {
    const PartTime time(parts_.selection);
    for (const auto& p : proposals_)
      if (before(p, mine)) mine = p;
    for (const auto& w : work_)
      if (w.stuck()) mine.kind = Proposal::stuck;
  }
  const PartTime time(parts_.communication);
  const Proposal first = selector_.first(mine);
  if (first.kind == Proposal::stuck) throw Fault("deform: 1e7 rejections in a row: a rate bound is wrong");
  return first;
}

std::vector<Proposal> Engine::unstable(const State& state) const {
  const Surroundings around{model_, tiling_, coupling_, state, uniform_stress(model_, state.totals, state.clock)};
  std::vector<Proposal> mine;
  for (const auto& w : work_) w.unstable(around, mine);
  auto all = comm_.gather_everywhere(std::span<const Proposal>(mine));
  std::sort(all.begin(), all.end(), [](const Proposal& a, const Proposal& b) { return a.voxel < b.voxel; });
  return all;
}

void Engine::flip_voxel(State& state, const Proposal& flip) {
  const std::size_t k = tiling_.tile_of(flip.voxel);
  if (!tiling_.owned().contains(k)) return;
  const Tile& tile = tiling_.tiles()[k];
  const std::size_t local = tiling_.local_of(tile, flip.voxel);
  const std::size_t i = tile.first - tiling_.first_voxel() + local;
  auto& v = state.voxels;
  const auto& s = model_.softening;
  const double d = 2.0 * (flip.e1 * flip.e1 + flip.e3 * flip.e3);
  v.e1[i] += flip.e1;
  v.e3[i] += flip.e3;
  v.permanent[i] = std::min(v.permanent[i] + s.permanent * coupling_.permanent_of(i) * d, s.permanent_cap);
  v.recent.set({i, s.temporary * coupling_.temporary_of(i) * d, state.clock},
               [&](const Softened& r) { return forgotten(model_, r, state.clock); });
  ++v.generation[i];
  work_[k - tiling_.owned().begin].mark(local);
}

void Engine::apply(State& state, std::span<const Proposal> flips) {
  if (flips.empty()) return;
  for (const auto& flip : flips) {
    flip_voxel(state, flip);
    state.totals.sum_e1 += flip.e1;
    state.totals.sum_e3 += flip.e3;
  }
  if (adder_ && flips.size() < flips_worth_a_solve) {
    add_and_look(state, flips);
    return;
  }
  {
    const PartTime time(parts_.spectral);
    solver_.solve(state.voxels, residual_);
  }
  look(state, false);
}

double Engine::internal_energy(const State& state) const {
  return kmc::internal_energy(comm_, tiling_, state.voxels, residual_, model_.volume);
}

Parts Engine::parts() const {
  Parts p = parts_;
  for (const auto& w : work_) p.examine += w.seconds_examining();
  p.examine = std::min(p.examine / Kokkos::DefaultHostExecutionSpace().concurrency(), p.update);
  p.update -= p.examine;
  return p;
}

void Engine::report(Timing& timing) const {
  const Parts p = parts();
  timing.add("kernel add and ball test", p.update);
  timing.add("examine and catalogue", p.examine);
  timing.add("entry rates and tile clocks", p.rates);
  timing.add("selection", p.selection);
  timing.add("spectral solves", p.spectral);
  timing.add("communication", p.communication);
}

Census Engine::census(const State& state) const {
  const auto of = [](const auto&... a) { return (std::size_t{0} + ... + (a.capacity() * sizeof(*a.data()))); };
  Census c;
  for (const auto& w : work_) {
    c.entries += static_cast<std::int64_t>(w.entries());
    c.examined += w.examined();
    c.tile_bytes += w.bytes();
  }
  const auto& v = state.voxels;
  c.voxel_bytes = of(v.e1, v.e3, v.s1, v.s3, v.permanent, v.generation) + v.recent.bytes();
  c.coupling_bytes = of(coupling_.barrier_factor, coupling_.permanent, coupling_.temporary, coupling_.type);
  c.kernel_bytes = of(kernel_.k11, kernel_.k13, kernel_.k33) + (adder_ ? adder_->bytes() : 0);
  return c;
}

}  // namespace vitrum::kmc
