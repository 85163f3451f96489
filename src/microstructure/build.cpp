// SPDX-License-Identifier: Apache-2.0
// vitrum/microstructure/build.cpp: voxel grids without MRO and from measured maps.
#include <fmt/format.h>

#include <algorithm>
#include <cmath>

#include "microstructure/laws.hpp"
#include "microstructure/resample.hpp"
#include "vitrum/core/error.hpp"

namespace vitrum::microstructure {

namespace {

void check(const Grid& grid) {
  const bool whole = grid.ny > 0 && grid.nx > 0;
  const bool sized = grid.hy_nm > 0.0 && grid.hx_nm > 0.0 && grid.thickness_nm > 0.0;
  if (!whole || !sized) throw InputError("microstructure: the grid needs voxels, and voxels a size above 0");
}

void check(const MeasuredMaps& maps) {
  if (maps.ny == 0 || maps.nx == 0 || !(maps.step_nm > 0.0)) {
    throw DataError("microstructure: the coverage maps have no positions or no step");
  }
  if (maps.coverage.size() != maps.types.size()) {
    throw DataError("microstructure: the number of coverage maps is not that of the types");
  }
  for (std::size_t c = 0; c < maps.types.size(); ++c) {
    if (maps.coverage[c].size() != maps.ny * maps.nx) {
      throw DataError(
          fmt::format("microstructure: the coverage of n = {} has another size than the scan", maps.types[c]));
    }
    for (std::size_t r = 0; r < maps.coverage[c].size(); ++r) {
      const double share = maps.coverage[c][r];
      if (!(share >= 0.0 && share <= 1.0 + 1e-9)) {
        throw DataError(
            fmt::format("microstructure: the coverage of n = {} at scan position (y = {}, x = {}) is {}; it "
                        "must lie in 0 .. 1",
                        maps.types[c], r / maps.nx, r % maps.nx, share));
      }
    }
  }
}

/// Mean coverage of every voxel of the ny x nx ones that the scan fills.
std::vector<double> resample(const std::vector<double>& map, std::size_t map_nx,
                             const std::vector<std::vector<Overlap>>& rows,
                             const std::vector<std::vector<Overlap>>& columns) {
  std::vector<double> voxels;
  voxels.reserve(rows.size() * columns.size());
  for (const auto& row : rows) {
    for (const auto& column : columns) {
      double sum = 0.0;
      for (const Overlap& y : row) {
        for (const Overlap& x : column) sum += y.weight * x.weight * map[y.cell * map_nx + x.cell];
      }
      voxels.push_back(std::min(sum, 1.0));
    }
  }
  return voxels;
}

std::vector<double> mirrored(const std::vector<double>& cell, std::size_t ny, std::size_t nx, const Grid& grid) {
  std::vector<double> whole;
  whole.reserve(grid.voxels());
  for (std::size_t y = 0; y < grid.ny; ++y) {
    for (std::size_t x = 0; x < grid.nx; ++x) whole.push_back(cell[mirror(y, ny) * nx + mirror(x, nx)]);
  }
  return whole;
}

std::size_t tiles_for(std::size_t least, std::size_t length) {
  return std::max<std::size_t>(1, (least + length - 1) / length);
}

void tell(Microstructure& m, const MeasuredMaps& maps, std::size_t ny, std::size_t nx) {
  const double extent_y = static_cast<double>(maps.ny) * maps.step_nm;
  const double extent_x = static_cast<double>(maps.nx) * maps.step_nm;
  const std::size_t tiles_y = m.grid.ny / (2 * ny), tiles_x = m.grid.nx / (2 * nx);
  m.notes.push_back(fmt::format("The scan covers {:.4g} x {:.4g} nm ({} x {} positions, step {:.4g} nm).", extent_y,
                                extent_x, maps.ny, maps.nx, maps.step_nm));
  m.notes.push_back(fmt::format(
      "Resampled by area onto {} x {} voxels of {:.4g} x {:.4g} nm ({:.4g} nm thick); {:.3g} nm in y and {:.3g} nm in "
      "x "
      "at the far edges are left out.",
      ny, nx, m.grid.hy_nm, m.grid.hx_nm, m.grid.thickness_nm, extent_y - static_cast<double>(ny) * m.grid.hy_nm,
      extent_x - static_cast<double>(nx) * m.grid.hx_nm));
  m.notes.push_back(fmt::format("Mirrored in both directions into a periodic cell of {} x {} voxels.", 2 * ny, 2 * nx));
  m.notes.push_back(fmt::format(
      "The simulated cell of {} x {} voxels ({:.4g} x {:.4g} nm) holds {} x {} = {} of these mirrored cells: the "
      "measured map appears {} times, and the tiling repeats it exactly.",
      m.grid.ny, m.grid.nx, static_cast<double>(m.grid.ny) * m.grid.hy_nm,
      static_cast<double>(m.grid.nx) * m.grid.hx_nm, tiles_y, tiles_x, tiles_y * tiles_x, 4 * tiles_y * tiles_x));
  m.notes.push_back("In plane strain every domain is a column through the thickness, not a sphere.");
}

}  // namespace

Microstructure homogeneous(const Grid& grid) {
  check(grid);
  Microstructure m;
  m.grid = grid;
  apply_laws(m, {});
  m.notes.push_back(fmt::format("Homogeneous glass: {} x {} voxels of {:.4g} x {:.4g} nm, no MRO.", grid.ny, grid.nx,
                                grid.hy_nm, grid.hx_nm));
  return m;
}

Microstructure from_maps(const MeasuredMaps& maps, double hy_nm, double hx_nm, double thickness_nm, std::size_t min_ny,
                         std::size_t min_nx, const std::vector<CouplingLaw>& laws) {
  check(maps);
  check(Grid{1, 1, hy_nm, hx_nm, thickness_nm});
  const std::size_t ny = whole_cells(maps.ny, maps.step_nm, hy_nm), nx = whole_cells(maps.nx, maps.step_nm, hx_nm);
  if (ny == 0 || nx == 0) {
    throw InputError(fmt::format(
        "microstructure: a scan of {:.4g} x {:.4g} nm is smaller than one voxel of {:.4g} x "
        "{:.4g} nm; make the voxels smaller or scan more",
        static_cast<double>(maps.ny) * maps.step_nm, static_cast<double>(maps.nx) * maps.step_nm, hy_nm, hx_nm));
  }
  Microstructure m;
  m.grid = {2 * ny * tiles_for(min_ny, 2 * ny), 2 * nx * tiles_for(min_nx, 2 * nx), hy_nm, hx_nm, thickness_nm};
  m.types = maps.types;
  const auto rows = overlaps(maps.ny, maps.step_nm, ny, hy_nm), columns = overlaps(maps.nx, maps.step_nm, nx, hx_nm);
  for (const auto& map : maps.coverage) {
    m.coverage.push_back(mirrored(resample(map, maps.nx, rows, columns), ny, nx, m.grid));
  }
  apply_laws(m, laws);
  tell(m, maps, ny, nx);
  return m;
}

}  // namespace vitrum::microstructure
