// SPDX-License-Identifier: Apache-2.0
// vitrum/kmc/engine.cpp: drives the tiles of this rank.
#include "kmc/engine.hpp"

#include <algorithm>
#include <chrono>
#include <cmath>

#include "kmc/parallel.hpp"
#include "kmc/tile_sum.hpp"
#include "vitrum/core/error.hpp"

namespace vitrum::kmc {
namespace {

enum Part { stress, balls, rates, selection, part_count };
constexpr const char* part_names[] = {"stress of flips (kernel add or FFT)", "ball test, examine, catalogue",
                                      "entry rates and tile clocks", "selection (communication)"};

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

Coupling couple(const Tiling& tiling, const microstructure::Microstructure& micro) {
  Coupling c;
  for (const double log_factor : tiling.mine(std::span<const double>(micro.log_barrier_factor)))
    c.barrier_factor.push_back(log_factor == 0.0 ? 1.0 : std::exp(log_factor));
  c.permanent = tiling.mine(std::span<const double>(micro.permanent_softening));
  c.temporary = tiling.mine(std::span<const double>(micro.temporary_softening));
  c.type = tiling.mine(std::span<const std::int32_t>(micro.dominant_type));
  return c;
}

}  // namespace

Engine::Engine(const comm::Communicator& comm, const Parameters& p, const microstructure::Microstructure& micro)
    : comm_(comm),
      model_(make_model(p, micro.grid)),
      tiling_(micro.grid.ny, micro.grid.nx, comm.rank(), comm.size()),
      coupling_(couple(tiling_, micro)),
      residual_(make_residual(comm, tiling_, p.seed, p.residual_strain_sd)),
      solver_(comm, tiling_, micro.grid, p.medium),
      kernel_(solver_.flip_kernel()),
      update_(p.engine == EngineKind::reference ? spectral_update(solver_, residual_)
                                                : kernel_update(tiling_, kernel_)),
      selector_(comm) {
  for (std::size_t k = tiling_.owned().begin; k < tiling_.owned().end; ++k) work_.emplace_back(tiling_, k);
}

State Engine::undeformed() {
  State state;
  state.voxels.resize(tiling_.owned_voxels());
  solver_.solve(state.voxels, residual_);
  state.totals.initial_energy_eV = internal_energy(state);
  return state;
}

void Engine::begin(State& state) { examine_all(state, true); }

void Engine::load_moved(State& state) { examine_all(state, false); }

void Engine::examine_all(State& state, bool forced) {
  const PartTime time(seconds_[balls]);
  const Surroundings around{model_, tiling_, coupling_, state, uniform_stress(model_, state.totals, state.clock)};
  for_each_tile(work_.size(), [&](std::size_t i) { work_[i].examine(around, forced); });
}

Proposal Engine::propose(State& state) {
  Proposal mine;
  {
    const PartTime time(seconds_[rates]);
    const Surroundings around{model_, tiling_, coupling_, state, uniform_stress(model_, state.totals, state.clock)};
    std::vector<Proposal> proposals(work_.size());
    const double rest = model_.step_s - state.clock.offset;
    for_each_tile(work_.size(), [&](std::size_t i) { proposals[i] = work_[i].propose(around, rest); });
    for (const auto& p : proposals)
      if (before(p, mine)) mine = p;
  }
  ++state.totals.attempts;
  for (const auto& w : work_)
    if (w.stuck()) mine.kind = Proposal::stuck;
  const PartTime time(seconds_[selection]);
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
  v.permanent[i] = std::min(v.permanent[i] + s.permanent * coupling_.permanent[i] * d, s.permanent_cap);
  v.temporary[i] = s.temporary * coupling_.temporary[i] * d;
  v.flip_step[i] = state.clock.step;
  v.flip_offset[i] = state.clock.offset;
  ++v.generation[i];
  work_[k - tiling_.owned().begin].mark(local);
}

void Engine::apply(State& state, std::span<const Proposal> flips) {
  {
    const PartTime time(seconds_[stress]);
    for (const auto& flip : flips) {
      flip_voxel(state, flip);
      state.totals.sum_e1 += flip.e1;
      state.totals.sum_e3 += flip.e3;
    }
    update_(state.voxels, flips);
  }
  examine_all(state, false);
}

double Engine::internal_energy(const State& state) const {
  const auto& v = state.voxels;
  const bool frozen = !residual_.e1.empty();
  const auto sum = tile_sum<1>(comm_, tiling_, [&](std::size_t i) {
    const double e1 = v.e1[i] + (frozen ? residual_.e1[i] : 0.0);
    const double e3 = v.e3[i] + (frozen ? residual_.e3[i] : 0.0);
    return std::array{v.s1[i] * e1 + v.s3[i] * e3};
  });
  return -model_.volume * sum[0];
}

void Engine::report(Timing& timing) const {
  for (int p = stress; p < part_count; ++p) timing.add(part_names[p], seconds_[p]);
}

}  // namespace vitrum::kmc
