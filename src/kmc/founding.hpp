// SPDX-License-Identifier: Apache-2.0
// vitrum/kmc/founding.hpp: the event loop of the founding prototype of heterogeneous STZ dynamics (Li;
// deformation 1.5).
#pragma once

#include "vitrum/kmc/simulate.hpp"

namespace vitrum::kmc {

struct FoundingOutcome {
  Outcome outcome;
  double lateral_strain = 0.0;  // eps22 at the end
  double transformed = 0.0;     // fraction of voxels that have flipped
};

/// Collective. Uniaxial tension along x. Where some Q < 0 every voxel with one flips its lowest mode, all at once, no
/// time passes; else with R the sum of all rates and dt = 1/R (the mean wait, not a drawn one): dt < d_eps/rate: one
/// mode flips, chosen in proportion to its rate, and the strain grows by rate dt; else the strain grows by d_eps and
/// nothing flips. After flips the stress is solved at the strain before, then the lateral stress is relaxed: the strain
/// takes that up at once, the stress the modes see only at the next flip (the prototype's lag of one event). The same
/// to the bit on any number of ranks. Errors and observation as simulate(); curve points and snapshots where the strain
/// passes their multiples. InputError: also a load that is not uniaxial, or athermal flips other than `sync`.
FoundingOutcome founding(const comm::Communicator& comm, const Parameters& parameters,
                         const microstructure::Microstructure& microstructure, const Observer& observer,
                         const Checkpointing& checkpointing = {});

}  // namespace vitrum::kmc
