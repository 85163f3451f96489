// SPDX-License-Identifier: Apache-2.0
// tests/unit/elasticity/fields.hpp: eigenstrain fields spread over ranks, and fingerprints of what became of them.
#pragma once

#include <cstdint>
#include <cstring>
#include <span>
#include <vector>

#include "vitrum/comm/communicator.hpp"
#include "vitrum/core/random.hpp"
#include "vitrum/elasticity/elasticity.hpp"

namespace vitrum::elasticity::testing {

/// Rows of a field of normal deviates that depend on seed and voxel alone.
inline std::vector<double> random_rows(std::uint64_t seed, comm::Range rows, std::size_t nx, double sd = 0.05) {
  std::vector<double> values;
  for (std::size_t voxel = rows.begin * nx; voxel < rows.end * nx; ++voxel)
    values.push_back(sd * Stream(seed, Purpose::test, voxel).normal());
  return values;
}

/// Rows of a field given as f(y, x).
template <class Function>
std::vector<double> rows_of(comm::Range rows, std::size_t nx, const Function& f) {
  std::vector<double> values;
  for (std::size_t y = rows.begin; y < rows.end; ++y)
    for (std::size_t x = 0; x < nx; ++x) values.push_back(f(y, x));
  return values;
}

struct Stress {
  std::vector<double> s1, s3, p;
};

/// Stress of this rank's rows.
inline Stress stress_of(Solver& solver, const std::vector<double>& e1, const std::vector<double>& e3) {
  Stress stress{std::vector<double>(e1.size()), std::vector<double>(e1.size()), std::vector<double>(e1.size())};
  solver.solve(e1, e3, stress.s1, stress.s3);
  solver.mean_stress(e1, e3, stress.p);
  return stress;
}

inline std::vector<double> whole(const comm::Communicator& comm, const std::vector<double>& mine) {
  return comm.gather_everywhere(std::span<const double>(mine));
}

/// FNV-1a over the bits.
inline std::uint64_t fingerprint(const std::vector<double>& values) {
  std::uint64_t hash = 14695981039346656037ull;
  for (double value : values) {
    std::uint64_t bits = 0;
    std::memcpy(&bits, &value, sizeof bits);
    hash = (hash ^ bits) * 1099511628211ull;
  }
  return hash;
}

}  // namespace vitrum::elasticity::testing
