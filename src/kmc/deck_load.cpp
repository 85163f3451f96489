// SPDX-License-Identifier: Apache-2.0
// vitrum/kmc/deck_load.cpp: `deform.load`: one load, or a programme of segments.
#include "kmc/deck_load.hpp"

#include <fmt/format.h>

#include "kmc/program.hpp"

namespace vitrum::kmc {
namespace {

const std::vector<std::string> controls = {"strain_rate", "stress_rate", "creep",
                                           "relaxation",  "cyclic",      "quasistatic"};

Control control_from(const std::string& name, bool stress) {
  if (name == "stress_rate") return Control::stress_rate;
  if (name == "creep") return Control::creep;
  if (name == "relaxation") return Control::relaxation;
  if (name == "quasistatic") return Control::quasistatic;
  if (name == "cyclic") return stress ? Control::cyclic_stress : Control::cyclic_strain;
  return Control::strain_rate;
}

bool moves_strain(Control c) {
  return c == Control::strain_rate || c == Control::quasistatic || c == Control::cyclic_strain;
}

/// A key that means nothing for this control is an error, not a value without effect.
void only_for(const Section& s, const std::string& key, bool meant, const std::string& control) {
  if (s.has(key) && !meant) s.fail(key, fmt::format("means nothing under control: {}; leave it out", control));
}

void read_ends(Section until, const std::string& control, Segment& g) {
  g.end_strain = until.optional_quantity("strain", "1", {-1.0, 1.0, true, true});
  g.end_stress_GPa = until.optional_quantity("stress", "GPa");
  g.end_time_s = until.optional_quantity("time", "s", positive());
  only_for(until, "strain", g.control != Control::relaxation && g.control != Control::cyclic_strain, control);
  only_for(until, "stress", g.control != Control::creep && g.control != Control::quasistatic && !cyclic(g.control),
           control);
  only_for(until, "time", g.control != Control::quasistatic && !cyclic(g.control), control);
}

void need_an_end(const Section& s, const Segment& g) {
  const char* wanted = nullptr;
  switch (g.control) {
    case Control::strain_rate:
      if (!g.end_strain && !g.end_time_s) wanted = "strain or time (a glass may never reach a stress)";
      break;
    case Control::stress_rate:
      if (!g.end_stress_GPa && !g.end_time_s) wanted = "stress or time (a glass may never reach a strain)";
      break;
    case Control::creep:
    case Control::relaxation:
      if (!g.end_time_s) wanted = "time (a load too small to make the glass yield would never end)";
      break;
    case Control::quasistatic:
      if (!g.end_strain) wanted = "strain";
      break;
    case Control::cyclic_strain:
    case Control::cyclic_stress:
      break;
  }
  if (wanted != nullptr) s.fail("until", fmt::format("needs {}, so that the segment surely ends", wanted));
}

void read_cycles(Section& s, Segment& g) {
  const bool cycles = cyclic(g.control);
  g.cycles = s.integer("cycles", 1, at_least(1));
  only_for(s, "cycles", cycles, "anything but cyclic");
  const auto strains = s.quantities("amplitude", "1", std::vector<double>{}, {0.0, 1.0, true, false});
  const auto stresses = s.quantities("stress_amplitude", "GPa", std::vector<double>{}, positive());
  only_for(s, "amplitude", cycles, "anything but cyclic");
  only_for(s, "stress_amplitude", cycles, "anything but cyclic");
  if (!cycles) return;
  if (strains.empty() == stresses.empty())
    s.fail("", "a cyclic segment needs either amplitude (of strain) or stress_amplitude, one value or more");
  g.amplitudes = strains.empty() ? stresses : strains;
}

Segment read_segment(Section s, const Load& load, double temperature_K) {
  Segment g;
  const std::string control = s.choice("control", controls, "strain_rate");
  g.control = control_from(control, s.has("stress_amplitude"));
  const bool held = g.control == Control::creep || g.control == Control::relaxation;
  const bool stress = g.control == Control::stress_rate || g.control == Control::cyclic_stress;
  g.strain_rate_per_s = s.quantity("strain_rate", "1/s", load.strain_rate_per_s);
  only_for(s, "strain_rate", moves_strain(g.control), control);
  if (g.strain_rate_per_s == 0.0) s.fail("strain_rate", "must not be 0; write control: relaxation to hold the strain");
  if (stress && !s.has("stress_rate")) s.fail("", "needs stress_rate, such as 10 MPa/s");
  g.stress_rate_GPa_per_s = s.optional_quantity("stress_rate", "GPa/s").value_or(0.0);
  only_for(s, "stress_rate", stress, control);
  if (stress && g.stress_rate_GPa_per_s == 0.0) s.fail("stress_rate", "must not be 0; write control: creep");
  g.stress_GPa = s.optional_quantity("stress", "GPa");
  only_for(s, "stress", g.control == Control::creep, control);
  g.time_step_s = s.optional_quantity("time_step", "s", positive());
  only_for(s, "time_step", held, control);
  g.temperature_K = s.optional_quantity("temperature", "K", non_negative());
  if (g.temperature_K.value_or(temperature_K) == 0.0 && g.control != Control::quasistatic)
    s.fail("temperature", "nothing is activated thermally at 0 K: give a higher one, or control: quasistatic");
  g.machine_stiffness_GPa = s.optional_quantity("machine_stiffness", "GPa", positive());
  only_for(s, "machine_stiffness", !stress && g.control != Control::creep, control);
  read_cycles(s, g);
  read_ends(s.section("until"), control, g);
  need_an_end(s, g);
  return g;
}

}  // namespace

void read_load(Section s, Load& load, double temperature_K) {
  const std::string kind = s.choice("kind", {"uniaxial_plane_strain", "pure_shear"}, "uniaxial_plane_strain");
  load.kind = kind == "pure_shear" ? LoadKind::pure_shear : LoadKind::uniaxial_plane_strain;
  load.strain_rate_per_s = s.quantity("strain_rate", "1/s", load.strain_rate_per_s, positive());
  load.max_strain = s.quantity("max_strain", "1", load.max_strain, {0.0, 1.0, true, false});
  load.strain_step = s.quantity("strain_step", "1", load.strain_step, {0.0, 1e-2, true, false});
  load.strain_limit = s.quantity("strain_limit", "1", load.strain_limit, positive());
  const bool programme = s.has("segments");
  if (programme && s.has("max_strain"))
    s.fail("max_strain", "does not go together with segments; each of them says until when it lasts");
  for (auto& segment : s.list("segments")) load.segments.push_back(read_segment(segment, load, temperature_K));
  if (programme && load.segments.empty()) s.fail("segments", "is empty; leave it out or list a segment");
  if (programme) return;
  if (temperature_K == 0.0)
    s.fail("",
           "nothing is activated thermally at 0 K (deform.temperature): give a higher one, or load by segments of "
           "control: quasistatic");
  if (load.strain_step > load.max_strain)
    s.fail("strain_step",
           fmt::format("a load step of {} is longer than max_strain {}", load.strain_step, load.max_strain));
}

}  // namespace vitrum::kmc
