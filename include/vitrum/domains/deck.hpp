// SPDX-License-Identifier: Apache-2.0
// vitrum/domains/deck.hpp: the `domains:` section and the foil's `thickness:` of a deck.
#pragma once

#include <optional>

#include "vitrum/core/deck.hpp"
#include "vitrum/domains/domains.hpp"
#include "vitrum/domains/thickness_map.hpp"

namespace vitrum::domains {

/// `thickness: 8 nm`, or `thickness: {value: 8 nm, error: 0.5 nm}`, read from the deck's root. With `map` or `detector`
/// in place of `value` the error alone, and the default value, which the map replaces.
Uncertain read_thickness(Section root);

/// `thickness: {map: FILE.h5:/dataset}` (a list of them: one for each area) or `{detector: NAME, black, slope}`.
ThicknessSource read_thickness_source(Section root);

/// `domains:` and `thickness:` from the deck's root; probe_fwhm_nm is the default of domains.probe_fwhm (what the
/// scan's metadata say), `seed` that of the run.
Parameters read_deck(Section root, std::optional<double> probe_fwhm_nm, std::uint64_t seed);

}  // namespace vitrum::domains
