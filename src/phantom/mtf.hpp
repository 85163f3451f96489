// SPDX-License-Identifier: Apache-2.0
// vitrum/phantom/mtf.hpp: the modulation transfer function of a detector.
#pragma once

#include <array>
#include <cstddef>
#include <span>
#include <string>
#include <vector>

#include "simulator_tables.hpp"

namespace vitrum::phantom {

/// Rows "cycles a pixel, MTF" of a text file (spaces or commas; # starts a comment). DataError with the line.
std::vector<std::array<double, 2>> read_mtf(const std::string& path);

/// Convolution of patterns with the point spread of an MTF: exp(-2 pi^2 blur^2 q^2), or a table, of |q| in cycles a
/// pixel. What spreads beyond the detector's edge is lost. `apply` may be called by many threads at once.
class Mtf {
 public:
  Mtf(std::size_t qy, std::size_t qx, double blur_px, const std::vector<std::array<double, 2>>& table);
  void apply(std::span<double> image) const;

 private:
  std::size_t qy_, qx_, ny_, nx_;  // detector, FFT with as much room again
  std::vector<double> transfer_;   // [ny][nx / 2 + 1], divided by ny nx
  Plan forward_, backward_;
};

}  // namespace vitrum::phantom
