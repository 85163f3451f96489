// SPDX-License-Identifier: Apache-2.0
// vitrum/phantom/truth.hpp: what a synthesized file says about itself.
#pragma once

#include <vector>

#include "detector.hpp"
#include "vitrum/phantom/foil.hpp"
#include "vitrum/phantom/synthesize.hpp"
#include "vitrum/storage/file.hpp"

namespace vitrum::phantom {

/// /datacube: shape, axes and calibration.
storage::ArrayInfo describe_datacube(const Parameters& parameters);

/// Collective where the file is: /truth, /truth/clusters, /truth/defects, /truth/flat, /truth/dark.
void write_truth(storage::File& file, const Parameters& parameters, const Foil& foil, const Summary& summary,
                 const Detector& detector);

}  // namespace vitrum::phantom
