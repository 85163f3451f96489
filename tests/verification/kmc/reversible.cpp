// SPDX-License-Identifier: Apache-2.0
// tests/verification/kmc/reversible.cpp: detailed balance of the reversible mode at zero mean stress (deformation 1.3,
// 4.1 V4).
#include "vitrum/kmc/kernels/reversible.hpp"

#include <gtest/gtest.h>

#include <cmath>
#include <cstdio>
#include <functional>

#include "vitrum/comm/communicator.hpp"
#include "vitrum/comm/decompose.hpp"
#include "vitrum/core/random.hpp"
#include "vitrum/elasticity/elasticity.hpp"
#include "vitrum/kmc/kernels/flip.hpp"
#include "vitrum/kmc/kernels/rates.hpp"

namespace vitrum::kmc {
namespace {

constexpr double volume = 3.24 * 6.241509;  // eV/GPa
constexpr double nu0 = 1.0;

/// ny x nx voxels, M modes each, of which the first `active` voxels flip; the stress follows by the flip kernel.
class Lattice {
 public:
  Lattice(std::size_t ny, std::size_t nx, kernels::Catalogue law, std::size_t active, double kT)
      : law_(law),
        kT_(kT),
        ny_(ny),
        nx_(nx),
        active_(active),
        words_((static_cast<std::size_t>(law.modes) + 63) / 64),
        kernel_(elasticity::Solver(comm::Communicator(MPI_COMM_SELF), ny, nx, 1.8, 1.8, {}).flip_kernel()) {
    reset();
  }
  void reset() {
    flipped_.assign(ny_ * nx_ * words_, 0);
    for (auto* field : {&e1_, &e3_, &s1_, &s3_}) field->assign(ny_ * nx_, 0.0);
  }
  std::size_t channels() const { return active_ * static_cast<std::size_t>(law_.modes); }
  kernels::Mode mode(std::size_t channel) const {
    const std::size_t v = channel / static_cast<std::size_t>(law_.modes);
    const auto m = static_cast<std::uint32_t>(channel % static_cast<std::size_t>(law_.modes));
    return kernels::directed(kernels::mode_of(law_, v, 0, m, 1.0), kernels::is_flipped(&flipped_[v * words_], m));
  }
  double barrier(std::size_t channel) const {
    const std::size_t v = channel / static_cast<std::size_t>(law_.modes);
    const auto f = mode(channel);
    return kernels::activation(f.barrier, 1.0, volume, s1_[v], s3_[v], f.e1, f.e3);
  }
  void flip(std::size_t channel) {
    const std::size_t v = channel / static_cast<std::size_t>(law_.modes);
    const auto f = mode(channel);
    kernels::toggle(&flipped_[v * words_], static_cast<std::uint32_t>(channel % static_cast<std::size_t>(law_.modes)));
    e1_[v] += f.e1;
    e3_[v] += f.e3;
    for (std::size_t w = 0; w < s1_.size(); ++w) {
      const std::size_t dy = (w / nx_ + ny_ - v / nx_) % ny_, dx = (w % nx_ + nx_ - v % nx_) % nx_;
      const std::size_t at = dy * nx_ + dx;
      s1_[w] += kernel_.k11[at] * f.e1 + kernel_.k13[at] * f.e3;
      s3_[w] += kernel_.k13[at] * f.e1 + kernel_.k33[at] * f.e3;
    }
  }
  /// Elastic energy -(1/2) V sum s : E, eV.
  double energy() const {
    double sum = 0.0;
    for (std::size_t w = 0; w < s1_.size(); ++w) sum += s1_[w] * e1_[w] + s3_[w] * e3_[w];
    return -volume * sum;
  }
  /// State number: the bits of all channels (up to 63).
  std::uint64_t state() const {
    std::uint64_t bits = 0;
    for (std::size_t c = 0; c < channels(); ++c)
      if (kernels::is_flipped(&flipped_[c / static_cast<std::size_t>(law_.modes) * words_],
                              static_cast<std::uint32_t>(c % static_cast<std::size_t>(law_.modes))))
        bits |= std::uint64_t{1} << c;
    return bits;
  }
  /// Time spent in every state over n events, by residence-time kinetic Monte Carlo.
  std::vector<double> occupancy(std::int64_t n, std::uint64_t replica,
                                const std::function<double(double, double, double)>& rate) {
    std::vector<double> time(std::size_t{1} << channels(), 0.0), rates(channels());
    Stream stream(law_.seed, Purpose::test, replica);
    double total_time = 0.0;
    reset();
    for (std::int64_t k = -n / 10; k < n; ++k) {
      double total = 0.0;
      for (std::size_t c = 0; c < channels(); ++c) total += rates[c] = rate(barrier(c), kT_, nu0);
      const double wait = stream.exponential() / total;
      if (k >= 0) time[state()] += wait, total_time += wait;
      double at = stream.uniform() * total;
      std::size_t c = 0;
      while (c + 1 < channels() && at >= rates[c]) at -= rates[c++];
      flip(c);
    }
    for (double& t : time) t /= total_time;
    return time;
  }

 private:
  kernels::Catalogue law_;
  double kT_;
  std::size_t ny_, nx_, active_, words_;
  elasticity::FlipKernel kernel_;
  std::vector<std::uint64_t> flipped_;
  std::vector<double> e1_, e3_, s1_, s3_;
};

struct Worst {
  double deviation = 0.0;  // of an occupancy from exp(-W/kT)
  double z = 0.0;          // in standard errors of the replicas
  std::size_t single = 0;  // states that are compared one by one; the rarer ones are, together
};

/// Of every state its energy, by a Gray code: one flip from state to state.
std::vector<double> boltzmann(Lattice& lattice, double kT) {
  std::vector<double> p(std::size_t{1} << lattice.channels());
  double sum = 0.0;
  lattice.reset();
  for (std::size_t s = 0; s < p.size(); ++s) {
    const std::uint64_t gray = s ^ (s >> 1);
    for (std::size_t c = 0; c < lattice.channels(); ++c)
      if ((gray ^ lattice.state()) >> c & 1u) lattice.flip(c);
    sum += p[gray] = std::exp(-lattice.energy() / kT);
  }
  for (double& x : p) x /= sum;
  return p;
}

constexpr std::size_t replicas = 32;

/// Occupancies of all replicas, spread over the ranks: [replica][state].
std::vector<double> sample(Lattice& lattice, std::int64_t n,
                           const std::function<double(double, double, double)>& rate) {
  const comm::Communicator world;
  const auto share = comm::block_of(replicas, 1, world.rank(), world.size());
  std::vector<double> all;
  for (std::size_t r = share.begin; r < share.end; ++r) {
    const auto mine = lattice.occupancy(n, r, rate);
    all.insert(all.end(), mine.begin(), mine.end());
  }
  return world.gather_everywhere(std::span<const double>(all));
}

/// The scatter of 32 replicas has 31 degrees of freedom: one of 512 states beyond 5.5 standard errors with probability
/// .003. States below 1e-3 are visited too seldom for that and are taken together.
Worst compare(Lattice& lattice, double kT, std::int64_t n, const std::function<double(double, double, double)>& rate) {
  const auto expected = boltzmann(lattice, kT);
  const auto all = sample(lattice, n, rate);
  Worst worst;
  const auto judge = [&](const auto& in_group) {
    double mean = 0.0, square = 0.0, p = 0.0;
    for (std::size_t s = 0; s < expected.size(); ++s) p += in_group(s) ? expected[s] : 0.0;
    for (std::size_t r = 0; r < replicas; ++r) {
      double x = 0.0;
      for (std::size_t s = 0; s < expected.size(); ++s) x += in_group(s) ? all[r * expected.size() + s] : 0.0;
      mean += x / replicas;
      square += x * x / replicas;
    }
    if (p == 0.0) return;
    worst.deviation = std::max(worst.deviation, std::abs(mean - p));
    worst.z = std::max(worst.z, std::abs(mean - p) / std::sqrt((square - mean * mean) / (replicas - 1)));
  };
  judge([&](std::size_t s) { return expected[s] < 1e-3; });
  for (std::size_t one = 0; one < expected.size(); ++one) {
    if (expected[one] < 1e-3) continue;
    judge([&](std::size_t s) { return s == one; });
    ++worst.single;
  }
  return worst;
}

/// Barriers of .06 to .6 eV at kT = .15 eV, self-energies of about .1 eV: many Q are negative.
constexpr kernels::Catalogue one_mode{17, 1, 0.013, 0.6, 0.9};
constexpr double kT = 0.15;

TEST(Reversible, BarrierThereLessBarrierBackIsTheChangeOfElasticEnergy) {
  Lattice lattice(3, 4, {18, 70, 0.02, 0.6, 0.9}, 12, kT);  // more modes than bits in a word
  Stream stream(10, Purpose::test);
  double worst = 0.0;
  int negative = 0;
  for (int k = 0; k < 2000; ++k) {
    const auto c = stream.below(lattice.channels());
    const double before = lattice.energy(), there = lattice.barrier(c);
    negative += there < 0.0 ? 1 : 0;
    lattice.flip(c);
    const double gap = there - lattice.barrier(c) - (lattice.energy() - before);
    worst = std::max(worst, std::abs(gap));
  }
  if (comm::Communicator().is_root())
    std::printf("2000 flips of 840 modes, %d of them without a barrier: worst difference %.1e eV\n", negative, worst);
  EXPECT_LT(worst, 1e-11);  // energies of 10 to 100 eV, rounded 2000 times at 1e-16
  EXPECT_GT(negative, 50);
}

TEST(Reversible, LatticeOf512StatesIsOccupiedByBoltzmann) {
  Lattice lattice(3, 3, one_mode, 9, kT);
  const auto worst = compare(lattice, kT, 40000, kernels::unbounded_rate);
  if (comm::Communicator().is_root())
    std::printf("1.3e6 events, %zu states one by one: worst deviation %.5f, worst in standard errors %.2f\n",
                worst.single, worst.deviation, worst.z);
  EXPECT_LT(worst.deviation, 0.005);
  EXPECT_LT(worst.z, 5.5);
}

TEST(Reversible, RatesThatStopAtTheAttemptFrequencyBreakDetailedBalance) {
  Lattice lattice(3, 3, one_mode, 9, kT);
  const auto worst = compare(lattice, kT, 40000, kernels::rate);
  if (comm::Communicator().is_root())
    std::printf("clipped at Q = 0: worst deviation %.5f, in standard errors %.1f\n", worst.deviation, worst.z);
  EXPECT_GT(worst.z, 8.0) << "the test above could not have noticed";
}

TEST(Reversible, TwoStateVoxelHasTheOddsOfItsSelfEnergy) {
  for (const std::uint64_t seed : {21, 22, 23}) {
    Lattice lattice(8, 8, {seed, 1, 0.03, 0.6, 0.9}, 1, kT);
    lattice.flip(0);
    const double self = lattice.energy();
    const auto worst = compare(lattice, kT, 20000, kernels::unbounded_rate);
    if (comm::Communicator().is_root())
      std::printf("W_self %.4f eV, p1/p0 %.5f: off by %.5f, %.2f standard errors\n", self, std::exp(-self / kT),
                  worst.deviation, worst.z);
    EXPECT_LT(worst.z, 4.0);
  }
}

}  // namespace
}  // namespace vitrum::kmc
