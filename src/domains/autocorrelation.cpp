// SPDX-License-Identifier: Apache-2.0
// vitrum/domains/autocorrelation.cpp: how wide the structures of a map are, white noise left out.
#include "domains/autocorrelation.hpp"

#include <algorithm>
#include <cmath>
#include <limits>
#include <numbers>
#include <vector>

#include "domains/blocks.hpp"
#include "vitrum/core/random.hpp"

namespace vitrum::domains {

namespace {

/// gamma^2 or gamma^4 against r / FWHM, from a table.
class SpeckleShape {
 public:
  explicit SpeckleShape(MapKind kind) {
    const int exponent = kind == MapKind::intensity ? 2 : 4;
    const auto gamma = [exponent](double u) {
      return u > 1e-6 ? std::pow(2.0 * std::cyl_bessel_j(1.0, u) / u, exponent) : 1.0;
    };
    double lo = 0.0, hi = 3.0;
    while (hi - lo > 1e-12) (gamma(0.5 * (lo + hi)) > 0.5 ? lo : hi) = 0.5 * (lo + hi);
    for (std::size_t i = 0; i <= points_; ++i) table_.push_back(gamma(2.0 * lo * static_cast<double>(i) * spacing_));
  }
  double operator()(double r_over_fwhm) const {
    const double place = r_over_fwhm / spacing_;
    const auto i = static_cast<std::size_t>(place);
    if (i >= points_) return 0.0;
    return table_[i] + (place - static_cast<double>(i)) * (table_[i + 1] - table_[i]);
  }

 private:
  static constexpr double spacing_ = 1.0 / 256.0;
  static constexpr std::size_t points_ = 2560;  // ten FWHM
  std::vector<double> table_;
};

struct Lag {
  std::ptrdiff_t dy, dx;
  double r;
};

/// Half of the lags up to `reach`, zero lag first; every `stride`-th along each axis (and all of one or two positions).
std::vector<Lag> lags_within(double reach, Shape shape) {
  const auto stride = std::max<std::ptrdiff_t>(1, static_cast<std::ptrdiff_t>(reach / 16.0));
  const auto far = static_cast<std::ptrdiff_t>(reach);
  std::vector<Lag> lags{{0, 0, 0.0}};
  for (std::ptrdiff_t dy = 0; dy <= far && dy < static_cast<std::ptrdiff_t>(shape.ny); dy += stride) {
    for (std::ptrdiff_t dx = -(far - far % stride); dx <= far; dx += stride) {
      const double r = std::hypot(static_cast<double>(dy), static_cast<double>(dx));
      if ((dy == 0 && dx <= 0) || r > reach || std::abs(dx) >= static_cast<std::ptrdiff_t>(shape.nx)) continue;
      lags.push_back({dy, dx, r});
    }
  }
  return lags;
}

/// [block][lag]: sums of products and numbers of pairs, a pair being of its first position's block.
struct PairSums {
  std::vector<double> products, pairs;
  std::size_t lags = 0;
};

PairSums pair_sums(const std::vector<double>& v, const std::vector<double>& m, Shape shape, const Blocks& blocks,
                   const std::vector<Lag>& lags) {
  PairSums sums{std::vector<double>(blocks.count * lags.size()), std::vector<double>(blocks.count * lags.size()),
                lags.size()};
  const auto ny = static_cast<std::ptrdiff_t>(shape.ny), nx = static_cast<std::ptrdiff_t>(shape.nx);
  for (std::size_t l = 0; l < lags.size(); ++l) {
    const auto [dy, dx, r] = lags[l];
    for (std::ptrdiff_t y = 0; y < ny - dy; ++y) {
      for (std::ptrdiff_t x = std::max<std::ptrdiff_t>(0, -dx); x < std::min(nx, nx - dx); ++x) {
        const auto a = static_cast<std::size_t>(y * nx + x), b = static_cast<std::size_t>((y + dy) * nx + x + dx);
        const std::size_t at = blocks.of[a] * lags.size() + l;
        sums.products[at] += v[a] * v[b];
        sums.pairs[at] += m[a] * m[b];
      }
    }
  }
  return sums;
}

struct Fit {
  double fwhm = 0.0, amplitude = 0.0, offset = 0.0, misfit = 0.0;
};

/// Best A and B for one F; the structures' own variance A + B is not more than all of it, c[0].
Fit fit_at(double fwhm, const SpeckleShape& shape, const std::vector<Lag>& lags, const std::vector<double>& c,
           const std::vector<double>& w) {
  double n = 0.0, sm = 0.0, smm = 0.0, sc = 0.0, scm = 0.0, scc = 0.0;
  for (std::size_t l = 1; l < lags.size(); ++l) {
    const double m = shape(lags[l].r / fwhm);
    n += w[l];
    sm += w[l] * m;
    smm += w[l] * m * m;
    sc += w[l] * c[l];
    scm += w[l] * c[l] * m;
    scc += w[l] * c[l] * c[l];
  }
  const double det = n * smm - sm * sm;
  if (!(det > 1e-12 * n * smm)) return {fwhm, 0.0, 0.0, scc};
  const double a = (n * scm - sm * sc) / det, b = (sc - a * sm) / n;
  if (a + b <= c[0]) return {fwhm, a, b, scc - a * scm - b * sc};
  const double along = (sc - scm - c[0] * (sm - smm)) / (n - 2.0 * sm + smm), high = c[0] - along;
  const double misfit =
      scc - 2.0 * (high * scm + along * sc) + high * high * smm + 2.0 * high * along * sm + along * along * n;
  return {fwhm, high, along, misfit};
}

Fit best_fit(const SpeckleShape& shape, const std::vector<Lag>& lags, const std::vector<double>& c,
             const std::vector<double>& w, double from, double to) {
  constexpr int steps = 32;
  const auto at = [&](double f) { return fit_at(f, shape, lags, c, w); };
  const double ratio = std::pow(to / from, 1.0 / steps);
  Fit best = at(from);
  for (int i = 1; i <= steps; ++i) {
    const Fit fit = at(from * std::pow(ratio, i));
    if (fit.amplitude > 0.0 && (fit.misfit < best.misfit || !(best.amplitude > 0.0))) best = fit;
  }
  double lo = best.fwhm / ratio, hi = best.fwhm * ratio;
  for (int i = 0; i < 25; ++i) {  // golden section: to 1e-6 of the bracket
    const double a = hi - 0.6180339887498949 * (hi - lo), b = lo + 0.6180339887498949 * (hi - lo);
    (at(a).misfit < at(b).misfit ? hi : lo) = at(a).misfit < at(b).misfit ? b : a;
  }
  return at(0.5 * (lo + hi));
}

struct Covariance {
  std::vector<double> value, weight;  // [lag]
};

Covariance covariance_of(const PairSums& sums, const std::vector<double>& times) {
  Covariance c{std::vector<double>(sums.lags), std::vector<double>(sums.lags)};
  for (std::size_t b = 0; b < times.size(); ++b) {
    for (std::size_t l = 0; l < sums.lags; ++l) {
      c.value[l] += times[b] * sums.products[b * sums.lags + l];
      c.weight[l] += times[b] * sums.pairs[b * sums.lags + l];
    }
  }
  for (std::size_t l = 0; l < sums.lags; ++l) c.value[l] = c.weight[l] > 0.0 ? c.value[l] / c.weight[l] : 0.0;
  return c;
}

double spread(std::vector<double> values) {
  if (values.size() < 2) return std::numeric_limits<double>::quiet_NaN();
  std::sort(values.begin(), values.end());
  const auto at = [&](double share) { return values[static_cast<std::size_t>(share * double(values.size() - 1))]; };
  return 0.5 * (at(0.8413) - at(0.1587));
}

}  // namespace

double speckle_autocorrelation_fwhm(MapKind kind, double probe_fwhm_nm) {
  return (kind == MapKind::intensity ? 1.03 : 0.74) * probe_fwhm_nm;
}

AcfWidth autocorrelation_width(std::span<const double> map, Shape shape, std::span<const std::uint8_t> good,
                               const AcfOptions& options) {
  constexpr double unknown = std::numeric_limits<double>::quiet_NaN();
  std::vector<double> v(shape.size()), m(shape.size());
  double n = 0.0, sum = 0.0;
  for (std::size_t r = 0; r < v.size(); ++r) {
    m[r] = good[r] && std::isfinite(map[r]) ? 1.0 : 0.0;
    n += m[r];
    if (m[r] > 0.0) sum += map[r];
  }
  for (std::size_t r = 0; r < v.size(); ++r) v[r] = m[r] > 0.0 ? map[r] - sum / n : 0.0;
  const SpeckleShape speckle(options.kind);
  const double widest = static_cast<double>(std::min(shape.ny, shape.nx)) / 3.0;
  const double from = 0.3 * options.probe_px, to = std::max(2.0 * from, std::min(6.0 * options.probe_px, widest));
  const Blocks blocks = make_blocks(shape, block_edge_px(shape, options.probe_px));
  double reach = std::min(widest, std::max(4.0, 2.5 * options.probe_px));
  std::vector<Lag> lags;
  PairSums sums;
  Covariance c;
  Fit fit;
  for (int pass = 0; pass < 2; ++pass) {
    lags = lags_within(reach, shape);
    sums = pair_sums(v, m, shape, blocks, lags);
    c = covariance_of(sums, std::vector<double>(blocks.count, 1.0));
    fit = best_fit(speckle, lags, c.value, c.weight, from, to);
    const double wider = std::min(widest, 1.8 * fit.fwhm);
    if (wider <= reach) break;
    reach = wider;
  }
  const bool found = lags.size() > 4 && fit.amplitude > 0.0 && fit.fwhm > 1.001 * from && fit.fwhm < 0.999 * to;
  if (!found || !(c.value[0] > 0.0)) return {{unknown, unknown}, {unknown, unknown}};
  const auto white = [](const Fit& f, const Covariance& of) { return 1.0 - (f.amplitude + f.offset) / of.value[0]; };
  std::vector<double> widths, whites;
  for (int d = 0; d < options.draws; ++d) {
    Stream stream(options.seed, Purpose::bootstrap, options.stream, static_cast<std::uint32_t>(d));
    std::vector<double> times(blocks.count);
    for (std::size_t b = 0; b < blocks.count; ++b) times[stream.below(blocks.count)] += 1.0;
    const Covariance drawn = covariance_of(sums, times);
    const Fit again = best_fit(speckle, lags, drawn.value, drawn.weight, from, to);
    if (!(again.amplitude > 0.0) || !(drawn.value[0] > 0.0)) continue;
    widths.push_back(again.fwhm);
    whites.push_back(white(again, drawn));
  }
  const double structures = n / (0.25 * std::numbers::pi * fit.fwhm * fit.fwhm);
  return {{fit.fwhm, std::hypot(spread(std::move(widths)), fit.fwhm / std::sqrt(std::max(1.0, structures)))},
          {white(fit, c), spread(std::move(whites))}};
}

}  // namespace vitrum::domains
