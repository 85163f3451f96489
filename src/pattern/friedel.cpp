// SPDX-License-Identifier: Apache-2.0
// vitrum/pattern/friedel.cpp: centres from symmetry and from the direct beam.
#include <algorithm>
#include <cmath>

#include "pattern/image.hpp"
#include "pattern/least_squares.hpp"

namespace vitrum::pattern {
namespace {

/// Square root of the counts (evens out the weight of bright pixels), binned by `factor`; a bin is good where at
/// least half its pixels are.
Image rooted(const Image& image, std::size_t factor) {
  Image out{image.qy / factor, image.qx / factor, {}, {}};
  out.value.assign(out.qy * out.qx, 0.0);
  out.mask.assign(out.qy * out.qx, 0);
  for (std::size_t row = 0; row < out.qy; ++row) {
    for (std::size_t column = 0; column < out.qx; ++column) {
      double sum = 0.0;
      std::size_t n = 0;
      for (std::size_t i = 0; i < factor * factor; ++i) {
        const std::size_t p = (row * factor + i / factor) * image.qx + column * factor + i % factor;
        if (image.mask[p] == 0) continue;
        sum += image.value[p];
        ++n;
      }
      if (2 * n < factor * factor) continue;
      out.value[row * out.qx + column] = std::sqrt(std::max(0.0, sum / static_cast<double>(n)));
      out.mask[row * out.qx + column] = 1;
    }
  }
  return out;
}

struct Pearson {
  double n = 0, a = 0, b = 0, aa = 0, bb = 0, ab = 0;
  void add(double x, double y) {
    n += 1;
    a += x;
    b += y;
    aa += x * x;
    bb += y * y;
    ab += x * y;
  }
  double value() const {
    const double va = aa - a * a / n;
    const double vb = bb - b * b / n;
    return va > 0.0 && vb > 0.0 ? (ab - a * b / n) / std::sqrt(va * vb) : -1.0;
  }
};

/// Correlation of the image with itself turned about (sx / 2, sy / 2); -1 where fewer than a quarter of the good
/// pixels have a good partner.
double turned_correlation(const Image& image, std::ptrdiff_t sx, std::ptrdiff_t sy, double good) {
  Pearson pearson;
  for (std::ptrdiff_t row = 0; row < static_cast<std::ptrdiff_t>(image.qy); ++row) {
    for (std::ptrdiff_t column = 0; column < static_cast<std::ptrdiff_t>(image.qx); ++column) {
      if (!image.good(row, column) || !image.good(sy - row, sx - column)) continue;
      pearson.add(image.at(row, column), image.at(sy - row, sx - column));
    }
  }
  return pearson.n >= std::max(16.0, 0.25 * good) ? pearson.value() : -1.0;
}

/// As turned_correlation about any point, the partner interpolated bilinearly (for seeking only; data are not moved).
double turned_correlation(const Image& image, kernels::Point c, double good) {
  Pearson pearson;
  for (std::ptrdiff_t row = 0; row < static_cast<std::ptrdiff_t>(image.qy); ++row) {
    const double y = 2.0 * c.y - static_cast<double>(row);
    const auto y0 = static_cast<std::ptrdiff_t>(std::floor(y));
    const double fy = y - static_cast<double>(y0);
    for (std::ptrdiff_t column = 0; column < static_cast<std::ptrdiff_t>(image.qx); ++column) {
      const double x = 2.0 * c.x - static_cast<double>(column);
      const auto x0 = static_cast<std::ptrdiff_t>(std::floor(x));
      const double fx = x - static_cast<double>(x0);
      if (!image.good(row, column) || !image.good(y0, x0) || !image.good(y0, x0 + 1) || !image.good(y0 + 1, x0) ||
          !image.good(y0 + 1, x0 + 1)) {
        continue;
      }
      const double partner = (1.0 - fy) * ((1.0 - fx) * image.at(y0, x0) + fx * image.at(y0, x0 + 1)) +
                             fy * ((1.0 - fx) * image.at(y0 + 1, x0) + fx * image.at(y0 + 1, x0 + 1));
      pearson.add(image.at(row, column), partner);
    }
  }
  return pearson.n >= std::max(16.0, 0.25 * good) ? pearson.value() : -1.0;
}

double count_good(const Image& image) {
  return static_cast<double>(std::count_if(image.mask.begin(), image.mask.end(), [](auto m) { return m != 0; }));
}

}  // namespace

kernels::Point refine_friedel(const Image& image, kernels::Point start, double reach) {
  const Image root = rooted(image, 1);
  const double good = count_good(root);
  kernels::Point best = start;
  double value = turned_correlation(root, best, good);
  // Pattern search; half steps of whole pixels interpolate alike, so the last steps stay fair.
  for (double step = reach; step > 0.02; step *= 0.5) {
    for (bool moved = true; moved;) {
      moved = false;
      const kernels::Point tries[4] = {
          {best.x + step, best.y}, {best.x - step, best.y}, {best.x, best.y + step}, {best.x, best.y - step}};
      for (const auto& at : tries) {
        if (std::fabs(at.x - start.x) > 2.0 * reach || std::fabs(at.y - start.y) > 2.0 * reach) continue;
        const double here = turned_correlation(root, at, good);
        if (here > value + 1e-12) {
          value = here;
          best = at;
          moved = true;
        }
      }
    }
  }
  return best;
}

std::optional<kernels::Point> friedel_centre(const Image& image, double least) {
  const std::size_t longest = std::max(image.qy, image.qx);
  const std::size_t factor = std::max<std::size_t>(1, (longest + 47) / 48);
  const Image coarse = rooted(image, factor);
  if (coarse.qy < 4 || coarse.qx < 4) return {};
  const double good = count_good(coarse);
  double value = least;
  std::ptrdiff_t best_x = -1, best_y = -1;
  const auto last_x = static_cast<std::ptrdiff_t>(2 * coarse.qx - 2);
  const auto last_y = static_cast<std::ptrdiff_t>(2 * coarse.qy - 2);
  for (std::ptrdiff_t sy = last_y / 4; sy <= last_y - last_y / 4; ++sy) {
    for (std::ptrdiff_t sx = last_x / 4; sx <= last_x - last_x / 4; ++sx) {
      const double here = turned_correlation(coarse, sx, sy, good);
      if (here > value) {
        value = here;
        best_x = sx;
        best_y = sy;
      }
    }
  }
  if (best_x < 0) return {};
  const double scale = static_cast<double>(factor);
  const double shift = 0.5 * (scale - 1.0);
  return kernels::Point{0.5 * static_cast<double>(best_x) * scale + shift,
                        0.5 * static_cast<double>(best_y) * scale + shift};
}

namespace {

/// Centre of mass above `usual` within `radius` of c. A masked pixel is given the value of its partner across the
/// centre, which moves with the answer. Empty where more than a tenth of the pixels are masked, or one has no good
/// partner.
std::optional<kernels::Point> centroid(const Image& image, kernels::Point c, double radius, double usual) {
  const kernels::Point disk = c;
  for (int pass = 0; pass < 20; ++pass) {
    double x = 0.0, y = 0.0, mass = 0.0, pixels = 0.0, masked = 0.0;
    for (std::size_t p = 0; p < image.value.size(); ++p) {
      const double column = static_cast<double>(p % image.qx);
      const double row = static_cast<double>(p / image.qx);
      if (std::hypot(column - disk.x, row - disk.y) > radius) continue;
      double value = image.value[p];
      pixels += 1.0;
      if (image.mask[p] == 0) {
        const auto across_row = static_cast<std::ptrdiff_t>(std::lround(2.0 * c.y - row));
        const auto across = static_cast<std::ptrdiff_t>(std::lround(2.0 * c.x - column));
        if (!image.good(across_row, across)) return {};
        value = image.at(across_row, across);
        masked += 1.0;
      }
      x += (value - usual) * column;
      y += (value - usual) * row;
      mass += value - usual;
    }
    if (!(mass > 0.0) || masked > 0.1 * pixels) return {};
    const kernels::Point next{x / mass, y / mass};
    const bool settled = std::hypot(next.x - c.x, next.y - c.y) < 1e-4;
    c = next;
    if (masked == 0.0 || settled) break;
  }
  return c;
}

}  // namespace

std::optional<kernels::Point> direct_beam_centre(const Image& image) {
  std::vector<double> values;
  for (std::size_t p = 0; p < image.value.size(); ++p) {
    if (image.mask[p] != 0) values.push_back(image.value[p]);
  }
  if (values.size() < 64) return {};
  const double top = *std::max_element(values.begin(), values.end());
  const double usual = median(values);
  if (!(top > 20.0 * std::max(usual, 0.0))) return {};
  const double level = usual + 0.5 * (top - usual);
  kernels::Point c = bright_middle(image);
  double radius = static_cast<double>(std::max(image.qy, image.qx));
  double inside = 0.0, all = 0.0;
  for (int pass = 0; pass < 3; ++pass) {
    double x = 0.0, y = 0.0;
    inside = all = 0.0;
    for (std::size_t p = 0; p < image.value.size(); ++p) {
      if (image.mask[p] == 0 || image.value[p] < level) continue;
      all += 1.0;
      const double column = static_cast<double>(p % image.qx);
      const double row = static_cast<double>(p / image.qx);
      if (std::hypot(column - c.x, row - c.y) > radius) continue;
      inside += 1.0;
      x += column;
      y += row;
    }
    if (inside == 0.0) return {};
    c = {x / inside, y / inside};
    radius = 2.0 * std::sqrt(all / 3.141592653589793) + 1.0;
  }
  if (inside < 0.95 * all) return {};
  const bool whole = c.x >= radius && c.y >= radius && c.x + radius <= static_cast<double>(image.qx - 1) &&
                     c.y + radius <= static_cast<double>(image.qy - 1);
  if (!whole) return {};  // cut by the edge: its middle is not its centre of mass, or it is no beam at all
  return centroid(image, c, radius, usual);
}

kernels::Point bright_middle(const Image& image) {
  double x = 0.0, y = 0.0, mass = 0.0;
  for (std::size_t p = 0; p < image.value.size(); ++p) {
    if (image.mask[p] == 0 || !(image.value[p] > 0.0)) continue;
    const double w = image.value[p] * image.value[p];
    x += w * static_cast<double>(p % image.qx);
    y += w * static_cast<double>(p / image.qx);
    mass += w;
  }
  if (!(mass > 0.0)) return {0.5 * static_cast<double>(image.qx - 1), 0.5 * static_cast<double>(image.qy - 1)};
  return {x / mass, y / mass};
}

}  // namespace vitrum::pattern
