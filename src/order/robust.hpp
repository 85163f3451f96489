// SPDX-License-Identifier: Apache-2.0
// vitrum/order/robust.hpp: middle and spread of a map that outliers do not move.
#pragma once

#include <cstddef>
#include <cstdint>
#include <vector>

namespace vitrum::order {

/// Of the finite values at selected positions (`selected` empty: all).
struct Robust {
  std::size_t number = 0;
  double median = 0.0;
  double sigma = 0.0;  // 1.4826 times the median absolute deviation: the standard deviation of a normal distribution
};
Robust robust(const std::vector<double>& values, const std::vector<std::uint8_t>& selected);

}  // namespace vitrum::order
