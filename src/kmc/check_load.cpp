// SPDX-License-Identifier: Apache-2.0
// vitrum/kmc/check_load.cpp: is a load programme one that can be followed to its end?
#include "kmc/check_load.hpp"

#include <fmt/format.h>

#include <algorithm>
#include <cmath>

#include "kmc/program.hpp"
#include "kmc/zone.hpp"
#include "vitrum/core/error.hpp"
#include "vitrum/elasticity/energy.hpp"

namespace vitrum::kmc {
namespace {

bool above(double x, double lo) { return std::isfinite(x) && x > lo; }
bool finite(const std::optional<double>& x) { return !x || std::isfinite(*x); }

/// Says what is wrong with segment number n of a deck.
struct Judge {
  std::size_t n;
  bool listed;
  void need(bool good, const std::string& message) const {
    if (good) return;
    throw InputError(listed ? fmt::format("deform: load.segments[{}]: {}", n, message)
                            : fmt::format("deform: load: {}", message));
  }
};

void check_ends(const Judge& judge, const Segment& s, double strain_limit) {
  judge.need(finite(s.end_strain) && finite(s.end_stress_GPa) && finite(s.end_time_s) && finite(s.stress_GPa),
             "strains, stresses and times must be finite");
  judge.need(!s.end_time_s || *s.end_time_s > 0.0, "until.time must be above 0 s");
  judge.need(!s.end_strain || std::abs(*s.end_strain) <= strain_limit,
             fmt::format("until.strain lies beyond load.strain_limit {}", strain_limit));
  switch (s.control) {
    case Control::strain_rate:
      return judge.need(s.end_strain || s.end_time_s,
                        "a glass may never reach a stress: give until.strain or until.time as well, or the load never "
                        "ends");
    case Control::stress_rate:
      return judge.need(s.end_stress_GPa || s.end_time_s,
                        "a glass may never reach a strain: give until.stress or until.time as well, or the load never "
                        "ends");
    case Control::creep:
    case Control::relaxation:
      return judge.need(s.end_time_s.has_value(),
                        "nothing moves here by itself: give until.time, or a load too small to make the glass yield "
                        "never ends");
    case Control::quasistatic:
      return judge.need(s.end_strain.has_value(), "a quasistatic segment needs until.strain, or it never ends");
    case Control::cyclic_strain:
    case Control::cyclic_stress:
      judge.need(!s.amplitudes.empty() && s.cycles >= 1, "a cyclic segment needs an amplitude and 1 cycle or more");
      for (const double a : s.amplitudes) judge.need(above(a, 0.0), "amplitudes must be above 0");
  }
}

void check_pace(const Judge& judge, const Segment& s, const Load& load) {
  if (s.control == Control::creep || s.control == Control::relaxation) {
    judge.need(!s.time_step_s || above(*s.time_step_s, 0.0), "time_step must be above 0 s");
    const double ticks = s.time_step_s ? *s.end_time_s / *s.time_step_s : 1.0;
    return judge.need(ticks < 1e15, "time_step is too small for until.time");
  }
  const bool stress = holds_stress(s.control);
  judge.need(above(std::abs(stress ? s.stress_rate_GPa_per_s : s.strain_rate_per_s), 0.0),
             stress ? "stress_rate must not be 0" : "strain_rate must not be 0");
  judge.need(above(load.strain_step, 0.0), "strain_step must be above 0");
  if (!stress && s.end_strain)
    judge.need(std::abs(*s.end_strain) / load.strain_step < 1e12, "strain_step is too small for the strain to reach");
  if (!stress && s.end_time_s)
    judge.need(*s.end_time_s * std::abs(s.strain_rate_per_s) / load.strain_step < 1e15,
               "until.time holds too many load steps of strain_step");
}

/// A mode of 4 standard deviations sees its barrier fall by this much within a load step, and its bound exceed its rate
/// by exp of that over kT: exact, but never accepted where it is large.
void check_step(const Judge& judge, const Parameters& p, const Segment& s, const microstructure::Grid& grid,
                double temperature_K) {
  if (s.control == Control::quasistatic || s.control == Control::creep || s.control == Control::relaxation) return;
  const double kT_eV = boltzmann_eV_per_K * temperature_K;
  const double zone_nm3 = grid.voxel_volume_nm3() * patch_of(p.zone, grid).volume_in_voxels;
  const double fall_eV = 0.5 * p.medium.young_2d_GPa() * p.load.strain_step * zone_nm3 * elasticity::eV_per_GPa_nm3 *
                         4.0 * p.catalogue.eigenstrain_sd;
  judge.need(fall_eV <= 12.0 * kT_eV, fmt::format("strain_step is too large for {} K and this zone: at most {:.2g}",
                                                  temperature_K, p.load.strain_step * 12.0 * kT_eV / fall_eV));
}

void check_temperature(const Judge& judge, const Parameters& p, const Segment& s, double temperature_K) {
  judge.need(std::isfinite(temperature_K) && temperature_K >= 0.0, "temperature must not be below 0 K");
  judge.need(temperature_K > 0.0 || s.control == Control::quasistatic,
             "nothing is activated thermally at 0 K: give a temperature above it, or load by control: quasistatic");
  judge.need(s.control != Control::quasistatic || p.athermal != Athermal::capped,
             "athermal: capped lets time pass in a cascade, and control: quasistatic has none; use extremal or sync");
}

}  // namespace

void check_load(const Parameters& p, const microstructure::Grid& grid) {
  if (!above(p.load.strain_limit, 0.0)) throw InputError("deform: load.strain_limit must be above 0");
  const auto segments = segments_of(p.load);
  for (std::size_t n = 0; n < segments.size(); ++n) {
    const Segment& s = segments[n];
    const Judge judge{n, !p.load.segments.empty()};
    const double temperature_K = s.temperature_K.value_or(p.temperature_K);
    check_temperature(judge, p, s, temperature_K);
    check_ends(judge, s, p.load.strain_limit);
    check_pace(judge, s, p.load);
    judge.need(!s.machine_stiffness_GPa || above(*s.machine_stiffness_GPa, 0.0), "machine_stiffness must be above 0");
    judge.need(!s.machine_stiffness_GPa || !holds_stress(s.control),
               "machine_stiffness means nothing where the stress is imposed");
    check_step(judge, p, s, grid, temperature_K);
  }
}

std::string describe(const Load& load) {
  std::string text = fmt::format("{} step {}", static_cast<int>(load.kind), load.strain_step);
  if (load.segments.empty()) return text + fmt::format(" rate {}", load.strain_rate_per_s);
  const auto optional = [](const std::optional<double>& x) { return x ? fmt::format("{}", *x) : std::string("-"); };
  for (const auto& s : load.segments) {
    text +=
        fmt::format(" [{} {} {} {} until {} {} {} cycles {} step {} T {} k {} amplitudes", static_cast<int>(s.control),
                    s.strain_rate_per_s, s.stress_rate_GPa_per_s, optional(s.stress_GPa), optional(s.end_strain),
                    optional(s.end_stress_GPa), optional(s.end_time_s), s.cycles, optional(s.time_step_s),
                    optional(s.temperature_K), optional(s.machine_stiffness_GPa));
    for (const double a : s.amplitudes) text += fmt::format(" {}", a);
    text += "]";
  }
  return text;
}

}  // namespace vitrum::kmc
