// SPDX-License-Identifier: Apache-2.0
// vitrum/phantom/simulator.cpp: grids, tables and plans of a geometry, and the projected potential.
#include <fmt/format.h>

#include <algorithm>
#include <cmath>
#include <numbers>

#include "simulator_tables.hpp"
#include "vitrum/core/error.hpp"
#include "vitrum/core/random.hpp"

namespace vitrum::phantom {
namespace {

constexpr double pi = std::numbers::pi;
constexpr double atom_radius_A = 5.0;  // of a projected atom
constexpr double taper_share = 0.35;   // of the farthest pixel's k: width of the band over which f_e fades
constexpr double first_zero = 1.19;    // of the Airy pattern, in FWHM

Symmetric ellipse(double along_u, double along_v, double theta_deg) {
  const double c = std::cos(theta_deg * pi / 180.0), s = std::sin(theta_deg * pi / 180.0);
  return {along_u * s * s + along_v * c * c, (along_u - along_v) * s * c, along_u * c * c + along_v * s * s};
}

// Smallest product of 2, 3 and 5 that is even and not below n.
std::size_t fft_size(double n) {
  for (auto size = 2 * static_cast<std::size_t>(std::ceil(0.5 * n));; size += 2) {
    std::size_t rest = size;
    for (std::size_t p : {2, 3, 5})
      while (rest % p == 0) rest /= p;
    if (rest == 1) return size;
  }
}

fftw_plan checked(fftw_plan plan) {
  if (plan == nullptr) throw Fault("FFTW made no plan");
  return plan;
}

}  // namespace

double probe_fwhm_A(double high_tension_kV, double semi_angle_mrad) {
  return 0.514 * wavelength_A(high_tension_kV) / (1e-3 * semi_angle_mrad);
}

double semi_angle_for_fwhm_mrad(double high_tension_kV, double fwhm_A) {
  return 1e3 * 0.514 * wavelength_A(high_tension_kV) / fwhm_A;
}

namespace {

// FFT grid of at least these sizes, and the probe's place in it.
void lay_grid(Simulator::Tables& t, double least_y, double least_x) {
  const Pixels& p = t.pixels;
  t.ny = fft_size(std::max(least_y, static_cast<double>(p.qy)));
  t.nx = fft_size(std::max(least_x, static_cast<double>(p.qx)));
  t.dy = 1.0 / (p.k_per_px * static_cast<double>(t.ny));
  t.dx = 1.0 / (p.k_per_px * static_cast<double>(t.nx));
  t.half_y = static_cast<std::ptrdiff_t>(std::ceil(t.stretch * t.optics.cutoff_A / t.dy)) + 1;
  t.half_x = static_cast<std::ptrdiff_t>(std::ceil(t.stretch * t.optics.cutoff_A / t.dx)) + 1;
  const double fwhm = probe_fwhm_A(t.optics.high_tension_kV, t.optics.semi_angle_mrad);
  if (t.optics.cutoff_A < first_zero * fwhm)
    throw InputError(fmt::format("the probe's cutoff of {:.2f} nm lies within its first minimum ({:.2f} nm); raise it",
                                 0.1 * t.optics.cutoff_A, 0.1 * first_zero * fwhm));
  if (2 * t.half_y + 1 > static_cast<std::ptrdiff_t>(t.ny) || 2 * t.half_x + 1 > static_cast<std::ptrdiff_t>(t.nx))
    throw InputError(
        fmt::format("the detector's {} 1/Angstrom a pixel give a real-space window of {:.2f} nm, which cannot hold a "
                    "probe that is cut at {:.2f} nm; "
                    "use finer pixels or a smaller cutoff",
                    p.k_per_px, 0.1 / p.k_per_px, 0.1 * t.optics.cutoff_A));
}

void make_plans(Simulator::Tables& t) {
  FftwArray array = fftw_array(t.ny * t.nx);
  fftw_complex* all = raw(array.get());
  const int ny = static_cast<int>(t.ny), nx = static_cast<int>(t.nx);
  if (t.optics.multislice) {
    t.forward.reset(checked(fftw_plan_dft_2d(ny, nx, all, all, FFTW_FORWARD, FFTW_ESTIMATE)));
    t.backward.reset(checked(fftw_plan_dft_2d(ny, nx, all, all, FFTW_BACKWARD, FFTW_ESTIMATE)));
    return;
  }
  fftw_complex* first = raw(array.get() + (t.ny / 2 - static_cast<std::size_t>(t.half_y)) * t.nx);
  t.rows.reset(checked(fftw_plan_many_dft(1, &nx, static_cast<int>(2 * t.half_y + 1), first, nullptr, 1, nx, first,
                                          nullptr, 1, nx, FFTW_FORWARD, FFTW_ESTIMATE)));
  t.columns.reset(checked(fftw_plan_many_dft(1, &ny, static_cast<int>(t.pixels.qx), all, nullptr, nx, 1, all, nullptr,
                                             nx, 1, FFTW_FORWARD, FFTW_ESTIMATE)));
}

// Fresnel propagation by one slice, band-limited to a third of the grid (no aliasing of products).
void make_propagator(Simulator::Tables& t) {
  t.propagator.assign(t.ny * t.nx, 0.0);
  const double limit = static_cast<double>(std::min(t.ny, t.nx)) / 3.0;
  const auto signed_index = [](std::size_t i, std::size_t n) {
    return i <= n / 2 ? static_cast<double>(i) : static_cast<double>(i) - static_cast<double>(n);
  };
  for (std::size_t i = 0; i < t.ny; ++i)
    for (std::size_t j = 0; j < t.nx; ++j) {
      const double y = signed_index(i, t.ny), x = signed_index(j, t.nx);
      if (y * y + x * x > limit * limit) continue;
      const double k2 = t.pixels.k_per_px * t.pixels.k_per_px * t.t.square(y, x);
      const double phase = t.optics.ewald ? -pi * t.lambda * t.dz * k2 : 0.0;
      t.propagator[i * t.nx + j] = std::polar(1.0 / static_cast<double>(t.ny * t.nx), phase);
    }
}

void begin(Simulator::Tables& t, const Optics& optics, const Pixels& pixels) {
  t.optics = optics;
  t.pixels = pixels;
  t.lambda = wavelength_A(optics.high_tension_kV);
  t.aperture = 1e-3 * optics.semi_angle_mrad / t.lambda;
  t.t = ellipse(1.0 / (1.0 + pixels.e), 1.0 + pixels.e, pixels.theta_deg);
  t.t_inverse = ellipse(1.0 + pixels.e, 1.0 / (1.0 + pixels.e), pixels.theta_deg);
  t.stretch = std::max(1.0 + pixels.e, 1.0 / (1.0 + pixels.e));
  t.probe = make_probe(optics);
}

}  // namespace

Simulator::Simulator(const Foil& foil, double density_inv_A3, const Optics& optics, const Pixels& pixels)
    : tables_(std::make_unique<Tables>()) {
  Tables& t = *tables_;
  begin(t, optics, pixels);
  t.slices = static_cast<std::size_t>(std::max(1.0, std::ceil(foil.thickness_A / optics.slice_A - 1e-9)));
  t.dz = foil.thickness_A / static_cast<double>(t.slices);
  const double k_flat = t.stretch * pixels.k_per_px * std::hypot(pixels.reach_y_px, pixels.reach_x_px);
  const double k_end = (1.0 + taper_share) * k_flat;
  // The detector's frequencies, and beyond them as many as the spectrum of psi V reaches, so that what is folded back
  // falls outside the detector.
  const double spectrum = t.stretch * (k_end + t.aperture) / pixels.k_per_px + 2.0;
  lay_grid(t, pixels.reach_y_px + spectrum, pixels.reach_x_px + spectrum);
  const Composition& composition = foil.glass.composition;
  for (const Element* element : composition.elements)
    t.atoms.push_back(
        projected_atom(*element, optics.high_tension_kV, optics.debye_waller_A2, k_flat, k_end, atom_radius_A));
  t.mean_potential = density_inv_A3 * t.dz * t.lambda * relativistic_factor(optics.high_tension_kV) *
                     composition.mean_scattering_factor(0.0);
  make_plans(t);
  if (optics.multislice) make_propagator(t);
}

Simulator::Simulator(const Optics& optics, const Pixels& pixels) : tables_(std::make_unique<Tables>()) {
  Tables& t = *tables_;
  begin(t, optics, pixels);
  t.optics.multislice = false;
  t.slices = 2;
  if (!t.probe.is_real()) throw InputError("the phantom's probe is free of aberrations; take model: atoms for defocus");
  const double apart = 2.0 * t.stretch * t.aperture / pixels.k_per_px + 2.0;  // opposite edges of a detector: unlike
  lay_grid(t, static_cast<double>(pixels.qy) + apart, static_cast<double>(pixels.qx) + apart);
  make_plans(t);
}

Simulator::~Simulator() = default;
Simulator::Simulator(Simulator&&) noexcept = default;

std::size_t Simulator::slices() const { return tables_->slices; }
std::array<std::size_t, 2> Simulator::fft_shape() const { return {tables_->ny, tables_->nx}; }

namespace {

// Grid points that the probe covers at any position of the rectangle.
Potential extent(const Simulator::Tables& t, const Rectangle& r) {
  double y_lo = 1e300, y_hi = -1e300, x_lo = 1e300, x_hi = -1e300;
  for (double y : {r.y0, r.y1})
    for (double x : {r.x0, r.x1}) {
      const auto corner = t.t.times(y, x);
      y_lo = std::min(y_lo, corner[0]);
      y_hi = std::max(y_hi, corner[0]);
      x_lo = std::min(x_lo, corner[1]);
      x_hi = std::max(x_hi, corner[1]);
    }
  Potential p;
  p.slices = t.slices;
  p.y0 = static_cast<std::ptrdiff_t>(std::floor(y_lo / t.dy)) - t.half_y - 1;
  p.x0 = static_cast<std::ptrdiff_t>(std::floor(x_lo / t.dx)) - t.half_x - 1;
  p.ny = static_cast<std::size_t>(static_cast<std::ptrdiff_t>(std::ceil(y_hi / t.dy)) + t.half_y + 2 - p.y0);
  p.nx = static_cast<std::size_t>(static_cast<std::ptrdiff_t>(std::ceil(x_hi / t.dx)) + t.half_x + 2 - p.x0);
  return p;
}

// Adds one projected atom, in grid coordinates; sums run over atoms in the order of calls.
void stamp(Potential& p, const Simulator::Tables& t, const RadialTable& table, std::size_t slice, double y, double x) {
  const double reach = t.stretch * atom_radius_A;
  const auto first = [](double u, std::ptrdiff_t from) {
    return std::max<std::ptrdiff_t>(0, static_cast<std::ptrdiff_t>(std::ceil(u)) - from);
  };
  const auto last = [](double u, std::ptrdiff_t from, std::size_t n) {
    return std::min<std::ptrdiff_t>(static_cast<std::ptrdiff_t>(n) - 1,
                                    static_cast<std::ptrdiff_t>(std::floor(u)) - from);
  };
  const std::ptrdiff_t i1 = last((y + reach) / t.dy, p.y0, p.ny), j0 = first((x - reach) / t.dx, p.x0),
                       j1 = last((x + reach) / t.dx, p.x0, p.nx);
  for (std::ptrdiff_t i = first((y - reach) / t.dy, p.y0); i <= i1; ++i) {
    const double dy = static_cast<double>(i + p.y0) * t.dy - y;
    double* row = p.values.data() + (slice * p.ny + static_cast<std::size_t>(i)) * p.nx;
    for (std::ptrdiff_t j = j0; j <= j1; ++j) {
      const double square = t.t_inverse.square(dy, static_cast<double>(j + p.x0) * t.dx - x);
      if (square < table.limit_square) row[j] += table.at(square);
    }
  }
}

// One draw for all atoms of a group: the same whoever asks.
void displace(Atom& atom, const Decoherence& d, int exposure, std::uint64_t seed) {
  const auto code = [&](double u) {
    return static_cast<std::uint64_t>(static_cast<std::int64_t>(std::floor(u / d.group_A))) & 0x3ffffu;
  };
  Stream stream(seed, Purpose::decoherence, code(atom.y) << 36 | code(atom.x) << 18 | code(atom.z),
                static_cast<std::uint32_t>(exposure));
  atom.x += d.displacement_A * stream.normal();
  atom.y += d.displacement_A * stream.normal();
}

}  // namespace

std::size_t Simulator::potential_bytes(const Rectangle& positions) const {
  const Potential p = extent(*tables_, positions);
  return p.slices * p.ny * p.nx * sizeof(double);
}

Potential Simulator::potential(const Foil& foil, const Rectangle& positions, const Decoherence& decoherence,
                               int exposure) const {
  const Tables& t = *tables_;
  Potential p = extent(t, positions);
  p.values.assign(p.slices * p.ny * p.nx, -t.mean_potential);
  const bool moving = decoherence.patterns > 1;
  const double margin = t.optics.cutoff_A + t.stretch * atom_radius_A + 3.0 * t.stretch * std::max(t.dy, t.dx) +
                        (moving ? 8.0 * decoherence.displacement_A : 0.0);
  const Rectangle area{positions.x0 - margin, positions.x1 + margin, positions.y0 - margin, positions.y1 + margin};
  for (Atom atom : atoms_in(foil, area)) {
    if (moving) displace(atom, decoherence, exposure, foil.seed);
    const auto slice = static_cast<std::size_t>(std::clamp(atom.z / t.dz, 0.0, static_cast<double>(t.slices) - 1.0));
    const auto at = t.t.times(atom.y, atom.x);
    stamp(p, t, t.atoms[static_cast<std::size_t>(atom.species)], slice, at[0], at[1]);
  }
  return p;
}

Potential Simulator::noise(const Rectangle& positions, std::uint64_t seed) const {
  Potential p = extent(*tables_, positions);
  p.values.resize(p.slices * p.ny * p.nx);
  const auto code = [](std::ptrdiff_t u) { return static_cast<std::uint64_t>(u) & 0xfffffffu; };
  for (std::size_t y = 0; y < p.ny; ++y)
    for (std::size_t x = 0; x < p.nx; ++x) {
      const auto id = code(p.y0 + static_cast<std::ptrdiff_t>(y)) << 28 | code(p.x0 + static_cast<std::ptrdiff_t>(x));
      Stream stream(seed, Purpose::speckle, id);
      for (std::size_t slice = 0; slice < p.slices; ++slice) p.values[(slice * p.ny + y) * p.nx + x] = stream.normal();
    }
  return p;
}

}  // namespace vitrum::phantom
