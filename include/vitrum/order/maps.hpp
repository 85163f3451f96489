// SPDX-License-Identifier: Apache-2.0
// vitrum/order/maps.hpp: what one pass over a scan measures, as small arrays that every rank holds.
#pragma once

#include <complex>
#include <cstddef>
#include <cstdint>
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

/// Statistically independent halves of the counts of a band, by binomial thinning (characterization F1, 1.7): A keeps
/// each electron with probability 1/2, B = I - A. Noise removed.
struct Halves {
  std::vector<std::vector<double>> power;  // [n - 1]: P_n of half A
  std::vector<double> variance_xy;         // V(x,y) of half B
  std::vector<std::vector<double>> cross;  // [n - 1]: 4 Re(F_n^A conj F_n^B) / (F_0^2 - noise_0): free of noise bias
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
  std::vector<std::vector<double>> coefficient;  // [n - 2]: S_n, mean of C(2 pi j / n), j = 1 .. n - 1; n = 2 .. n_max
  std::vector<double> variance_window;           // V(x,y) over a window of positions, mean over sectors (1.4 b)
  std::vector<double> variance_phi;              // [sector]: V(phi) over the scan (1.4 c)
  std::vector<double> variance_phi_error;        // its standard error, block bootstrap
  std::optional<Halves> halves;                  // absent where counts are no whole electrons, or not asked for
  std::vector<double> transfer;  // [n - 1]: power factor of the aperture disk (1.7); empty where the probe is unknown
  bool least_squares = false;    // F_n by least squares behind a beam stop, even n alone
  double condition = 1.0;  // condition number of the harmonics of all n on the band's good pixels (largest of scan)
  double condition_even = 1.0;  // of the even n alone
  bool odd_valid = true;        // false: condition > 10, odd n are NaN (so they are at single positions of which it is)
  std::size_t empty = 0;        // positions without counts in the band: P_n = V = 0 there
  std::size_t singular = 0;     // positions whose good pixels do not determine the even n: F_0 and P_n are NaN there
};

/// Scan-wide curves against k (1/Angstrom), over the positions with data at k; NaN where there are none.
struct Curves {
  std::vector<double> k;
  std::vector<double> radial_profile;  // mean counts a pixel
  std::vector<double> variance_omega;  // V_Omega(k), shot noise removed (characterization 1.5)
  std::vector<double> variance_omega_raw;
  std::vector<double> variance_omega_error;  // standard error, block bootstrap
  // The other readings of Daulton et al. 2010 (characterization 1.5), shot noise removed; errors as above.
  std::vector<double> variance_ring, variance_ring_raw, variance_ring_error;              // V_r(k)
  std::vector<double> variance_ensemble, variance_ensemble_raw, variance_ensemble_error;  // V_re(k)
  std::vector<double> variance_annular, variance_annular_raw, variance_annular_error;     // Omega_VI(k)
  std::vector<std::vector<double>> draws_omega, draws_ring, draws_ensemble;  // [draw]: one bootstrap for all three
  std::vector<std::vector<double>> power;        // [n - 1]: mean over the scan of the k-resolved P_n(k) (1.7)
  std::vector<std::vector<double>> power_error;  // its standard error, block bootstrap or scatter of leaves
};

/// Against k and azimuth, [k * phi.size() + phi]; k as in Curves. NaN where there are no data.
struct Polar {
  std::vector<double> phi_deg;      // middle of the azimuth bins
  std::vector<double> variance;     // V(k, phi) over the scan, shot noise removed
  std::vector<double> correlation;  // mean over the scan of C(k, dphi), dphi = bin * 360 / bins; shot noise removed
  std::vector<double> pearson;      // the same in Pearson's normalization, C(k, dphi) / C(k, 0), noise removed
};

/// V(k) over the positions of one thickness bin (Hwang & Voyles 2011).
struct ThicknessBin {
  double low_nm = 0.0, high_nm = 0.0;
  std::size_t positions = 0;
  std::vector<double> variance_omega, variance_omega_raw, variance_omega_error;
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
  std::optional<Curves> curves;  // absent where there is no ring
  std::optional<Polar> polar;    // likewise
  std::vector<ThicknessBin> thickness_bins;
  std::vector<double> variance_image;  // (qy, qx): Omega_Vi; empty where the centre drifts more than .5 px
  double drift_px = 0.0;               // largest distance of the centre from that of the scan's middle
  std::vector<std::uint8_t> selected;  // [r]: 1: in the region of interest; empty: all
  std::vector<BandMaps> bands;         // empty where there is no ring; the first is the one that domains are sought in
  std::string k_units = "1/Angstrom";  // of bands and curves; "px" where the scale is unknown
  int n_phi = 0;                       // sectors of V(x,y)
  double gain = 1.0;                   // detector units an electron
  std::vector<std::string> notes;      // what was left out, and why
};

/// z-score sum over n of the maps (characterization 1.8): N(r) = sum_n (P_n(r) - median) / (1.4826 MAD) / sqrt(#n).
/// Median and MAD over the selected positions (empty: all) with a number. An n whose map has no number at all (odd n
/// behind a beam stop) is left out of the sum and of #n; where a map that takes part has none, N is NaN.
std::vector<double> normalized_sum(const BandMaps& maps, const std::vector<int>& ns,
                                   const std::vector<std::uint8_t>& selected = {});

/// Power factors [n - 1] of n = 1 .. 12 of an aperture disk of radius k_a on a ring at k: (2 J_1(x) / x)^2, x = n k_a /
/// k (characterization 1.7).
std::vector<double> disk_transfer(double k_a, double k);

}  // namespace vitrum::order
