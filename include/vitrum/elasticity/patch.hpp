// SPDX-License-Identifier: Apache-2.0
// vitrum/elasticity/patch.hpp: shear transformation zones that are larger than a voxel (deformation 1.6).
#pragma once

#include <array>
#include <cstddef>
#include <vector>

namespace vitrum::elasticity {

/// Weights w of the voxels around an STZ's centre: they sum to 1 and are even in each offset. An STZ that strains by dE
/// in its volume puts (volume dE) w into the voxels, and is driven by the w-average of the stress; so a solver with a
/// patch works on source strengths volume * dE at the centres, with the operator w * K * w.
struct Patch {
  struct Weight {
    int dz, dy, dx;
    double w;
  };
  std::vector<Weight> weights;        // of a disc or sphere; empty: the centre alone
  std::array<double, 3> smoothing{};  // sd of a Gaussian along z, y, x, in voxels; 0: none
  double volume_in_voxels = 1.0;
  std::array<double, 2> continuum_size{};  // radius or sd along y, x, in voxels, of a zone of the continuum; 0: none

  bool one_voxel() const { return weights.empty() && smoothing == std::array<double, 3>{}; }
  bool continuum() const { return continuum_size[0] > 0.0; }
};

/// The share of each voxel that a disc (sphere) of this radius covers, counted on 16 points an edge. Lengths in one
/// unit: with edges of 1 the radius is in voxels. InputError unless all are positive.
Patch disc_patch(double radius, double hy, double hx);
Patch sphere_patch(double radius, double hz, double hy, double hx);
/// Strain that falls from the centre like exp(-r^2/(2 sd^2)), cut off at the grid's Nyquist frequency: w^ = exp(-k^2
/// sd^2/2); volume 2 pi sd^2, or (2 pi)^(3/2) sd^3.
Patch gaussian_patch_2d(double sd, double hy, double hx);
Patch gaussian_patch_3d(double sd, double hz, double hy, double hx);

/// The same zones, with an operator that knows their shape beyond the grid's frequencies: under voxel_average in the
/// plane, Solver then gives the average over a disc (Gaussian) of the continuum of the stress of another. w * K * w
/// with discs of voxels smooths twice, by w and by the voxels, and keeps the steps of their edges: it
/// relaxes 14.5, 7.6, 6.3 and 4.1 % more in one direction than in the other at R = 1, 1.5, 2, 3 voxels (and a disc of R
/// = 1 by 40 % less); zones of the continuum relax alike. But the energy of fields made of voxels (w * E and its
/// stress) is then not exactly that of the zones. Under the other operators they are disc_patch and gaussian_patch_2d.
Patch continuum_disc(double radius, double hy, double hx);
Patch continuum_gaussian(double sd, double hy, double hx);

/// w^(k) = exp(-sum_a (k_a smoothing_a)^2/2) sum w cos(kz dz) cos(ky dy) cos(kx dx) on a periodic grid; 1 at k = 0.
/// InputError where the patch is wider than the grid.
class PatchSpectrum {
 public:
  PatchSpectrum(const Patch& patch, std::size_t nz, std::size_t ny, std::size_t nx);
  double operator()(std::size_t iz, std::size_t iy, std::size_t ix) const;

 private:
  std::vector<Patch::Weight> octant_;  // dz, dy, dx >= 0, each with the weight of all its images
  std::size_t nz_, ny_, nx_;
  std::vector<double> cos_z_, cos_y_, cos_x_;           // of 2 pi i/n
  std::vector<double> smooth_z_, smooth_y_, smooth_x_;  // Gaussian factors
};

}  // namespace vitrum::elasticity
