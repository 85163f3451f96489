// SPDX-License-Identifier: Apache-2.0
// vitrum/phantom/detector.cpp: the pixels, their expectation and their noise.
#include "detector.hpp"

#include <algorithm>
#include <cmath>
#include <numbers>

#include "vitrum/core/random.hpp"

namespace vitrum::phantom {
namespace {

// Streams of a pattern (detector_noise) and of the detector (detector_defects).
constexpr std::uint32_t electrons_stream = 0, read_noise_stream = 1, hot_stream = 2;
constexpr std::uint32_t defects_stream = 0, flat_stream = 1, dark_stream = 2;

std::vector<PixelState> draw_defects(const Parameters& p) {
  std::vector<PixelState> states(p.pixels.qy * p.pixels.qx, PixelState::good);
  Stream stream(p.seed, Purpose::detector_defects, 0, defects_stream);
  for (std::size_t left = p.defects.dead + p.defects.hot; left > 0;) {
    PixelState& state = states[stream.below(states.size())];
    if (state != PixelState::good) continue;
    state = left > p.defects.hot ? PixelState::dead : PixelState::hot;
    --left;
  }
  return states;
}

// Normal values around a mean, never below `least`; none where there is no spread.
std::vector<double> draw_pattern(const Parameters& p, double mean, double spread, double least, std::uint32_t which) {
  std::vector<double> values;
  if (spread == 0.0) return values;
  Stream stream(p.seed, Purpose::detector_defects, 0, which);
  for (std::size_t i = 0; i < p.pixels.qy * p.pixels.qx; ++i)
    values.push_back(std::max(least, mean + spread * stream.normal()));
  return values;
}

double dark_of(const Sensor& sensor, const Detector& detector, std::size_t pixel) {
  return detector.dark.empty() ? sensor.dark : detector.dark[pixel];
}

// The edge of the bar ramps over one pixel.
std::vector<double> draw_stop(const Pixels& pixels, const BeamStop& stop) {
  std::vector<double> transmission;
  if (stop.width_px == 0.0) return transmission;
  const double angle = stop.angle_deg * std::numbers::pi / 180.0, c = std::cos(angle), s = std::sin(angle);
  for (std::size_t y = 0; y < pixels.qy; ++y)
    for (std::size_t x = 0; x < pixels.qx; ++x) {
      const double dy = static_cast<double>(y) - stop.tip[0], dx = static_cast<double>(x) - stop.tip[1];
      const double along = dx * c + dy * s, across = -dx * s + dy * c;
      const double distance = along >= 0.0 ? std::abs(across) : std::hypot(along, across);
      transmission.push_back(std::clamp(distance - 0.5 * stop.width_px + 0.5, 0.0, 1.0));
    }
  return transmission;
}

// Mean over a pixel of a function that is known at pixel centres, to sixth order; the edge pixels are repeated outside.
void average_line(std::span<const double> in, std::span<double> out) {
  constexpr std::array<double, 3> weights{5178.0 / 5760.0, 308.0 / 5760.0, -17.0 / 5760.0};
  const auto n = static_cast<std::ptrdiff_t>(in.size());
  const auto at = [&](std::ptrdiff_t i) {
    return in[static_cast<std::size_t>(std::clamp<std::ptrdiff_t>(i, 0, n - 1))];
  };
  for (std::ptrdiff_t i = 0; i < n; ++i)
    out[static_cast<std::size_t>(i)] =
        weights[0] * at(i) + weights[1] * (at(i - 1) + at(i + 1)) + weights[2] * (at(i - 2) + at(i + 2));
}

void average_pixels(const Pixels& pixels, std::span<double> shares) {
  std::vector<double> line(std::max(pixels.qx, pixels.qy)), mean(line.size());
  for (std::size_t y = 0; y < pixels.qy; ++y) {
    const auto row = shares.subspan(y * pixels.qx, pixels.qx);
    std::copy(row.begin(), row.end(), line.begin());
    average_line(std::span(line).first(pixels.qx), row);
  }
  for (std::size_t x = 0; x < pixels.qx; ++x) {
    for (std::size_t y = 0; y < pixels.qy; ++y) line[y] = shares[y * pixels.qx + x];
    average_line(std::span(line).first(pixels.qy), std::span(mean).first(pixels.qy));
    for (std::size_t y = 0; y < pixels.qy; ++y) shares[y * pixels.qx + x] = std::max(0.0, mean[y]);
  }
}

}  // namespace

Detector make_detector(const Parameters& p) {
  Detector detector{draw_defects(p), draw_stop(p.pixels, p.sensor.stop),
                    draw_pattern(p, 1.0, p.sensor.flat_spread, 0.0, flat_stream),
                    draw_pattern(p, p.sensor.dark, p.sensor.dark_spread, 0.0, dark_stream), nullptr};
  if (p.sensor.blur_px > 0.0 || !p.sensor.mtf.empty())
    detector.mtf = std::make_unique<Mtf>(p.pixels.qy, p.pixels.qx, p.sensor.blur_px, p.sensor.mtf);
  return detector;
}

void shape_expectation(const Parameters& p, const Detector& detector, bool with_mtf, std::span<double> shares) {
  if (p.sensor.pixel_integration) average_pixels(p.pixels, shares);
  for (std::size_t i = 0; i < detector.transmission.size(); ++i) shares[i] *= detector.transmission[i];
  if (!with_mtf || detector.mtf == nullptr) return;
  detector.mtf->apply(shares);
  for (double& share : shares) share = std::max(0.0, share);
}

double stored_saturation(const Sensor& sensor) {
  return sensor.integrating ? static_cast<double>(static_cast<float>(sensor.saturation))
                            : std::floor(std::min(sensor.saturation, 65535.0));
}

namespace {

// `pattern` holds the electrons of each pixel, and then what the detector makes of them.
void convert(const Parameters& p, const Detector& detector, std::size_t position, std::span<double> pattern) {
  const Sensor& sensor = p.sensor;
  if (detector.mtf != nullptr) detector.mtf->apply(pattern);
  Stream noise(p.seed, Purpose::detector_noise, position, read_noise_stream);
  for (std::size_t i = 0; i < pattern.size(); ++i) {
    pattern[i] *= sensor.gain * (detector.flat.empty() ? 1.0 : detector.flat[i]);
    pattern[i] += dark_of(sensor, detector, i);
    if (sensor.read_noise > 0.0) pattern[i] += sensor.read_noise * noise.normal();
  }
}

void overwrite_defects(const Parameters& p, const Detector& detector, std::size_t position, std::span<double> pattern) {
  Stream stream(p.seed, Purpose::detector_noise, position, hot_stream);
  for (std::size_t i = 0; i < pattern.size(); ++i) {
    if (detector.states[i] == PixelState::dead) pattern[i] = 0.0;
    if (detector.states[i] != PixelState::hot) continue;
    const auto counts = static_cast<double>(stream.poisson(p.defects.hot_counts));
    pattern[i] = p.sensor.integrating ? p.sensor.gain * counts + dark_of(p.sensor, detector, i) : counts;
  }
}

}  // namespace

template <class T>
ReadOut read_out(const Parameters& p, const Detector& detector, std::size_t position, std::span<double> shares,
                 std::span<T> values) {
  const Sensor& sensor = p.sensor;
  shape_expectation(p, detector, !sensor.integrating, shares);
  Stream stream(p.seed, Purpose::detector_noise, position, electrons_stream);
  ReadOut out;
  for (std::size_t i = 0; i < shares.size(); ++i) {
    // A counting detector misses or doubles electrons: its flat acts before the noise.
    const double seen = sensor.integrating || detector.flat.empty() ? shares[i] : shares[i] * detector.flat[i];
    const auto electrons = stream.poisson(p.dose * seen);
    shares[i] = static_cast<double>(electrons);
    if (detector.states[i] == PixelState::good) out.electrons += static_cast<std::uint64_t>(electrons);
  }
  if (sensor.integrating) convert(p, detector, position, shares);
  overwrite_defects(p, detector, position, shares);
  const double most = stored_saturation(sensor);
  for (std::size_t i = 0; i < shares.size(); ++i) {
    if (shares[i] > most) ++out.clipped;
    values[i] = static_cast<T>(std::min(shares[i], most));
  }
  return out;
}

template ReadOut read_out(const Parameters&, const Detector&, std::size_t, std::span<double>, std::span<std::uint16_t>);
template ReadOut read_out(const Parameters&, const Detector&, std::size_t, std::span<double>, std::span<float>);

}  // namespace vitrum::phantom
