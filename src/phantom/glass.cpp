// SPDX-License-Identifier: Apache-2.0
// vitrum/phantom/glass.cpp: from a jittered lattice through a melt to a glass.
#include "vitrum/phantom/glass.hpp"

#include <fmt/format.h>

#include <algorithm>
#include <cmath>
#include <numeric>

#include "soft_spheres.hpp"
#include "vitrum/comm/decompose.hpp"
#include "vitrum/core/error.hpp"
#include "vitrum/core/interrupt.hpp"
#include "vitrum/core/random.hpp"

namespace vitrum::phantom {
namespace {

constexpr std::int64_t refresh_interval = 10;  // steps between velocity refreshments
constexpr double refresh_memory = 0.7;         // share of the old velocity that survives one
constexpr std::int64_t interrupt_interval = 200;

// Fisher and Yates.
template <class T>
void shuffle(std::vector<T>& items, Stream stream) {
  for (std::size_t i = items.size(); i > 1; --i) std::swap(items[i - 1], items[stream.below(i)]);
}

// Exact amounts by largest remainder, in random order.
std::vector<int> species_of(const GlassParameters& p) {
  const auto n = static_cast<double>(p.atoms);
  std::vector<int> species;
  double cumulative = 0.0;
  for (std::size_t s = 0; s < p.composition.size(); ++s) {
    cumulative += p.composition.fractions[s];
    const auto until = s + 1 == p.composition.size() ? p.atoms : static_cast<std::size_t>(std::lround(cumulative * n));
    while (species.size() < until) species.push_back(static_cast<int>(s));
  }
  shuffle(species, Stream(p.seed, Purpose::glass_positions, 0, 1));
  return species;
}

// Random sites of a simple cubic lattice, jittered: no two atoms are too close for the first step.
std::vector<double> lattice_positions(const GlassParameters& p, double edge) {
  auto m = static_cast<std::size_t>(std::cbrt(static_cast<double>(p.atoms)));
  while (m * m * m < p.atoms) ++m;
  std::vector<std::size_t> sites(m * m * m);
  std::iota(sites.begin(), sites.end(), std::size_t{0});
  shuffle(sites, Stream(p.seed, Purpose::glass_positions, 0, 2));
  const double spacing = edge / static_cast<double>(m);
  std::vector<double> positions;
  for (std::size_t i = 0; i < p.atoms; ++i) {
    Stream stream(p.seed, Purpose::glass_positions, i, 3);
    for (std::size_t index : {sites[i] % m, sites[i] / m % m, sites[i] / (m * m)})
      positions.push_back((static_cast<double>(index) + 0.5 + 0.1 * (stream.uniform() - 0.5)) * spacing);
  }
  return positions;
}

class Dynamics {
 public:
  Dynamics(const comm::Communicator& comm, const GlassParameters& p, double edge, double unit)
      : comm_(comm),
        seed_(p.seed),
        unit_(unit),
        step_(p.quench.time_step * unit),
        mine_(comm::block_of(p.atoms, 1, comm.rank(), comm.size())),
        species(species_of(p)),
        positions(lattice_positions(p, edge)),
        spheres_(edge, diameters(p.composition), species, mine_),
        velocities_(3 * mine_.size(), 0.0),
        forces_(3 * mine_.size(), 0.0) {
    if (edge < 2.0 * spheres_.range())
      throw InputError(
          fmt::format("a glass of {} atoms is a cube of {:.1f} Angstrom, smaller than twice the range of the pair "
                      "potential ({:.1f} Angstrom); ask for more atoms",
                      p.atoms, edge, spheres_.range()));
    for (int r = 0; r < comm.size(); ++r) {
      const comm::Range range = comm::block_of(p.atoms, 1, r, comm.size());
      counts_.push_back(static_cast<int>(3 * range.size()));
      offsets_.push_back(static_cast<int>(3 * range.begin));
    }
    spheres_.update(positions);
    spheres_.forces(positions, forces_);
  }

  void advance(double temperature) {
    if (steps_ % refresh_interval == 0) refresh(temperature);
    double* own = positions.data() + 3 * mine_.begin;
    for (std::size_t c = 0; c < velocities_.size(); ++c) {
      velocities_[c] += 0.5 * step_ * forces_[c];
      own[c] += step_ * velocities_[c];
    }
    MPI_Allgatherv(MPI_IN_PLACE, 0, MPI_DATATYPE_NULL, positions.data(), counts_.data(), offsets_.data(), MPI_DOUBLE,
                   comm_.mpi());
    spheres_.update(positions);
    spheres_.forces(positions, forces_);
    for (std::size_t c = 0; c < velocities_.size(); ++c) velocities_[c] += 0.5 * step_ * forces_[c];
    ++steps_;
    if (steps_ % interrupt_interval == 0 && comm_.any(interrupt::requested()))
      throw Interrupted("stopped while the glass was being quenched; start synthesize again");
  }

 private:
  static std::vector<double> diameters(const Composition& composition) {
    std::vector<double> values;
    for (const Element* element : composition.elements) values.push_back(element->diameter_A);
    return values;
  }

  // Each velocity keeps a share and gets the rest afresh from the Maxwell distribution (Horowitz 1991).
  void refresh(double temperature) {
    const double fresh = std::sqrt((1.0 - refresh_memory * refresh_memory) * temperature);
    for (std::size_t i = 0; i < mine_.size(); ++i) {
      Stream stream(seed_, Purpose::glass_velocities, mine_.begin + i,
                    static_cast<std::uint32_t>(steps_ / refresh_interval));
      for (std::size_t c = 3 * i; c < 3 * i + 3; ++c)
        velocities_[c] = refresh_memory * velocities_[c] + (temperature > 0.0 ? fresh * stream.normal() : 0.0);
    }
  }

  comm::Communicator comm_;
  std::uint64_t seed_;
  double unit_, step_;
  comm::Range mine_;

 public:
  std::vector<int> species;
  std::vector<double> positions;

 private:
  SoftSpheres spheres_;
  std::vector<double> velocities_, forces_;
  std::vector<int> counts_, offsets_;
  std::int64_t steps_ = 0;
};

}  // namespace

Glass quench_glass(const comm::Communicator& comm, const GlassParameters& p) {
  const double edge = std::cbrt(static_cast<double>(p.atoms) / p.density_inv_A3);
  double unit = 0.0;
  for (std::size_t s = 0; s < p.composition.size(); ++s)
    unit += p.composition.fractions[s] * p.composition.elements[s]->diameter_A;
  Dynamics dynamics(comm, p, edge, unit);
  for (std::int64_t i = 0; i < p.quench.melt_steps; ++i) dynamics.advance(p.quench.hot);
  for (std::int64_t i = 0; i < p.quench.cool_steps; ++i)
    dynamics.advance(p.quench.hot + (p.quench.cold - p.quench.hot) * static_cast<double>(i) /
                                        static_cast<double>(p.quench.cool_steps));
  for (std::int64_t i = 0; i < p.quench.settle_steps; ++i) dynamics.advance(0.0);
  Glass glass{p.composition, edge, {}};
  for (std::size_t i = 0; i < p.atoms; ++i) {
    const auto inside = [&](double x) {
      const double wrapped = x - edge * std::floor(x / edge);
      return wrapped < edge ? wrapped : 0.0;
    };
    glass.atoms.push_back({inside(dynamics.positions[3 * i]), inside(dynamics.positions[3 * i + 1]),
                           inside(dynamics.positions[3 * i + 2]), dynamics.species[i]});
  }
  return glass;
}

}  // namespace vitrum::phantom
