// SPDX-License-Identifier: Apache-2.0
// vitrum/sweep/sample.hpp: random and quasi-random points in the unit cube, from counter streams.
#pragma once

#include <cstddef>
#include <cstdint>
#include <string>
#include <vector>

#include "vitrum/sweep/deck.hpp"

namespace vitrum::sweep {

/// Coordinate `dimension` (from 0) of points 0 .. n-1 of a Halton sequence (Halton 1960) in the base of the
/// (dimension + 1)-th prime, every digit under a random permutation of its own (Owen 2017, arXiv:1706.02808). In [0,
/// 1); any number of dimensions; more points leave the first ones as they are.
std::vector<double> halton(std::uint64_t seed, std::size_t dimension, std::size_t n);
/// The same of independent uniform points.
std::vector<double> uniform(std::uint64_t seed, std::size_t dimension, std::size_t n);

/// The value at u in [0, 1) of a range, as a deck writes it ("412.5 K").
std::string value_at(const Range& range, double u);

/// One set of values a point.
std::vector<Values> draw(const Sample& sample);

}  // namespace vitrum::sweep
