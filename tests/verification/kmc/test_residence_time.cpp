// SPDX-License-Identifier: Apache-2.0
// tests/verification/kmc/test_residence_time.cpp: waiting times and choices of frozen, rising and decaying rates
// (deformation 4.1, V1).
#include <gtest/gtest.h>

#include <cstdio>
#include <limits>
#include <map>

#include "kmc/engine.hpp"
#include "unit/kmc/glass.hpp"
#include "verification/kmc/statistics.hpp"
#include "vitrum/kmc/kernels/catalogue.hpp"
#include "vitrum/kmc/kernels/rates.hpp"

namespace vitrum::kmc {
namespace {

constexpr int draws = 20000;
constexpr double infinity = std::numeric_limits<double>::infinity();

/// A glass of 40 x 12 voxels (two tiles) at a uniform stress, whose flips are drawn again and again and never happen.
/// Every rank holds the whole glass and makes a share of the draws; a draw depends on its number alone.
struct Frozen {
  comm::Communicator world;
  comm::Communicator comm{MPI_COMM_SELF};
  microstructure::Microstructure m = testing::glass(40, 12);
  Parameters p;
  std::unique_ptr<Engine> engine;
  State state;

  Frozen(double temperature, double strain_rate, double strain_step, double cutoff, double recovery = 0.37) {
    p.softening.recovery_eV = recovery;
    p.temperature_K = temperature;
    p.load.strain_rate_per_s = strain_rate;
    p.load.strain_step = strain_step;
    p.cutoff_eV = cutoff;
    begin(-0.012);  // 0.6 GPa
  }
  /// The load moves at `strain_rate` of either sign from the stress that a mean transformation strain makes.
  Frozen(double temperature, double strain_rate, double strain_step, double cutoff, Segment segment, double mean_e1) {
    p.temperature_K = temperature;
    p.load.strain_step = strain_step;
    p.cutoff_eV = cutoff;
    segment.strain_rate_per_s = strain_rate;
    segment.end_time_s = 100.0 * strain_step / std::abs(strain_rate);
    p.load.segments = {segment};
    begin(mean_e1);
  }
  void begin(double mean_e1) {
    engine = std::make_unique<Engine>(comm, p, m);
    state = engine->undeformed();
    state.totals.sum_e1 = mean_e1 * engine->model().voxels;
  }
  /// Draws 0 .. n-1, of all ranks, on every rank.
  std::vector<Proposal> draw(std::size_t n) {
    const auto share = comm::block_of(n, 1, world.rank(), world.size());
    std::vector<Proposal> mine;
    state.totals.attempts = static_cast<std::int64_t>(share.begin);
    while (mine.size() < share.size()) mine.push_back(engine->propose(state));
    return world.gather_everywhere(std::span<const Proposal>(mine));
  }
  /// use(voxel, mode, Q now, eigenstrain and F) of every mode, by brute force.
  template <class Use>
  void all_modes(const Use& use) const {
    const Model& k = engine->model();
    const auto u = uniform_stress(k, state.totals, state.clock);
    for (std::uint64_t v = 0; v < m.grid.voxels(); ++v)
      kernels::for_each_mode(k.catalogue, v, 0, 1.0, [&](std::uint32_t mode, const kernels::Mode& f) {
        use(v, mode, f.barrier - k.volume * (u.d1 * f.e1 + u.d3 * f.e3), f);
      });
  }
};

class FrozenRates : public ::testing::TestWithParam<double> {};

TEST_P(FrozenRates, GiveExponentialWaitsAndChannelsInProportionToTheirRates) {
  Frozen f(2500.0, 1e-30, 1e-5, GetParam());  // a load that does not move: a step takes 1e25 s
  f.engine->begin(f.state);
  const Model& k = f.engine->model();
  std::map<std::pair<std::uint64_t, std::uint32_t>, double> rates;
  double total = 0.0, above = 0.0;
  f.all_modes([&](std::uint64_t v, std::uint32_t mode, double q, const kernels::Mode&) {
    rates[{v, mode}] = kernels::rate(q, k.kT, k.nu0);
    total += kernels::rate(q, k.kT, k.nu0);
    if (q >= k.cutoff) above += kernels::rate(q, k.kT, k.nu0);
  });
  std::map<std::pair<std::uint64_t, std::uint32_t>, int> counts;
  std::vector<double> u;
  for (const auto& p : f.draw(draws)) {
    ASSERT_EQ(p.kind, Proposal::thermal);
    u.push_back(-std::expm1(-p.key * total));
    ++counts[{static_cast<std::uint64_t>(p.voxel), static_cast<std::uint32_t>(p.mode)}];
  }
  double chi2 = 0.0, degrees = -1.0, rest_expected = 0.0, rest_counted = 0.0;
  for (const auto& [channel, rate] : rates) {
    const double expected = draws * rate / total;
    const double counted = counts.count(channel) ? counts[channel] : 0;
    if (expected >= 5.0) {
      chi2 += (counted - expected) * (counted - expected) / expected;
      degrees += 1.0;
    } else {
      rest_expected += expected;
      rest_counted += counted;
    }
  }
  chi2 += (rest_counted - rest_expected) * (rest_counted - rest_expected) / rest_expected;
  degrees += 1.0;
  const double ks = testing::ks_uniform(u);
  const double z = testing::chi_square_z(chi2, degrees);
  if (f.world.is_root())
    std::printf("cutoff %g eV: tail share %.3f, KS sqrt(n)D %.3f, chi2 %.1f of %.0f (z %.2f)\n", k.cutoff,
                above / total, ks, chi2, degrees, z);
  EXPECT_GT(degrees, 200.0);
  if (std::isfinite(k.cutoff)) {
    EXPECT_GT(above / total, 0.1) << "the tail must be drawn from";
  }
  EXPECT_LT(ks, 1.95);          // p = 0.001
  EXPECT_LT(std::abs(z), 3.3);  // p = 0.001, two-sided
}

INSTANTIATE_TEST_SUITE_P(Kmc, FrozenRates, ::testing::Values(infinity, 2.8, 2.2));

/// Hazard of modes whose rates grow as r exp(b t) (deformation 1.5), integrated to t.
struct Rising {
  std::vector<std::pair<double, double>> modes;  // rate now, growth in 1/s

  explicit Rising(const Frozen& f) {
    const Model& k = f.engine->model();
    f.all_modes([&](std::uint64_t, std::uint32_t, double q, const kernels::Mode& mode) {
      modes.emplace_back(kernels::rate(q, k.kT, k.nu0), k.volume * k.drift.d1 * mode.e1 / k.kT);
    });
  }
  double hazard(double t) const {
    double h = 0.0;
    for (const auto& [r, b] : modes) h += r * (std::abs(b * t) < 1e-12 ? t : std::expm1(b * t) / b);
    return h;
  }
  double rate_now() const {
    double sum = 0.0;
    for (const auto& [r, b] : modes) sum += r;
    return sum;
  }
};

TEST(RisingLoad, WaitsFollowTheIntegratedRate) {
  const double strain_step = 2e-3, cutoff = 2.4;  // s1 rises by 0.1 GPa within the step
  const Frozen slow(1500.0, 1e6, strain_step, cutoff);
  const double rate = 1e6 * Rising(slow).hazard(slow.engine->model().step_s) / 1.2;  // a step then survives with e^-1.2
  Frozen f(1500.0, rate, strain_step, cutoff);
  f.engine->begin(f.state);
  const double step = f.engine->model().step_s;
  const Rising rising(f);
  const double growth = rising.hazard(step) / (rising.rate_now() * step);
  EXPECT_GT(growth, 1.5) << "the load must matter";
  std::vector<double> u;
  const int n = 8000;
  for (const auto& p : f.draw(n))
    if (p.kind == Proposal::thermal) u.push_back(std::expm1(-rising.hazard(p.key)) / std::expm1(-rising.hazard(step)));
  const double survival = std::exp(-rising.hazard(step));
  const double seen = 1.0 - static_cast<double>(u.size()) / n;
  const double ks = testing::ks_uniform(u);
  if (f.world.is_root())
    std::printf("mean growth of the rate %.2f, survival %.4f (seen %.4f), KS sqrt(n)D %.3f\n", growth, survival, seen,
                ks);
  EXPECT_LT(ks, 1.95);  // p = 0.001
  EXPECT_NEAR(seen, survival, 4.0 * std::sqrt(survival * (1.0 - survival) / n));
}

struct Fall {
  double mean_e1;         // s1 begins at -E_2D/2 times it
  double cutoff;          // eV, so low that the tail is drawn from
  double growth_at_most;  // mean of the rate over the step, relative to that at its beginning
};

class FallingLoad : public ::testing::TestWithParam<Fall> {};

/// Under a load that falls, modes along it become slower and those against it faster: the bound of a step must hold for
/// both (deformation 3.6, B2).
TEST_P(FallingLoad, WaitsFollowTheIntegratedRate) {
  const double strain_step = 2e-3, cutoff = GetParam().cutoff;  // s1 falls by 0.1 GPa within the step
  const Frozen slow(1500.0, -1e6, strain_step, cutoff, {}, GetParam().mean_e1);
  const double rate = 1e6 * Rising(slow).hazard(slow.engine->model().step_s) / 1.2;  // a step then survives with e^-1.2
  Frozen f(1500.0, -rate, strain_step, cutoff, {}, GetParam().mean_e1);
  f.engine->begin(f.state);
  const double step = f.engine->model().step_s;
  ASSERT_LT(f.engine->model().drift.d1, 0.0);
  const Rising falling(f);
  const double growth = falling.hazard(step) / (falling.rate_now() * step);
  EXPECT_LT(growth, GetParam().growth_at_most);
  std::vector<double> u;
  const int n = 8000;
  int against = 0;
  for (const auto& p : f.draw(n)) {
    if (p.kind != Proposal::thermal) continue;
    u.push_back(std::expm1(-falling.hazard(p.key)) / std::expm1(-falling.hazard(step)));
    against += p.e1 < 0.0 ? 1 : 0;
  }
  const double survival = std::exp(-falling.hazard(step));
  const double seen = 1.0 - static_cast<double>(u.size()) / n;
  const double ks = testing::ks_uniform(u);
  if (f.world.is_root())
    std::printf(
        "mean growth of the rate %.3f, survival %.4f (seen %.4f), %d of %zu flips against the load, KS sqrt(n)D %.3f\n",
        growth, survival, seen, against, u.size(), ks);
  EXPECT_LT(ks, 1.95);  // p = 0.001
  EXPECT_NEAR(seen, survival, 4.0 * std::sqrt(survival * (1.0 - survival) / n));
}

/// From 0.6 GPa, where rates fall; and through zero stress, where as many rise.
INSTANTIATE_TEST_SUITE_P(Kmc, FallingLoad, ::testing::Values(Fall{-0.012, 2.4, 0.7}, Fall{-0.001, 4.2, 1.1}));

/// Sets the temporary softening of n voxels; returns which voxels of the grid they are.
std::vector<char> soften(Frozen& f, std::size_t n, double eta) {
  std::vector<char> live(f.m.grid.voxels(), 0);
  std::fill_n(live.begin(), n, 1);
  for (std::size_t i = 0; i < n; ++i) f.state.voxels.recent.set({i, eta, {}}, [](const Softened&) { return false; });
  return f.engine->tiling().row_major(std::span<const char>(live));
}

/// Hazard of a glass in which some voxels have just softened by eta0, tabulated over 20 relaxation times.
struct Decaying {
  static constexpr double eta0 = 0.4;
  static constexpr int cells = 4000;  // 200 a relaxation time: trapezoids are good to 1e-5
  double end = 0.0;
  double first_rate = 0.0, last_rate = 0.0;
  std::vector<double> hazard{0.0};

  Decaying(const Frozen& f, const std::vector<char>& live) {
    const Model& k = f.engine->model();
    double steady = 0.0;
    std::vector<std::pair<double, double>> soft;  // F, Q without softening
    f.all_modes([&](std::uint64_t v, std::uint32_t, double q, const kernels::Mode& mode) {
      if (live[v] != 0) {
        soft.emplace_back(mode.barrier, q);
      } else {
        steady += kernels::rate(q, k.kT, k.nu0);
      }
    });
    end = 20.0 / k.kappa;
    for (int i = 0; i <= cells; ++i) {
      double r = steady;
      const double eta = eta0 * std::exp(-20.0 * i / cells);
      for (const auto& [barrier, q] : soft) r += kernels::rate(q - barrier * (1.0 - std::exp(-eta)), k.kT, k.nu0);
      if (i == 0) first_rate = r;
      if (i > 0) hazard.push_back(hazard.back() + 0.5 * (last_rate + r) * end / cells);
      last_rate = r;
    }
  }
  double at(double t) const {
    const double x = t / end * cells;
    if (x >= cells) return hazard.back() + last_rate * (t - end);
    const auto cell = static_cast<std::size_t>(x);
    return hazard[cell] + (x - static_cast<double>(cell)) * (hazard[cell + 1] - hazard[cell]);
  }
};

TEST(DecayingSoftening, WaitsFollowTheIntegratedRate) {
  const double cutoff = 2.4;
  Frozen trial(1500.0, 1e-30, 1e-5, cutoff);
  const auto& k = trial.engine->model();
  const double kappa = Decaying(trial, soften(trial, 10, Decaying::eta0)).first_rate;  // decay as fast as flips come
  Frozen f(1500.0, 1e-30, 1e-5, cutoff, k.kT * std::log(k.nu0 / kappa));
  const Decaying decaying(f, soften(f, 10, Decaying::eta0));
  f.engine->begin(f.state);
  EXPECT_GT(decaying.first_rate, 3.0 * decaying.last_rate) << "softening must matter";
  std::vector<double> u;
  for (const auto& p : f.draw(8000)) u.push_back(-std::expm1(-decaying.at(p.key)));
  const double ks = testing::ks_uniform(u);
  if (f.world.is_root())
    std::printf("rate falls by a factor %.1f, hazard of the first relaxation time %.3f, KS sqrt(n)D %.3f\n",
                decaying.first_rate / decaying.last_rate, decaying.at(decaying.end / 20.0), ks);
  EXPECT_LT(ks, 1.95);  // p = 0.001
}

}  // namespace
}  // namespace vitrum::kmc
