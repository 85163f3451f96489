// SPDX-License-Identifier: Apache-2.0
// vitrum/scan/deck.hpp: the `scan:` section of a deck.
#pragma once

#include "vitrum/core/deck.hpp"
#include "vitrum/scan/source.hpp"

namespace vitrum::scan {

/// `fallback_path`: the file that an earlier stage of this run makes ("" for none: then `file` is required).
OpenOptions read_deck(Section section, const std::string& fallback_path = "");

}  // namespace vitrum::scan
