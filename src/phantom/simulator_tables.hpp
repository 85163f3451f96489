// SPDX-License-Identifier: Apache-2.0
// vitrum/phantom/simulator_tables.hpp: what a Simulator and its workspaces hold.
#pragma once

#include <fftw3.h>

#include <array>
#include <complex>
#include <cstddef>
#include <memory>
#include <vector>

#include "probe.hpp"
#include "projected_atom.hpp"
#include "vitrum/phantom/diffraction.hpp"

namespace vitrum::phantom {

using Complex = std::complex<double>;

struct FftwFree {
  void operator()(Complex* p) const { fftw_free(p); }
};
using FftwArray = std::unique_ptr<Complex[], FftwFree>;
inline FftwArray fftw_array(std::size_t n) {
  FftwArray array(reinterpret_cast<Complex*>(fftw_alloc_complex(n)));
  for (std::size_t i = 0; i < n; ++i) array[i] = 0.0;
  return array;
}
inline fftw_complex* raw(Complex* p) { return reinterpret_cast<fftw_complex*>(p); }

struct PlanDestroy {
  void operator()(fftw_plan plan) const { fftw_destroy_plan(plan); }
};
using Plan = std::unique_ptr<fftw_plan_s, PlanDestroy>;

/// Symmetric 2 x 2 matrix, acting on (y, x).
struct Symmetric {
  double yy = 1.0, yx = 0.0, xx = 1.0;
  std::array<double, 2> times(double y, double x) const { return {yy * y + yx * x, yx * y + xx * x}; }
  /// |M (y, x)|^2
  double square(double y, double x) const {
    const double u = yy * y + yx * x, v = yx * y + xx * x;
    return u * u + v * v;
  }
};

struct Simulator::Tables {
  Optics optics;
  Pixels pixels;
  double lambda = 0.0;    // Angstrom
  double aperture = 0.0;  // 1/Angstrom
  double dz = 0.0;        // slice thickness, Angstrom
  std::size_t slices = 1;
  Symmetric t, t_inverse;                 // k = k_per_px T p; grid coordinates r' = T r
  double stretch = 1.0;                   // largest eigenvalue of T and its inverse
  std::size_t ny = 0, nx = 0;             // FFT grid
  double dy = 0.0, dx = 0.0;              // its spacing in r', Angstrom
  std::ptrdiff_t half_y = 0, half_x = 0;  // the probe covers 2 half + 1 grid points
  double mean_potential = 0.0;            // of a slice
  std::vector<RadialTable> atoms;         // by species
  ProbeTable probe;
  Plan rows, columns;               // kinematic: rows under the probe, then the columns of the detector
  Plan forward, backward;           // multislice
  std::vector<Complex> propagator;  // multislice, [y][x] of the FFT, divided by ny nx
};

struct Simulator::Workspace::Buffers {
  FftwArray field;             // [ny][nx]
  FftwArray wave;              // multislice
  std::vector<Complex> probe;  // [2 half_y + 1][2 half_x + 1], with the descan ramp (kinematic)
  std::vector<Complex> ramp_y, ramp_x;
  std::vector<Complex> amplitude, step;  // [qy][qx]: A, and the Fresnel phase of one slice
  std::vector<double> intensity;
};

}  // namespace vitrum::phantom
