// SPDX-License-Identifier: Apache-2.0
// vitrum/response/response.hpp: what a deformation shows: strength, localization, bands, avalanches, and flow against
// MRO.
#pragma once

#include <cstdint>
#include <span>
#include <string>
#include <vector>

#include "vitrum/kmc/kmc.hpp"
#include "vitrum/microstructure/microstructure.hpp"
#include "vitrum/response/avalanches.hpp"
#include "vitrum/response/bands.hpp"
#include "vitrum/response/localization.hpp"
#include "vitrum/response/mro.hpp"
#include "vitrum/response/pairs.hpp"
#include "vitrum/response/strength.hpp"
#include "vitrum/response/timing.hpp"
#include "vitrum/storage/file.hpp"

namespace vitrum::response {

struct Parameters {
  StrengthChoice strength;
  double steady_from = 0.5;          // event statistics from this share of the largest strain on
  double localized_below = 0.1;      // a run has localized where its participation ratio falls below it
  std::int64_t fit_samples = 20000;  // real-valued samples enter power laws with at most so many values
  int replicas = 100;                // of the bootstrap of power laws
  int null_maps = 199, bootstraps = 200;
  BandChoice bands;
  double voxels_per_zone =
      1.0;  // volume of an STZ in voxels: one flip strains the glass by e1 times it over all voxels
  std::uint64_t seed = 1;
};

struct Response {
  Strength strength;
  std::vector<CurvePart> curve;
  std::vector<Localization> localization;  // one a snapshot
  std::vector<Band> bands;                 // of all snapshots
  /// First strain at which the participation ratio falls below `localized_below`. It cannot exceed the share of voxels
  /// that transformed, so it begins below; snapshots count once it has reached the level, or where a band was found.
  double localization_strain = not_measured;

  // of the last snapshot
  microstructure::Grid grid;
  std::vector<std::int32_t> band_label;
  double band_threshold = 0.0;
  std::vector<AutocorrelationShell> autocorrelation;
  ExtremeValues extremes;
  std::vector<Activity> activity;
  std::vector<Association> associations;
  std::vector<DistanceBin> distance;

  // of the events
  std::vector<CascadeCount> cascades;  // all of them
  std::vector<EarlyFlips> early;       // all of them
  double steady_from_strain = 0.0;
  std::vector<SizeDistribution> sizes;  // and all below: of the steady part
  Waiting waiting;
  Aftershocks aftershocks;
  std::vector<PairShell> pairs;
  PairMap pair_map;
};
/// A pure function of its arguments: the same to the bit wherever it runs.
Response evaluate(std::span<const kmc::CurvePoint> curve, std::span<const kmc::Snapshot> snapshots,
                  std::span<const kmc::Event> events, const microstructure::Microstructure& microstructure,
                  const Parameters& parameters);

/// /response of an open deformation.h5 (one process).
void write(storage::File& file, const Response& response);

/// What a user wants to know first, a sentence each, with errors.
std::vector<std::string> summary(const Response& response);

}  // namespace vitrum::response
