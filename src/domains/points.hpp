// SPDX-License-Identifier: Apache-2.0
// vitrum/domains/points.hpp: statistics of points on the positions of a scan (characterization 1.12).
#pragma once

#include <cstddef>
#include <cstdint>
#include <optional>
#include <vector>

#include "domains/blocks.hpp"
#include "domains/image.hpp"
#include "vitrum/core/random.hpp"

namespace vitrum::domains {

/// The usable positions as a window of unit cells; lengths in positions.
class PointWindow {
 public:
  PointWindow(Shape shape, std::vector<std::uint8_t> good, double reach);
  Shape shape() const { return shape_; }
  const std::vector<std::uint8_t>& good() const { return good_; }
  const std::vector<std::size_t>& positions() const { return positions_; }
  double area() const { return static_cast<double>(positions_.size()); }
  double perimeter() const { return perimeter_; }
  /// Area that the window shares with itself moved by a whole number of positions, |dy|, |dx| <= reach.
  double shared(std::ptrdiff_t dy, std::ptrdiff_t dx) const;

 private:
  Shape shape_;
  std::vector<std::uint8_t> good_;
  std::vector<std::size_t> positions_;
  double perimeter_ = 0.0;
  std::ptrdiff_t reach_ = 0;
  std::vector<double> shared_;  // [dy][dx + reach], dy >= 0
};

/// r_i = (i + 1) r_max / steps.
struct Radii {
  double r_max = 1.0;
  std::size_t steps = 64;
  double operator[](std::size_t i) const { return r_max * static_cast<double>(i + 1) / static_cast<double>(steps); }
};

using Points = std::vector<std::size_t>;  // positions, in increasing order

/// K(r) = A^2 / (N (N - 1)) sum over ordered pairs of 1(d <= r) / |W and W moved|: translation correction.
std::vector<double> ripley_k(const PointWindow& window, const Points& points, const Radii& radii);
/// L - r, L = sqrt(K / pi).
std::vector<double> l_minus_r(std::vector<double> k, const Radii& radii);
/// g(r), Epanechnikov kernel of half-width 0.15 / sqrt(density), the same correction.
std::vector<double> pair_correlation(const PointWindow& window, const Points& points, const Radii& radii);

double mean_nearest_distance(const Points& points, std::size_t nx);
/// Mean and standard error of it for complete randomness (Donnelly 1978).
struct Expected {
  double mean = 0.0, error = 0.0;
};
Expected donnelly(double area, double perimeter, double points);

/// Variance over mean of counts in quadrats, each against its own usable area: sum (n - e)^2 / e / (quadrats - 1).
double dispersion(const PointWindow& window, const Points& points, const Blocks& quadrats);

/// Random points with no two of d^2 <= exclusion^2, one after the other (SSI), on usable positions; empty where they do
/// not fit.
std::optional<Points> hard_core_points(const PointWindow& window, std::size_t count, double exclusion, Stream& stream);

/// Global tests of a curve against those of simulations (Diggle; Loosmore and Ford 2006; Baddeley et al. 2014):
/// p = (1 + simulations as far from the mean curve) / (1 + simulations), in squares summed over r (DCLF) or at most
/// (MAD).
struct GlobalTest {
  double dclf_p = 1.0, mad_p = 1.0;
};
GlobalTest global_test(const std::vector<double>& observed, const std::vector<double>& simulated);  // [sim][r]

}  // namespace vitrum::domains
