// SPDX-License-Identifier: Apache-2.0
// vitrum/order/deck.hpp: the sections `bands:` and `order:` of a deck.
#pragma once

#include "vitrum/core/deck.hpp"
#include "vitrum/order/measure.hpp"

namespace vitrum::order {

/// Reads `bands:` and `order:` of the deck's root; detectors, seed and memory are the caller's.
Parameters read_deck(Section root);

}  // namespace vitrum::order
