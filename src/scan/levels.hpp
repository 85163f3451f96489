// SPDX-License-Identifier: Apache-2.0
// vitrum/scan/levels.hpp: stored values that are no measurement.
#pragma once

#include <limits>
#include <type_traits>

#include "vitrum/scan/source.hpp"

namespace vitrum::scan {

/// Saturated, flagged by the detector, or the largest of an integer type.
class Levels {
 public:
  Levels(const std::optional<double>& saturation, const std::optional<double>& flagged)
      : saturation_(saturation.value_or(none)), flagged_(flagged.value_or(none)) {}

  /// Before any conversion to f32, which would round.
  template <class T>
  bool full(T stored) const {
    if constexpr (std::is_integral_v<T>) {
      if (stored == std::numeric_limits<T>::max()) return true;
    }
    const double value = static_cast<double>(stored);
    return value >= saturation_ || value == flagged_;
  }

 private:
  static constexpr double none = std::numeric_limits<double>::quiet_NaN();  // no number compares with it
  double saturation_, flagged_;
};

}  // namespace vitrum::scan
