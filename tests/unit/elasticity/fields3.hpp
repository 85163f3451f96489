// SPDX-License-Identifier: Apache-2.0
// tests/unit/elasticity/fields3.hpp: 3-D eigenstrain fields spread over ranks, and their stress.
#pragma once

#include <array>
#include <vector>

#include "unit/elasticity/fields.hpp"
#include "vitrum/elasticity/elasticity3.hpp"

namespace vitrum::elasticity::testing {

using Fields3 = std::array<std::vector<double>, 5>;

inline ConstDeviators3 view(const Fields3& f) { return {f[0], f[1], f[2], f[3], f[4]}; }
inline Deviators3 view(Fields3& f) { return {f[0], f[1], f[2], f[3], f[4]}; }

/// Planes of five fields of normal deviates that depend on seed and voxel alone.
inline Fields3 random_planes(std::uint64_t seed, comm::Range planes, const Grid3& grid, double sd = 0.05) {
  Fields3 fields;
  for (std::size_t a = 0; a < 5; ++a) fields[a] = random_rows(100 * seed + a, planes, grid.ny * grid.nx, sd);
  return fields;
}

/// Planes of a field given as f(z, y, x).
template <class Function>
std::vector<double> planes_of(comm::Range planes, const Grid3& grid, const Function& f) {
  std::vector<double> values;
  for (std::size_t z = planes.begin; z < planes.end; ++z)
    for (std::size_t y = 0; y < grid.ny; ++y)
      for (std::size_t x = 0; x < grid.nx; ++x) values.push_back(f(z, y, x));
  return values;
}

inline Fields3 zeros(std::size_t n) {
  Fields3 fields;
  for (auto& field : fields) field.assign(n, 0.0);
  return fields;
}

struct Stress3 {
  Fields3 s;
  std::vector<double> p;
};

/// Stress of this rank's planes.
inline Stress3 stress_of(Solver3& solver, const Fields3& e) {
  Stress3 stress{zeros(e[0].size()), std::vector<double>(e[0].size())};
  solver.solve(view(e), view(stress.s));
  solver.mean_stress(view(e), stress.p);
  return stress;
}

}  // namespace vitrum::elasticity::testing
