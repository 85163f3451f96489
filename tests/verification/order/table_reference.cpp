// SPDX-License-Identifier: Apache-2.0
// tests/verification/order/table_reference.cpp: a table's sparse rows give what the direct kernels give, to rounding.
#include <gtest/gtest.h>

#include <algorithm>
#include <complex>

#include "order/leaf.hpp"
#include "verification/order/block_of_patterns.hpp"
#include "verification/order/direct_bins.hpp"

namespace vitrum::order {
namespace {

using kernels::lanes;
using testing::Bins;
using testing::direct_bins;
using testing::direct_correlation;
constexpr double rounding = 1e-12;  // of sums of some thousand terms, associated differently

struct Direct {
  std::vector<double> store;
  pk::Profile profile;
  Direct(const testing::Made& made, int i) : store(5 * static_cast<std::size_t>(made.shape.bins)) {
    const auto n = static_cast<std::size_t>(made.shape.bins);
    profile = {&store[0], &store[n], &store[2 * n], &store[3 * n], &store[4 * n], made.shape.bins, 1.0};
    pk::radial_profile(pattern(made, i), made.frame, made.noise, profile);
  }
  static pk::Pattern<std::uint16_t> pattern(const testing::Made& made, int i) {
    return {made.pattern(i), made.mask.data(), made.q, made.q};
  }
};

class Tables : public ::testing::TestWithParam<bool> {
 protected:
  Tables()
      : made(GetParam()),
        table(build_table(made.shape, made.frame, made.mask)),
        sums(static_cast<std::size_t>(made.shape.rows), static_cast<std::size_t>(made.shape.phi), 64),
        values(sums.length(), 0.0),
        block(made.shape, made.noise, false, 1) {
    const std::uint16_t* each[lanes] = {};
    const std::uint64_t streams[lanes] = {};
    kernels::Chosen chosen;
    for (int i = 0; i < made.count; ++i) {
      each[i] = made.pattern(i);
      chosen.lane[chosen.count++] = i;
    }
    block.run(*table, each, streams, made.count, chosen, sums.view(values));
  }

  testing::Made made;
  std::unique_ptr<const Table> table;
  PolarSums sums;
  std::vector<double> values;
  Block block;
};

TEST_P(Tables, GiveTheDirectKernelsProfileHarmonicsAndApertures) {
  const auto bins = static_cast<std::size_t>(made.shape.bins);
  double worst = 0.0;
  const auto same = [&](double a, double b, double scale) {
    worst = std::max(worst, std::fabs(a - b) / scale);
    EXPECT_NEAR(a, b, rounding * scale);
  };
  for (int i = 0; i < made.count; ++i) {
    const Direct direct(made, i);
    for (std::size_t j = 0; j < bins; ++j) {
      const double* p = block.profile() + i;
      same(p[j * lanes], direct.profile.num[j], 1.0 + direct.profile.num[j]);
      same(p[(bins + j) * lanes], direct.profile.sq[j], 1.0 + direct.profile.sq[j]);
      same(made.noise.gain * p[(2 * bins + j) * lanes] + made.noise.read_variance * table->weight2[j],
           direct.profile.noise[j], 1.0 + direct.profile.noise[j]);
      same(table->den[j], direct.profile.den[j], 1.0 + direct.profile.den[j]);
    }
    for (std::size_t b = 0; b < made.shape.bands.size(); ++b) {
      const auto& band = made.shape.bands[b];
      std::vector<double> scratch(pk::harmonics_scratch(band.r2, 1.0));
      pk::Harmonics h;
      pk::band_harmonics(Direct::pattern(made, i), made.frame, made.noise, direct.profile, band.r1, band.r2,
                         scratch.data(), h);
      const double* s = block.band(b) + i;
      const auto& constant = table->bands[b].constant;
      same(s[kernels::sum_total * lanes], h.total, h.total);
      same(made.noise.gain * s[kernels::sum_total_noise * lanes] + made.noise.read_variance * constant[0],
           h.total_noise, h.total_noise);
      for (int n = 0; n < pk::harmonics; ++n) {
        same(s[(kernels::sum_re + n) * lanes], h.re[n], h.total);
        same(s[(kernels::sum_im + n) * lanes], h.im[n], h.total);
        same(made.noise.gain * s[(kernels::sum_norm + n) * lanes] +
                 made.noise.read_variance * constant[static_cast<std::size_t>(1 + n)],
             h.noise[n], h.total_noise);
      }
    }
    for (std::size_t a = 0; a < made.shape.apertures.size(); ++a) {
      const auto sum = pk::sum_aperture(Direct::pattern(made, i), made.frame, made.shape.apertures[a]);
      same(block.aperture(a)[i], sum.sum, sum.sum);
      same(table->aperture_weight[a], sum.weight, sum.weight);
    }
  }
  if (comm::Communicator().is_root())
    std::printf("%s: largest relative difference %.1e\n", GetParam() ? "wedge masked" : "whole", worst);
}

TEST_P(Tables, GiveTheDirectKernelsSectorsAndVariance) {
  for (std::size_t b = 0; b < made.shape.bands.size(); ++b) {
    const auto& band = made.shape.bands[b];
    const SectorResult v = sector_variance(block, table->bands[b], made.shape.phi, made.noise, block.fine(b),
                                           block.band(b) + kernels::sum_lag * lanes, true);
    for (int i = 0; i < made.count; ++i) {
      std::vector<double> fine_store(pk::sectors_scratch(made.shape.phi)), coarse_store(24);
      const pk::Sectors fine = pk::sectors_in(fine_store.data(), made.shape.phi);
      pk::Sectors coarse;
      coarse.sum = &coarse_store[0];
      coarse.weight = &coarse_store[12];
      coarse.count = 12;
      pk::band_sectors(Direct::pattern(made, i), made.frame, made.noise, band.r1, band.r2, fine, coarse);
      const auto expected = pk::azimuthal_variance(fine, band.least_sector_weight);
      EXPECT_NEAR(v.variance[i], expected.value, rounding);
      EXPECT_NEAR(v.variance_raw[i], expected.raw, rounding);
      EXPECT_EQ(table->bands[b].fine_good, expected.sectors);
      for (std::size_t s = 0; s < 12; ++s) {
        EXPECT_NEAR(block.coarse(b)[s * lanes + static_cast<std::size_t>(i)], coarse.sum[s], rounding * 1e4);
        EXPECT_NEAR(table->bands[b].coarse_weight[s], coarse.weight[s], rounding * 1e3);
      }
    }
  }
}

TEST_P(Tables, GiveThePolarBinsAndCorrelationsOfTheirDefinition) {
  const int rows = made.shape.rows, phi = made.shape.phi, h = phi / 2;
  const auto view = sums.view(values);
  std::vector<double> mean(static_cast<std::size_t>(rows * phi), 0.0), noise(mean), square(mean);
  std::vector<std::vector<double>> correlation(static_cast<std::size_t>(rows), std::vector<double>(h + 1, 0.0));
  Bins last;
  for (int i = 0; i < made.count; ++i) {
    last = direct_bins(made, i);
    for (std::size_t c = 0; c < mean.size(); ++c) {
      mean[c] += last.mean[c];
      square[c] += last.mean[c] * last.mean[c];
      noise[c] += last.variance[c];
    }
    for (int j = 0; j < rows; ++j) {
      const auto c = direct_correlation(last, j, phi);
      for (int d = 0; d <= h; ++d) correlation[static_cast<std::size_t>(j)][static_cast<std::size_t>(d)] += c[d];
    }
  }
  int masked_rows = 0, whole_rows = 0;
  for (int j = 0; j < rows; ++j) {
    for (int p = 0; p < phi; ++p) {
      const auto c = static_cast<std::size_t>(j * phi + p);
      ASSERT_EQ(view.count[c], last.weight[c] > 0.0 ? made.count : 0) << j << " " << p;
      ASSERT_NEAR(view.mean[c], mean[c], rounding * 100.0);
      ASSERT_NEAR(view.square[c], square[c], rounding * 1e4);
      ASSERT_NEAR(view.noise[c], noise[c], rounding * (1.0 + noise[c]));
    }
    const auto* power = view.power + j * (h + 1);
    const auto& expected = correlation[static_cast<std::size_t>(j)];
    if (table->good[static_cast<std::size_t>(j)] == 0) continue;
    (power[0] > 0.0 ? whole_rows : masked_rows) += 1;
    for (int d = 0; d <= h; ++d) {
      double c = 0.0;
      for (int m = 1; m <= h; ++m) c += (m == h ? 1.0 : 2.0) * power[m] * std::cos(2.0 * M_PI * d * m / phi);
      const double lags = view.lag_count[j * (h + 1) + d];
      if (std::isnan(expected[static_cast<std::size_t>(d)])) {
        ASSERT_EQ(lags + power[0], 0.0);
        continue;
      }
      ASSERT_EQ(lags + power[0], made.count);
      if (power[0] == 0.0) c = view.lag_sum[j * (h + 1) + d];
      ASSERT_NEAR(c, expected[static_cast<std::size_t>(d)], 1e-11) << "row " << j << " lag " << d;
    }
  }
  EXPECT_GT(GetParam() ? masked_rows : whole_rows, 15);
  if (comm::Communicator().is_root()) std::printf("%d rows without masked bins, %d with\n", whole_rows, masked_rows);
}

/// The fine sectors of band 0 as one row of bins; the noise of their lags as the block has it.
Bins direct_sectors(const testing::Made& made, const Table& table, const Block& block, int i) {
  const auto& band = made.shape.bands[0];
  std::vector<double> store(pk::sectors_scratch(made.shape.phi)), coarse_store(24);
  const pk::Sectors fine = pk::sectors_in(store.data(), made.shape.phi);
  pk::Sectors coarse;
  coarse.sum = &coarse_store[0];
  coarse.weight = &coarse_store[12];
  coarse.count = 12;
  pk::band_sectors(Direct::pattern(made, i), made.frame, made.noise, band.r1, band.r2, fine, coarse);
  Bins out;
  for (int s = 0; s < made.shape.phi; ++s) {
    const bool good = fine.weight[s] >= band.least_sector_weight && fine.weight[s] > 0.0;
    out.weight.push_back(good ? fine.weight[s] : 0.0);
    out.mean.push_back(good ? fine.sum[s] / fine.weight[s] : 0.0);
  }
  for (std::size_t d = 0; d < 3; ++d) {
    out.covariance.push_back(made.noise.gain *
                                 block.band(0)[(kernels::sum_lag + d) * lanes + static_cast<std::size_t>(i)] +
                             made.noise.read_variance * table.bands[0].constant[1 + n_max + d]);
  }
  return out;
}

/// Target 8: 1e-10. Whole: V_xy is the sum of the powers, the unpaired Nyquist counted once. Masked: each power is the
/// Fourier series of C(D) over the good pairs, by a direct loop.
TEST_P(Tables, PowersOfTheFineSectorsAreThoseOfTheirCorrelationAndSumToTheVariance) {
  const int phi = made.shape.phi, h = phi / 2;
  const SectorResult v = sector_variance(block, table->bands[0], phi, made.noise, block.fine(0),
                                         block.band(0) + kernels::sum_lag * lanes, true);
  const double* power = block.spectrum();
  double worst = 0.0;
  for (int i = 0; i < made.count; ++i) {
    double sum = power[h * lanes + i];
    for (int m = 1; m < h; ++m) sum += 2.0 * power[m * lanes + i];
    if (!GetParam()) worst = std::max(worst, std::fabs(sum - v.variance[i]));
    const auto c = direct_correlation(direct_sectors(made, *table, block, i), 0, phi);
    for (int m = 1; m <= h && GetParam(); ++m) {
      double direct = 0.0;
      for (int d = 0; d <= h; ++d)
        direct += (d == 0 || d == h ? 1.0 : 2.0) * c[static_cast<std::size_t>(d)] * std::cos(2.0 * M_PI * d * m / phi);
      worst = std::max(worst, std::fabs(direct / phi - power[m * lanes + i]));
    }
    for (const int n : {2, 3, 4, 5, 6, 10, 12}) {  // S_n, the mean of C(2 pi j / n), from its definition
      double mean = 0.0;
      for (int j = 1; j < n; ++j) {
        for (int m = 1; m <= h; ++m)
          mean += (m == h ? 1.0 : 2.0) * power[m * lanes + i] * std::cos(2.0 * M_PI * j * m / n) / (n - 1);
      }
      EXPECT_NEAR(v.coefficient[n - 2][i], mean, 1e-12);
    }
  }
  if (comm::Communicator().is_root())
    std::printf(
        "target 8: %s %.1e (target 1e-10)\n",
        GetParam() ? "powers of masked sectors less those of a direct loop:" : "V_xy - (2 sum P_n + P_N/2) =", worst);
  EXPECT_LT(worst, 1e-10);
}

TEST_P(Tables, PolarBinsHoldTheCountsOfTheAnnulus) {  // target 3: 1e-6
  const int rows = made.shape.rows, phi = made.shape.phi;
  double worst = 0.0;
  for (int i = 0; i < made.count; ++i) {
    const Direct direct(made, i);
    for (int j = 0; j < rows; ++j) {
      double sum = 0.0;
      for (int side = 0; side < 2; ++side) {
        const int shell = j - 1 + side;
        if (shell < 0) continue;
        for (std::uint32_t e = table->polar_begin[static_cast<std::size_t>(shell * phi)];
             e < table->polar_begin[static_cast<std::size_t>((shell + 1) * phi)]; ++e) {
          const auto& entry = table->polar[e];
          const std::uint32_t at = table->begin[static_cast<std::size_t>(shell)] + entry.pixel;
          const double s = table->s[at];
          sum += entry.weight * (side == 1 ? 1.0 - s : s) * made.pattern(i)[table->pixel[at]];
        }
      }
      worst = std::max(worst, std::fabs(sum - direct.profile.num[j]) / std::max(1.0, direct.profile.num[j]));
    }
  }
  if (comm::Communicator().is_root())
    std::printf("target 3: sum over bins against sum over the annulus: %.1e (target 1e-6)\n", worst);
  EXPECT_LT(worst, 1e-12);
}

INSTANTIATE_TEST_SUITE_P(Masks, Tables, ::testing::Values(false, true));

}  // namespace
}  // namespace vitrum::order
