// SPDX-License-Identifier: Apache-2.0
// vitrum/order/kernels/measure_patterns.hpp: everything that is measured of each pattern of a batch, in parallel.
#pragma once

#include <Kokkos_Core.hpp>

#include "vitrum/pattern/kernels/aperture.hpp"
#include "vitrum/pattern/kernels/harmonics.hpp"
#include "vitrum/pattern/kernels/profile.hpp"
#include "vitrum/pattern/kernels/sectors.hpp"

namespace vitrum::order::kernels {

namespace pk = vitrum::pattern::kernels;

/// A band of radii in px and the least weight that a sector of it needs to count in V(x,y).
struct BandPx {
  double r1 = 0.0, r2 = 0.0;
  double least_sector_weight = 0.0;
};

/// What a band of a pattern gives, in this order, as doubles of BatchResult::bands.
enum BandItem : int {
  item_re = 0,
  item_im = pk::harmonics,
  item_noise = 2 * pk::harmonics,
  item_total = 3 * pk::harmonics,
  item_total_noise,
  item_variance,
  item_variance_raw,
  item_sectors,
  band_items
};

/// Doubles of scratch a pattern needs for bands that end at radius `largest` (px).
inline std::size_t pattern_scratch(double largest, double bin, int fine_sectors) {
  return pk::harmonics_scratch(largest, bin) + pk::sectors_scratch(fine_sectors);
}

/// Measures pattern i of the batch with frame i into row i of the results: one team (on a host: one thread) a pattern,
/// in fixed order. Space: a Kokkos execution space; T: the pixel's type.
template <class Space, class T>
struct MeasurePatterns {
  using Memory = typename Space::memory_space;
  template <class Data>
  using Array = Kokkos::View<Data, Kokkos::LayoutRight, Memory>;
  using Policy = Kokkos::TeamPolicy<Space>;
  using Member = typename Policy::member_type;

  Array<const T**> patterns;             // (pattern, pixel)
  Array<const std::uint8_t*> mask;       // (pixel)
  Array<const pk::Frame*> frames;        // (pattern)
  Array<const BandPx*> bands;            // (band)
  Array<const pk::Aperture*> apertures;  // (detector)
  Array<double***> profiles;             // (pattern, 5, bin): num, den, sq, noise, weight2
  Array<double***> band_results;         // (pattern, band, band_items)
  Array<double****> sector_results;      // (pattern, band, 2, sector): sum, weight
  Array<double***> aperture_results;     // (pattern, detector, 2): sum, weight
  pk::Noise noise;
  int qy = 0, qx = 0;
  double bin = 1.0;
  int fine_sectors = 180;
  std::size_t scratch = 0;  // doubles

  KOKKOS_INLINE_FUNCTION void measure_band(const pk::Pattern<T>& pattern, const pk::Frame& frame,
                                           const pk::Profile& profile, int i, int b, double* work) const {
    const BandPx band = bands(b);
    pk::Harmonics h;
    pk::band_harmonics(pattern, frame, noise, profile, band.r1, band.r2, work, h);
    double* out = &band_results(i, b, 0);
    for (int n = 0; n < pk::harmonics; ++n) {
      out[item_re + n] = h.re[n];
      out[item_im + n] = h.im[n];
      out[item_noise + n] = h.noise[n];
    }
    out[item_total] = h.total;
    out[item_total_noise] = h.total_noise;
    const pk::Sectors fine = pk::sectors_in(work, fine_sectors);
    pk::Sectors coarse;
    coarse.sum = &sector_results(i, b, 0, 0);
    coarse.weight = &sector_results(i, b, 1, 0);
    coarse.count = static_cast<int>(sector_results.extent(3));
    pk::band_sectors(pattern, frame, noise, band.r1, band.r2, fine, coarse);
    const pk::AzimuthalVariance v = pk::azimuthal_variance(fine, band.least_sector_weight);
    out[item_variance] = v.value;
    out[item_variance_raw] = v.raw;
    out[item_sectors] = v.sectors;
  }

  KOKKOS_INLINE_FUNCTION void operator()(const Member& member) const {
    const int i = member.league_rank();
    const pk::Pattern<T> pattern{&patterns(i, 0), mask.data(), qy, qx};
    const pk::Frame frame = frames(i);
    Kokkos::single(Kokkos::PerTeam(member), [&]() {
      if (profiles.extent(2) > 0) {
        const pk::Profile profile{&profiles(i, 0, 0),
                                  &profiles(i, 1, 0),
                                  &profiles(i, 2, 0),
                                  &profiles(i, 3, 0),
                                  &profiles(i, 4, 0),
                                  static_cast<int>(profiles.extent(2)),
                                  bin};
        pk::radial_profile(pattern, frame, noise, profile);
        double* work = static_cast<double*>(member.team_scratch(1).get_shmem(scratch * sizeof(double), 8));
        for (int b = 0; b < static_cast<int>(bands.extent(0)); ++b) measure_band(pattern, frame, profile, i, b, work);
      }
      for (int d = 0; d < static_cast<int>(apertures.extent(0)); ++d) {
        const pk::ApertureSum sum = pk::sum_aperture(pattern, frame, apertures(d));
        aperture_results(i, d, 0) = sum.sum;
        aperture_results(i, d, 1) = sum.weight;
      }
    });
  }

  void run(int count) const {
    Policy policy(count, 1);
    policy.set_scratch_size(1, Kokkos::PerTeam(scratch * sizeof(double) + 64));
    Kokkos::parallel_for("vitrum::order::measure_patterns", policy, *this);
    Kokkos::fence();
  }
};

}  // namespace vitrum::order::kernels
