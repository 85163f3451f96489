// SPDX-License-Identifier: Apache-2.0
// vitrum/order/maps.hpp: what one pass over a scan measures, as small arrays that every rank holds.
#pragma once

#include <complex>
#include <cstddef>
#include <optional>
#include <string>
#include <vector>

namespace vitrum::order {

inline constexpr int n_max = 12;  // highest symmetry reported (characterization 1.8)

/// A k band [k1, k2] in 1/Angstrom.
struct Band {
  std::string name;
  double k1 = 0.0;
  double k2 = 0.0;
};

/// One map a scan position, r = y * nx + x, of one band. Powers have their shot noise removed and may be negative.
/// F_n = sum_p w_p (I_p - radial mean) e^{+i n phi_p}, phi from x (columns) towards y (rows), so that arg F_n / n is
/// the in-plane orientation; F_0 = sum_p w_p I_p.
struct BandMaps {
  Band band;
  std::vector<double> intensity;                     // F_0: electrons in the band
  std::vector<double> variance_xy;                   // V(x,y), N_phi = 180 sector means, shot noise removed
  std::vector<std::vector<double>> power;            // [n - 1]: P_n, n = 1 .. n_max
  std::vector<std::vector<double>> power_naive;      // [n - 1]: |F_n|^2 / F_0^2
  std::vector<std::vector<std::complex<double>>> f;  // [n - 1]: F_n / F_0; arg / n: orientation
  std::vector<std::vector<double>> noise;            // [n - 1]: the shot-noise part taken off P_n
  std::vector<std::vector<double>> azimuthal;        // [sector]: mean counts a pixel in the band's sector; NaN: masked
  std::vector<double> variance_xy_raw;               // V(x,y) with its shot noise
  std::size_t empty = 0;                             // positions without counts in the band: P_n = V = 0 there
};

/// Scan-wide curves against k (1/Angstrom), over the positions with data at k; NaN where there are none.
struct Curves {
  std::vector<double> k;
  std::vector<double> radial_profile;  // mean counts a pixel
  std::vector<double> variance_omega;  // V_Omega(k), shot noise removed (characterization 1.5)
  std::vector<double> variance_omega_raw;
  std::vector<double> variance_omega_error;  // standard error, block bootstrap
};

struct VirtualImage {
  std::string name;
  std::string description;    // "annulus 0.36-0.46 1/Angstrom"
  std::vector<double> image;  // sum of counts, or mean a pixel, as `units` says
  std::string units;
};

/// Everything `characterize` measured; complete on every rank.
struct Maps {
  std::size_t ny = 0, nx = 0;
  double step_nm = 0.0;
  std::size_t qy = 0, qx = 0;
  std::vector<double> mean_pattern;
  std::vector<VirtualImage> images;
  std::optional<Curves> curves;        // absent where there is no ring
  std::vector<BandMaps> bands;         // empty where there is no ring; the first is the one that domains are sought in
  std::string k_units = "1/Angstrom";  // of bands and curves; "px" where the scale is unknown
  int n_phi = 0;                       // sectors of V(x,y)
  double gain = 1.0;                   // detector units an electron
  std::vector<std::string> notes;      // what was left out, and why
};

/// z-score sum over n of the maps (characterization 1.8): N(r) = sum_n (P_n(r) - median) / (1.4826 MAD) / sqrt(#n).
std::vector<double> normalized_sum(const BandMaps& maps, const std::vector<int>& ns);

}  // namespace vitrum::order
