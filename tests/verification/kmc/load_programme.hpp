// SPDX-License-Identifier: Apache-2.0
// tests/verification/kmc/load_programme.hpp: segments in a line each, and a programme of every kind of them.
#pragma once

#include "unit/kmc/glass.hpp"

namespace vitrum::kmc::testing {

inline Segment to_strain(double strain, double rate = 1e-4) {
  Segment s;
  s.strain_rate_per_s = rate;
  s.end_strain = strain;
  return s;
}
inline Segment to_stress(double stress_GPa, double rate_GPa_per_s) {
  Segment s;
  s.control = Control::stress_rate;
  s.stress_rate_GPa_per_s = rate_GPa_per_s;
  s.end_stress_GPa = stress_GPa;
  return s;
}
inline Segment hold(Control control, double seconds) {
  Segment s;
  s.control = control;
  s.end_time_s = seconds;
  return s;
}
inline Segment cycle(Control control, std::vector<double> amplitudes, std::int64_t cycles, double rate) {
  Segment s;
  s.control = control;
  s.amplitudes = std::move(amplitudes);
  s.cycles = cycles;
  s.strain_rate_per_s = s.stress_rate_GPa_per_s = rate;
  return s;
}
inline Segment quasistatic(double strain) {
  Segment s = to_strain(strain);
  s.control = Control::quasistatic;
  return s;
}
inline Segment at(double temperature_K, Segment s) {
  s.temperature_K = temperature_K;
  return s;
}

/// Flow, and then flips under every control (segment 7 only unloads), hot and cold, with a soft machine last.
inline Parameters every_control(LoadKind kind = LoadKind::uniaxial_plane_strain) {
  const double unit = kind == LoadKind::pure_shear ? 0.5 : 1.0;  // s1 is half of sig11
  Parameters p = quick();
  p.load.kind = kind;
  p.temperature_K = 500.0;
  p.softening.recovery_eV = 0.8;  // recovers in 1e-5 s at 500 K, so that legs begin in softened glass
  Segment machine = to_strain(0.09);
  machine.machine_stiffness_GPa = 60.0;
  Segment unload = to_strain(0.0, 1e-2);
  unload.end_stress_GPa = 0.0;
  Segment stretch = to_stress(2.2 * unit, 1e-2);
  stretch.end_strain = 0.034;
  p.load.segments = {to_strain(0.03),
                     hold(Control::relaxation, 1e3),
                     stretch,
                     hold(Control::creep, 10.0),
                     at(700.0, cycle(Control::cyclic_strain, {0.004, 0.012}, 1, 1e-3)),
                     at(0.0, quasistatic(0.08)),
                     unload,
                     at(650.0, cycle(Control::cyclic_stress, {1.1 * unit}, 1, 10.0 * unit)),
                     at(400.0, machine)};
  return p;
}

}  // namespace vitrum::kmc::testing
