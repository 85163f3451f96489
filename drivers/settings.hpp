// SPDX-License-Identifier: Apache-2.0
// drivers/settings.hpp: a whole deck, read by the rooms that its sections belong to.
#pragma once

#include <cstdint>
#include <optional>
#include <string>
#include <vector>

#include "vitrum/core/deck.hpp"
#include "vitrum/domains/domains.hpp"
#include "vitrum/domains/thickness_map.hpp"
#include "vitrum/kmc/deck.hpp"
#include "vitrum/microstructure/deck.hpp"
#include "vitrum/order/measure.hpp"
#include "vitrum/pattern/calibration.hpp"
#include "vitrum/phantom/synthesize.hpp"
#include "vitrum/response/response.hpp"
#include "vitrum/scan/region.hpp"
#include "vitrum/scan/source.hpp"
#include "vitrum/sweep/sweep.hpp"

namespace vitrum::drivers {

struct Characterization {
  std::vector<scan::OpenOptions> scans;  // areas of one sample; at least one
  scan::Region region;                   // positions that statistics take
  pattern::CalibrationParameters calibration;
  order::Parameters order;
  domains::Parameters domains;
  std::string detection_file;  // of `vitrum calibrate`; empty: none
  bool probe_given = false;    // in the deck; else the scan's own is taken where it says one
  bool thickness_given = false;
  domains::ThicknessSource thickness;  // of every position; gives none where the thickness is one value
};

struct Deformation {
  microstructure::Choice microstructure;
  kmc::DeckPart kmc;
  response::Parameters response;
};

/// Parts that nothing asks for stay empty.
struct Settings {
  std::string title;
  std::uint64_t seed = 1;
  std::size_t memory_per_rank = std::size_t{1} << 30;
  std::vector<std::string> stages;
  bool stages_given = false;
  std::optional<phantom::Parameters> synthesize;
  std::optional<Characterization> characterize;
  std::optional<Deformation> deform;
  sweep::Parameters sweep;
};

/// Reads the sections that are there and those that `command` needs. InputError with line and column.
Settings read_settings(Deck& deck, const std::string& command, const std::string& output);

}  // namespace vitrum::drivers
