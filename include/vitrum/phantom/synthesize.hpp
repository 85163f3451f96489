// SPDX-License-Identifier: Apache-2.0
// vitrum/phantom/synthesize.hpp: a 4D-STEM scan, from atoms, of a glass whose MRO is known; the truth goes into the
// file.
#pragma once

#include <array>
#include <cstddef>
#include <cstdint>
#include <string>
#include <vector>

#include "vitrum/comm/communicator.hpp"
#include "vitrum/comm/provenance.hpp"
#include "vitrum/core/timing.hpp"
#include "vitrum/phantom/clusters.hpp"
#include "vitrum/phantom/diffraction.hpp"
#include "vitrum/phantom/glass.hpp"

namespace vitrum::phantom {

/// The pattern's centre in pixels: `middle` (row, column) at the middle of the scan, moving by `along_y` from the first
/// to the last scan row and by `along_x` from the first to the last scan column, each (rows, columns).
struct Descan {
  std::array<double, 2> middle{63.5, 63.5};
  std::array<double, 2> along_y{0.0, 0.0};
  std::array<double, 2> along_x{0.0, 0.0};
};

struct Defects {
  std::size_t dead = 0;  // pixels that always read 0
  std::size_t hot = 0;   // pixels that read a Poisson count of mean hot_counts
  double hot_counts = 200.0;
};

struct Parameters {
  std::uint64_t seed = 1;
  GlassParameters glass;       // its seed is set from `seed`
  std::string structure_file;  // extended XYZ to take instead of quenching; composition and density are then its own
  double thickness_nm = 8.0;
  std::size_t ny = 64, nx = 64;
  double step_nm = 0.5;
  Pixels pixels;  // reach_*_px are computed
  Optics optics;
  double dose = 5e4;  // incident electrons a pattern
  Descan descan;
  Defects defects;
  Decoherence decoherence;
  std::vector<ClusterKind> clusters;
  double cluster_rms_A = 0.1;
  double carve_A = 1.2;
  double cluster_gap_A = 2.4;
  bool clusters_apart_in_projection = false;
  std::size_t memory_bytes = std::size_t{1} << 28;  // of projected potential a rank holds at a time
};

/// What was put into the file, for the log and for comparisons.
struct Summary {
  std::vector<Cluster> clusters;
  RingMaximum ring;  // of the matrix
  double edge_A = 0.0;
  double electrons_per_pattern = 0.0;  // counted, mean
  std::uint64_t clipped = 0;           // pixels beyond 65535 counts, set to it
};

/// Writes `path` (vitrum's own format): /datacube (NY, NX, QY, QX) unsigned 16-bit counts with attributes step_nm,
/// k_per_px_inv_A, high_tension_kV, gain, semi_angle_mrad, probe_fwhm_nm, thickness_nm; /truth (attributes: everything
/// injected), /truth/clusters and /truth/defects (tables). Position r = y * NX + x stands at (x, y) * step.
/// Collective; the scan is the same to the bit for any number of ranks, host threads and any memory_bytes.
/// InputError for parameters that contradict each other; Interrupted on all ranks when one was asked to stop, and
/// then no file of that name.
Summary synthesize(const comm::Communicator& comm, const Parameters& parameters, const std::string& path,
                   const comm::Provenance& provenance, Timing& timing);

/// Noise-free patterns: share of the incident electrons in each pixel, [r][row][column], without defects. Collective;
/// every rank gets all of them: for small scans, tests and fits.
std::vector<double> expected_patterns(const comm::Communicator& comm, const Parameters& parameters);

}  // namespace vitrum::phantom
