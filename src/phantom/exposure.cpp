// SPDX-License-Identifier: Apache-2.0
// vitrum/phantom/exposure.cpp: checks, the foil of a deck, and patterns spread over host threads.
#include "exposure.hpp"

#include <fmt/format.h>

#include <Kokkos_Core.hpp>
#include <algorithm>
#include <cmath>
#include <numbers>

#include "vitrum/comm/together.hpp"
#include "vitrum/core/error.hpp"
#include "vitrum/phantom/extended_xyz.hpp"

namespace vitrum::phantom {
namespace {

using Host = Kokkos::DefaultHostExecutionSpace;

// Farthest pixel from the centre, along rows and columns, over the scan: the centre is extreme at a corner of the scan.
Pixels with_reach(const Parameters& p) {
  Pixels pixels = p.pixels;
  pixels.reach_y_px = pixels.reach_x_px = 0.0;
  for (std::size_t r : {std::size_t{0}, p.nx - 1, (p.ny - 1) * p.nx, p.ny * p.nx - 1}) {
    const auto c = centre(p, r);
    pixels.reach_y_px = std::max({pixels.reach_y_px, c[0], static_cast<double>(pixels.qy) - 1.0 - c[0]});
    pixels.reach_x_px = std::max({pixels.reach_x_px, c[1], static_cast<double>(pixels.qx) - 1.0 - c[1]});
  }
  return pixels;
}

double density(const Glass& glass) {
  return static_cast<double>(glass.atoms.size()) / (glass.edge_A * glass.edge_A * glass.edge_A);
}

Glass make_glass(const comm::Communicator& comm, const Parameters& p) {
  if (!p.structure_file.empty()) return comm::together(comm, [&] { return read_xyz(p.structure_file); });
  GlassParameters glass = p.glass;
  glass.seed = p.seed;
  return quench_glass(comm, glass);
}

}  // namespace

std::array<double, 2> centre(const Parameters& p, std::size_t r) {
  const auto share = [](std::size_t i, std::size_t n) {
    return n > 1 ? static_cast<double>(i) / static_cast<double>(n - 1) - 0.5 : 0.0;
  };
  const double y = share(r / p.nx, p.ny), x = share(r % p.nx, p.nx);
  return {p.descan.middle[0] + y * p.descan.along_y[0] + x * p.descan.along_x[0],
          p.descan.middle[1] + y * p.descan.along_y[1] + x * p.descan.along_x[1]};
}

void check(const Parameters& p) {
  if (p.ny == 0 || p.nx == 0 || p.pixels.qy == 0 || p.pixels.qx == 0)
    throw InputError("a scan and its detector need one position and one pixel at least");
  if (p.defects.dead + p.defects.hot > p.pixels.qy * p.pixels.qx / 4)
    throw InputError(
        fmt::format("{} dead and hot pixels are more than a quarter of the detector", p.defects.dead + p.defects.hot));
  if (p.model == Model::phantom && p.phantom.ring_share + p.phantom.background_share > 1.0)
    throw InputError(
        fmt::format("ring and background of the phantom hold {:.2f} of the electrons, more than all of them",
                    p.phantom.ring_share + p.phantom.background_share));
  for (std::size_t r : {std::size_t{0}, p.nx - 1, (p.ny - 1) * p.nx, p.ny * p.nx - 1}) {
    const auto c = centre(p, r);
    if (c[0] < 0.0 || c[1] < 0.0 || c[0] > static_cast<double>(p.pixels.qy - 1) ||
        c[1] > static_cast<double>(p.pixels.qx - 1))
      throw InputError(
          fmt::format("the descan moves the pattern's centre to ({:.1f}, {:.1f}) px at scan position (y {}, x {}), off "
                      "the detector; make it smaller",
                      c[0], c[1], r / p.nx, r % p.nx));
  }
}

Foil make_foil(const comm::Communicator& comm, const Parameters& p) {
  PlacementArea area;
  area.x1 = 10.0 * p.step_nm * static_cast<double>(p.nx - 1);
  area.y1 = 10.0 * p.step_nm * static_cast<double>(p.ny - 1);
  area.thickness_A = 10.0 * p.thickness_nm;
  area.gap_A = p.cluster_gap_A;
  area.apart_in_projection = p.clusters_apart_in_projection;
  auto clusters = place_clusters(p.clusters, area, p.seed);
  Glass glass = p.model == Model::phantom ? Glass{} : make_glass(comm, p);
  return {std::move(glass), area.thickness_A, std::move(clusters), p.carve_A, p.cluster_rms_A, p.seed};
}

double elastic_paths(const Parameters& p, const Foil& foil) {
  if (p.model == Model::phantom) return 0.0;
  const Composition& composition = foil.glass.composition;
  constexpr double dk = 0.005, end = 8.0;  // 1/Angstrom; beyond it less than 0.1 % of the cross section is left
  double sum = 0.0;
  for (double k = 0.5 * dk; k < end; k += dk)
    for (std::size_t i = 0; i < composition.size(); ++i) {
      const double f = scattering_factor(*composition.elements[i], k);
      sum += composition.fractions[i] * f * f * 2.0 * std::numbers::pi * k * dk;
    }
  const double amplitude = wavelength_A(p.optics.high_tension_kV) * relativistic_factor(p.optics.high_tension_kV);
  return density(foil.glass) * foil.thickness_A * amplitude * amplitude * sum;
}

Exposure::Exposure(const Parameters& parameters, const Foil& foil)
    : parameters_(parameters),
      foil_(foil),
      simulator_(parameters.model == Model::phantom
                     ? Simulator(parameters.optics, with_reach(parameters))
                     : Simulator(foil, density(foil.glass), parameters.optics, with_reach(parameters))) {
  if (parameters.model == Model::phantom) phantom_.emplace(parameters, foil.clusters);
  const int lanes = std::max(1, static_cast<int>(Host().concurrency()));
  for (int lane = 0; lane < lanes; ++lane) workspaces_.push_back(simulator_.workspace());
}

Rectangle Exposure::around(std::size_t first, std::size_t last) const {
  const double step = 10.0 * parameters_.step_nm;
  const std::size_t y0 = first / parameters_.nx, y1 = last / parameters_.nx;
  const bool one_row = y0 == y1;
  const std::size_t x0 = one_row ? first % parameters_.nx : 0,
                    x1 = one_row ? last % parameters_.nx : parameters_.nx - 1;
  return {step * static_cast<double>(x0), step * static_cast<double>(x1), step * static_cast<double>(y0),
          step * static_cast<double>(y1)};
}

std::size_t Exposure::bytes(std::size_t first, std::size_t last) const {
  const auto exposures = phantom_ ? std::size_t{1} : static_cast<std::size_t>(parameters_.decoherence.patterns);
  return exposures * simulator_.potential_bytes(around(first, last));
}

void Exposure::prepare(std::size_t first, std::size_t last) {
  potentials_.clear();
  if (phantom_) {
    potentials_.push_back(simulator_.noise(around(first, last), parameters_.seed));
    return;
  }
  for (int exposure = 0; exposure < parameters_.decoherence.patterns; ++exposure)
    potentials_.push_back(simulator_.potential(foil_, around(first, last), parameters_.decoherence, exposure));
}

void Exposure::expose(std::size_t first, std::span<double> shares) {
  const std::size_t pixels = parameters_.pixels.qy * parameters_.pixels.qx;
  const std::size_t count = shares.size() / pixels;
  const double step = 10.0 * parameters_.step_nm;
  const double weight = 1.0 / static_cast<double>(potentials_.size());
  std::fill(shares.begin(), shares.end(), 0.0);
  const auto lanes = static_cast<int>(workspaces_.size());
  Kokkos::parallel_for("phantom::expose", Kokkos::RangePolicy<Host>(0, lanes), [&](const int lane) {
    for (std::size_t i = static_cast<std::size_t>(lane); i < count; i += workspaces_.size()) {
      const std::size_t r = first + i;
      const auto c = centre(parameters_, r);
      const double x = step * static_cast<double>(r % parameters_.nx),
                   y = step * static_cast<double>(r / parameters_.nx);
      auto& workspace = workspaces_[static_cast<std::size_t>(lane)];
      const auto pattern = shares.subspan(i * pixels, pixels);
      if (phantom_)
        phantom_->fill(simulator_, potentials_.front(), x, y, c[0], c[1], workspace, pattern);
      else
        for (const Potential& potential : potentials_)
          simulator_.pattern(potential, x, y, c[0], c[1], weight, workspace, pattern);
    }
  });
  Host().fence();
}

}  // namespace vitrum::phantom
