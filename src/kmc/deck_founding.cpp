// SPDX-License-Identifier: Apache-2.0
// vitrum/kmc/deck_founding.cpp: names, units, ranges and defaults of `deform.founding:`.
#include "kmc/deck_founding.hpp"

namespace vitrum::kmc {

FoundingLaw read_founding_law(Section s) {
  FoundingLaw law;
  law.initial_strain = s.quantity("initial_strain", "1", law.initial_strain, {0.0, 1.0, false, true});
  law.rehardening = s.choice("barrier_law", {"softened", "rehardening"}, "softened") == "rehardening";
  law.net_softening = s.number("net_softening", law.net_softening, non_negative());
  law.net_softening_cap = s.optional_quantity("net_softening_cap", "1", non_negative()).value_or(law.net_softening_cap);
  law.barrier_floor_eV = s.quantity("barrier_floor", "eV", law.barrier_floor_eV, non_negative());
  return law;
}

}  // namespace vitrum::kmc
