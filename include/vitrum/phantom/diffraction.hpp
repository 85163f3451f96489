// SPDX-License-Identifier: Apache-2.0
// vitrum/phantom/diffraction.hpp: nanodiffraction patterns of a foil: projected slices, coherent probe, one FFT a
// slice.
#pragma once

#include <array>
#include <cstddef>
#include <cstdint>
#include <memory>
#include <span>
#include <vector>

#include "vitrum/phantom/foil.hpp"

namespace vitrum::phantom {

/// Intensity FWHM of a diffraction-limited probe: 0.514 lambda / alpha.
double probe_fwhm_A(double high_tension_kV, double semi_angle_mrad);
double semi_angle_for_fwhm_mrad(double high_tension_kV, double fwhm_A);

struct Optics {
  double high_tension_kV = 200.0;
  double semi_angle_mrad = 1.289;
  double defocus_A = 0.0;        // positive: underfocus, the crossover lies beyond the foil
  double spherical_A = 0.0;      // C_s
  double cutoff_A = 25.0;        // the probe ends here, tapered over the last fifth
  double debye_waller_A2 = 0.7;  // B: amplitudes are multiplied by exp(-B k^2 / 4)
  double slice_A = 10.0;         // thickest slice
  bool ewald = true;             // curvature of the Ewald sphere (Fresnel phase of the slices)
  bool multislice = false;
  bool direct_beam = true;
};

/// Width of the probe with its aberrations: the FWHM in focus times the growth of the diameter that holds half of the
/// intensity (fringes make the half maximum itself jump with defocus).
double probe_fwhm_A(const Optics& optics);

/// Pixel p (row, column) of a pattern with centre c sees k = k_per_px T (p - c), T symmetric with determinant 1:
/// |T p|^2 = (u / (1 + e))^2 + (v (1 + e))^2, u = x cos theta + y sin theta, v = -x sin theta + y cos theta.
/// A ring is an ellipse with the half axis a (1 + e) along theta, which turns from x (columns) to y (rows).
struct Pixels {
  std::size_t qy = 128, qx = 128;
  double k_per_px = 0.01;  // 1/Angstrom
  double e = 0.0;
  double theta_deg = 0.0;
  double reach_y_px = 64.0, reach_x_px = 64.0;  // farthest pixel from the centre along each axis, over the whole scan
};

/// Decoherence: a pattern is the mean of `patterns`, between which groups of atoms (cubes of edge `group_A`) are
/// displaced independently by `displacement_A` rms along x and y.
struct Decoherence {
  int patterns = 1;
  double displacement_A = 0.5;
  double group_A = 10.0;
};

/// Projected potential (times sigma: radians) of a part of the foil, slice by slice, or the noise of a speckle field,
/// on the grid that all patterns share.
struct Potential {
  std::ptrdiff_t y0 = 0, x0 = 0;  // grid point of the first value
  std::size_t slices = 0, ny = 0, nx = 0;
  std::vector<double> values;  // [slice][y][x]
};

/// Tables and FFT plans of one geometry. Its const members may be called by many threads at once.
/// `kinematic`: A(k) = sum_s exp(-i pi lambda z_s k^2) FFT[psi V_s] (characterization.md 5.1), free of aliasing over
/// the whole detector. `multislice`: psi is transmitted by exp(i V_s) and propagated; its patterns reach to the circle
/// of a third of the FFT grid (the edge of a square detector; corners stay empty). Descan is a phase ramp on psi V_s
/// and the ellipse an affine map of all coordinates: nothing is interpolated in k.
class Simulator {
 public:
  /// InputError where the real-space window 1 / k_per_px cannot hold the probe.
  Simulator(const Foil& foil, double density_inv_A3, const Optics& optics, const Pixels& pixels);
  /// For `speckle` alone: no atoms, no slices of a foil.
  Simulator(const Optics& optics, const Pixels& pixels);
  ~Simulator();
  Simulator(Simulator&&) noexcept;

  struct Tables;
  class Workspace {
   public:
    struct Buffers;
    ~Workspace();
    Workspace(Workspace&&) noexcept;

   private:
    friend class Simulator;
    Workspace();
    std::unique_ptr<Buffers> buffers_;
  };
  Workspace workspace() const;

  std::size_t slices() const;
  std::array<std::size_t, 2> fft_shape() const;
  /// Bytes of a Potential that serves the positions of a rectangle.
  std::size_t potential_bytes(const Rectangle& positions) const;
  /// For positions in the rectangle; `exposure` numbers the displacements of `decoherence` (none for patterns == 1).
  Potential potential(const Foil& foil, const Rectangle& positions, const Decoherence& decoherence, int exposure) const;
  /// Two slices of white noise (standard normal, by grid point and seed) instead of a foil, for `speckle`.
  Potential noise(const Rectangle& positions, std::uint64_t seed) const;
  /// Developed speckle of mean 1 as a thin or thick glass makes it, [row][column]: S = |g + i eta h|^2, g and h the
  /// Fourier transforms of the probe times one slice of noise each, so that E(-k) correlates with E*(k) by |sinc x|,
  /// x = pi lambda k^2 t, and P_odd : P_even is (1 - s) : (1 + s), s = sinc^2 x (characterization 5.3, D4), with
  /// eta^2 = (1 - |sinc x|) / (1 + |sinc x|). Correlations: |gamma|^2 of the probe from position to position, the
  /// overlap of two disks from pixel to pixel. The probe must be free of aberrations.
  void speckle(const Potential& noise, double x_A, double y_A, double cy_px, double cx_px, double thickness_A,
               Workspace& workspace, std::span<double> speckle) const;
  /// Adds `weight` times the bright disk of the unscattered beam, a sum of 1 over the pixels.
  void add_disk(double cy_px, double cx_px, double weight, Workspace& workspace, std::span<double> shares) const;
  /// k of pixel (row, column) from the pattern's centre, and its azimuth from x towards y (0 unless asked for).
  std::array<double, 2> polar(double row, double column, double cy_px, double cx_px, bool azimuth) const;
  /// Adds `weight` times the share of the incident electrons that each pixel gets, [row][column]: the probe stands at
  /// (x, y) in Angstrom, the pattern's centre lies at (cy, cx) in pixels (pixel p reaches from p - 0.5 to p + 0.5).
  void pattern(const Potential& potential, double x_A, double y_A, double cy_px, double cx_px, double weight,
               Workspace& workspace, std::span<double> shares) const;

 private:
  std::unique_ptr<Tables> tables_;
};

}  // namespace vitrum::phantom
