// SPDX-License-Identifier: Apache-2.0
// vitrum/phantom/detector.hpp: from expected electrons to detector values: beam stop, MTF, noise, defects.
#pragma once

#include <cstddef>
#include <cstdint>
#include <memory>
#include <span>
#include <vector>

#include "mtf.hpp"
#include "vitrum/phantom/synthesize.hpp"

namespace vitrum::phantom {

enum class PixelState : std::uint8_t { good = 0, dead = 1, hot = 2 };

/// The pixels of one detector.
struct Detector {
  std::vector<PixelState> states;    // drawn without replacement
  std::vector<double> transmission;  // 0 behind the beam stop; empty without one
  std::vector<double> flat;          // sensitivity, mean 1; empty where even
  std::vector<double> dark;          // detector units; empty where even
  std::unique_ptr<const Mtf> mtf;    // null where 1
};
Detector make_detector(const Parameters& parameters);

/// Beam stop, pixel area and MTF: what is expected in the pixels of one pattern (changed in place).
void shape_expectation(const Parameters& parameters, const Detector& detector, bool with_mtf, std::span<double> shares);

/// The saturation as a pixel stores it: whole counts, or a 32-bit float.
double stored_saturation(const Sensor& sensor);

struct ReadOut {
  std::uint64_t electrons = 0;  // drawn, on pixels that are not defective
  std::uint64_t clipped = 0;    // pixels that were set to the saturation
};

/// One pattern as the detector reads it, from the streams of its scan position; `shares` is used up.
/// T: std::uint16_t (counting) or float (integrating). Hot pixels read gain * Poisson(hot_counts) + dark, dead ones 0,
/// whatever falls on them and their neighbours.
template <class T>
ReadOut read_out(const Parameters& parameters, const Detector& detector, std::size_t position, std::span<double> shares,
                 std::span<T> values);

}  // namespace vitrum::phantom
