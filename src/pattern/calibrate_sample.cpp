// SPDX-License-Identifier: Apache-2.0
// vitrum/pattern/calibrate_sample.cpp: from block sums to mask, centre plane, ellipse and ring.
#include <fmt/format.h>

#include <algorithm>
#include <cmath>
#include <numbers>

#include "pattern/centre_fit.hpp"
#include "pattern/drawn_mask.hpp"
#include "pattern/image.hpp"
#include "pattern/least_squares.hpp"
#include "pattern/ring_fit.hpp"

namespace vitrum::pattern {
namespace {

constexpr std::size_t smallest_pattern = 16;  // px: below, a ring and its background cannot be told apart

struct Middle {
  double y = 0.0, x = 0.0;
};

Middle middle_of(const Sample& sample) {
  Middle m;
  for (const auto& block : sample.blocks) {
    m.y += block.scan_y / static_cast<double>(sample.blocks.size());
    m.x += block.scan_x / static_cast<double>(sample.blocks.size());
  }
  return m;
}

RingFree free_of(bool centre, bool ellipse, bool shape) {
  RingFree free{};
  free[cx] = free[cy] = centre;
  free[s1] = free[s2] = ellipse;
  free[a] = free[w] = shape;
  free[A] = free[b0] = free[b1] = true;
  return free;
}

/// Work in progress.
struct Search {
  Search(const CalibrationParameters& given, Image mean) : parameters(given), image(std::move(mean)) {}
  const CalibrationParameters& parameters;
  Image image;
  RingValues ring{};
  RingTest test;
  bool found = false;
  bool cut_by_shadow = false;
  std::string why_not = "nothing like a ring in the radial profile";

  bool ellipse_free() const { return parameters.fit_ellipse && !parameters.given_ellipse; }
  bool centre_free() const { return parameters.centre != CentreMethod::given; }

  RingFit fit_image(const RingValues& start, bool ellipse, const Effort& effort) const {
    const std::vector<RingBlock> one{{0.0, 0.0, image.value.data(), 1.0}};
    return fit_ring(one, image.mask, image.qy, image.qx, start, free_of(centre_free(), ellipse, true), effort);
  }
};

std::vector<kernels::Point> seeds(const Image& image, const CalibrationParameters& parameters) {
  if (parameters.centre == CentreMethod::given) return {{parameters.given_centre[0], parameters.given_centre[1]}};
  std::vector<kernels::Point> points;
  if (const auto c = friedel_centre(image, 0.2)) points.push_back(*c);
  points.push_back(bright_middle(image));
  points.push_back({0.5 * static_cast<double>(image.qx - 1), 0.5 * static_cast<double>(image.qy - 1)});
  return points;
}

/// Fits every candidate about every seed and keeps the most conspicuous that passes the test.
void seek_ring(Search& search) {
  double best = 0.0, best_failed = 0.0;
  for (const auto& seed : seeds(search.image, search.parameters)) {
    for (RingValues start : ring_candidates(search.image, seed, search.parameters.ring_radius_px)) {
      if (search.parameters.given_ellipse) {
        const Shear shear = shear_of(*search.parameters.given_ellipse);
        start[s1] = shear.s1;
        start[s2] = shear.s2;
      }
      const RingFit fit = search.fit_image(start, false, quick);
      if (!fit.good) continue;
      const double value = conspicuity(fit.value);
      const RingTest test = test_ring(search.image, fit.value, search.parameters.criterion);
      if (test.failed.empty() && value > best * (1.0 + 1e-9)) {
        best = value;
        search.ring = fit.value;
        search.test = test;
        search.found = true;
      } else if (!test.failed.empty() && value > best_failed) {
        best_failed = value;
        search.why_not = fmt::format("the likeliest, of radius {:.1f} px, is none: {}", fit.value[a], test.failed);
      }
    }
  }
}

/// A ring that a shadow cuts pulls its fit to one side and fails for its uneven amplitude: sought once more in what is
/// not dark.
void seek_in_the_light(Search& search) {
  Search lit = search;
  lit.image.mask = without_dark(search.image, search.parameters.beam_stop_grow_px);
  if (lit.image.mask == search.image.mask) return;
  seek_ring(lit);
  if (!lit.found) return;
  search.ring = lit.ring;
  search.test = lit.test;
  search.found = search.cut_by_shadow = true;
}

/// Ring, ellipse and constant centre on the mean pattern; the beam stop masked on the way.
RingFit refine_on_mean(Search& search, Calibration& out) {
  const auto mask = [&](const RingValues& ring) {
    const std::size_t masked = mask_shadows(search.image, frame_of(ring, 0.0, 0.0),
                                            search.parameters.beam_stop_fraction, search.parameters.beam_stop_grow_px);
    out.shadowed += masked;
    return masked;
  };
  if (search.cut_by_shadow) mask(search.ring);
  RingFit fit = search.fit_image(search.ring, search.ellipse_free(), thorough);
  if (fit.good && search.parameters.beam_stop) {
    if (mask(fit.value) > 0) fit = search.fit_image(fit.value, search.ellipse_free(), thorough);
  }
  if (fit.good) {
    search.test = test_ring(search.image, fit.value, search.parameters.criterion);
    search.ring = fit.value;
  }
  if (!fit.good || !search.test.failed.empty()) {
    search.found = false;
    search.why_not =
        fit.good ? fmt::format("the likeliest, of radius {:.1f} px, is none: {}", fit.value[a], search.test.failed)
                 : "the fit of the likeliest ring does not converge";
  }
  return fit;
}

Image block_image(const Sample::Block& block, const Image& mean) {
  Image image{mean.qy, mean.qx, block.sum, mean.mask};
  for (double& v : image.value) v /= static_cast<double>(block.patterns);
  return image;
}

/// Centre of one block by the chosen method; weight 0 where it cannot be measured.
BlockCentre measure_block(const Sample::Block& block, const Search& search, CentreMethod method) {
  BlockCentre centre{block.scan_y, block.scan_x, 0.0, 0.0, 0.0};
  const Image image = block_image(block, search.image);
  if (method == CentreMethod::friedel) {
    const kernels::Point c = refine_friedel(image, {search.ring[cx], search.ring[cy]}, 4.0);
    return {block.scan_y, block.scan_x, c.x, c.y, 1.0};
  }
  if (method == CentreMethod::centre_of_mass) {
    const auto c = direct_beam_centre(image);
    return c ? BlockCentre{block.scan_y, block.scan_x, c->x, c->y, 1.0} : centre;
  }
  const std::vector<RingBlock> one{{0.0, 0.0, image.value.data(), 1.0}};
  const RingFit fit = fit_ring(one, image.mask, image.qy, image.qx, search.ring, free_of(true, false, false), thorough);
  if (!fit.good || !(fit.value[A] > 0.0)) return centre;
  return {block.scan_y, block.scan_x, fit.value[cx], fit.value[cy], 1.0};
}

/// Blocks whose centres fit the plane, scaled to one brightness in the ring's window.
std::vector<RingBlock> scaled_blocks(const Sample& sample, const Search& search,
                                     const std::vector<BlockCentre>& centres, Middle middle) {
  const kernels::Frame frame = frame_of(search.ring, 0.0, 0.0);
  std::vector<std::size_t> inside;
  double overall = 0.0;
  for (std::size_t p = 0; p < search.image.value.size(); ++p) {
    if (search.image.mask[p] == 0) continue;
    const auto q = kernels::corrected(frame, static_cast<double>(p % sample.qx), static_cast<double>(p / sample.qx));
    if (std::fabs(std::hypot(q.x, q.y) - search.ring[a]) > 2.5 * search.ring[w]) continue;
    inside.push_back(p);
    overall += search.image.value[p];
  }
  std::vector<RingBlock> blocks;
  for (std::size_t b = 0; b < sample.blocks.size(); ++b) {
    if (!centres.empty() && centres[b].weight <= 0.0) continue;
    double mine = 0.0;
    for (const std::size_t p : inside) mine += sample.blocks[b].sum[p];
    if (!(mine > 0.0)) continue;
    blocks.push_back({sample.blocks[b].scan_y - middle.y, sample.blocks[b].scan_x - middle.x,
                      sample.blocks[b].sum.data(), overall / mine});
  }
  return blocks;
}

void store_ring(const RingFit& fit, const RingTest& test, Geometry& g) {
  Ring ring;
  ring.radius_px = fit.value[a];
  ring.width_px = fit.value[w];
  ring.radius_error_px = fit.error[a];
  ring.width_error_px = fit.error[w];
  ring.amplitude = fit.value[A];
  ring.background = fit.value[b0];
  ring.slope = fit.value[b1];
  ring.significance = test.significance;
  ring.coverage = test.coverage;
  g.ring = ring;
}

/// From terms about mid-scan to terms about position (0, 0); errors stay those at mid-scan.
void store_centre(const RingValues& v, const RingValues& e, Middle m, Found from, Geometry& g) {
  const auto moved = [&](std::size_t c) {  // c: cx or cy
    const double gx = v[c + cx_x], gy = v[c + cx_y], xx = v[c + cx_xx], xy = v[c + cx_xy], yy = v[c + cx_yy];
    return std::array<double, 3>{v[c] - gx * m.x - gy * m.y + xx * m.x * m.x + xy * m.x * m.y + yy * m.y * m.y,
                                 gx - 2.0 * xx * m.x - xy * m.y, gy - 2.0 * yy * m.y - xy * m.x};
  };
  const auto x = moved(cx), y = moved(cy);
  g.centre =
      CentreModel{x[0], y[0], x[1], y[1], x[2], y[2], v[cx_xx], v[cy_xx], v[cx_xy], v[cy_xy], v[cx_yy], v[cy_yy]};
  g.centre_error = {e[cx],    e[cy],    e[cx_x],  e[cy_x],  e[cx_y],  e[cy_y],
                    e[cx_xx], e[cy_xx], e[cx_xy], e[cy_xy], e[cx_yy], e[cy_yy]};
  g.centre_from = from;
}

void store_ellipse(const RingFit& fit, const CalibrationParameters& parameters, Geometry& g) {
  if (parameters.given_ellipse) {
    g.ellipse = *parameters.given_ellipse;
    g.ellipse_from = Found::given;
    return;
  }
  if (!parameters.fit_ellipse) return;
  g.ellipse = ellipse_of({fit.value[s1], fit.value[s2]});
  g.ellipse_from = Found::ring;
  const double s = std::hypot(fit.value[s1], fit.value[s2]);
  if (!(s > 0.0)) return;
  const double along = std::hypot(fit.value[s1] * fit.error[s1], fit.value[s2] * fit.error[s2]) / s;
  const double across = std::hypot(fit.value[s2] * fit.error[s1], fit.value[s1] * fit.error[s2]) / s;
  g.ellipse_error = {along * (1.0 + g.ellipse.e), std::min(0.5 * across / s, 0.5 * std::numbers::pi)};
}

void apply_terms(const CentreFit& fit, RingValues& value) {
  for (std::size_t i = 0; i < centre_terms; ++i) {
    value[cx + 2 * i] = fit.cx[i];
    value[cy + 2 * i] = fit.cy[i];
  }
}

RingValues term_errors(const CentreFit& fit) {
  RingValues e{};
  for (std::size_t i = 0; i < centre_terms; ++i) e[cx + 2 * i] = e[cy + 2 * i] = fit.error[i];
  return e;
}

Found found_by(CentreMethod method) {
  switch (method) {
    case CentreMethod::friedel:
      return Found::friedel;
    case CentreMethod::centre_of_mass:
      return Found::centre_of_mass;
    case CentreMethod::given:
      return Found::given;
    default:
      return Found::ring;
  }
}

/// Terms of the wished course that the blocks determine; a note where a parabola is not among them.
CentreTerms terms_of(const std::vector<BlockCentre>& blocks, Descan wanted, std::vector<std::string>& notes) {
  const CentreTerms terms = determined_terms(blocks, wanted);
  if (wanted == Descan::parabola && !terms.back()) {
    const char* instead = terms[1] && terms[2] ? "a plane" : terms[1] || terms[2] ? "a straight line" : "a constant";
    const auto used = std::count_if(blocks.begin(), blocks.end(), [](const auto& b) { return b.weight > 0.0; });
    notes.push_back(fmt::format(
        "descan: {} instead of the parabola, which needs centres of 12 sample blocks at 4 different rows and "
        "columns; there are {} (calibration.sample, calibration.block)",
        instead, used));
  }
  return terms;
}

/// Block centres, plane, and the ring and ellipse fitted to all blocks at once in descan-corrected coordinates.
void calibrate_blocks(const Sample& sample, Search& search, RingFit fit, Calibration& out) {
  const CalibrationParameters& parameters = search.parameters;
  const Middle middle = middle_of(sample);
  const bool by_ring = parameters.centre == CentreMethod::automatic || parameters.centre == CentreMethod::ring;
  RingValues errors = fit.error;
  RingFree free = free_of(by_ring, search.ellipse_free(), true);
  if (search.centre_free() && (sample.blocks.size() > 1 || !by_ring)) {
    for (const auto& block : sample.blocks) out.blocks.push_back(measure_block(block, search, parameters.centre));
    const CentreTerms terms = terms_of(out.blocks, parameters.descan, out.notes);
    const auto used = std::count_if(out.blocks.begin(), out.blocks.end(), [](const auto& b) { return b.weight > 0.0; });
    if (used >= 1 && (used >= 3 || !by_ring)) {
      const CentreFit centres = fit_centres(out.blocks, terms, middle.y, middle.x);
      apply_terms(centres, search.ring);
      errors = term_errors(centres);
      for (std::size_t i = 1; i < centre_terms; ++i) free[cx + 2 * i] = free[cy + 2 * i] = by_ring && terms[i];
    } else {
      out.blocks.clear();
      if (!by_ring) {
        out.notes.push_back("no centre: the direct beam is not one compact, unmasked spot in any block");
        return;
      }
    }
  }
  const auto blocks = scaled_blocks(sample, search, out.blocks, middle);
  if (!blocks.empty()) {
    const RingFit joint = fit_ring(blocks, search.image.mask, sample.qy, sample.qx, search.ring, free, thorough);
    if (joint.good) fit = joint;
  }
  if (by_ring) errors = fit.error;
  search.ring = fit.value;
  store_centre(fit.value, errors, middle, found_by(parameters.centre), out.geometry);
  store_ring(fit, search.test, out.geometry);
  out.geometry.ring->harmonics = ring_harmonics(blocks, search.image.mask, sample.qy, sample.qx, fit);
  store_ellipse(fit, parameters, out.geometry);
}

/// Without a ring: a centre only where one can be measured without it, or is given.
void centre_without_ring(const Sample& sample, const Search& search, Calibration& out) {
  const CalibrationParameters& parameters = search.parameters;
  RingValues value{};
  if (parameters.centre == CentreMethod::given) {
    value[cx] = parameters.given_centre[0];
    value[cy] = parameters.given_centre[1];
    store_centre(value, RingValues{}, {}, Found::given, out.geometry);
    return;
  }
  if (parameters.centre == CentreMethod::ring) return;
  const bool by_friedel = parameters.centre == CentreMethod::friedel;
  const auto start = by_friedel ? friedel_centre(search.image, 0.5) : direct_beam_centre(search.image);
  if (!start) {
    out.notes.push_back(by_friedel ? "no centre: the pattern is not symmetric enough"
                                   : "no centre either: the direct beam is not one compact, unmasked spot");
    return;
  }
  Search at = search;
  at.ring[cx] = start->x;
  at.ring[cy] = start->y;
  const CentreMethod method = by_friedel ? CentreMethod::friedel : CentreMethod::centre_of_mass;
  for (const auto& block : sample.blocks) out.blocks.push_back(measure_block(block, at, method));
  const Middle middle = middle_of(sample);
  if (std::any_of(out.blocks.begin(), out.blocks.end(), [](const auto& b) { return b.weight > 0.0; })) {
    const CentreTerms terms = terms_of(out.blocks, parameters.descan, out.notes);
    const CentreFit centres = fit_centres(out.blocks, terms, middle.y, middle.x);
    apply_terms(centres, value);
    store_centre(value, term_errors(centres), middle, found_by(method), out.geometry);
  } else {
    out.blocks.clear();
    value[cx] = start->x;
    value[cy] = start->y;
    store_centre(value, RingValues{}, middle, found_by(method), out.geometry);
  }
}

}  // namespace

Calibration calibrate_sample(const Sample& sample, const CalibrationParameters& parameters,
                             const std::vector<std::uint8_t>& drawn) {
  Calibration out;
  out.qy = sample.qy;
  out.qx = sample.qx;
  const double gain = parameters.gain.value_or(1.0);
  out.mask = pixel_mask(sample, parameters.hot_sigma, gain, out);
  apply_drawn(drawn, out);
  Search search(parameters, mean_image(sample, out.mask));
  if (std::min(sample.qy, sample.qx) < smallest_pattern) {
    search.why_not =
        fmt::format("patterns of {} x {} px are too small to tell one from its background", sample.qy, sample.qx);
  } else {
    seek_ring(search);
    if (!search.found && parameters.beam_stop) seek_in_the_light(search);
  }
  if (search.found) {
    const RingFit fit = refine_on_mean(search, out);
    if (search.found) calibrate_blocks(sample, search, fit, out);
  }
  if (!search.found) {
    out.shadowed = 0;
    search.image.mask = out.mask;
    out.notes.push_back("no diffraction ring found: " + search.why_not);
    centre_without_ring(sample, search, out);
  }
  out.mask = search.image.mask;
  return out;
}

}  // namespace vitrum::pattern
