// SPDX-License-Identifier: Apache-2.0
// vitrum/domains/point_test.cpp: points against hard-core random ones and against peaks of featureless maps.
#include <algorithm>
#include <cmath>
#include <limits>

#include "domains/randomness.hpp"
#include "vitrum/comm/decompose.hpp"

namespace vitrum::domains {

namespace {

constexpr double unknown = std::numeric_limits<double>::quiet_NaN();

/// What is computed of measured and simulated points alike: L - r, mean nearest distance, dispersion.
class Statistics {
 public:
  Statistics(const PointWindow& window, const Radii& radii, std::size_t points)
      : window_(window),
        radii_(radii),
        quadrats_(make_blocks(window.shape(), 2.0 * std::sqrt(window.area() / static_cast<double>(points)))) {}

  std::size_t length() const { return radii_.steps + 2; }
  void append(const Points& points, std::vector<double>& rows) const {
    const auto l = l_minus_r(ripley_k(window_, points, radii_), radii_);
    rows.insert(rows.end(), l.begin(), l.end());
    rows.push_back(mean_nearest_distance(points, window_.shape().nx));
    rows.push_back(dispersion(window_, points, quadrats_));
  }

 private:
  const PointWindow& window_;
  Radii radii_;
  Blocks quadrats_;
};

/// Column `from` .. `to` of rows of length `length`.
std::vector<double> columns(const std::vector<double>& rows, std::size_t length, std::size_t from, std::size_t to) {
  std::vector<double> part;
  for (std::size_t s = 0; s < rows.size(); s += length) {
    part.insert(part.end(), rows.begin() + static_cast<std::ptrdiff_t>(s + from),
                rows.begin() + static_cast<std::ptrdiff_t>(s + to));
  }
  return part;
}

/// Two-sided: twice the rarer tail.
double two_sided(double observed, const std::vector<double>& simulated) {
  double above = 1.0, below = 1.0;
  for (const double v : simulated) {
    above += v >= observed;
    below += v <= observed;
  }
  return std::min(1.0, 2.0 * std::min(above, below) / static_cast<double>(simulated.size() + 1));
}

/// [simulation][statistic], or empty where the points do not fit with their exclusion.
std::vector<double> simulate(const comm::Communicator& comm, const PointWindow& window, std::size_t points,
                             double exclusion, const PointDraws& draws, const Statistics& statistics) {
  const auto mine = comm::block_of(static_cast<std::size_t>(draws.count), 1, comm.rank(), comm.size());
  std::vector<double> rows;
  bool fits = true;
  for (std::size_t s = mine.begin; s < mine.end && fits; ++s) {
    Stream stream(draws.seed, Purpose::point_process, draws.stream, static_cast<std::uint32_t>(s));
    const auto drawn = hard_core_points(window, points, exclusion, stream);
    fits = drawn.has_value();
    if (fits) statistics.append(*drawn, rows);
  }
  if (!comm.all(fits)) return {};
  return comm.gather_everywhere<double>(rows);
}

void describe(const PointWindow& window, const Points& points, const Radii& radii, PointTest& test) {
  const auto k = ripley_k(window, points, radii);
  for (std::size_t i = 0; i < radii.steps; ++i) test.curves.r_nm.push_back(radii[i]);
  test.curves.k_nm2 = k;
  test.curves.l_minus_r_nm = l_minus_r(k, radii);
  test.curves.g = pair_correlation(window, points, radii);
  const double n = static_cast<double>(points.size());
  const Expected expected = donnelly(window.area(), window.perimeter(), n);
  const double nearest = mean_nearest_distance(points, window.shape().nx);
  test.clark_evans = nearest / expected.mean;
  const bool rectangle = window.positions().size() == window.shape().size();  // what Donnelly's border terms are for
  test.clark_evans_error = rectangle ? expected.error / expected.mean : unknown;
  test.clark_evans_z = rectangle ? (nearest - expected.mean) / expected.error : unknown;
}

void envelope(const std::vector<double>& simulated, std::size_t steps, PointCurves& curves) {
  for (std::size_t i = 0; i < steps; ++i) {
    const auto at_r = columns(simulated, steps, i, i + 1);
    curves.lo_nm.push_back(quantile(at_r, 0.025));
    curves.hi_nm.push_back(quantile(at_r, 0.975));
  }
}

}  // namespace

double largest_radius(const PointWindow& window, std::size_t points) {
  const double side = static_cast<double>(std::min(window.shape().ny, window.shape().nx));
  return std::max(1.0, std::min(0.25 * side, 10.0 * std::sqrt(window.area() / static_cast<double>(points))));
}

PointTest test_points(const comm::Communicator& comm, const PointWindow& window, const Points& points, double exclusion,
                      const PointDraws& draws, const std::vector<Points>& featureless) {
  const Radii radii{largest_radius(window, points.size())};
  const Statistics statistics(window, radii, points.size());
  PointTest test;
  test.points = static_cast<std::int64_t>(points.size());
  test.exclusion_nm = exclusion;
  describe(window, points, radii, test);
  std::vector<double> own;
  statistics.append(points, own);
  const std::vector<double> curve(own.begin(), own.begin() + static_cast<std::ptrdiff_t>(radii.steps));
  test.dispersion = own.back();

  const auto rows = simulate(comm, window, points.size(), exclusion, draws, statistics);
  const auto length = statistics.length();
  test.simulations = static_cast<std::int64_t>(rows.size() / length);
  test.clark_evans_p = test.dispersion_p = test.dclf_p = test.mad_p = unknown;
  if (!rows.empty()) {
    const auto curves = columns(rows, length, 0, radii.steps);
    const GlobalTest global = global_test(curve, curves);
    test.dclf_p = global.dclf_p;
    test.mad_p = global.mad_p;
    test.clark_evans_p = two_sided(own[radii.steps], columns(rows, length, radii.steps, radii.steps + 1));
    test.dispersion_p = two_sided(own[radii.steps + 1], columns(rows, length, radii.steps + 1, radii.steps + 2));
    envelope(curves, radii.steps, test.curves);
  }
  std::vector<double> null_curves;
  for (const Points& peaks : featureless) {
    if (peaks.size() < 2) continue;
    const auto l = l_minus_r(ripley_k(window, peaks, radii), radii);
    null_curves.insert(null_curves.end(), l.begin(), l.end());
  }
  test.surrogates = static_cast<std::int64_t>(null_curves.size() / radii.steps);
  const GlobalTest other = test.surrogates > 0 ? global_test(curve, null_curves) : GlobalTest{unknown, unknown};
  test.surrogate_dclf_p = other.dclf_p;
  test.surrogate_mad_p = other.mad_p;
  return test;
}

}  // namespace vitrum::domains
