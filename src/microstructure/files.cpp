// SPDX-License-Identifier: Apache-2.0
// vitrum/microstructure/files.cpp: coverage maps from a result of `characterize`, the voxel grid into one of `deform`.
#include <fmt/format.h>

#include <cmath>

#include "vitrum/core/error.hpp"
#include "vitrum/microstructure/microstructure.hpp"

namespace vitrum::microstructure {

namespace {

constexpr const char* coverage_path = "/domains/coverage";

double step_of(const storage::File& file) {
  const auto attributes = file.read_attributes(coverage_path);
  const auto at = attributes.find("step_nm");
  if (at != attributes.end()) {
    if (const double* step = std::get_if<double>(&at->second)) return *step;
  }
  throw DataError(fmt::format("{}: {} has no attribute step_nm; make it again with this version of characterize",
                              file.path(), coverage_path));
}

}  // namespace

MeasuredMaps read_measured_maps(const storage::File& file) {
  if (!file.has(coverage_path)) {
    throw DataError(fmt::format("{}: has no {}; it must be a result of characterize in which domains were sought",
                                file.path(), coverage_path));
  }
  const auto stack = file.read<double>(coverage_path);
  const auto types = file.read<double>(std::string(coverage_path) + "/dim1");
  if (stack.shape.size() != 3 || types.values.size() != stack.shape[0]) {
    throw DataError(fmt::format("{}: {} must be a stack (n, y, x) with one n a map", file.path(), coverage_path));
  }
  MeasuredMaps maps;
  maps.ny = stack.shape[1];
  maps.nx = stack.shape[2];
  maps.step_nm = step_of(file);
  const std::size_t positions = maps.ny * maps.nx;
  for (std::size_t c = 0; c < stack.shape[0]; ++c) {
    maps.types.push_back(static_cast<int>(std::lround(types.values[c])));
    const auto begin = stack.values.begin() + static_cast<std::ptrdiff_t>(c * positions);
    maps.coverage.emplace_back(begin, begin + static_cast<std::ptrdiff_t>(positions));
  }
  return maps;
}

void write(storage::File& file, const Microstructure& m) {
  const Grid& g = m.grid;
  const std::vector<storage::Axis> axes{storage::linear_axis("y", "nm", g.ny, g.hy_nm, 0.5 * g.hy_nm),
                                        storage::linear_axis("x", "nm", g.nx, g.hx_nm, 0.5 * g.hx_nm)};
  storage::Attributes about{{"voxel_y_nm", g.hy_nm},
                            {"voxel_x_nm", g.hx_nm},
                            {"thickness_nm", g.thickness_nm},
                            {"ny", static_cast<std::int64_t>(g.ny)},
                            {"nx", static_cast<std::int64_t>(g.nx)}};
  for (std::size_t i = 0; i < m.notes.size(); ++i) about[fmt::format("note_{:02d}", i + 1)] = m.notes[i];
  file.write_attributes("/microstructure", about);
  if (!m.types.empty()) {
    std::vector<double> ns(m.types.begin(), m.types.end()), coverage;
    for (const auto& map : m.coverage) coverage.insert(coverage.end(), map.begin(), map.end());
    file.write<double>({"/microstructure/coverage", "", {{"n", "", ns}, axes[0], axes[1]}, {}, {}}, coverage);
  }
  file.write<std::int32_t>({"/microstructure/type", "", axes, {{"about", std::string("n, 0: matrix")}}, {}},
                           m.dominant_type);
  file.write<double>({"/microstructure/log_barrier_factor", "", axes, {}, {}}, m.log_barrier_factor);
  file.write<double>({"/microstructure/permanent_softening", "", axes, {}, {}}, m.permanent_softening);
  file.write<double>({"/microstructure/temporary_softening", "", axes, {}, {}}, m.temporary_softening);
}

}  // namespace vitrum::microstructure
