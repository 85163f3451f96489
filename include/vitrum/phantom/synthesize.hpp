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

/// A bar that shadows the detector: from `tip` (row, column; px) towards `angle_deg` (from x towards y) to the edge.
struct BeamStop {
  double width_px = 0.0;  // 0: none
  std::array<double, 2> tip{63.5, 63.5};
  double angle_deg = 0.0;
};

/// What the detector makes of electrons. A counting one gives their number (unsigned 16 bits); charge spreads before
/// the decision, so MTF acts on where an electron is counted and pixels stay independent. An integrating one gives gain
/// * flat * charge + dark + read noise (32-bit floats); MTF acts on the charge and correlates neighbours.
struct Sensor {
  bool integrating = false;
  bool pixel_integration = false;          // mean over the square pixel instead of the value at its centre
  double blur_px = 0.0;                    // standard deviation of a Gaussian point spread
  std::vector<std::array<double, 2>> mtf;  // instead: cycles a pixel, MTF; linear between, constant beyond
  std::string mtf_file;                    // where that table stands
  double flat_spread = 0.0;                // relative standard deviation of the pixels' sensitivity
  double gain = 1.0, read_noise = 0.0;     // integrating: detector units an electron; detector units
  double dark = 0.0, dark_spread = 0.0;    // integrating: mean and standard deviation over pixels, detector units
  double saturation = 65535.0;             // values above are set to it; counting: at most 65535
  BeamStop stop;
};

/// The fast phantom (characterization 5.3): I = I0(k) [(1 - c) + c S] + sum over clusters of h(|r - r_c|) B(k) times n
/// Gaussian spots at their azimuths; S: developed speckle; h: intensity of the probe times the sphere's chords.
/// I0 = ring + background, B = peak * ring, ring: Gaussian in k. Shares are of the incident electrons.
struct Phantom {
  double contrast = 0.3;  // c; V_r = c^2
  double ring_inv_A = 0.41;
  double ring_width_inv_A = 0.08;  // FWHM
  double ring_share = 0.05;
  double background_inv_A = 0.2;  // decays as exp(-k / this)
  double background_share = 0.1;
};

enum class Model { atoms, phantom };

struct Parameters {
  std::uint64_t seed = 1;
  Model model = Model::atoms;
  Phantom phantom;
  Sensor sensor;
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
  double electrons_per_pattern = 0.0;   // drawn on good pixels, mean
  std::uint64_t clipped = 0;            // pixels beyond the saturation, set to it
  double elastic_paths = 0.0;           // thickness over the elastic mean free path; 0 for the phantom
  double multislice_difference = -1.0;  // sum |multislice - kinematic| / sum kinematic beyond the direct beam, mean of
                                        // a few patterns; -1 where it was not asked for
};

/// Writes `path` (vitrum's own format): /datacube (NY, NX, QY, QX), unsigned 16-bit counts or, of an integrating
/// detector, 32-bit floats, with attributes step_nm, k_per_px_inv_A, high_tension_kV, gain, read_noise,
/// saturation (where pixels can be clipped below the largest of their type), semi_angle_mrad, probe_fwhm_nm,
/// thickness_nm; /truth (attributes: everything injected), /truth/clusters and
/// /truth/defects (tables), /truth/flat and /truth/dark (QY, QX) where they are not even. Position r = y * NX + x
/// stands at (x, y) * step. Collective; the scan is the same to the bit for any number of ranks, host threads and any
/// memory_bytes. InputError for parameters that contradict each other; Interrupted on all ranks when one was asked to
/// stop, and then no file of that name.
Summary synthesize(const comm::Communicator& comm, const Parameters& parameters, const std::string& path,
                   const comm::Provenance& provenance, Timing& timing);

/// Noise-free patterns: share of the incident electrons in each pixel, [r][row][column], behind beam stop and MTF,
/// without defects, flat and dark. Collective;
/// every rank gets all of them: for small scans, tests and fits.
std::vector<double> expected_patterns(const comm::Communicator& comm, const Parameters& parameters);

}  // namespace vitrum::phantom
