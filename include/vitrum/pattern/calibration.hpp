// SPDX-License-Identifier: Apache-2.0
// vitrum/pattern/calibration.hpp: centre, ellipse, mask and scale of a scan, measured on a sample of its patterns.
#pragma once

#include <array>
#include <cstdint>
#include <optional>
#include <string>
#include <vector>

#include "vitrum/comm/communicator.hpp"
#include "vitrum/core/error.hpp"
#include "vitrum/pattern/geometry.hpp"
#include "vitrum/scan/polygon.hpp"
#include "vitrum/scan/source.hpp"
#include "vitrum/storage/file.hpp"

namespace vitrum::pattern {

/// How a number was come by.
enum class Found : std::int32_t { absent, given, read_from_file, scan_file, centre_of_mass, friedel, ring, assumed };
const char* name_of(Found found);

/// Distortion of the ring that the ellipse leaves: r(phi) = a (1 + e cos n (phi - phi_n)), phi from x towards y.
struct RingHarmonic {
  int n = 0;
  double e = 0.0, e_error = 0.0;
  double phi = 0.0;  // in [0, 2 pi / n)
};

/// First diffraction ring, I = A exp(-(rho - a)^2 / 2 w^2) + b0 + b1 (rho - a); counts are of the mean pattern.
struct Ring {
  double radius_px = 0.0;  // a
  double width_px = 0.0;   // w
  double radius_error_px = 0.0, width_error_px = 0.0;
  double amplitude = 0.0, background = 0.0, slope = 0.0;
  double significance = 0.0;  // weakest of the tests that it passed, in standard errors (see RingCriterion)
  double coverage = 0.0;      // share of the azimuth that good pixels of the ring cover
  std::array<RingHarmonic, 3> harmonics{};  // n = 2, 3, 4
};

/// When is there a ring? Its amplitude, fitted apart in 12 sectors of azimuth (those at least half covered), is
/// positive with mean / standard error >= `significance`, in at least 3/4 of the sectors, which cover at least
/// `coverage` of the azimuth; the amplitude is at least `contrast` of the background under it; the ring is brighter
/// than either side of it; the radius is at least 2 widths.
struct RingCriterion {
  double significance = 6.0;
  double contrast = 0.05;
  double coverage = 0.35;
};

/// All scalars of a calibration. Errors are standard errors, clustered by sample block where there are several.
struct Geometry {
  std::optional<CentreModel> centre;
  CentreModel centre_error;
  Found centre_from = Found::absent;
  Ellipse ellipse;
  Ellipse ellipse_error;
  Found ellipse_from = Found::absent;
  std::optional<Ring> ring;
  std::optional<double> k_per_px;  // 1/Angstrom a pixel (corrected), k = 1/d
  Found k_from = Found::absent;
  double gain = 1.0;  // detector units an electron
  Found gain_from = Found::absent;
  double read_noise = 0.0;  // detector units
};

/// Centre measured on the summed patterns of one sample block.
struct BlockCentre {
  double scan_y = 0.0, scan_x = 0.0;  // middle of the block, scan positions
  double cx = 0.0, cy = 0.0;
  double weight = 1.0;  // of the robust plane fit; 0: no centre could be measured
};

struct Calibration {
  std::size_t ny = 0, nx = 0;  // of the scan; 0 where unknown
  std::size_t qy = 0, qx = 0;
  Geometry geometry;
  std::vector<std::uint8_t> mask;                                         // 1: good
  std::size_t hot = 0, dead = 0, saturated = 0, shadowed = 0, drawn = 0;  // masked pixels, by reason; drawn: by
                                                                          // the user, scan.mask and scan.flat included
  std::vector<BlockCentre> blocks;
  std::vector<std::string> notes;  // sentences for the log and the report: what was found, why something was not

  bool has_ring() const { return geometry.centre.has_value() && geometry.ring.has_value(); }
  kernels::Frame frame(std::size_t scan_y, std::size_t scan_x) const;  // needs geometry.centre
  kernels::Point middle() const;  // the centre at mid-scan, that of the mean pattern; needs geometry.centre
};

/// How the centre moves over the scan.
enum class Descan { none, plane, parabola };

enum class CentreMethod { automatic, ring, friedel, centre_of_mass, given };

struct CalibrationParameters {
  std::size_t sample = 512;  // patterns read, at most
  std::size_t block = 4;     // blocks of block x block neighbouring positions are summed
  CentreMethod centre = CentreMethod::automatic;
  std::array<double, 2> given_centre{0.0, 0.0};  // x, y px
  bool fit_ellipse = true;
  std::optional<Ellipse> given_ellipse;
  Descan descan = Descan::plane;
  std::vector<scan::Polygon> mask_polygons;  // detector px: pixels whose middle lies in one are masked
  std::string mask_file;                     // image of the detector, 0: masked; "" for none
  bool beam_stop = true;
  double beam_stop_fraction = 0.6;  // smoothed sum below this share of its ring's upper quartile: shadowed
  int beam_stop_grow_px = 4;
  double hot_sigma = 8.0;
  std::optional<double> ring_radius_px;  // where to seek the ring; empty: everywhere
  std::optional<double> ring_k;          // known k of the ring (1/Angstrom): gives the scale
  std::optional<double> k_per_px;        // overrides the scan's
  std::optional<double> gain;            // overrides the scan's
  std::optional<double> read_noise;      // overrides the scan's
  RingCriterion criterion;
  std::string file;  // take everything from an earlier result
};

/// Sums of sample blocks: everything that calibration looks at.
struct Sample {
  struct Block {
    double scan_y = 0.0, scan_x = 0.0;  // middle
    std::size_t patterns = 0;           // those that hold any number
    std::vector<double> sum;            // over them; values that are no numbers replaced by the pixel's mean
  };
  std::size_t qy = 0, qx = 0;
  std::vector<Block> blocks;
  std::vector<std::uint32_t> invalid;    // in how many of them the pixel held no number
  std::vector<std::uint32_t> saturated;  // in how many patterns the pixel was saturated, or at its type's largest value
  std::vector<std::uint8_t> masked;      // 1: by scan.mask or scan.flat (and so in `invalid`); empty: none
  std::size_t patterns = 0;
};

/// Collective: measures (or takes from the parameters or a file) what `scan` needs; the same on every rank, to the
/// bit for any number of ranks. Where there is no ring, geometry.ring stays empty and notes say why.
Calibration calibrate(const comm::Communicator& comm, const scan::Source& source,
                      const CalibrationParameters& parameters);
/// The sample that calibrate() reads, complete on root only. Collective. DataError where no pattern holds a number.
Sample read_sample(const comm::Communicator& comm, const scan::Source& source, std::size_t patterns, std::size_t block);
/// What calibrate() concludes from it; no communication. `drawn` [pixel], 0: masked by the user; empty: nothing is.
Calibration calibrate_sample(const Sample& sample, const CalibrationParameters& parameters,
                             const std::vector<std::uint8_t>& drawn = {});
/// Polygons and mask file of the parameters as one mask (1: good); empty where there are none. DataError where the file
/// is of another detector, InputError where nothing is left.
std::vector<std::uint8_t> drawn_mask(const CalibrationParameters& parameters, std::size_t qy, std::size_t qx);

/// /calibration/{center,ellipse,scale,mask,blocks}.
void write(storage::File& file, const Calibration& calibration);
/// DataError where the file has none or its detector is another.
Calibration read_calibration(const storage::File& file);

}  // namespace vitrum::pattern
