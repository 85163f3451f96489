// SPDX-License-Identifier: Apache-2.0
// vitrum/pattern/ring_search.cpp: where a ring may be, and whether it is one.
#include <algorithm>
#include <cmath>
#include <numbers>

#include "pattern/least_squares.hpp"
#include "pattern/ring_fit.hpp"

namespace vitrum::pattern {
namespace {

constexpr int sectors = 12;

struct Linear {
  double amplitude = 0.0, level = 0.0, slope = 0.0, error = 0.0;
};

/// Least squares of y = A exp(-z^2 / 2) + b0 + b1 (r - a) in (A, b0, b1); error of A from the residual scatter.
class LinearRing {
 public:
  LinearRing(double a, double w) : a_(a), w_(w), equations_(3) {}
  void add(double r, double y, double weight) {
    const double z = (r - a_) / w_;
    const double row[3] = {std::exp(-0.5 * z * z), 1.0, r - a_};
    equations_.add(row, y, weight);
    square_ += weight * y * y;
    ++count_;
  }
  std::size_t count() const { return count_; }
  std::optional<Linear> solve() const {
    if (count_ < 6) return {};
    const auto x = solve_spd(equations_.matrix, equations_.gradient);
    const auto inverse = invert_spd(equations_.matrix, 3);
    if (!x || !inverse) return {};
    double cost = square_;
    for (int i = 0; i < 3; ++i) cost -= (*x)[i] * equations_.gradient[i];
    const double variance = std::max(0.0, cost) / static_cast<double>(count_ - 3);
    return Linear{(*x)[0], (*x)[1], (*x)[2], std::sqrt(variance * (*inverse)[0])};
  }

 private:
  double a_, w_;
  NormalEquations equations_;
  double square_ = 0.0;
  std::size_t count_ = 0;
};

/// Median of the good pixels against radius in bins of 1 px, and how many there are.
struct Medians {
  std::vector<double> value;
  std::vector<double> pixels;
};

Medians radial_medians(const Image& image, kernels::Point centre) {
  std::vector<std::vector<double>> rings;
  for (std::size_t p = 0; p < image.value.size(); ++p) {
    if (image.mask[p] == 0) continue;
    const double r =
        std::hypot(static_cast<double>(p % image.qx) - centre.x, static_cast<double>(p / image.qx) - centre.y);
    const auto j = static_cast<std::size_t>(r + 0.5);
    if (rings.size() <= j) rings.resize(j + 1);
    rings[j].push_back(image.value[p]);
  }
  Medians out;
  for (auto& ring : rings) {
    out.pixels.push_back(static_cast<double>(ring.size()));
    out.value.push_back(median(ring));
  }
  return out;
}

std::optional<RingValues> candidate(const Medians& radial, double radius, double width) {
  LinearRing linear(radius, width);
  const auto first = static_cast<std::size_t>(std::max(1.0, std::ceil(radius - 2.5 * width)));
  for (std::size_t j = first; j < radial.value.size() && static_cast<double>(j) <= radius + 2.5 * width; ++j) {
    const double share = radial.pixels[j] / (2.0 * std::numbers::pi * static_cast<double>(j));
    if (share > 0.25) linear.add(static_cast<double>(j), radial.value[j], std::min(1.0, share));
  }
  const auto fit = linear.solve();
  if (!fit || !(fit->amplitude > 3.0 * fit->error)) return {};
  RingValues p{};
  p[a] = radius;
  p[w] = width;
  p[A] = fit->amplitude;
  p[b0] = fit->level;
  p[b1] = fit->slope;
  return p;
}

/// Good pixels of the ring's core |rho - a| < 1.2 w in each sector, and the pixels that the core has by area.
struct Coverage {
  double pixels[sectors] = {};
  double full = 0.0;
};

/// Means of the pattern on the ring and on either side of it: a ring is a maximum against radius.
class Sides {
 public:
  void add(double off_in_widths, double value) {
    const int at = std::fabs(off_in_widths) < 0.5 ? 1 : off_in_widths < -1.5 ? 0 : off_in_widths > 1.5 ? 2 : -1;
    if (at < 0) return;
    sum_[at] += value;
    count_[at] += 1.0;
  }
  bool maximum() const { return above(0) && above(2); }

 private:
  bool above(int side) const { return count_[side] < 8.0 || sum_[1] * count_[side] > sum_[side] * count_[1]; }
  double sum_[3] = {};
  double count_[3] = {};
};

}  // namespace

double conspicuity(const RingValues& p) {
  const double pixels = 2.0 * std::numbers::pi * p[a] * 2.0 * p[w];
  const double counts = std::max(p[b0], 0.0) + 0.5 * p[A];
  return counts > 0.0 && p[A] > 0.0 ? p[A] * std::sqrt(pixels / counts) : 0.0;
}

std::vector<RingValues> ring_candidates(const Image& image, kernels::Point centre, std::optional<double> near) {
  const Medians radial = radial_medians(image, centre);
  const double largest = static_cast<double>(radial.value.size());
  std::vector<RingValues> found;
  for (double width = 1.2; width < 0.12 * largest; width *= 1.4) {
    for (double radius = std::max(4.0, 2.5 * width); radius + 1.5 * width < largest;
         radius += std::max(0.5, 0.4 * width)) {
      if (near && std::fabs(radius - *near) > 0.25 * *near) continue;
      if (auto p = candidate(radial, radius, width)) {
        (*p)[cx] = centre.x;
        (*p)[cy] = centre.y;
        found.push_back(*p);
      }
    }
  }
  std::stable_sort(found.begin(), found.end(),
                   [](const auto& l, const auto& r) { return conspicuity(l) > conspicuity(r); });
  std::vector<RingValues> distinct;
  for (const auto& p : found) {
    const bool near_better = std::any_of(distinct.begin(), distinct.end(),
                                         [&](const auto& q) { return std::fabs(p[a] - q[a]) < std::max(p[w], q[w]); });
    if (!near_better) distinct.push_back(p);
    if (distinct.size() == 4) break;
  }
  return distinct;
}

RingTest test_ring(const Image& image, const RingValues& value, const RingCriterion& criterion) {
  const kernels::Frame frame = frame_of(value, 0.0, 0.0);
  std::vector<LinearRing> fits(sectors, LinearRing(value[a], value[w]));
  Sides sides;
  Coverage coverage;
  coverage.full = 2.0 * std::numbers::pi * value[a] * 2.4 * value[w] / sectors;
  for (std::size_t p = 0; p < image.value.size(); ++p) {
    if (image.mask[p] == 0) continue;
    const auto q = kernels::corrected(frame, static_cast<double>(p % image.qx), static_cast<double>(p / image.qx));
    const double off = std::fabs(std::hypot(q.x, q.y) - value[a]);
    if (off >= 2.5 * value[w]) continue;
    sides.add((std::hypot(q.x, q.y) - value[a]) / value[w], image.value[p]);
    const double turn = std::atan2(q.y, q.x) / (2.0 * std::numbers::pi) + 0.5;
    const auto s = std::min<std::size_t>(sectors - 1, static_cast<std::size_t>(turn * sectors));
    fits[s].add(std::hypot(q.x, q.y), image.value[p], 1.0);
    if (off < 1.2 * value[w]) coverage.pixels[s] += 1.0;
  }
  RingTest test;
  std::vector<double> amplitudes;
  for (std::size_t s = 0; s < sectors; ++s) {
    test.coverage += std::min(1.0, coverage.pixels[s] / coverage.full) / sectors;
    if (coverage.pixels[s] < 0.5 * coverage.full) continue;
    if (const auto fit = fits[s].solve()) amplitudes.push_back(fit->amplitude);
  }
  const double n = static_cast<double>(amplitudes.size());
  if (amplitudes.size() < 4) {
    test.failed = "fewer than 4 of its 12 sectors are covered by good pixels";
    return test;
  }
  double mean = 0.0, variance = 0.0, positive = 0.0;
  for (const double v : amplitudes) mean += v / n;
  for (const double v : amplitudes) {
    variance += (v - mean) * (v - mean) / (n - 1.0);
    positive += v > 0.0 ? 1.0 : 0.0;
  }
  test.significance = variance > 0.0 ? mean / std::sqrt(variance / n) : 0.0;
  const double background = std::max(value[b0], 0.0);
  if (test.coverage < criterion.coverage) {
    test.failed = "good pixels cover too little of its azimuth";
  } else if (!(test.significance >= criterion.significance)) {
    test.failed = "its amplitude is not significant against its scatter over azimuth";
  } else if (positive < 0.75 * n) {
    test.failed = "its amplitude is negative in more than a quarter of the azimuth";
  } else if (!sides.maximum()) {
    test.failed = "it is no maximum against radius";
  } else if (!(value[A] >= criterion.contrast * background)) {
    test.failed = "it does not stand out from its background";
  }
  return test;
}

}  // namespace vitrum::pattern
