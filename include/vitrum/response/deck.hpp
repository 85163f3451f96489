// SPDX-License-Identifier: Apache-2.0
// vitrum/response/deck.hpp: the `response:` section of a deck.
#pragma once

#include "vitrum/core/deck.hpp"
#include "vitrum/response/response.hpp"

namespace vitrum::response {

Parameters read_deck(Section section);

}  // namespace vitrum::response
