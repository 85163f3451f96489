// SPDX-License-Identifier: Apache-2.0
// vitrum/response/response.hpp: what a deformation shows: strength, localization, and which voxels flowed.
#pragma once

#include <cstdint>
#include <span>
#include <string>
#include <vector>

#include "vitrum/kmc/kmc.hpp"
#include "vitrum/microstructure/microstructure.hpp"
#include "vitrum/storage/file.hpp"

namespace vitrum::response {

struct Parameters {
  double elastic_to = 0.002;  // the initial modulus is the slope up to this strain
  double flow_from = 0.8;     // flow stress: mean over strains above this share of the last strain
};

struct Strength {
  double modulus_GPa = 0.0;  // least-squares slope through the origin up to `elastic_to`
  double peak_stress_GPa = 0.0;
  double peak_strain = 0.0;
  double offset_yield_GPa = 0.0;    // stress where the curve meets the modulus line shifted by 0.2 % strain; 0: not met
  double flow_stress_GPa = 0.0;     // mean over the flow window
  double flow_stress_sd_GPa = 0.0;  // standard deviation within the window (fluctuation, not an error of the mean)
  double flow_from_strain = 0.0;
};
Strength strength(std::span<const kmc::CurvePoint> curve, const Parameters& parameters);

/// Equivalent shear of the transformation strain, g = 2 sqrt(e1^2 + e3^2) (deformation 6).
std::vector<double> equivalent_shear(std::span<const double> e1, std::span<const double> e3);
/// Von Mises plastic strain of an isochoric in-plane eigenstrain: sqrt(2/3 E:E) = g / sqrt(3).
std::vector<double> von_mises_strain(std::span<const double> e1, std::span<const double> e3);

/// Measures of how unevenly g is spread over the voxels (deformation 6). All zero where g is zero everywhere.
struct Localization {
  double strain = 0.0;
  double mean = 0.0;
  double participation_ratio = 0.0;  // (sum g^2)^2 / (N sum g^4): 1 uniform
  double gini = 0.0;                 // 0 uniform, 1 all in one voxel
  double variation = 0.0;            // std / mean
  double psi = 0.0;                  // std (Cheng, Cao and Ma)
  double top_5_percent = 0.0;        // share of all strain in the 5 % of voxels that flowed most
  double transformed = 0.0;          // share of voxels with at least one flip
};
Localization localization(std::span<const double> g, std::span<const std::int64_t> flips);

/// Flow resolved by MRO class; n = 0 is the matrix.
struct Activity {
  int n = 0;
  std::int64_t voxels = 0;
  std::int64_t flips = 0;
  double flips_per_voxel = 0.0;
  double ratio_to_matrix = 0.0;  // 0 where the matrix did not flow
  double ratio_error = 0.0;      // Poisson error of the two counts, of one flip at least; flips of a cascade are not independent
  double mean_strain = 0.0;      // mean equivalent shear of its voxels
};
/// Every voxel counts for the class that covers at least half of it, else for the matrix.
std::vector<Activity> activity_by_type(const microstructure::Microstructure& microstructure,
                                       std::span<const std::int64_t> flips, std::span<const double> g);

/// How many cascades (flips that share an id) had so many flips; by size, ascending.
struct CascadeCount {
  std::int64_t flips = 0;
  std::int64_t cascades = 0;
};
std::vector<CascadeCount> cascade_sizes(std::span<const kmc::Event> events);

struct Response {
  Strength strength;
  std::vector<Localization> localization;  // one a snapshot
  std::vector<Activity> activity;          // at the last snapshot
  std::vector<CascadeCount> cascades;
};
Response evaluate(std::span<const kmc::CurvePoint> curve, std::span<const kmc::Snapshot> snapshots,
                  std::span<const kmc::Event> events, const microstructure::Microstructure& microstructure, const Parameters& parameters);

/// /statistics/{strength,localization,activity,cascades} of an open deformation.h5 (one process).
void write(storage::File& file, const Response& response);

}  // namespace vitrum::response
