// SPDX-License-Identifier: Apache-2.0
// vitrum/domains/cross_k.cpp: K_12 of hotspots with maxima of V(x,y) or hotspots of another n, against toroidal shifts.
#include "domains/cross_k.hpp"

#include <fmt/format.h>

#include <algorithm>
#include <cmath>
#include <limits>
#include <numbers>

#include "domains/correlator.hpp"
#include "domains/points.hpp"
#include "vitrum/comm/decompose.hpp"

namespace vitrum::domains {

namespace {

constexpr double unknown = std::numeric_limits<double>::quiet_NaN();
constexpr std::size_t least_points = 5;
constexpr double step_px = 0.5;

/// [u]: pairs (a, b) with b - a = u on the torus, over the positions usable at both ends of u.
std::vector<double> pair_density(Shape shape, const PointPair& points, const std::vector<double>& overlap) {
  std::vector<double> a(shape.size()), b(shape.size());
  for (const std::size_t r : points.a) a[r] += 1.0;
  for (const std::size_t r : points.b) b[r] += 1.0;
  Correlator correlate(shape);
  auto pairs = correlate(correlate.transform(a), correlate.transform(b));
  for (std::size_t u = 0; u < pairs.size(); ++u) {
    const double number = std::round(pairs[u]);
    pairs[u] = number > 0.0 ? number / overlap[u] : 0.0;
  }
  return pairs;
}

/// K_12 of the points b moved by shifts.
class Curves {
 public:
  Curves(Shape shape, const PointPair& points, const std::vector<double>& overlap, std::size_t steps)
      : shape_(shape), steps_(steps), density_(pair_density(shape, points, overlap)) {
    const double area = overlap[0];
    scale_ = area * area / (static_cast<double>(points.a.size()) * static_cast<double>(points.b.size()));
    const auto reach = static_cast<std::ptrdiff_t>(step_px * static_cast<double>(steps));
    for (std::ptrdiff_t dy = -reach; dy <= reach; ++dy) {
      for (std::ptrdiff_t dx = -reach; dx <= reach; ++dx) {
        const double d = std::sqrt(static_cast<double>(dy * dy + dx * dx));
        const auto bin = static_cast<std::size_t>(std::max(0.0, std::ceil(d / step_px - 1e-9) - 1.0));
        if (bin < steps) disc_.push_back({wrapped(dy, shape.ny), wrapped(dx, shape.nx), bin});
      }
    }
  }

  std::vector<double> k(std::size_t shift) const {
    const std::size_t sy = shape_.ny - shift / shape_.nx, sx = shape_.nx - shift % shape_.nx;
    std::vector<double> k(steps_);
    for (const Place& v : disc_)  // a pair at u comes to v = u + shift
      k[v.bin] += density_[(v.y + sy) % shape_.ny * shape_.nx + (v.x + sx) % shape_.nx];
    double sum = 0.0;
    for (double& value : k) value = scale_ * (sum += value);
    return k;
  }

  Radii radii() const { return {step_px * static_cast<double>(steps_), steps_}; }

 private:
  struct Place {
    std::size_t y, x, bin;
  };
  static std::size_t wrapped(std::ptrdiff_t d, std::size_t n) {
    return static_cast<std::size_t>(d < 0 ? d + static_cast<std::ptrdiff_t>(n) : d);
  }

  Shape shape_;
  std::size_t steps_;
  std::vector<double> density_;
  double scale_ = 1.0;
  std::vector<Place> disc_;
};

/// L - r to first order in K about pi r^2: linear, so that its mean does not depend on how many pairs a shift leaves.
std::vector<double> linear(std::vector<double> k, const Radii& radii) {
  for (std::size_t i = 0; i < k.size(); ++i)
    k[i] = (k[i] - std::numbers::pi * radii[i] * radii[i]) / (2.0 * std::numbers::pi * radii[i]);
  return k;
}

/// The L - r of such a value.
double l_of_linear(double value, double r) { return std::sqrt(std::max(0.0, r * (r + 2.0 * value))) - r; }

/// Rows of the shifts about their mean, brought to the scatter of no shift (Association).
std::vector<double> rescaled(const std::vector<double>& rows, std::size_t steps, const std::vector<std::size_t>& shifts,
                             const std::vector<double>& overlap) {
  std::vector<double> mean(steps), out = rows;
  double weights = 0.0;
  for (std::size_t i = 0; i < shifts.size(); ++i) {
    weights += overlap[shifts[i]];
    for (std::size_t j = 0; j < steps; ++j) mean[j] += overlap[shifts[i]] * rows[i * steps + j];
  }
  for (std::size_t i = 0; i < shifts.size(); ++i) {
    const double factor = std::sqrt(overlap[shifts[i]] / overlap[0]);
    for (std::size_t j = 0; j < steps; ++j) {
      const double middle = mean[j] / weights;
      out[i * steps + j] = middle + factor * (rows[i * steps + j] - middle);
    }
  }
  return out;
}

}  // namespace

std::vector<std::uint8_t> interior(const Chain& chain) {
  const auto [ny, nx] = chain.shape;
  const auto margin = static_cast<std::size_t>(std::ceil(std::max({1.0, chain.exclusion_px, 2.0 * chain.sigma_px})));
  const auto inside = [&](std::size_t y, std::size_t x) {
    if (y < margin || x < margin || y + margin >= ny || x + margin >= nx) return false;
    for (std::size_t i = y - margin; i <= y + margin; ++i) {
      for (std::size_t j = x - margin; j <= x + margin; ++j) {
        if (!chain.good[i * nx + j]) return false;
      }
    }
    return true;
  };
  std::vector<std::uint8_t> good(ny * nx);
  for (std::size_t r = 0; r < good.size(); ++r) good[r] = inside(r / nx, r % nx);
  return good;
}

std::size_t cross_k_steps(Shape shape, double probe_px) {
  const double reach = std::min(0.25 * static_cast<double>(std::min(shape.ny, shape.nx)), 4.0 * probe_px);
  return static_cast<std::size_t>(std::max(2.0, std::floor(reach / step_px)));
}

CrossK cross_k(PointPair points, Shape shape, const std::vector<std::uint8_t>& good, double probe_px,
               const ShiftDraws& draws) {
  const std::size_t steps = cross_k_steps(shape, probe_px);
  for (auto* kind : {&points.a, &points.b}) std::erase_if(*kind, [&](std::size_t r) { return !good[r]; });
  CrossK result;
  result.points = static_cast<std::int64_t>(points.a.size());
  result.others = static_cast<std::int64_t>(points.b.size());
  result.shifts = draws.count;
  if (std::min(points.a.size(), points.b.size()) < least_points) {
    result.at_probe = {unknown, unknown, unknown, unknown};
    result.dclf_p = result.mad_p = unknown;
    for (auto* curve : {&result.r_nm, &result.k_nm2, &result.l_minus_r_nm, &result.lo_nm, &result.hi_nm})
      curve->assign(steps, unknown);
    return result;
  }
  const auto overlap = overlaps(shape, good);
  const auto shifts = draw_shifts(overlap, draws);
  const Curves curves(shape, points, overlap, steps);
  const Radii radii = curves.radii();
  const auto near =
      static_cast<std::size_t>(std::clamp(std::round(probe_px / step_px) - 1.0, 0.0, static_cast<double>(steps - 1)));
  result.k_nm2 = curves.k(0);
  result.l_minus_r_nm = l_minus_r(result.k_nm2, radii);
  AtShift at{std::vector<double>(shape.size()), overlap};
  const auto observed = linear(result.k_nm2, radii);
  at.value[0] = observed[near];
  std::vector<double> rows;
  for (const std::size_t s : shifts) {
    const auto row = linear(curves.k(s), radii);
    at.value[s] = row[near];
    rows.insert(rows.end(), row.begin(), row.end());
  }
  result.at_probe = against(at, shifts);
  rows = rescaled(rows, steps, shifts, overlap);
  const GlobalTest global = global_test(observed, rows);
  result.dclf_p = global.dclf_p;
  result.mad_p = global.mad_p;
  for (std::size_t j = 0; j < steps; ++j) {
    std::vector<double> column;
    for (std::size_t i = j; i < rows.size(); i += steps) column.push_back(rows[i]);
    result.r_nm.push_back(radii[j]);
    result.lo_nm.push_back(l_of_linear(quantile(column, 0.025), radii[j]));
    result.hi_nm.push_back(l_of_linear(quantile(std::move(column), 0.975), radii[j]));
  }
  return result;
}

namespace {

/// What is held together: n with V(x,y) of some electrons, or two of the types.
struct Task {
  int n = 0;
  std::string other;
  bool split = false;
  PointPair points;
  std::vector<std::uint8_t> good;
};

std::vector<Task> tasks_of(const Search& search, const std::vector<Hotspot>& hotspots, const order::Maps& maps,
                           const Parameters& parameters) {
  std::vector<Task> tasks;
  std::vector<int> ns = parameters.types;
  ns.push_back(0);
  for (const Electrons& from : electrons_of(maps.bands.front(), parameters.types, search.chain.shape.size())) {
    for (const int n : ns) {
      MapPair pair = pair_of(search, from, parameters.types, n, hotspots);
      Chain chain = search.chain;
      chain.good = std::move(pair.good);
      tasks.push_back({n, "V_xy", from.split, {std::move(pair.peaks), std::move(pair.maxima)}, interior(chain)});
    }
  }
  for (std::size_t t = 0; t < search.types.size(); ++t) {
    for (std::size_t u = t + 1; u < search.types.size(); ++u) {
      tasks.push_back({search.types[t].n,
                       fmt::format("P_{}", search.types[u].n),
                       false,
                       {search.types[t].found, search.types[u].found},
                       interior(search.chain)});
    }
  }
  return tasks;
}

constexpr std::vector<double> CrossK::*curves_of_row[] = {&CrossK::r_nm, &CrossK::k_nm2, &CrossK::l_minus_r_nm,
                                                          &CrossK::lo_nm, &CrossK::hi_nm};

void to_nm(CrossK& row, double step) {
  for (auto* lengths : {&row.r_nm, &row.l_minus_r_nm, &row.lo_nm, &row.hi_nm}) {
    for (double& v : *lengths) v *= step;
  }
  for (double& k : row.k_nm2) k *= step * step;
  row.at_probe.value *= step;
  row.at_probe.error *= step;
}

constexpr std::uint64_t first_stream = 2000;  // those of co-localization and thickness are below

}  // namespace

void test_cross_k(const comm::Communicator& comm, const Search& search, const std::vector<Hotspot>& hotspots,
                  const order::Maps& maps, Result& result) {
  const Parameters& parameters = result.parameters;
  if (parameters.toroidal_shifts < 1) return;
  const auto tasks = tasks_of(search, hotspots, maps, parameters);
  const auto mine = comm::block_of(tasks.size(), 1, comm.rank(), comm.size());
  std::vector<double> numbers;
  for (std::size_t i = mine.begin; i < mine.end; ++i) {
    CrossK row = cross_k(tasks[i].points, search.chain.shape, tasks[i].good, search.probe_px,
                         {parameters.seed, first_stream + i, parameters.toroidal_shifts});
    to_nm(row, maps.step_nm);
    pack(row.at_probe, numbers);
    numbers.insert(numbers.end(),
                   {row.dclf_p, row.mad_p, static_cast<double>(row.points), static_cast<double>(row.others)});
    for (const auto curve : curves_of_row) numbers.insert(numbers.end(), (row.*curve).begin(), (row.*curve).end());
  }
  const auto all = comm.gather_everywhere<double>(numbers);
  const std::size_t steps = cross_k_steps(search.chain.shape, search.probe_px);
  const double* at = all.data();
  for (const Task& task : tasks) {
    CrossK row;
    row.n = task.n;
    row.other = task.other;
    row.split = task.split;
    row.shifts = parameters.toroidal_shifts;
    row.at_probe = unpack(at);
    row.dclf_p = *at++;
    row.mad_p = *at++;
    row.points = static_cast<std::int64_t>(*at++);
    row.others = static_cast<std::int64_t>(*at++);
    for (const auto curve : curves_of_row) {
      (row.*curve).assign(at, at + steps);
      at += steps;
    }
    result.cross_k.push_back(std::move(row));
  }
}

}  // namespace vitrum::domains
