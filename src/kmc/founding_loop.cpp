// SPDX-License-Identifier: Apache-2.0
// vitrum/kmc/founding_loop.cpp: elastic steps, thermal flips, cascades of the founding loop, and their energy.
#include "kmc/founding_loop.hpp"

#include <fmt/format.h>

#include <algorithm>
#include <cmath>

#include "kmc/model.hpp"
#include "vitrum/core/error.hpp"
#include "vitrum/core/log.hpp"
#include "vitrum/core/progress.hpp"
#include "vitrum/core/random.hpp"

namespace vitrum::kmc {
namespace {

constexpr std::int64_t steps_between_stop_checks = 64;

void check_founding(const Parameters& p, const microstructure::Microstructure& micro) {
  check(p, micro);
  const FoundingLaw& law = p.founding;
  const auto need = [](bool good, const char* message) {
    if (!good) throw InputError(std::string("deform: engine founding ") + message);
  };
  need(p.load.kind == LoadKind::uniaxial_plane_strain, "knows uniaxial tension only; load.kind must be uniaxial");
  need(p.load.segments.empty(), "knows one constant strain rate only; write no load.segments");
  need(p.temperature_K > 0.0, "needs a temperature above 0 K");
  need(p.athermal == Athermal::sync, "flips all unstable voxels at once; write athermal: sync");
  need(p.medium.poisson_2d() < 1.0, "needs a 2-D Poisson ratio below 1 (li2d: poisson_ratio below 0.5)");
  need(law.initial_strain >= 0.0 && law.initial_strain < 1.0, "needs an initial strain between 0 and 1");
  need(law.initial_strain <= p.load.max_strain, "begins beyond load.max_strain; lower founding.initial_strain");
  need(law.net_softening >= 0.0 && law.net_softening_cap >= 0.0 && law.barrier_floor_eV >= 0.0,
       "needs softening, its cap and the barrier floor at 0 or above");
}

std::string founding_fingerprint(const Parameters& p, const microstructure::Microstructure& micro) {
  const FoundingLaw& law = p.founding;
  return fmt::format("founding {} {} {} {} {} {}", law.initial_strain, law.rehardening, law.net_softening,
                     law.net_softening_cap, law.barrier_floor_eV, fingerprint(p, micro));
}

}  // namespace

FoundingLoop::FoundingLoop(const comm::Communicator& comm, const Parameters& p,
                           const microstructure::Microstructure& micro, const Observer& observer,
                           const Checkpointing& checkpointing)
    : comm_(comm),
      parameters_(p),
      observer_(observer),
      checkpointing_(checkpointing),
      fingerprint_(founding_fingerprint(p, micro)),
      model_(make_founding_model(p, micro.grid)),
      tiling_(micro.grid.ny, micro.grid.nx, comm.rank(), comm.size()),
      residual_(make_residual(comm, tiling_, p.seed, p.residual_strain_sd)),
      solver_(comm, tiling_, micro.grid, p.medium),
      glass_(tiling_, model_, p.founding, micro) {}

void FoundingLoop::start() {
  if (checkpointing_.restart) {
    state_ = read_founding(comm_, checkpointing_.file, fingerprint_, tiling_);
    if (checkpointing_.after_restart) checkpointing_.after_restart(state_.frame.segments);
    return glass_.draw_modes(state_.voxels);
  }
  state_.voxels = glass_.undeformed();
  glass_.draw_modes(state_.voxels);
  solver_.solve(state_.voxels.fields, residual_);
  state_.frame.initial_energy_eV = internal_energy();
  if (observer_.point) observer_.point(curve_point());
  stretch(parameters_.founding.initial_strain);
  observe();
}

FoundingOutcome FoundingLoop::run() {
  start();
  const double last = parameters_.load.max_strain;
  Progress progress("deform", 100.0 * last, "% strain");
  while (state_.frame.strain.xx < last * (1.0 - 1e-12)) {
    if (state_.frame.steps % steps_between_stop_checks == 0) check_stop();
    step();
    observe();
    progress.at(100.0 * state_.frame.strain.xx);
  }
  progress.finish();
  const auto& f = state_.frame;
  log::info("deform: {} flips ({} athermal) in {} steps of the founding loop", f.thermal + f.athermal, f.athermal,
            f.steps);
  return {{curve_point(), f.steps, timing_}, f.strain.yy, static_cast<double>(f.flipped_once) / model_.voxels};
}

void FoundingLoop::step() {
  auto& f = state_.frame;
  std::vector<TileRate> rates;
  {
    const Timed timed(timing_, "rates of all modes");
    const auto& mine = glass_.weigh(state_.voxels, deviator(f.seen), f.time);
    rates = comm_.gather_everywhere(std::span<const TileRate>(mine));
  }
  ++f.steps;
  double total = 0.0;
  double lowest = 0.0;
  for (const auto& r : rates) {
    total += r.rate;
    lowest = std::min(lowest, r.lowest);
  }
  if (lowest < 0.0) return athermal();
  const double longest = parameters_.load.strain_step / parameters_.load.strain_rate_per_s;
  if (total * longest > 1.0) return thermal(rates, total);
  f.time += longest;
  stretch(parameters_.load.strain_step);
  f.cascade_flips = -1;
}

void FoundingLoop::athermal() {
  auto& f = state_.frame;
  if (f.cascade_flips < 0) {
    ++f.cascade;
    f.cascade_flips = 0;
  }
  const auto mine = glass_.unstable(state_.voxels, deviator(f.seen));
  flip(comm_.gather_everywhere(std::span<const Proposal>(mine)));
  relax_laterally();
  guard_cascade();
}

void FoundingLoop::thermal(const std::vector<TileRate>& rates, double total) {
  auto& f = state_.frame;
  ++f.cascade;
  f.cascade_flips = 0;
  Stream stream(model_.catalogue.seed, Purpose::event_choice, static_cast<std::uint64_t>(f.steps));
  const Proposal chosen = choose(rates, stream.uniform() * total);
  flip({&chosen, 1});
  relax_laterally();
  const double wait = 1.0 / total;
  f.time += wait;
  stretch(parameters_.load.strain_rate_per_s * wait);
}

/// The owner of the tile in whose share `at` lies finds the mode and tells all.
Proposal FoundingLoop::choose(const std::vector<TileRate>& rates, double at) const {
  std::size_t tile = 0;
  double within = 0.0;
  for (std::size_t k = 0; k < rates.size(); ++k) {
    if (rates[k].rate == 0.0) continue;
    tile = k;
    within = at;
    at -= rates[k].rate;
    if (at < 0.0) break;
  }
  std::vector<Proposal> mine;
  if (tiling_.owned().contains(tile))
    mine.push_back(glass_.choose(state_.voxels, deviator(state_.frame.seen), state_.frame.time, tile, within));
  return comm_.gather_everywhere(std::span<const Proposal>(mine)).front();
}

/// All flips at once; heat is V (s before + s after) : e at fixed strain, with the stress that really acts.
void FoundingLoop::flip(std::span<const Proposal> flips) {
  const Timed timed(timing_, "stress of flips (FFT)");
  auto& f = state_.frame;
  const auto& v = state_.voxels.fields;
  std::vector<elasticity::Deviator> both;  // before + after, of this rank's flips, uniform part left out
  for (const auto& p : flips)
    if (glass_.owns(p.voxel)) both.push_back({v.s1[glass_.place(p.voxel)], v.s3[glass_.place(p.voxel)]});
  const auto before = deviator(true_stress());
  for (const auto& p : flips) {
    record(p);
    f.sum_e1 += p.e1;
    f.sum_e3 += p.e3;
    f.flipped_once += p.generation == 0 ? 1 : 0;
    if (glass_.owns(p.voxel)) glass_.flip(state_.voxels, p, f.time);
  }
  solver_.solve(state_.voxels.fields, residual_);
  f.seen = true_stress();
  const auto after = deviator(f.seen);
  std::size_t k = 0;
  for (const auto& p : flips)
    if (glass_.owns(p.voxel)) {
      both[k].d1 += v.s1[glass_.place(p.voxel)];
      both[k++].d3 += v.s3[glass_.place(p.voxel)];
    }
  both = comm_.gather_everywhere(std::span<const elasticity::Deviator>(both));
  for (k = 0; k < flips.size(); ++k)
    f.dissipated_eV += model_.volume * ((both[k].d1 + before.d1 + after.d1) * flips[k].e1 +
                                        (both[k].d3 + before.d3 + after.d3) * flips[k].e3);
}

void FoundingLoop::record(const Proposal& p) {
  auto& f = state_.frame;
  const bool is_thermal = p.barrier >= 0.0;
  ++(is_thermal ? f.thermal : f.athermal);
  if (!is_thermal) ++f.cascade_flips;
  if (!observer_.event) return;
  Event e;
  e.time_s = f.time;
  e.strain = f.strain.xx;
  e.voxel = p.voxel;
  e.mode = p.mode;
  e.generation = p.generation;
  e.e1 = p.e1;
  e.e3 = p.e3;
  e.barrier_eV = p.barrier;
  e.s1_GPa = p.s1;
  e.s3_GPa = p.s3;
  e.type = p.type;
  e.thermal = is_thermal ? 1 : 0;
  e.cascade = f.cascade;
  observer_.event(e);
}

void FoundingLoop::guard_cascade() const {
  if (state_.frame.cascade_flips <= parameters_.max_flips_per_cascade) return;
  throw InputError(
      fmt::format("deform: the cascade at strain {:.6g} does not end: {} athermal flips while no time passes. Cap the "
                  "softening (softening.permanent_cap, now {:.4g}), soften less, or raise max_flips_per_cascade",
                  state_.frame.strain.xx, state_.frame.cascade_flips, parameters_.softening.permanent_cap));
}

Plane3 FoundingLoop::true_stress() const {
  const auto& f = state_.frame;
  const double e1 = f.sum_e1 / model_.voxels;
  const double e3 = f.sum_e3 / model_.voxels;
  return stress_of(parameters_.medium, f.strain - Plane3{e1, -e1, e3});
}

/// Elastic, along x, lateral stress unchanged.
void FoundingLoop::stretch(double d) {
  work({d, -parameters_.medium.poisson_2d() * d, 0.0});
  state_.frame.seen.xx += parameters_.medium.young_2d_GPa() * d;
}

void FoundingLoop::relax_laterally() {
  const Plane3 s = state_.frame.seen;
  work(Plane3{} - strain_of(parameters_.medium, {0.0, s.yy, s.xy}));
}

/// The strain changes and the load works on it.
void FoundingLoop::work(Plane3 d) {
  auto& f = state_.frame;
  const Plane3 before = true_stress();
  f.strain = f.strain + d;
  f.work_eV += 0.5 * model_.total_volume * contract(before + true_stress(), d);
}

FoundingOutcome founding(const comm::Communicator& comm, const Parameters& parameters,
                         const microstructure::Microstructure& micro, const Observer& observer,
                         const Checkpointing& checkpointing) {
  check_founding(parameters, micro);
  return FoundingLoop(comm, parameters, micro, observer, checkpointing).run();
}

}  // namespace vitrum::kmc
