// SPDX-License-Identifier: Apache-2.0
// tests/verification/phantom/measured_foil.hpp: noise-free patterns at chosen places of a foil, each measured at once.
#pragma once

#include <algorithm>
#include <cmath>
#include <cstdint>
#include <numbers>
#include <span>
#include <vector>

#include "vitrum/comm/communicator.hpp"
#include "vitrum/pattern/kernels/harmonics.hpp"
#include "vitrum/phantom/diffraction.hpp"

namespace vitrum::phantom::testing {

struct Place {
  double x = 0.0, y = 0.0;  // Angstrom
};

/// What `measure(pattern, out)` makes of the pattern at each place, `width` numbers a place. Places of equal y that
/// follow each other share a projected potential; such lines are dealt out to the ranks, and every rank gets all
/// results in the order of the places.
template <class Measure>
std::vector<double> measure_at(const comm::Communicator& comm, const Simulator& simulator, const Foil& foil,
                               const Pixels& pixels, const std::vector<Place>& places, const Decoherence& decoherence,
                               int exposure, std::size_t width, Measure&& measure) {
  auto workspace = simulator.workspace();
  const auto ranks = static_cast<std::size_t>(comm.size()), rank = static_cast<std::size_t>(comm.rank());
  std::vector<double> mine, index, shares(pixels.qy * pixels.qx);
  std::size_t line = 0;
  for (std::size_t first = 0, end = 0; first < places.size(); first = end, ++line) {
    while (end < places.size() && places[end].y == places[first].y) ++end;
    if (line % ranks != rank) continue;
    const auto potential = simulator.potential(
        foil, {places[first].x, places[end - 1].x, places[first].y, places[first].y}, decoherence, exposure);
    for (std::size_t i = first; i < end; ++i) {
      std::fill(shares.begin(), shares.end(), 0.0);
      simulator.pattern(potential, places[i].x, places[i].y, 0.5 * static_cast<double>(pixels.qy - 1),
                        0.5 * static_cast<double>(pixels.qx - 1), 1.0, workspace, shares);
      mine.resize(mine.size() + width);
      index.push_back(static_cast<double>(i));
      measure(std::span<const double>(shares), std::span(mine).last(width));
    }
  }
  const auto dealt = comm.gather_everywhere<double>(mine), order = comm.gather_everywhere<double>(index);
  std::vector<double> all(places.size() * width);
  for (std::size_t i = 0; i < order.size(); ++i)
    std::copy_n(dealt.begin() + static_cast<std::ptrdiff_t>(i * width), width,
                all.begin() + static_cast<std::ptrdiff_t>(order[i]) * static_cast<std::ptrdiff_t>(width));
  return all;
}

/// F_n of the band [k1, k2] by the kernels that users' data go through; the pattern is noise-free and all good.
inline pattern::kernels::Harmonics band(std::span<const double> shares, const Pixels& pixels,
                                        const pattern::kernels::Frame& frame, double k1, double k2) {
  namespace kernels = pattern::kernels;
  const double r1 = k1 / pixels.k_per_px, r2 = k2 / pixels.k_per_px;
  const auto bins = static_cast<std::size_t>(r2) + 4;
  const std::vector<std::uint8_t> mask(shares.size(), 1);
  std::vector<double> store(5 * bins), scratch(kernels::harmonics_scratch(r2, 1.0));
  const auto column = [&](std::size_t i) { return store.data() + i * bins; };
  const kernels::Profile profile{column(0), column(1), column(2), column(3), column(4), static_cast<int>(bins), 1.0};
  const kernels::Pattern<double> image{shares.data(), mask.data(), static_cast<int>(pixels.qy),
                                       static_cast<int>(pixels.qx)};
  kernels::Harmonics result;
  kernels::radial_profile(image, frame, kernels::Noise{}, profile);
  kernels::band_harmonics(image, frame, kernels::Noise{}, profile, r1, r2, scratch.data(), result);
  return result;
}

/// |F_n|^2 / F_0^2
inline double power(const pattern::kernels::Harmonics& h, int n) {
  return (h.re[n - 1] * h.re[n - 1] + h.im[n - 1] * h.im[n - 1]) / (h.total * h.total);
}

/// Share of pairs (signal, background) in which the signal is the larger: the area under the ROC curve.
inline double area_under_curve(const std::vector<double>& signal, const std::vector<double>& background) {
  double wins = 0.0;
  for (double s : signal)
    for (double b : background) wins += s > b ? 1.0 : s == b ? 0.5 : 0.0;
  return wins / static_cast<double>(signal.size() * background.size());
}

}  // namespace vitrum::phantom::testing
