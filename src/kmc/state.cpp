// SPDX-License-Identifier: Apache-2.0
// vitrum/kmc/state.cpp: an undeformed state, and the time steps of a leg.
#include "kmc/state.hpp"

#include <algorithm>
#include <bit>
#include <cmath>

#include "vitrum/kmc/kernels/rates.hpp"

namespace vitrum::kmc {
namespace {

constexpr std::int64_t steps_per_doubling = 16;

/// Steps of one tick, then of 2, 4, ... such that a step is 1/16 to 1/32 of the time passed.
std::int64_t next_grown(std::int64_t tick) {
  const auto size = static_cast<std::int64_t>(
      std::bit_floor(static_cast<std::uint64_t>(std::max<std::int64_t>(1, tick / steps_per_doubling))));
  return (tick / size + 1) * size;
}

Clock end_of(const Model& m) { return m.last_s < m.step_s ? Clock{m.steps - 1, m.last_s} : Clock{m.steps, 0.0}; }

struct Quantity {
  const Goal& goal;
  double value;
  double rate;
  double gap() const { return goal.sign * (goal.value - value); }
  /// To rounding of what led there.
  bool reached() const { return goal.given && gap() <= 1e-12 * std::max(std::abs(goal.value), 1e-3); }
  double seconds() const { return gap() / (goal.sign * rate); }
};

Quantity glass_strain(const Model& m, const Totals& t, Clock c) {
  return {m.strain_goal, strain(m, t, c), m.drift.d1 / m.slope};
}
Quantity glass_stress(const Model& m, const Totals& t, Clock c) {
  return {m.stress_goal, uniform_stress(m, t, c).d1, m.drift.d1};
}

}  // namespace

void Voxels::resize(std::size_t n) {
  for (auto* a : {&e1, &e3, &s1, &s3, &permanent}) a->assign(n, 0.0);
  recent = Recent(n);
  generation.assign(n, 0);
}

bool forgotten(const Model& m, const Softened& r, Clock now) {
  return m.kappa * elapsed_s(m, r.flipped, now) >= kernels::relaxation_times;
}

void Voxels::settle(const Model& m, Clock now) {
  recent.change([&](Softened& r) {
    const double age = m.kappa * elapsed_s(m, r.flipped, now);
    r.temporary = age >= kernels::relaxation_times ? 0.0 : r.temporary * std::exp(-age);
    r.flipped = {};
  });
}

/// A time step is one tick, but where it has grown.
Clock later(const Model& m, Clock c, double wait) {
  c.offset += wait;
  if (!m.growing) return c;
  const double ticks = std::floor(c.offset / m.step_s);
  return {c.step + static_cast<std::int64_t>(ticks), std::max(0.0, c.offset - ticks * m.step_s)};
}

Clock horizon(const Model& m, const Totals& t, Clock c) {
  const std::int64_t next = m.growing ? next_grown(c.step) : c.step + 1;
  Clock end = next < m.steps ? Clock{next, 0.0} : end_of(m);
  for (const Quantity& q : {glass_strain(m, t, c), glass_stress(m, t, c)})
    if (q.goal.given && q.goal.sign * q.rate > 0.0 && q.seconds() < elapsed_s(m, c, end))
      end = {c.step, c.offset + std::max(0.0, q.seconds())};
  return end;
}

double rest_s(const Model& m, const Totals& t, Clock c) { return elapsed_s(m, c, horizon(m, t, c)); }

bool goal_met(const Model& m, const Totals& t, Clock c) {
  return glass_strain(m, t, c).reached() || glass_stress(m, t, c).reached();
}

bool leg_over(const Model& m, const Totals& t, Clock c) {
  if (c.step >= m.steps || (m.last_s < m.step_s && c.step == m.steps - 1 && c.offset >= m.last_s)) return true;
  return goal_met(m, t, c);
}

}  // namespace vitrum::kmc
