// SPDX-License-Identifier: Apache-2.0
// vitrum/storage/xdmf.hpp: a sidecar that lets ParaView open the fields of a result, with time, origin and spacing.
#pragma once

#include <string>
#include <vector>

namespace vitrum::storage {

/// A regular 2-D grid of cells, row-major, row = y; lengths in nm. It is written as one layer of cells in the x-y plane.
struct XdmfGrid {
  std::size_t ny = 0, nx = 0;
  double hy = 1.0, hx = 1.0;  // edges of a cell
  double y0 = 0.0, x0 = 0.0;  // corner of the first cell: its centre lies half an edge further
  double hz = 1.0;            // thickness of the layer, which begins at z = 0
};

/// A dataset of shape (times, ny, nx) in the HDF5 file.
struct XdmfField {
  std::string name;
  std::string dataset;  // "/fields/von_mises_strain/data"
  std::string number_type = "Float";
  int precision = 8;
};

/// Text of an XDMF 2 file for cell fields in `h5_name` (a file name relative to the sidecar). `times` are what ParaView
/// shows as time; they have to rise.
std::string xdmf_text(const std::string& h5_name, const XdmfGrid& grid, const std::vector<XdmfField>& fields,
                      const std::vector<double>& times);

}  // namespace vitrum::storage
