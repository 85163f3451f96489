// SPDX-License-Identifier: Apache-2.0
// vitrum/elasticity/energy.cpp: the work of a stress field on an eigenstrain field, summed in a fixed order.
#include "vitrum/elasticity/energy.hpp"

#include "vitrum/comm/reduce.hpp"
#include "vitrum/core/error.hpp"
#include "vitrum/core/tree_sum.hpp"

namespace vitrum::elasticity {

double elastic_energy_eV(const comm::Communicator& comm, comm::Range rows, std::size_t nx, double voxel_volume_nm3,
                         std::span<const double> e1, std::span<const double> e3, std::span<const double> s1,
                         std::span<const double> s3) {
  const std::size_t n = rows.size() * nx;
  if (e1.size() != n || e3.size() != n || s1.size() != n || s3.size() != n)
    throw Fault("fields of an elastic energy have the wrong size");
  TreeSum sum(1);
  for (std::size_t row = 0; row < rows.size(); ++row) {
    double work = 0.0;
    for (std::size_t i = row * nx; i < (row + 1) * nx; ++i) work += s1[i] * e1[i] + s3[i] * e3[i];
    sum.push(rows.begin + row, std::span<const double>(&work, 1));
  }
  return -voxel_volume_nm3 * eV_per_GPa_nm3 * comm::reduce_tree(comm, sum).front();
}

double elastic_energy_eV(const comm::Communicator& comm, comm::Range lines, std::size_t nx, double voxel_volume_nm3,
                         const ConstDeviators3& e, const ConstDeviators3& s) {
  for (const auto* fields : {&e, &s})
    for (const auto& field : *fields)
      if (field.size() != lines.size() * nx) throw Fault("fields of an elastic energy have the wrong size");
  TreeSum sum(1);
  for (std::size_t line = 0; line < lines.size(); ++line) {
    double work = 0.0;
    for (std::size_t i = line * nx; i < (line + 1) * nx; ++i)
      for (std::size_t a = 0; a < 5; ++a) work += s[a][i] * e[a][i];
    sum.push(lines.begin + line, std::span<const double>(&work, 1));
  }
  return -voxel_volume_nm3 * eV_per_GPa_nm3 * comm::reduce_tree(comm, sum).front();
}

}  // namespace vitrum::elasticity
