// SPDX-License-Identifier: Apache-2.0
// vitrum/response/localization.hpp: how unevenly the strain is spread (deformation 6).
#pragma once

#include <cstdint>
#include <span>
#include <vector>

#include "vitrum/microstructure/microstructure.hpp"
#include "vitrum/response/strength.hpp"

namespace vitrum::response {

/// Equivalent shear of the transformation strain, g = 2 sqrt(e1^2 + e3^2) (deformation 6).
std::vector<double> equivalent_shear(std::span<const double> e1, std::span<const double> e3);
/// Von Mises plastic strain of an isochoric in-plane eigenstrain: sqrt(2/3 E:E) = g / sqrt(3).
std::vector<double> von_mises_strain(std::span<const double> e1, std::span<const double> e3);

/// Measures of how unevenly g is spread over the voxels. All zero where g is zero everywhere.
struct Localization {
  double strain = 0.0;
  double mean = 0.0;
  double participation_ratio = 0.0;  // (sum g^2)^2 / (N sum g^4): 1 uniform
  double gini = 0.0;                 // 0 uniform, 1 all in one voxel
  double variation = 0.0;            // std / mean
  double psi = 0.0;                  // std (Cheng, Cao and Ma)
  double top_5_percent = 0.0;        // share of all strain in the 5 % of voxels that flowed most
  double transformed = 0.0;          // share of voxels with at least one flip
  double band_index = 0.0;           // see BandIndex
  double band_angle_deg = not_measured;
  double band_index_p = not_measured;
  std::int64_t bands = 0;  // shear bands found (bands.hpp)
};
/// All but band_index, band_angle_deg, band_index_p and bands.
Localization localization(std::span<const double> g, std::span<const std::int64_t> flips);

/// Directional band index: the largest, over directions, variance of the line-averaged g between lines, over what the
/// same values in random order give on average, which is exact: sum over lines of n (mean - <g>)^2 = (lines - 1) s^2.
/// Directions are those in which lines close on the periodic grid, up to `largest_winding` cells along x and y, with
/// lines one voxel wide and at least 8 of them. 1: no direction stands out.
struct BandIndex {
  double index = 0.0;
  double angle_deg = not_measured;  // of the lines to x, -90 .. 90, from x towards y
  int winding_x = 0, winding_y = 0;
  double p = not_measured;  // Bonferroni over directions, chi^2 of lines - 1 degrees: large grids, independent voxels
};
BandIndex band_index(std::span<const double> g, const microstructure::Grid& grid, int largest_winding = 6);

/// Autocorrelation of g (periodic), C(r) = <dg(0) dg(r)> / <dg^2> in shells one voxel wide: its isotropic part and the
/// amplitude of cos 4 theta, theta from x. The errors are those of the scatter of C within the shell.
struct AutocorrelationShell {
  double r_nm = 0.0;
  std::int64_t offsets = 0;
  double isotropic = 0.0, isotropic_error = 0.0;
  double fourfold = 0.0, fourfold_error = 0.0;
};
std::vector<AutocorrelationShell> autocorrelation(std::span<const double> g, const microstructure::Grid& grid);

/// Largest values of g in blocks of the grid and the Gumbel law fitted to them by maximum likelihood.
struct ExtremeValues {
  std::int64_t blocks = 0;
  double location = not_measured, location_error = not_measured;  // mu
  double scale = not_measured, scale_error = not_measured;        // beta
  double distance = not_measured;                                 // Kolmogorov-Smirnov
  double p = not_measured;                                        // of that distance, simulated with both fitted
  double largest = not_measured;                                  // of the whole grid
  double expected_largest = not_measured;                         // mu + beta (ln blocks + Euler's constant)
};
/// Blocks: 8 x 8 of them, fewer where the grid has fewer rows or columns.
ExtremeValues extreme_values(std::span<const double> g, const microstructure::Grid& grid, std::uint64_t seed);
/// Maximum likelihood of a Gumbel law of maxima; `distance` and `p` included.
ExtremeValues fit_gumbel(std::span<const double> maxima, std::uint64_t seed);

}  // namespace vitrum::response
