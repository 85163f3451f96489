// SPDX-License-Identifier: Apache-2.0
// vitrum/pattern/calibrate.cpp: calibration of a scan, collectively: sample, conclude on root, tell everyone.
#include <fmt/format.h>

#include <type_traits>

#include "pattern/drawn_mask.hpp"
#include "vitrum/comm/together.hpp"
#include "vitrum/pattern/calibration.hpp"

namespace vitrum::pattern {
namespace {

static_assert(std::is_trivially_copyable_v<Geometry>);

void broadcast(const comm::Communicator& comm, Calibration& c) {
  std::vector<Geometry> geometry{c.geometry};
  comm.broadcast_in_place(geometry);
  c.geometry = geometry[0];
  std::vector<std::size_t> counts{c.qy, c.qx, c.hot, c.dead, c.saturated, c.shadowed, c.drawn};
  comm.broadcast_in_place(counts);
  c.qy = counts[0];
  c.qx = counts[1];
  c.hot = counts[2];
  c.dead = counts[3];
  c.saturated = counts[4];
  c.shadowed = counts[5];
  c.drawn = counts[6];
  comm.broadcast_in_place(c.mask);
  comm.broadcast_in_place(c.blocks);
  std::string joined;
  for (const auto& note : c.notes) joined += note + '\n';
  joined = comm.broadcast(joined);
  c.notes.clear();
  for (std::size_t begin = 0; begin < joined.size();) {
    const std::size_t end = joined.find('\n', begin);
    c.notes.push_back(joined.substr(begin, end - begin));
    begin = end + 1;
  }
}

void set_scale(const scan::ScanInfo& info, const CalibrationParameters& parameters, Geometry& g) {
  if (parameters.k_per_px) {
    g.k_per_px = parameters.k_per_px;
    g.k_from = Found::given;
  } else if (parameters.ring_k && g.ring) {
    g.k_per_px = *parameters.ring_k / g.ring->radius_px;
    g.k_from = Found::ring;
  } else if (!g.k_per_px && info.k_per_px_inv_A) {
    g.k_per_px = info.k_per_px_inv_A;
    g.k_from = Found::scan_file;
  }
}

void set_gain(const scan::ScanInfo& info, const CalibrationParameters& parameters, Calibration& c) {
  Geometry& g = c.geometry;
  if (parameters.gain) {
    g.gain = *parameters.gain;
    g.gain_from = Found::given;
  } else if (g.gain_from == Found::absent && info.gain) {
    g.gain = *info.gain;
    g.gain_from = Found::scan_file;
  } else if (g.gain_from == Found::absent) {
    g.gain = 1.0;
    g.gain_from = Found::assumed;
    c.notes.push_back(
        "gain not known: taken as 1 detector unit an electron; shot noise is removed only if that is true; give "
        "scan.gain");
  }
}

void set_read_noise(const scan::ScanInfo& info, const CalibrationParameters& parameters, Geometry& g) {
  if (parameters.read_noise) {
    g.read_noise = *parameters.read_noise;
  } else if (g.read_noise == 0.0) {
    g.read_noise = info.read_noise.value_or(0.0);
  }
}

Calibration from_file(const scan::ScanInfo& info, const std::string& path) {
  Calibration c = read_calibration(storage::File::open(path));
  if (c.qy != info.qy || c.qx != info.qx) {
    throw DataError(
        fmt::format("{}: /calibration is for patterns of {} x {} px but {} has {} x {}; take the "
                    "calibration from a scan of the same detector, or leave out calibration.file",
                    path, c.qy, c.qx, info.path, info.qy, info.qx));
  }
  return c;
}

}  // namespace

Calibration calibrate(const comm::Communicator& comm, const scan::Source& source,
                      const CalibrationParameters& parameters) {
  Calibration out;
  CalibrationParameters known = parameters;
  if (!known.gain) known.gain = source.info.gain;
  std::vector<std::uint8_t> drawn;
  comm::on_root(comm, [&] { drawn = drawn_mask(parameters, source.info.qy, source.info.qx); });
  if (parameters.file.empty()) {
    const Sample sample = read_sample(comm, source, parameters.sample, parameters.block);
    comm::on_root(comm, [&] { out = calibrate_sample(sample, known, drawn); });
  } else {
    comm::on_root(comm, [&] {
      out = from_file(source.info, parameters.file);
      apply_drawn(drawn, out);
    });
  }
  broadcast(comm, out);
  out.ny = source.info.ny;
  out.nx = source.info.nx;
  set_scale(source.info, parameters, out.geometry);
  set_gain(source.info, parameters, out);
  set_read_noise(source.info, parameters, out.geometry);
  return out;
}

kernels::Point Calibration::middle() const {
  const auto half = [](std::size_t n) { return n > 0 ? 0.5 * static_cast<double>(n - 1) : 0.0; };
  return geometry.centre.value().at(half(ny), half(nx));
}

kernels::Frame Calibration::frame(std::size_t scan_y, std::size_t scan_x) const {
  return frame_of(geometry.centre.value().at(static_cast<double>(scan_y), static_cast<double>(scan_x)),
                  geometry.ellipse);
}

const char* name_of(Found found) {
  switch (found) {
    case Found::given:
      return "given";
    case Found::read_from_file:
      return "earlier result";
    case Found::scan_file:
      return "scan file";
    case Found::centre_of_mass:
      return "centre of mass of the direct beam";
    case Found::friedel:
      return "Friedel symmetry";
    case Found::ring:
      return "ring fit";
    case Found::assumed:
      return "assumed";
    default:
      return "absent";
  }
}

}  // namespace vitrum::pattern
