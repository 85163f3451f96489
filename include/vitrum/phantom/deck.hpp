// SPDX-License-Identifier: Apache-2.0
// vitrum/phantom/deck.hpp: the `synthesize:` section of a deck.
#pragma once

#include <cstdint>

#include "vitrum/core/deck.hpp"
#include "vitrum/phantom/synthesize.hpp"

namespace vitrum::phantom {

/// `seed`: the deck's own. memory_bytes is left to the caller.
Parameters read_deck(Section section, std::uint64_t seed);

}  // namespace vitrum::phantom
