// SPDX-License-Identifier: Apache-2.0
// vitrum/elasticity/deck.hpp: the section `elasticity:` of a deck.
#pragma once

#include "vitrum/core/deck.hpp"
#include "vitrum/elasticity/elasticity.hpp"

namespace vitrum::elasticity {

/// young_modulus, poisson_ratio, plane, operator (docs/deck.md). InputError with line and column.
Medium read_medium(Section section);

}  // namespace vitrum::elasticity
