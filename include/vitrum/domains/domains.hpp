// SPDX-License-Identifier: Apache-2.0
// vitrum/domains/domains.hpp: MRO domains in n-fold power maps: where, which type, how large, how much of the volume.
#pragma once

#include <array>
#include <cstdint>
#include <optional>
#include <string>
#include <vector>

#include "vitrum/comm/communicator.hpp"
#include "vitrum/domains/colocalization.hpp"
#include "vitrum/domains/randomness.hpp"
#include "vitrum/domains/thickness.hpp"
#include "vitrum/domains/uncertain.hpp"
#include "vitrum/order/maps.hpp"
#include "vitrum/storage/file.hpp"

namespace vitrum::domains {

/// Mean powers of a synthesized pair of scans, with clusters of known volume and without (characterization 1.11).
struct PowerCalibration {
  Uncertain twin_power;          // <P_n> of the featureless twin
  Uncertain slope;               // (<P_n> with clusters - <P_n> of the twin) / volume fraction; its error is that of
                                 // the scan with clusters alone: the twin's enters through twin_power
  double volume_fraction = 0.0;  // of on-axis n-fold clusters in that scan
  double thickness_nm = 0.0;     // of both foils
};

/// What a synthesized scan of the same geometry says about the detector of domains (`vitrum calibrate`).
struct Detection {
  int n = 0;
  Uncertain efficiency{1.0, 0.0};               // share of the visible domains that are found
  bool efficiency_known = true;                 // false: the calibration had no clusters of this type
  Uncertain false_positives_per_nm2{0.0, 0.0};  // of a featureless twin
  std::optional<PowerCalibration> power{};
};

/// Reads /detection/table of a detection.h5 of `vitrum calibrate`. One process. DataError, with what to do, where the
/// file is of an older kind or a value is not finite.
std::vector<Detection> read_detection(const std::string& path);

struct Parameters {
  std::vector<int> types{4, 6};              // n sought
  double probe_fwhm_nm = 1.0;                // intensity FWHM of the probe
  double smoothing = 0.35;                   // Gaussian sigma over probe FWHM (characterization 1.9: 0.25 to 0.5)
  double exclusion = 0.5;                    // exclusion radius over probe FWHM
  double false_discovery_rate = 0.05;        // Benjamini-Hochberg q
  int surrogates = 200;                      // phase-randomized maps a type
  int surrogates_unsought = 20;              // for the significance maps of the n that are not sought
  int point_simulations = 999;               // hard-core random patterns that hotspots are held against; 0: not tested
  int toroidal_shifts = 999;                 // of co-localization; 0: not tested
  Uncertain thickness_nm{8.0, 0.0};          // with a map: the error that all its positions share
  std::vector<double> thickness_map_nm;      // [r]; empty: thickness_nm everywhere
  std::string thickness_from = "thickness";  // what the map came from, for messages
  std::optional<double> high_tension_kV;     // for the thickness gauge and the odd-n null
  double acceptance_deg = 0.0;               // tilt within which a domain is visible; 0: (0.5 / D) / k (1.11)
  std::vector<Detection> detection;          // types without an entry: found all, none false
  std::uint64_t seed = 1;
};

/// A hotspot that stands out of the null. Its place is that of a Gaussian fitted to P_n.
struct Domain {
  std::int64_t id = 0;  // from 1
  double y_nm = 0.0, x_nm = 0.0;
  int n = 0;                     // 0: ambiguous
  double orientation_deg = 0.0;  // arg F_n / n at the peak, in [0, 360 / n): a spot's azimuth, F_n ~ exp(i n phi)
  double area_nm2 = 0.0;         // region above half the peak, parted from its neighbours by watershed
  double axis_ratio = 1.0;       // minor over major axis of the region's second moments weighted by P_n
  double fwhm_nm = 0.0, fwhm_error_nm = 0.0;  // in |F_n|; the error is the scatter of the null's widths
  double contrast = 0.0;                      // fitted height of |F_n|^2 over the null's mean
  /// From the width at this contrast; lo from interference alone less the scatter, hi from a lifted peak plus the
  /// scatter (docs/deck.md); where probe limited the diameter is the pooled one of its type.
  double diameter_nm = 0.0, diameter_lo_nm = 0.0, diameter_hi_nm = 0.0;
  bool probe_limited = true;
  double peak = 0.0;         // smoothed P_n at the maximum
  double z = 0.0;            // (peak - null mean) / null standard deviation
  double p = 1.0, q = 1.0;   // against the heights of the null's peaks; Benjamini-Hochberg adjusted
  double vxy_overlap = 0.0;  // share of the region where V(x,y) is above its upper quartile (of usable positions)
};

/// Of one n-fold type.
struct TypeSummary {
  int n = 0;
  Uncertain count;                    // as found
  Uncertain density_per_nm2;          // false positives taken off, divided by the efficiency
  Uncertain areal_fraction;           // A_A: discs of the estimated diameters, as found
  Uncertain visible_volume_fraction;  // count form with p_vis = 1: of those that are seen on axis
  Uncertain volume_fraction;          // count form, divided by p_vis
  Uncertain volume_fraction_area;     // area form: A_A corrected for efficiency and false positives, divided by p_vis
  double p_vis = 1.0;                 // orientation acceptance, N_axis (1 - cos a)
  Uncertain fwhm_nm;                  // median of the hotspots' widths in |F_n|
  /// Pooled: of that median width at the median contrast. Its error holds statistics and half the distance of the two
  /// limits over sqrt(3).
  Uncertain diameter_nm;
  double interference_limit_nm = 0.0;  // diameter if hotspots were interference with the glass alone; 0: no limit
  double raised_limit_nm = 0.0;        // diameter if interference lifts every peak by one standard deviation
  double diameter_lo_nm = 0.0, diameter_hi_nm = 0.0;  // those limits at the width less and plus its error
  bool probe_limited = true;  // the interference limit is 0 within 1.645 standard errors of the width
  double p_vis_error = 0.0, p_vis_common = 0.0;     // from the diameter; 0 where the acceptance angle is given
  Uncertain mean_power;                             // <P_n> over the scan; block standard error
  std::optional<Uncertain> excess_power;            // less that of featureless glass
  std::string excess_source;                        // "twin", "odd n", or "" where neither is there
  std::optional<Uncertain> volume_fraction_excess;  // headline (1.11): of domains on axis; needs a PowerCalibration
  std::optional<double> agreement;  // (volume_fraction_excess - visible_volume_fraction) in standard errors; absent
                                    // where one of them has none
};

/// Width of the autocorrelation of a map, its white-noise spike taken off (characterization 1.10 ii).
struct MapWidth {
  std::string map;            // "F_0", "V_xy", "P_4"
  Uncertain fwhm_nm;          // block bootstrap; NaN where the fit fails
  double null_fwhm_nm = 0.0;  // of pure speckle: 1.03 W (F_0) or 0.74 W
  double z = 0.0;             // (fwhm - null) / error
  Uncertain white_share;      // of the variance at lag 0: shot noise
};

/// Hotspots of a map that knows no type, through the same chain (characterization 1.11).
struct ReferenceDetector {
  std::string map;  // "F_0", "V_xy"
  Uncertain count;
  Uncertain density_per_nm2;
  std::int64_t peaks_tested = 0, surrogates = 0;
  double mean = 0.0, sd = 0.0;  // of the featureless surrogates, smoothed
};

/// The featureless glass that hotspots of one n were held against.
struct NullSummary {
  int n = 0;
  std::int64_t surrogates = 0, peaks = 0;                       // maps, peaks in all of them
  std::int64_t peaks_tested = 0;                                // peaks of the measured map
  std::int64_t passes = 0;                                      // until the found hotspots no longer changed the null
  double mean = 0.0, sd = 0.0;                                  // of the smoothed P_n
  double fwhm_nm = 0.0, fwhm_sd_nm = 0.0, fwhm_limit_nm = 0.0;  // widths in sqrt(P_n): median, scatter, 95 % limit;
                                                                // calculated and NaN where nothing was found
};

struct Result {
  std::vector<Domain> domains;
  std::vector<std::int32_t> label;  // [r]: id of the domain there, 0: none
  std::vector<std::vector<double>>
      significance;  // [n - 1][r]: z against the null, n = 1 .. n_max, 0 at unusable positions; empty without a map
  std::vector<std::int64_t> significance_surrogates;  // [n - 1]: surrogates of that null
  std::vector<std::vector<double>>
      coverage;  // [type]: smoothed share 0..1 of each position covered by domains of types[type]
  std::vector<TypeSummary> types;
  std::vector<NullSummary> nulls;  // [type]
  Parameters parameters;           // as used: types without those that the maps cannot tell, thickness_nm the mean of
                                   // its map over the usable positions
  std::size_t ny = 0, nx = 0;
  double step_nm = 0.0;
  std::vector<std::uint8_t> usable;  // [r]: 1: in the region of interest, with finite maps
  double band_k = 0.0;               // 1/Angstrom
  double area_nm2 = 0.0;             // of the usable positions
  ThicknessGauge gauge;
  std::vector<MapWidth> widths;
  std::vector<ReferenceDetector> reference;
  std::vector<PointTest> randomness;           // types in order, then all
  std::vector<Colocalization> colocalization;  // empty where V(x,y) is not there
  std::vector<CrossK> cross_k;
  std::vector<ThicknessAssociation> following;  // empty where the thickness is one value
  std::vector<std::string> limits;              // which limit binds: sentences for log and report
};

/// Finds domains in the first band of `maps`. Collective: surrogates are spread over the ranks; the result is
/// complete and identical on every rank, for any number of ranks. DataError where the maps have no band or disagree
/// in size, InputError where a type is not among the maps. Odd n that a mask mixes with even ones (odd_valid) are left
/// out and told in `limits`; InputError where no type is left. DataError where a thickness map has another size or, at
/// a usable position, no value above 0.
///
/// Chain: P_n smoothed by a Gaussian (normalized convolution: exact at borders and beside unusable positions), local
/// maxima with an exclusion radius. Null: F_n with its Fourier phases randomized, squared, less the mean shot noise,
/// through the same chain; p = (1 + null peaks at least as high) / (1 + null peaks); Benjamini-Hochberg over the peaks
/// of all types together. Found hotspots are brought down to the level of the bulk and the null is drawn again until
/// nothing changes, so that strong domains do not raise the null that they are held against; where the first pass
/// finds nothing nothing is changed, so the false discovery rate on featureless maps is that of the plain test.
Result find(const comm::Communicator& comm, const order::Maps& maps, const Parameters& parameters);

/// A cluster that was put into a synthesized scan.
struct TrueDomain {
  std::int64_t id = 0;
  int n = 0;  // visible n-fold, 0 where off axis
  double y_nm = 0.0, x_nm = 0.0, z_nm = 0.0;
  double diameter_nm = 0.0;
  double tilt_deg = 0.0;
};

/// Found against true, visible ones (n > 0): one-to-one matching of nearest pairs within one diameter. Truths whose
/// nearest position is not usable do not count, nor types that were not sought.
struct Comparison {
  int n = 0;  // 0: all types together
  std::int64_t truths = 0, found = 0, matched = 0;
  double recall = 0.0, precision = 0.0;
  double true_diameter_nm = 0.0;
  double true_volume_fraction = 0.0;  // of the visible ones of this type: their volume inside the foil
  double truth_by_count_form = 0.0;   // what the count form gives for the true number and mean diameter
};
std::vector<Comparison> compare(const Result& result, const std::vector<TrueDomain>& truth,
                                const std::vector<int>& types, double scan_area_nm2, double thickness_nm);

/// Writes /domains, /symmetry/significance, /null, /detection, /thickness, /summary, /randomness, /colocalization and,
/// where there is one, /thickness/map and a /comparison. Every rank of the file calls it.
void write(storage::File& file, const Result& result, const std::vector<Comparison>& comparison, std::size_t ny,
           std::size_t nx, double step_nm);

}  // namespace vitrum::domains
