// SPDX-License-Identifier: Apache-2.0
// vitrum/order/deck.cpp: the sections `bands:` and `order:`.
#include "vitrum/order/deck.hpp"

#include <algorithm>

namespace vitrum::order {

Parameters read_deck(Section root) {
  Parameters p;
  for (Section& entry : root.list("bands")) {
    Band band;
    band.name = entry.text("name");
    const auto k = entry.quantities("k", "1/Angstrom", {}, positive());
    if (k.size() != 2 || !(k[0] < k[1])) entry.fail("k", "must be [inner, outer] with inner < outer, in 1/Angstrom");
    band.k1 = k[0];
    band.k2 = k[1];
    const bool taken = std::any_of(p.bands.begin(), p.bands.end(), [&](const Band& b) { return b.name == band.name; });
    if (taken) entry.fail("name", "is the name of an earlier band; give each its own");
    p.bands.push_back(band);
  }
  Section section = root.section("order");
  p.n_phi = static_cast<int>(section.integer("azimuths", p.n_phi, between(8.0, 4096.0)));
  if (p.n_phi % 2 != 0) section.fail("azimuths", "must be even");
  p.sectors = static_cast<int>(section.integer("sectors", p.sectors, between(3.0, 4096.0)));
  p.bin_px = section.quantity("radial_bin", "px", p.bin_px, at_least(0.25));
  p.bootstrap_block_nm = section.quantity("bootstrap_block", "nm", p.bootstrap_block_nm, positive());
  p.bootstrap_draws = static_cast<int>(section.integer("bootstrap_draws", p.bootstrap_draws, at_least(2.0)));
  std::vector<std::int64_t> ns(p.normalized_sum.begin(), p.normalized_sum.end());
  ns = section.integers("normalized_sum", ns, between(1.0, n_max));
  if (ns.empty())
    section.fail("normalized_sum", "names no n; write the n-fold maps that are summed, such as [2, 4, 6]");
  p.normalized_sum.assign(ns.begin(), ns.end());
  return p;
}

}  // namespace vitrum::order
