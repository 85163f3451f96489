// SPDX-License-Identifier: Apache-2.0
// drivers/characterize.hpp: the chain from a scan to its domains, for the commands that need it.
#pragma once

#include <optional>
#include <string>
#include <vector>

#include "job.hpp"
#include "vitrum/domains/domains.hpp"
#include "vitrum/order/maps.hpp"
#include "vitrum/pattern/calibration.hpp"
#include "vitrum/scan/source.hpp"

namespace vitrum::drivers {

struct Characterized {
  scan::ScanInfo source;
  pattern::Calibration calibration;
  order::Maps maps;
  std::optional<domains::Result> domains;       // absent where there is no ring
  std::vector<domains::Comparison> comparison;  // where the scan knows its truth
};

/// Collective. `scan_path` instead of the deck's scan where it is not empty.
Characterized characterize_scan(Job& job, const std::string& scan_path);

}  // namespace vitrum::drivers
