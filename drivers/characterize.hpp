// SPDX-License-Identifier: Apache-2.0
// drivers/characterize.hpp: the chain from a scan to its domains, for the commands that need it.
#pragma once

#include <optional>
#include <string>
#include <vector>

#include "job.hpp"
#include "vitrum/domains/domains.hpp"
#include "vitrum/order/measure.hpp"
#include "vitrum/pattern/calibration.hpp"
#include "vitrum/scan/source.hpp"

namespace vitrum::drivers {

struct Characterized {
  scan::ScanInfo source;
  pattern::Calibration calibration;
  order::Parameters order;  // as used
  order::Maps maps;
  std::optional<domains::Result> domains;       // absent where there is no ring
  std::vector<domains::Comparison> comparison;  // where the scan knows its truth
};

/// Collective: an open scan as `part` of the deck says.
Characterized characterize_scan(Job& job, Characterization part, const scan::Source& source);
/// Collective: a scan that vitrum made itself; what the deck says of the measured one does not hold for it.
Characterized characterize_scan(Job& job, const std::string& made_scan);

}  // namespace vitrum::drivers
