// SPDX-License-Identifier: Apache-2.0
// tests/verification/kmc/renewal.cpp: a random catalogue with redraw, without coupling, at constant stress, is a
// renewal-reward process (deformation 4.1, V3).
#include <gtest/gtest.h>

#include <cmath>
#include <cstdio>

#include "vitrum/comm/communicator.hpp"
#include "vitrum/comm/decompose.hpp"
#include "vitrum/core/random.hpp"
#include "vitrum/kmc/kernels/catalogue.hpp"
#include "vitrum/kmc/kernels/rates.hpp"

namespace vitrum::kmc {
namespace {

/// nu0 = kT = V = 1, s_E = .5, F ~ U(3, 6), s3 = .2.
struct Reference {
  int modes;
  double rate, late_rate, strain_per_event;
};
std::ostream& operator<<(std::ostream& out, const Reference& r) { return out << "M=" << r.modes; }

struct Fresh {
  double rate = 0.0;
  double strain = 0.0;     // sum p_m dE_m
  double sharpness = 0.0;  // sum p_m^2
};

kernels::Catalogue law(int modes) { return {3, modes, 0.5, 6.0, 0.5}; }
double rate_of(const kernels::Mode& mode) {
  return kernels::rate(kernels::activation(mode.barrier, 1.0, 1.0, 0.0, 0.2, mode.e1, mode.e3), 1.0, 1.0);
}

Fresh fresh(int modes, std::uint64_t voxel, std::uint32_t generation) {
  Fresh f;
  kernels::for_each_mode(law(modes), voxel, generation, 1.0, [&](std::uint32_t, const kernels::Mode& mode) {
    const double r = rate_of(mode);
    f.rate += r;
    f.strain += r * mode.e3;
    f.sharpness += r * r;
  });
  f.strain /= f.rate;
  f.sharpness /= f.rate * f.rate;
  return f;
}

struct Mean {
  double value = 0.0, error = 0.0;
};
template <class Values>
Mean mean(const Values& values) {
  double sum = 0.0, square = 0.0;
  for (const double x : values) sum += x, square += x * x;
  const auto n = static_cast<double>(values.size());
  return {sum / n, std::sqrt((square / n - sum * sum / (n * n)) / n)};
}

class Renewal : public ::testing::TestWithParam<Reference> {};

TEST_P(Renewal, FreshCataloguesHaveTheRatesAndTheStrainOfTheReference) {
  const auto ref = GetParam();
  const int n = 100000;
  std::vector<double> rate, inverse, strain, sharpness;
  for (std::uint64_t v = 0; v < n; ++v) {
    const Fresh f = fresh(ref.modes, v, 0);
    rate.push_back(f.rate);
    inverse.push_back(1.0 / f.rate);
    strain.push_back(f.strain);
    sharpness.push_back(f.sharpness);
  }
  const Mean r = mean(rate), i = mean(inverse), s = mean(strain);
  const double linear = 0.25 * 0.2 * (1.0 - mean(sharpness).value);
  if (comm::Communicator().is_root())
    std::printf(
        "M %2d: <R> %.5f +- %.5f (%.4f), 1/<1/R> %.5f +- %.5f (%.5f), strain/event %.4f +- %.4f (%.4f), "
        "linear s_E^2 (V s/kT)(1 - Y) %.4f\n",
        ref.modes, r.value, r.error, ref.rate, 1.0 / i.value, i.error / (i.value * i.value), ref.late_rate, s.value,
        s.error, ref.strain_per_event, linear);
  // Four standard errors, and as much again for the reference's own Monte Carlo: at most 1 % of a rate, .001 of a
  // strain.
  EXPECT_NEAR(r.value, ref.rate, 4.0 * r.error + 0.01 * ref.rate);
  EXPECT_NEAR(1.0 / i.value, ref.late_rate, 4.0 * i.error / (i.value * i.value) + 0.01 * ref.late_rate);
  EXPECT_NEAR(s.value, ref.strain_per_event, 4.0 * s.error + 0.001);
  EXPECT_NEAR(s.value, linear, 4.0 * s.error + 0.001);  // linear in V s s_E/kT = .1: next order 1 %
}

struct Counted {
  double early = 0.0, late = 0.0, strain = 0.0;  // events in a short time from the start; late ones; their strain
};

TEST_P(Renewal, RunsFromTheMeanRateToTheLateRate) {
  const auto ref = GetParam();
  const comm::Communicator world;
  const double first = 0.02 / ref.rate, from = 20.0 / ref.late_rate, to = 50.0 / ref.late_rate;
  const std::size_t n = 3000;
  const auto share = comm::block_of(n, 1, world.rank(), world.size());
  std::vector<Counted> mine;
  for (std::size_t v = share.begin; v < share.end; ++v) {
    Counted c;
    double t = 0.0;
    for (std::uint32_t generation = 0;; ++generation) {
      Stream stream(4, Purpose::test, v, generation);
      const Fresh f = fresh(ref.modes, v, generation);
      t += stream.exponential() / f.rate;
      if (t > to) break;
      double at = stream.uniform() * f.rate;
      double strain = 0.0;
      kernels::for_each_mode(law(ref.modes), v, generation, 1.0, [&](std::uint32_t, const kernels::Mode& mode) {
        if (at >= 0.0) strain = mode.e3;
        at -= rate_of(mode);
      });
      if (t < first) c.early += 1.0;
      if (t < from) continue;
      c.late += 1.0;
      c.strain += strain;
    }
    mine.push_back(c);
  }
  std::vector<double> early, late, strain;
  for (const auto& c : world.gather_everywhere(std::span<const Counted>(mine))) {
    early.push_back(c.early / first);
    late.push_back(c.late / (to - from));
    strain.push_back(c.strain / (to - from));
  }
  const Mean e = mean(early), l = mean(late), s = mean(strain);
  if (world.is_root())
    std::printf(
        "M %2d: early rate %.4f +- %.4f (<R> %.4f), late rate %.5f +- %.5f (%.5f), strain rate %.6f +- %.6f, "
        "an event %.4f (%.4f)\n",
        ref.modes, e.value, e.error, ref.rate, l.value, l.error, ref.late_rate, s.value, s.error, s.value / l.value,
        ref.strain_per_event);
  EXPECT_NEAR(e.value, ref.rate, 4.0 * e.error + 0.02 * ref.rate);  // the rate falls by up to 2 % in the short time
  EXPECT_NEAR(l.value, ref.late_rate, 4.0 * l.error + 0.01 * ref.late_rate);
  EXPECT_NEAR(s.value, ref.late_rate * ref.strain_per_event, 4.0 * s.error + 0.001 * ref.late_rate);
}

INSTANTIATE_TEST_SUITE_P(V3, Renewal,
                         ::testing::Values(Reference{1, .0160, .00779, 0.0}, Reference{2, .0320, .0211, .0188},
                                           Reference{5, .0785, .0678, .0361}, Reference{20, .318, .306, .0453}));

}  // namespace
}  // namespace vitrum::kmc
